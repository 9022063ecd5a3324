"""What a request takes from the context, and whether something in the dialog task gives it."""

from __future__ import annotations

import msgspec
import pytest
from dialog_tasks import dialog_task

from studio.connectors.catalogue import Catalogue
from studio.dialogs.definitions import Dialog, Request, Service
from studio.dialogs.placeholders import placeholders, sample_context, sample_value


def services(dialog: Dialog) -> list[Service]:
    return [node for node in dialog.every_node if isinstance(node, Service)]


@pytest.mark.parametrize("template", [t.id for t in Catalogue().templates("hubspot")])
def test_every_placeholder_of_every_template_is_known(template: str) -> None:
    dialog = dialog_task(template)
    for service in services(dialog):
        found = placeholders(dialog, service.request)
        assert [one.path for one in found if not one.known] == []


@pytest.mark.parametrize(
    ("path", "known"),
    [
        ("entities.dealName", True),
        ("entities.dealNme", False),
        ("createDealService.response.body.id", True),
        ("createDealService.body", False),
        ("somewhere.else", False),
        ("session.UserContext.name", True),
    ],
)
def test_a_placeholder_that_nothing_gives_a_value_is_told_apart(path: str, known: bool) -> None:
    request = Request(method="GET", path=f"/a/{{{{context.{path}}}}}")
    (found,) = placeholders(dialog_task("create-a-deal"), request)
    assert (found.path, found.known, found.in_address) == (path, known, True)


def test_each_placeholder_is_named_once_in_the_order_of_the_request() -> None:
    request = Request(
        method="POST",
        path="/{{context.entities.dealName}}",
        headers={"X-Stage": "{{ context.entities.dealStage }}"},
        body='{"a": "{{context.entities.dealName}}", "b": "{{context.entities.other}}"}',
    )
    found = placeholders(dialog_task("create-a-deal"), request)
    assert [one.path for one in found] == [
        "entities.dealName",
        "entities.dealStage",
        "entities.other",
    ]
    assert [one.in_address for one in found] == [True, False, False]


def test_the_sample_context_holds_default_samples_and_what_was_typed() -> None:
    dialog = dialog_task("create-a-deal")
    context = sample_context(
        dialog, {"entities.dealName": "5", "dealChanges": '{"a": 1}', "note": "{no json"}
    )
    assert context["createDealService"]["response"]["statusCode"] == 201
    assert context["entities"]["dealName"] == "5", "an entity is a text, whatever it looks like"
    assert context["entities"]["dealStage"] == "appointmentscheduled"
    assert context["dealChanges"] == {"a": 1}
    assert context["note"] == "{no json"


def test_a_sample_value_is_what_a_person_would_type() -> None:
    dialog = dialog_task("create-a-deal")
    assert sample_value(dialog, "entities.dealStage") == "appointmentscheduled"
    assert sample_value(dialog, "entities.dealName") == ""
    assert sample_value(dialog, "createDealService.response.statusCode") == "201"
    assert sample_value(dialog, "nowhere") == ""


def test_what_a_script_sets_is_known() -> None:
    dialog = dialog_task("update-a-deal")
    request = Request(method="GET", path="/", body='{"properties": "{{context.dealChanges}}"}')
    assert placeholders(dialog, request)[0].known
    without = msgspec.structs.replace(
        dialog, nodes=tuple(node for node in dialog.nodes if "Script" not in node.name)
    )
    assert not placeholders(without, request)[0].known
