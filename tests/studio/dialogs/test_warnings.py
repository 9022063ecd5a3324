"""View Warnings: what is wrong is named, and nothing else is."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest
from dialog_tasks import dialog_task

from studio.connectors.catalogue import Catalogue
from studio.dialogs import edits
from studio.dialogs.definitions import NOT_CONNECTED, Dialog, Request, Service, Test, Transition
from studio.dialogs.warnings import warnings_of

replace = msgspec.structs.replace
TEMPLATES = [template.id for template in Catalogue().templates("hubspot")]


@pytest.mark.parametrize("template", TEMPLATES)
def test_templates_have_none(template: str) -> None:
    assert warnings_of(dialog_task(template)) == ()


def added(kind: edits.Kind, **fields: object) -> Dialog:
    dialog = dialog_task("create-a-deal")
    node = edits.new_node(dialog, kind, "dc-new", name="fresh")
    return edits.add_node(dialog, replace(node, **fields))


def cut_off(dialog: Dialog) -> Dialog:
    return edits.connect_default(dialog, dialog.intent.name, dialog.nodes[1].name)


def asking(path: str) -> Dialog:
    dialog = dialog_task("create-a-deal")
    node = next(n for n in dialog.every_node if isinstance(n, Service))
    request = Request(method="GET", path=path)
    return edits.change_node(dialog, node.name, replace(node, request=request))


def leading(then: str, tests: tuple[Test, ...] = ()) -> Dialog:
    dialog = dialog_task("create-a-deal")
    last = dialog.nodes[-1]
    ways = (Transition(then=then, tests=tests), Transition(then="end"))
    return edits.set_transitions(dialog, last.name, ways if tests else ways[:1])


@pytest.mark.parametrize(
    ("code", "make"),
    [
        ("no_prompt", lambda: added("entity")),
        ("no_items", lambda: added("entity", prompt="Which?", entity_type="list_of_items")),
        ("no_pattern", lambda: added("entity", prompt="Which?", entity_type="custom")),
        ("no_request", lambda: added("service")),
        ("no_script", lambda: added("script")),
        ("no_text", lambda: added("message")),
        ("no_nodes", lambda: added("bot_action")),
        ("unreachable", lambda: cut_off(dialog_task("create-a-deal"))),
        ("unknown_key", lambda: asking("/crm/v3/objects/deals/{{context.entities.nobody}}")),
        ("not_connected", lambda: leading(NOT_CONNECTED)),
        ("missing_node", lambda: leading("nobody")),
        ("loop", lambda: leading("createDealMessage")),
        ("unknown_entity", lambda: leading("end", (Test(op="exists", entity="nobody"),))),
    ],
)
def test_what_is_wrong_is_named(code: str, make: Callable[[], Dialog]) -> None:
    found = warnings_of(make())
    assert [one.code for one in found] == [code]
    assert found[0].message.endswith(".")
    assert found[0].next_step.endswith(".")


def test_a_dialog_task_that_was_just_created_does_nothing_yet() -> None:
    dialog = replace(dialog_task("create-a-deal"), nodes=())
    assert [one.code for one in warnings_of(dialog)] == ["empty"]
