"""The journal of exchanges: every request that left the studio, redacted before it came here."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import Any

from studio.workspace.file import Workspace
from studio.workspace.sequences import forget_exchanges, take_in

KEPT_EXCHANGES = 5000


@dataclass(frozen=True)
class Exchange:
    """One request and what came of it. Holds no secret: see `studio.redaction`."""

    id: str
    at: str
    purpose: str
    """Why it was sent, in words: "Exchange the authorization code for tokens"."""
    method: str
    url: str
    connector_id: str | None = None
    request_headers: dict[str, str] = field(default_factory=dict)
    request_body: str = ""
    status: int | None = None
    response_headers: dict[str, str] = field(default_factory=dict)
    response_body: str = ""
    elapsed_ms: float | None = None
    error: str | None = None
    correlation_id: str | None = None
    sequence: str | None = None
    """What it belongs to: see `studio.workspace.sequences`. Its own id when it stands alone."""


class Journal:
    """Exchanges, newest first; the oldest go when there are more than `KEPT_EXCHANGES`."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def add(self, exchange: Exchange) -> None:
        """Keep an exchange that is already redacted."""
        exchange = replace(exchange, sequence=exchange.sequence or exchange.id)
        with self._workspace.transaction() as db:
            number = (
                db.table("exchanges")
                .insert(
                    {
                        **vars(exchange),
                        "request_headers": json.dumps(exchange.request_headers),
                        "response_headers": json.dumps(exchange.response_headers),
                    }
                )
                .last_pk
            )
            take_in(db, exchange)
            forget_exchanges(db, int(str(number)) - KEPT_EXCHANGES)

    def get(self, exchange_id: str) -> Exchange | None:
        """One exchange by its id, or None."""
        rows = self._workspace.read("SELECT * FROM exchanges WHERE id = ?", [exchange_id])
        return _exchange(rows[0]) if rows else None

    def list(self, limit: int = 200) -> tuple[Exchange, ...]:
        """The newest `limit` exchanges, newest first."""
        rows = self._workspace.read("SELECT * FROM exchanges ORDER BY number DESC LIMIT ?", [limit])
        return tuple(_exchange(row) for row in rows)

    def of_sequence(self, sequence_id: str) -> tuple[tuple[int, Exchange], ...]:
        """The exchanges of a sequence with their numbers, oldest first."""
        rows = self._workspace.read(
            "SELECT * FROM exchanges WHERE sequence = ? ORDER BY number", [sequence_id]
        )
        return tuple((int(row["number"]), _exchange(row)) for row in rows)


def _exchange(row: dict[str, Any]) -> Exchange:
    values = {key: value for key, value in row.items() if key != "number"}
    values["request_headers"] = json.loads(row["request_headers"])
    values["response_headers"] = json.loads(row["response_headers"])
    return Exchange(**values)
