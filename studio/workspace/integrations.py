"""Which integrations are set up, and how far."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

from studio.clock import Clock, iso
from studio.workspace.file import Workspace


@dataclass(frozen=True)
class IntegrationRow:
    """What is kept of one integration. Words only; `studio.actions` gives them meaning."""

    connector_id: str
    state: str = "available"
    authorization_type: str | None = None
    oauth: bool = False
    app: str | None = None
    environment: str | None = None
    first_enabled_at: str | None = None
    """When it was enabled for the first time since it was last deleted; ISO 8601."""
    problem: dict[str, Any] | None = None
    profile_id: str | None = None
    """The authorization profile that was selected, for an app of one's own."""
    tenant: str | None = None
    """What stands for `{tenant}` in the addresses of that profile."""


class Integrations:
    """One row a connector that somebody has begun to set up."""

    def __init__(self, workspace: Workspace, clock: Clock) -> None:
        self._workspace = workspace
        self._clock = clock

    def get(self, connector_id: str) -> IntegrationRow:
        """What is kept; an untouched row when nothing is."""
        rows = self._workspace.read(
            "SELECT * FROM integrations WHERE connector_id = ?", [connector_id]
        )
        if not rows:
            return IntegrationRow(connector_id)
        row = rows[0]
        return IntegrationRow(
            connector_id=connector_id,
            state=row["state"],
            authorization_type=row["authorization_type"],
            oauth=bool(row["oauth"]),
            app=row["app"],
            environment=row["environment"],
            first_enabled_at=row["first_enabled_at"],
            problem=json.loads(row["problem"]) if row["problem"] else None,
            profile_id=row["profile_id"],
            tenant=row["tenant"],
        )

    def change(self, connector_id: str, **changes: Any) -> IntegrationRow:
        """Change the named fields of `IntegrationRow` and answer with the row as kept."""
        with self._workspace.transaction() as db:
            row = replace(self.get(connector_id), **changes)
            db.table("integrations").upsert(
                {
                    "connector_id": row.connector_id,
                    "state": row.state,
                    "authorization_type": row.authorization_type,
                    "oauth": int(row.oauth),
                    "app": row.app,
                    "environment": row.environment,
                    "first_enabled_at": row.first_enabled_at,
                    "problem": json.dumps(row.problem) if row.problem else None,
                    "profile_id": row.profile_id,
                    "tenant": row.tenant,
                    "updated_at": iso(self._clock.now()),
                },
                pk="connector_id",
            )
        return row

    def delete(self, connector_id: str) -> None:
        """Forget the integration."""
        with self._workspace.transaction() as db:
            db.table("integrations").delete_where("connector_id = ?", [connector_id])
