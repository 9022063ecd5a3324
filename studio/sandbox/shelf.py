"""The records of one account and kind in memory: by id, by value, for searches, as they were."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import deque
from collections.abc import Iterable
from datetime import datetime, timedelta

from studio.sandbox.index import Index
from studio.sandbox.properties import Kind
from studio.sandbox.record import Record

REMEMBERED = timedelta(seconds=600)
"""How far back a search can be told to look, at most."""


class Shelf:
    """Nothing here is kept beyond the process: the world's tables are what counts."""

    def __init__(self, kind: Kind, records: Iterable[Record]) -> None:
        self._by_id = {record.id: record for record in records}
        self._ids = sorted(self._by_id)
        self._by_value: dict[str, dict[str, int]] = {}
        self._recent: deque[tuple[datetime, int, Record | None]] = deque()
        self.index = Index(kind, (one for one in self._by_id.values() if one.archived_at is None))

    def get(self, record_id: int) -> Record | None:
        return self._by_id.get(record_id)

    def all(self) -> Iterable[Record]:
        """Every record, archived ones too, in no order."""
        return self._by_id.values()

    def page(self, start: int, limit: int, *, archived: bool) -> list[Record]:
        """Up to `limit` records by rising id, from id `start` on; all of them when it is -1."""
        found: list[Record] = []
        for position in range(bisect_left(self._ids, start), len(self._ids)):
            if len(found) == limit:
                break
            record = self._by_id[self._ids[position]]
            if (record.archived_at is not None) == archived:
                found.append(record)
        return found

    def having(self, name: str, value: str) -> Record | None:
        """The record in use with this value of a unique property; the case does not count."""
        if name not in self._by_value:
            self._by_value[name] = {
                record.properties[name].casefold(): record.id
                for record in self.index.records.values()
                if name in record.properties
            }
        record_id = self._by_value[name].get(value.strip().casefold())
        return None if record_id is None else self._by_id[record_id]

    def place(self, record: Record, at: datetime) -> None:
        """Put a record here, in place of the one that has its id; `at` says when."""
        before = self._by_id.get(record.id)
        while self._recent and self._recent[0][0] < at - REMEMBERED:
            self._recent.popleft()
        self._recent.append((at, record.id, before))
        self._change(before, record)

    def take_back(self) -> None:
        """Undo the last `place`."""
        _, record_id, before = self._recent.pop()
        self._change(self._by_id[record_id], before)

    def drop(self, record: Record) -> None:
        """Take a record away as if it had never been here, from lagging searches too."""
        self._recent = deque(entry for entry in self._recent if entry[1] != record.id)
        self._change(record, None)

    def restore(self, record: Record) -> None:
        """Undo `drop`."""
        self._change(None, record)

    def settle(self) -> None:
        """Let every search see everything that was written until now."""
        self._recent.clear()

    def as_of(self, moment: datetime) -> dict[int, Record | None]:
        """The records that were written after `moment`, as they were then; None: not yet there."""
        then: dict[int, Record | None] = {}
        for at, record_id, before in self._recent:
            if at > moment:
                then.setdefault(record_id, before)
        return then

    def _change(self, before: Record | None, after: Record | None) -> None:
        if before is not None:
            self._forget(before)
        if after is not None:
            self._add(after, new=before is None)
        elif before is not None:
            del self._by_id[before.id]
            self._ids.remove(before.id)

    def _forget(self, record: Record) -> None:
        if record.archived_at is None:
            self.index.remove(record)
        for name, ids in self._by_value.items():
            value = record.properties.get(name, "").casefold()
            if ids.get(value) == record.id:
                del ids[value]

    def _add(self, record: Record, *, new: bool) -> None:
        self._by_id[record.id] = record
        if new:
            insort(self._ids, record.id)
        if record.archived_at is None:
            self.index.add(record)
            for name, ids in self._by_value.items():
                if name in record.properties:
                    ids[record.properties[name].casefold()] = record.id
