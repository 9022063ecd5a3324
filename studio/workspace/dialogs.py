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
    trained_with: tuple[str, ...] | None
    """The utterances it was trained with, while it has others that are untrained."""
    revision: int
    """How often it was saved since it was made."""


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

    def versions(self) -> tuple[tuple[str, str, int, bool], ...]:
        """Id, name, revision and training of every dialog task: another answer, another state."""
        rows = self._workspace.read("SELECT id, name, revision, trained FROM dialogs ORDER BY id")
        return tuple((r["id"], r["name"], r["revision"], bool(r["trained"])) for r in rows)

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
        trained_with: tuple[str, ...] | None = None,
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
                    "trained_with": _utterances(trained_with),
                }
            )
        kept = self.get(id)
        assert kept is not None
        return kept

    def save(
        self,
        id: str,
        *,
        name: str,
        description: str,
        definition: dict[str, Any],
        trained: bool,
        trained_with: tuple[str, ...] | None,
    ) -> None:
        """Keep a changed dialog task; its revision grows."""
        with self._workspace.transaction() as db:
            db.execute(
                "UPDATE dialogs SET name = ?, description = ?, definition = ?, trained = ?, "
                "trained_with = ?, updated_at = ?, revision = revision + 1 WHERE id = ?",
                [
                    name,
                    description,
                    json.dumps(definition),
                    int(trained),
                    _utterances(trained_with),
                    iso(self._clock.now()),
                    id,
                ],
            )

    def set_definition(self, id: str, definition: dict[str, Any]) -> None:
        """Keep a definition that changed because of another dialog task."""
        with self._workspace.transaction() as db:
            db.execute(
                "UPDATE dialogs SET definition = ? WHERE id = ?", [json.dumps(definition), id]
            )

    def mark_trained(self) -> None:
        """Every dialog task is trained with the utterances it has now."""
        with self._workspace.transaction() as db:
            db.execute("UPDATE dialogs SET trained = 1, trained_with = NULL WHERE trained = 0")

    def delete(self, id: str) -> None:
        """Delete a dialog task; its components stay."""
        with self._workspace.transaction() as db:
            db.execute("DELETE FROM dialogs WHERE id = ?", [id])

    def all_components(self) -> tuple[ComponentRow, ...]:
        """Every component, by name."""
        rows = self._workspace.read("SELECT * FROM dialog_components ORDER BY name, rowid")
        return tuple(_component(row) for row in rows)

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

    def save_component(self, id: str, name: str, definition: dict[str, Any]) -> None:
        """Keep a changed component, for every dialog task that uses it."""
        with self._workspace.transaction() as db:
            db.execute(
                "UPDATE dialog_components SET name = ?, definition = ? WHERE id = ?",
                [name, json.dumps(definition), id],
            )

    def delete_component(self, id: str) -> None:
        """Delete a component that no dialog task uses."""
        with self._workspace.transaction() as db:
            db.execute("DELETE FROM dialog_components WHERE id = ?", [id])


def _utterances(given: tuple[str, ...] | None) -> str | None:
    return None if given is None else json.dumps(given)


def _dialog(row: dict[str, Any]) -> DialogRow:
    trained_with = row["trained_with"]
    read = {
        "trained": bool(row["trained"]),
        "definition": json.loads(row["definition"]),
        "trained_with": None if trained_with is None else tuple(json.loads(trained_with)),
    }
    return DialogRow(**{**row, **read})


def _component(row: dict[str, Any]) -> ComponentRow:
    return ComponentRow(
        **{**row, "shared": bool(row["shared"]), "definition": json.loads(row["definition"])}
    )
