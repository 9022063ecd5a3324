"""Copies of the whole world under a name, kept beside it in the same database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec

from studio.sandbox.schema import TABLES
from studio.sandbox.world import GENERATION, World

COUNTED = ("ids", GENERATION)
"""Facts that are never put back: with them, a token's text could be given a second time."""


@dataclass(frozen=True)
class Snapshot:
    """One copy, without its content."""

    name: str
    at: str
    """When it was made, ISO 8601 by the sandbox's clock."""


class Snapshots:
    """Takes copies and puts them back. They hold hashes of tokens, as the tables do."""

    def __init__(self, world: World) -> None:
        self._world = world

    def all(self) -> list[Snapshot]:
        """Oldest first."""
        rows = self._world.rows("SELECT name, at FROM snapshots ORDER BY number")
        return [Snapshot(row["name"], row["at"]) for row in rows]

    def take(self, name: str | None, at: str) -> Snapshot:
        """Copy records, grants and facts; an older copy of this name is replaced.

        Args:
            name: None for `snapshot-1`, `snapshot-2` and so on.
        """
        with self._world.change():
            row = self._world.row("SELECT max(number) AS number FROM snapshots")
            number = 1 + ((row and row["number"]) or 0)
            snapshot = Snapshot(name or self._free_name(), at)
            self._world.write(
                "INSERT OR REPLACE INTO snapshots VALUES (?, ?, ?, ?)",
                snapshot.name,
                number,
                at,
                msgspec.msgpack.encode(self._content()),
            )
        return snapshot

    def put_back(self, name: str | None) -> bool:
        """Make the world what it was when the copy `name` (the newest, when None) was taken.

        Returns:
            Whether there is such a copy.
        """
        row = self._world.row(
            "SELECT content FROM snapshots WHERE ? IS NULL OR name = ?"
            " ORDER BY number DESC LIMIT 1",
            name,
            name,
        )
        if row is None:
            return False
        content: dict[str, Any] = msgspec.msgpack.decode(row["content"])
        with self._world.change():
            self._world.empty()
            # Backwards, so that what is referred to is there first.
            for table in reversed(TABLES):
                if table in content["tables"]:
                    self._fill(table, content["tables"][table])
            for fact, value in content["facts"].items():
                self._world.set_fact(fact, value)
            self._world.replaced()
        return True

    def _content(self) -> dict[str, Any]:
        facts = {row["name"]: row["value"] for row in self._world.rows("SELECT * FROM facts")}
        for name in COUNTED:
            facts.pop(name, None)
        tables = {}
        for table in TABLES:
            rows = self._world.rows(f"SELECT * FROM {table}")
            columns = rows[0].keys() if rows else []
            tables[table] = {"columns": columns, "rows": [tuple(row) for row in rows]}
        return {"facts": facts, "tables": tables}

    def _fill(self, table: str, kept: dict[str, Any]) -> None:
        """By the columns' names, which are ours: a newer version may have more of them."""
        columns = kept["columns"]
        if columns:
            marks = ", ".join("?" * len(columns))
            self._world.write_all(
                f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", kept["rows"]
            )

    def _free_name(self) -> str:
        taken = {snapshot.name for snapshot in self.all()}
        number = len(taken) + 1
        while f"snapshot-{number}" in taken:
            number += 1
        return f"snapshot-{number}"
