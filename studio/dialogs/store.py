"""Dialog tasks between the workspace, where their parts lie, and those who use them whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from studio.clock import from_iso
from studio.dialogs.definitions import (
    BotAction,
    Component,
    Dialog,
    DialogNode,
    Intent,
    Script,
    Service,
    Transition,
)
from studio.errors import StudioError
from studio.workspace.dialogs import DialogRow, DialogRows


@dataclass(frozen=True)
class DialogSummary:
    """One row of the Dialogs page."""

    id: str
    name: str
    description: str
    template_id: str | None
    status: str
    trained: bool
    updated_at: datetime
    node_count: int


class Dialogs:
    """The dialog tasks of the workspace. Every method may block: call it on a worker thread."""

    def __init__(self, rows: DialogRows) -> None:
        self._rows = rows

    def list(self) -> tuple[DialogSummary, ...]:
        """Every dialog task, the oldest first."""
        return tuple(summary(row) for row in self._rows.list())

    def get(self, dialog_id: str) -> Dialog:
        """One dialog task, whole. Raises StudioError when there is none of that id."""
        row = self._rows.get(dialog_id)
        if row is None:
            raise StudioError(
                "This dialog does not exist any more.",
                "Choose another one on the Dialogs page.",
                code="dialogs.unknown",
            )
        return self._whole(row)

    def all(self) -> tuple[Dialog, ...]:
        """Every dialog task, whole."""
        return tuple(self._whole(row) for row in self._rows.list())

    def _whole(self, row: DialogRow) -> Dialog:
        kept = row.definition
        ids = (kept["intent"], *(_component_ids(kept["nodes"])))
        components = {
            id: msgspec.convert(component.definition, Component)
            for id, component in self._rows.components(tuple(ids)).items()
        }
        intent = components[kept["intent"]]
        assert isinstance(intent, Intent)
        return Dialog(
            id=row.id,
            name=row.name,
            description=row.description,
            connector_id=row.connector_id or "",
            template_id=row.template_id,
            intent=intent,
            nodes=tuple(_node(node, components) for node in kept["nodes"]),
            status=row.status,
            trained=row.trained,
        )


def summary(row: DialogRow) -> DialogSummary:
    """A row as the Dialogs page shows it."""
    nodes = row.definition["nodes"]
    return DialogSummary(
        id=row.id,
        name=row.name,
        description=row.description,
        template_id=row.template_id,
        status=row.status,
        trained=row.trained,
        updated_at=from_iso(row.updated_at),
        node_count=1 + len(nodes) + sum(len(node.get("nodes", ())) for node in nodes),
    )


def _component_ids(nodes: list[dict[str, Any]]) -> Iterator[str]:
    for node in nodes:
        if "component" in node:
            yield node["component"]
        yield from _component_ids(node.get("nodes", []))


def _node(kept: dict[str, Any], components: dict[str, Component]) -> DialogNode:
    transitions = msgspec.convert(kept.get("transitions", []), tuple[Transition, ...])
    if "nodes" in kept:
        children = tuple(_child(child, components) for child in kept["nodes"])
        return BotAction(name=kept["name"], nodes=children, transitions=transitions)
    component = components[kept["component"]]
    assert not isinstance(component, Intent)
    return msgspec.structs.replace(component, transitions=transitions)


def _child(kept: dict[str, Any], components: dict[str, Component]) -> Service | Script:
    component = components[kept["component"]]
    assert isinstance(component, Service | Script)
    if isinstance(component, Service) and "on_failure" in kept:
        return msgspec.structs.replace(component, on_failure=kept["on_failure"])
    return component
