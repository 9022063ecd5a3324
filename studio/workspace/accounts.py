"""The accounts that integrations are authorized for. Holds no token: those lie in the vault."""

from __future__ import annotations

import json
from typing import Any

from studio.clock import Clock, iso
from studio.workspace.file import Workspace


class Accounts:
    """One account a connector and environment, as a JSON object that its owner shapes."""

    def __init__(self, workspace: Workspace, clock: Clock) -> None:
        self._workspace = workspace
        self._clock = clock

    def get(self, connector_id: str, environment: str) -> dict[str, Any] | None:
        """What was kept for the connector in `environment` ("sandbox" or "live"), or None."""
        rows = self._workspace.read(
            "SELECT account FROM accounts WHERE connector_id = ? AND environment = ?",
            [connector_id, environment],
        )
        return json.loads(rows[0]["account"]) if rows else None

    def keep(self, connector_id: str, environment: str, account: dict[str, Any]) -> None:
        """Keep `account` in place of what was there."""
        with self._workspace.transaction() as db:
            db.table("accounts").upsert(
                {
                    "connector_id": connector_id,
                    "environment": environment,
                    "account": json.dumps(account),
                    "updated_at": iso(self._clock.now()),
                },
                pk=("connector_id", "environment"),
            )

    def delete(self, connector_id: str, environment: str) -> None:
        """Forget the account."""
        with self._workspace.transaction() as db:
            db.table("accounts").delete_where(
                "connector_id = ? AND environment = ?", [connector_id, environment]
            )
