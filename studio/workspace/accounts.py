"""The accounts that integrations are authorized for. Holds no token: those lie in the vault."""

from __future__ import annotations

import json
from typing import Any

from studio.clock import Clock, iso
from studio.workspace.file import Workspace


class Accounts:
    """One account a connector and environment, and one more for each end user who signed in; as a
    JSON object that its owner shapes. The app's own has the empty text for its end user."""

    def __init__(self, workspace: Workspace, clock: Clock) -> None:
        self._workspace = workspace
        self._clock = clock

    def get(self, connector_id: str, environment: str, end_user: str = "") -> dict[str, Any] | None:
        """What was kept for the connector in `environment` ("sandbox" or "live"), or None."""
        rows = self._workspace.read(
            "SELECT account FROM accounts "
            "WHERE connector_id = ? AND environment = ? AND end_user = ?",
            [connector_id, environment, end_user],
        )
        return json.loads(rows[0]["account"]) if rows else None

    def of(self, connector_id: str) -> tuple[tuple[str, str], ...]:
        """Environment and end user of each account that is kept for the connector."""
        rows = self._workspace.read(
            "SELECT environment, end_user FROM accounts WHERE connector_id = ? ORDER BY 1, 2",
            [connector_id],
        )
        return tuple((row["environment"], row["end_user"]) for row in rows)

    def keep(
        self, connector_id: str, environment: str, account: dict[str, Any], end_user: str = ""
    ) -> None:
        """Keep `account` in place of what was there."""
        with self._workspace.transaction() as db:
            db.table("accounts").upsert(
                {
                    "connector_id": connector_id,
                    "environment": environment,
                    "end_user": end_user,
                    "account": json.dumps(account),
                    "updated_at": iso(self._clock.now()),
                },
                pk=("connector_id", "environment", "end_user"),
            )

    def delete(self, connector_id: str, environment: str, end_user: str = "") -> None:
        """Forget the account."""
        with self._workspace.transaction() as db:
            db.table("accounts").delete_where(
                "connector_id = ? AND environment = ? AND end_user = ?",
                [connector_id, environment, end_user],
            )
