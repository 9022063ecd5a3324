"""The audit log: who changed what, from what to what. Never a secret."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from studio.clock import Clock, iso
from studio.workspace.file import Workspace


@dataclass(frozen=True)
class Change:
    """One entry of the audit log."""

    id: int
    at: str
    who: str
    module: str
    change: str
    before: Any
    after: Any


class Changes:
    """Entries are added and read; none is ever altered."""

    def __init__(self, workspace: Workspace, clock: Clock, who: str = "You") -> None:
        self._workspace = workspace
        self._clock = clock
        self._who = who

    def add(self, module: str, change: str, *, before: Any = None, after: Any = None) -> None:
        """Write down that `change` happened in `module` (a word of the platform's Change Logs)."""
        with self._workspace.transaction() as db:
            db.table("changes").insert(
                {
                    "at": iso(self._clock.now()),
                    "who": self._who,
                    "module": module,
                    "change": change,
                    "before": json.dumps(before),
                    "after": json.dumps(after),
                }
            )

    def list(self, limit: int = 1000) -> tuple[Change, ...]:
        """The newest `limit` entries, newest first."""
        rows = self._workspace.read("SELECT * FROM changes ORDER BY id DESC LIMIT ?", [limit])
        return tuple(
            Change(
                **{
                    **row,
                    "before": json.loads(row["before"]),
                    "after": json.loads(row["after"]),
                }
            )
            for row in rows
        )
