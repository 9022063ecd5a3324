"""What the list of dialog tasks shows of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from studio.clock import from_iso
from studio.dialogs import kept
from studio.workspace.dialogs import DialogRow


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


def ids_in(row: DialogRow) -> tuple[str, ...]:
    """The ids of every component that a kept dialog task uses, its intent's first."""
    return (row.definition["intent"], *kept.component_ids(row.definition["nodes"]))
