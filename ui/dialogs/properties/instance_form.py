"""Instance Properties as a form: what holds for a node in this dialog task only."""

from __future__ import annotations

from typing import Any, cast

from studio.dialogs import edits
from studio.dialogs.checking import RETRIES, TIMEOUT
from studio.dialogs.definitions import END, Entity, Service
from ui.controls import Segments
from ui.dialogs.properties.fields import NODE, line, number, select
from ui.dialogs.properties.instance import ASKING, FAILURE
from ui.dialogs.properties.node_edit import NodeEdit
from ui.dialogs.properties.page import PropertyPage
from ui.dialogs.words import target


def fill(page: PropertyPage, edit: NodeEdit) -> None:
    """Show the form of what is set for a node in its dialog task."""
    match edit.node:
        case Entity():
            _entity(page, edit, edit.node)
        case Service():
            _service(page, edit, edit.node)
        case node:
            page.note(f"{node.name} has no settings of its own in {edit.dialog.name}.")


def _entity(page: PropertyPage, edit: NodeEdit, node: Entity) -> None:
    page.section("Entity")
    asking = Segments(f"{NODE}.instance.asking", "Entity", ASKING.items())
    asking.show_choice(node.asking)
    asking.chosen.connect(lambda key: _rebuilt(edit, asking=key))
    page.add(asking)
    if node.asking != "mandatory":
        line(
            page,
            "Default Value",
            node.default_value or "",
            "instance.default_value",
            lambda text: edit.set(default_value=text or None),
        )
        asked = "Asked once; an empty answer takes the default value."
        page.note(asked if node.asking == "optional" else "Never asked.")
    if node.asking == "mandatory":
        line(
            page,
            "Allowed Retries",
            str(node.retries),
            "instance.allowed_retries",
            lambda text: edit.set(retries=number(text, RETRIES, "Allowed Retries")),
        )
        select(
            page,
            "Behavior on Exceeding Retries",
            [(END, "End of Dialog"), *_others(edit, "Go to ")],
            node.on_exceeding,
            "instance.on_exceeding",
            lambda key: edit.set(on_exceeding=key),
        )


def _service(page: PropertyPage, edit: NodeEdit, node: Service) -> None:
    line(
        page,
        "Timeout(Seconds)",
        str(node.timeout_seconds),
        "instance.timeout",
        lambda text: edit.set(timeout_seconds=number(text, TIMEOUT, "The time-out")),
    )
    select(
        page,
        "Service Call Failure Handling",
        FAILURE.items(),
        node.on_failure,
        "instance.on_failure",
        lambda key: _rebuilt(edit, on_failure=key),
    )
    if node.on_failure == "continue":
        select(
            page,
            "Then go to",
            [("", "The next node"), *_others(edit, "")],
            node.failure_to or "",
            "instance.failure_to",
            lambda key: edit.set(failure_to=key or None),
        )


def _others(edit: NodeEdit, before: str) -> list[tuple[str, str]]:
    names = [node.name for node in edit.dialog.nodes if node.name != edit.node.name]
    return [(name, f"{before}{target(name)}") for name in names]


def _rebuilt(edit: NodeEdit, **fields: Any) -> None:
    """A change after which the form has other fields."""
    node = edits.replace(cast("Entity | Service", edit.node), **fields)
    edit.apply(edits.change_node(edit.dialog, node.name, node), f"Change {node.name}")
