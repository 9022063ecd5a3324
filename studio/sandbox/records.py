"""Deals and contacts as they are kept: made, found, changed, archived.

Reads come from memory, which is filled from the tables account by account as they are asked for.
Writes go through to the tables first, in one change of the world; what fails there is taken back.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from studio.clock import Clock
from studio.sandbox.computed import Origin, Source, Values, completed
from studio.sandbox.definitions import Definitions
from studio.sandbox.history import History, difference
from studio.sandbox.links import Links
from studio.sandbox.moments import stamp
from studio.sandbox.properties import Kind
from studio.sandbox.record import Record, Version
from studio.sandbox.rows import dumped, read_record
from studio.sandbox.shelf import Shelf
from studio.sandbox.world import FIRST_NEW_ID, World

__all__ = ["Record", "Records"]


class Records:
    """The records of all accounts in the world."""

    def __init__(
        self,
        world: World,
        definitions: Definitions,
        clock: Clock,
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        """`changed` is called after every write."""
        self._world = world
        self._definitions = definitions
        self._clock = clock
        self._changed = changed
        self._history = History(world)
        self._links = Links(world)
        self._shelves: dict[tuple[int, str], Shelf] = {}
        self.search_lag_seconds = 0.0
        """How long a write stays out of searches, by the sandbox's clock."""
        world.follow(self.forget)

    def forget(self) -> None:
        """Read everything again when it is next asked for."""
        self._shelves.clear()
        self._links.forget()

    def create(
        self,
        portal_id: int,
        kind: Kind,
        values: Mapping[str, str],
        source: Source,
        linked: Sequence[tuple[Kind, int]] = (),
    ) -> Record:
        """Make a record of checked values, with a new id, and link it to others."""
        now = self._clock.now()
        with self._world.change():
            return self.put(portal_id, kind, self._new_id(), values, source, (now, now), linked)

    def put(
        self,
        portal_id: int,
        kind: Kind,
        record_id: int,
        values: Mapping[str, str],
        source: Source,
        times: tuple[datetime, datetime],
        linked: Sequence[tuple[Kind, int]] = (),
    ) -> Record:
        """Make a record with a given id and times of creation and last change."""
        created, updated = times
        # A record holds its account's kind, whose properties are live, whichever was handed in.
        kind = self._definitions.kinds(portal_id).named(kind.name)
        properties = completed(
            kind,
            values,
            before={},
            origin=Origin(record_id, created, source),
            now=updated,
            pipelines=self._definitions.pipelines(portal_id),
        )
        record = Record(portal_id, kind, record_id, properties, created, updated, None)
        shelf = self.shelf(portal_id, kind)
        with self._world.change():
            self._world.write(
                "INSERT INTO records VALUES (?, ?, ?, ?, ?, ?, NULL)",
                portal_id,
                kind.name,
                record_id,
                dumped(properties),
                stamp(created),
                stamp(updated),
            )
            self._place(shelf, record)
            for other, other_id in linked:
                self.link(portal_id, (kind, record_id), (other, other_id))
        return record

    def get(self, portal_id: int, kind: Kind, record_id: int) -> Record | None:
        """One record by id, archived or not."""
        return self.shelf(portal_id, kind).get(record_id)

    def by_email(self, portal_id: int, kind: Kind, email: str) -> Record | None:
        """The record in use that has this address; upper and lower case are the same."""
        return self.having(portal_id, kind, "email", email)

    def having(self, portal_id: int, kind: Kind, name: str, value: str) -> Record | None:
        """The record in use with this value of a property whose values are unique; upper and
        lower case are the same."""
        return self.shelf(portal_id, kind).having(name, value)

    def page(
        self, portal_id: int, kind: Kind, *, start: int, limit: int, archived: bool = False
    ) -> list[Record]:
        """Up to `limit` records by rising id, from id `start` on; every one when it is -1."""
        return self.shelf(portal_id, kind).page(start, limit, archived=archived)

    def every(self, portal_id: int, kind: Kind) -> list[Record]:
        """All records in use, by rising id."""
        return self.page(portal_id, kind, start=0, limit=-1)

    def update(
        self, record: Record, changes: Mapping[str, str | None], source: Source | None = None
    ) -> Record:
        """Set checked values; None takes a value away.

        Args:
            source: Who writes, for the history; whoever made the record when it is not said.
        """
        now = self._clock.now()
        values = {k: v for k, v in record.properties.items() if k not in changes}
        values |= {k: v for k, v in changes.items() if v is not None}
        made_by = _maker(record)
        properties = completed(
            record.kind,
            values,
            before=record.properties,
            origin=Origin(record.id, record.created_at, made_by),
            now=now,
            pipelines=self._definitions.pipelines(record.portal_id),
        )
        changed = replace(record, properties=properties, updated_at=now)
        self._write(record, changed, now, source or made_by)
        return changed

    def archive(self, record: Record, source: Source | None = None) -> None:
        """Put a record into the recycling bin; one that is there already stays as it is."""
        if record.archived_at is None:
            now = self._clock.now()
            gone = replace(record, archived_at=now, updated_at=now)
            self._write(record, gone, now, source or _maker(record))

    def merge(self, kept: Record, other: Record, source: Source | None = None) -> Record:
        """Put `other` into `kept`: values that `kept` lacks, and the associations, go there;
        `other` is archived.

        Returns:
            `kept` as it is now.
        """
        lacking: Values = {
            name: value
            for name, value in other.properties.items()
            if name not in kept.properties
            and name in kept.kind.properties
            and not kept.kind.properties[name].read_only
        }
        with self._world.change():
            for end in self._part(other):
                self.link(kept.portal_id, (kept.kind, kept.id), end)
            self.archive(other, source)
            return self.update(kept, lacking, source)

    def erase(self, record: Record) -> None:
        """Take a record away for good: values, history and associations."""
        shelf = self.shelf(record.portal_id, record.kind)
        key = (record.portal_id, record.kind.name, record.id)
        with self._world.change():
            self._part(record)
            for table in ("changes", "records"):
                where = "portal_id = ? AND kind = ? AND id = ?"
                self._world.write(f"DELETE FROM {table} WHERE {where}", *key)
            shelf.drop(record)
            self._world.undo(lambda: shelf.restore(record))
            self._changed()

    def history(self, record: Record) -> list[Version]:
        """Every version of a record, oldest first: when, by whom, and what changed in it.

        The first one is its creation, for seeded records too.
        """
        return self._history.of(record)

    def link(self, portal_id: int, one: tuple[Kind, int], other: tuple[Kind, int]) -> None:
        """Associate two records, in both directions."""
        self._links.add(portal_id, (one[0].name, one[1]), (other[0].name, other[1]))
        self._changed()

    def unlink(self, portal_id: int, one: tuple[Kind, int], other: tuple[Kind, int]) -> None:
        """End an association, in both directions; nothing happens when there is none."""
        self._links.remove(portal_id, (one[0].name, one[1]), (other[0].name, other[1]))
        self._changed()

    def _part(self, record: Record) -> list[tuple[Kind, int]]:
        """End every association of a record; what it was associated with."""
        kinds = self._definitions.kinds(record.portal_id)
        ends = [(k, i) for k in (kinds.deals, kinds.contacts) for i in self.linked(record, k)]
        for end in ends:
            self.unlink(record.portal_id, (record.kind, record.id), end)
        return ends

    def linked(self, record: Record, kind: Kind) -> list[int]:
        """Ids of the records in use of `kind` that are associated with this one, rising."""
        ids = self._links.of(record.portal_id, (record.kind.name, record.id), kind.name)
        if not ids:
            return []
        in_use = self.shelf(record.portal_id, kind).index.records
        return sorted(one for one in ids if one in in_use)

    def neighbours(self, portal_id: int, kind: Kind, other: Kind) -> Callable[[int], list[int]]:
        """What `linked` answers, in no order, by the ids of records of `kind`: for searches."""
        links, in_use = self._links, self.shelf(portal_id, other).index.records

        def of(record_id: int) -> list[int]:
            ids = links.of(portal_id, (kind.name, record_id), other.name)
            return [one for one in ids if one in in_use]

        return of

    def shelf(self, portal_id: int, kind: Kind) -> Shelf:
        """The records of one account and kind, for searches."""
        found = self._shelves.get((portal_id, kind.name))
        if found is None:
            own = self._definitions.kinds(portal_id).named(kind.name)
            rows = self._world.rows(
                "SELECT * FROM records WHERE portal_id = ? AND kind = ?", portal_id, kind.name
            )
            found = Shelf(own, [read_record(own, row) for row in rows])
            self._shelves[portal_id, kind.name] = found
        return found

    def as_of(self, portal_id: int, kind: Kind, lag_seconds: float) -> dict[int, Record | None]:
        """What a search that lags behind sees otherwise: records written since, as they were."""
        if lag_seconds <= 0:
            return {}
        moment = self._clock.now() - timedelta(seconds=lag_seconds)
        return self.shelf(portal_id, kind).as_of(moment)

    def settle(self) -> None:
        """Let searches see everything that was written until now (the clock was set back)."""
        for shelf in self._shelves.values():
            shelf.settle()

    def _write(self, before: Record, after: Record, now: datetime, source: Source) -> None:
        archived, shelf = after.archived_at, self.shelf(after.portal_id, after.kind)
        with self._world.change():
            self._world.write(
                "UPDATE records SET properties = ?, updated_at = ?, archived_at = ?"
                " WHERE portal_id = ? AND kind = ? AND id = ?",
                dumped(after.properties),
                stamp(now),
                None if archived is None else stamp(archived),
                after.portal_id,
                after.kind.name,
                after.id,
            )
            self._history.note(after, now, source, difference(before, after))
            self._place(shelf, after)

    def _place(self, shelf: Shelf, record: Record) -> None:
        """Into memory, unless the change of the world fails. The shelf was read before it began:
        read later, it would hold what is taken back."""
        shelf.place(record, self._clock.now())
        self._world.undo(shelf.take_back)
        self._changed()

    def _new_id(self) -> int:
        last = int(self._world.fact("last_record_id", str(FIRST_NEW_ID)))
        step = int.from_bytes(hashlib.sha256(str(last).encode()).digest()[:4], "big") % 99_991
        return self._world.count("last_record_id", start=FIRST_NEW_ID, step=step + 1)


def _maker(record: Record) -> Source:
    values = record.properties
    return Source(values["hs_object_source"], values["hs_object_source_id"])
