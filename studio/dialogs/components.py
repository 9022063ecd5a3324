"""Manage Components: every component, and the dialog tasks that use it (xo-platform 6.2)."""

from __future__ import annotations

from dataclasses import dataclass

from studio.dialogs.summaries import DialogSummary, ids_in, summary
from studio.errors import StudioError
from studio.workspace import Workspace
from studio.workspace.dialogs import DialogRows


@dataclass(frozen=True)
class ComponentUse:
    """One row of Manage Components.

    Args:
        type: The kind of node it is shown as: `intent`, `entity`, `service`, …
        shared: Templates that need it use this one instead of bringing their own.
        used_by: The dialog tasks that use it, the oldest first.
    """

    id: str
    name: str
    type: str
    shared: bool
    used_by: tuple[DialogSummary, ...]


class Components:
    """The components of the workspace. Every method may block: call it on a worker thread."""

    def __init__(self, workspace: Workspace, rows: DialogRows) -> None:
        self._workspace = workspace
        self._rows = rows

    def list(self) -> tuple[ComponentUse, ...]:
        """Every component, by name."""
        uses: dict[str, list[DialogSummary]] = {}
        for row in self._rows.list():
            for id in dict.fromkeys(ids_in(row)):
                uses.setdefault(id, []).append(summary(row))
        return tuple(
            ComponentUse(one.id, one.name, one.type, one.shared, tuple(uses.get(one.id, ())))
            for one in self._rows.all_components()
        )

    def used_by(self, component_id: str) -> tuple[DialogSummary, ...]:
        """The dialog tasks that use a component, the oldest first."""
        return tuple(summary(row) for row in self._rows.list() if component_id in ids_in(row))

    def delete(self, component_id: str) -> None:
        """Delete a component that no dialog task uses. Raises StudioError when one does."""
        with self._workspace.transaction():
            users = self.used_by(component_id)
            if users:
                raise StudioError(
                    f"{users[0].name} uses this component.",
                    "Delete its node there first.",
                    code="dialogs.component_used",
                )
            self._rows.delete_component(component_id)
