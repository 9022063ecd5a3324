"""Dialog tasks and the components they are made of, as kept."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from studio.clock import Clock, iso
from studio.workspace.file import Workspace


@dataclass(frozen=True)
class DialogRow:
    """What is kept of one dialog task; `studio.dialogs` reads the definition."""

    id: str
    name: str
    description: str
    connector_id: str | None
    template_id: str | None
    status: str
    trained: bool
    definition: dict[str, Any]
    created_at: str
    updated_at: str


@dataclass(frozen=True)
class ComponentRow:
    """What is kept of one component. A shared one is used by several dialog tasks."""

    id: str
    name: str
    type: str
    connector_id: str | None
    shared: bool
    definition: dict[str, Any]


class DialogRows:
    """The tables `dialogs` and `dialog_components`."""

    def __init__(self, workspace: Workspace, clock: Clock) -> None:
        self._workspace = workspace
        self._clock = clock

    def list(self) -> tuple[DialogRow, ...]:
        """All dialog tasks, the oldest first."""
        rows = self._workspace.read("SELECT * FROM dialogs ORDER BY created_at, rowid")
        return tuple(_dialog(row) for row in rows)

    def get(self, dialog_id: str) -> DialogRow | None:
        """One dialog task by its id, or None."""
        rows = self._workspace.read("SELECT * FROM dialogs WHERE id = ?", [dialog_id])
        return _dialog(rows[0]) if rows else None

    def of_template(self, connector_id: str, template_id: str) -> DialogRow | None:
        """The dialog task that was installed from a template, or None."""
        rows = self._workspace.read(
            "SELECT * FROM dialogs WHERE connector_id = ? AND template_id = ?",
            [connector_id, template_id],
        )
        return _dialog(rows[0]) if rows else None

    def add(
        self,
        *,
        id: str,
        name: str,
        description: str,
        connector_id: str | None,
        template_id: str | None,
        definition: dict[str, Any],
        status: str = "Configured",
        trained: bool = True,
    ) -> DialogRow:
        """Keep a new dialog task."""
        now = iso(self._clock.now())
        with self._workspace.transaction() as db:
            db.table("dialogs").insert(
                {
                    "id": id,
                    "name": name,
                    "description": description,
                    "connector_id": connector_id,
                    "template_id": template_id,
                    "status": status,
                    "trained": int(trained),
                    "definition": json.dumps(definition),
                    "created_at": now,
                    "updated_at": now,
                }
            )
        kept = self.get(id)
        assert kept is not None
        return kept

    def components(self, ids: tuple[str, ...]) -> dict[str, ComponentRow]:
        """The components with these ids, by id."""
        marks = ",".join("?" * len(ids))
        rows = self._workspace.read(
            f"SELECT * FROM dialog_components WHERE id IN ({marks})", list(ids)
        )
        return {row["id"]: _component(row) for row in rows}

    def shared_component(self, connector_id: str, name: str) -> ComponentRow | None:
        """The shared component of a connector by its name, or None."""
        rows = self._workspace.read(
            "SELECT * FROM dialog_components WHERE shared = 1 AND connector_id = ? AND name = ?",
            [connector_id, name],
        )
        return _component(rows[0]) if rows else None

    def add_component(
        self,
        *,
        id: str,
        name: str,
        type: str,
        connector_id: str | None,
        shared: bool,
        definition: dict[str, Any],
    ) -> None:
        """Keep a new component."""
        with self._workspace.transaction() as db:
            db.table("dialog_components").insert(
                {
                    "id": id,
                    "name": name,
                    "type": type,
                    "connector_id": connector_id,
                    "shared": int(shared),
                    "definition": json.dumps(definition),
                }
            )


def _dialog(row: dict[str, Any]) -> DialogRow:
    return DialogRow(
        **{**row, "trained": bool(row["trained"]), "definition": json.loads(row["definition"])}
    )


def _component(row: dict[str, Any]) -> ComponentRow:
    return ComponentRow(
        **{**row, "shared": bool(row["shared"]), "definition": json.loads(row["definition"])}
    )
