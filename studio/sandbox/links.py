"""Which records of an account are associated with which; in memory, the tables behind it."""

from __future__ import annotations

from collections import defaultdict

from studio.sandbox.world import World

End = tuple[str, int]
"""A record, by the name of its kind and its id."""


class Links:
    """The associations of every account, read when an account is first asked about."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._accounts: dict[int, dict[End, dict[str, set[int]]]] = {}

    def forget(self) -> None:
        """Read everything again when it is next asked for."""
        self._accounts.clear()

    def of(self, portal_id: int, end: End, kind: str) -> set[int]:
        """Ids of `kind` that are associated with this record, archived ones too."""
        return self._account(portal_id).get(end, {}).get(kind, set())

    def add(self, portal_id: int, one: End, other: End) -> None:
        """Associate two records, in both directions; nothing happens when they are."""
        self._set(portal_id, one, other, linked=True)

    def remove(self, portal_id: int, one: End, other: End) -> None:
        """End an association, in both directions; nothing happens when there is none."""
        self._set(portal_id, one, other, linked=False)

    def _set(self, portal_id: int, one: End, other: End, *, linked: bool) -> None:
        if (other[1] in self.of(portal_id, one, other[0])) == linked:
            return
        sql = (
            "INSERT OR IGNORE INTO associations VALUES (?, ?, ?, ?, ?)"
            if linked
            else "DELETE FROM associations WHERE portal_id = ? AND from_kind = ? AND from_id = ?"
            " AND to_kind = ? AND to_id = ?"
        )
        with self._world.change():
            for near, far in ((one, other), (other, one)):
                self._world.write(sql, portal_id, *near, *far)
            self._mark(portal_id, one, other, linked=linked)
            self._world.undo(lambda: self._mark(portal_id, one, other, linked=not linked))

    def _mark(self, portal_id: int, one: End, other: End, *, linked: bool) -> None:
        account = self._account(portal_id)
        for near, (kind, record_id) in ((one, other), (other, one)):
            ids = account[near].setdefault(kind, set())
            if linked:
                ids.add(record_id)
            else:
                ids.discard(record_id)

    def _account(self, portal_id: int) -> dict[End, dict[str, set[int]]]:
        known = self._accounts.get(portal_id)
        if known is None:
            known = self._accounts[portal_id] = defaultdict(dict)
            for row in self._world.rows(
                "SELECT from_kind, from_id, to_kind, to_id FROM associations WHERE portal_id = ?",
                portal_id,
            ):
                known[row[0], row[1]].setdefault(row[2], set()).add(row[3])
        return known
