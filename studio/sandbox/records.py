"""Deals and contacts as they are kept: made, found, changed, archived."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from studio.clock import Clock
from studio.sandbox.computed import Origin, Source, Values, completed
from studio.sandbox.definitions import Definitions
from studio.sandbox.moments import from_stamp, stamp
from studio.sandbox.properties import Kind
from studio.sandbox.world import FIRST_NEW_ID, World


@dataclass(frozen=True)
class Record:
    """One deal or contact of one account."""

    portal_id: int
    kind: Kind
    id: int
    properties: Values
    """Every property that has a value; a name that is missing here is null."""
    created_at: datetime
    updated_at: datetime
    archived_at: datetime | None


class Records:
    """The records of all accounts in the world."""

    def __init__(self, world: World, definitions: Definitions, clock: Clock) -> None:
        self._world = world
        self._definitions = definitions
        self._clock = clock

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
        """Make a record with a given id and times of creation and last change (seeds)."""
        created, updated = times
        # A record holds its account's kind, whose properties are live, whichever was handed in.
        kind = self._definitions.kinds(portal_id).named(kind.name)
        origin = Origin(record_id, created, source)
        properties = completed(
            kind,
            values,
            before={},
            origin=origin,
            now=updated,
            pipelines=self._definitions.pipelines(portal_id),
        )
        self._world.write(
            "INSERT INTO records VALUES (?, ?, ?, ?, ?, ?, NULL)",
            portal_id,
            kind.name,
            record_id,
            _dumped(properties),
            stamp(created),
            stamp(updated),
        )
        for other, other_id in linked:
            self.link(portal_id, (kind, record_id), (other, other_id))
        return Record(portal_id, kind, record_id, properties, created, updated, None)

    def get(self, portal_id: int, kind: Kind, record_id: int) -> Record | None:
        """One record by id, archived or not."""
        row = self._world.row(
            "SELECT * FROM records WHERE portal_id = ? AND kind = ? AND id = ?",
            portal_id,
            kind.name,
            record_id,
        )
        return None if row is None else self._record(kind, row)

    def by_email(self, portal_id: int, kind: Kind, email: str) -> Record | None:
        """The record in use that has this address; upper and lower case are the same."""
        row = self._world.row(
            "SELECT * FROM records WHERE portal_id = ? AND kind = ? AND archived_at IS NULL"
            " AND lower(json_extract(properties, '$.email')) = ?",
            portal_id,
            kind.name,
            email.strip().lower(),
        )
        return None if row is None else self._record(kind, row)

    def page(
        self, portal_id: int, kind: Kind, *, start: int, limit: int, archived: bool = False
    ) -> list[Record]:
        """Up to `limit` records by rising id, from id `start` on."""
        rows = self._world.rows(
            "SELECT * FROM records WHERE portal_id = ? AND kind = ? AND id >= ?"
            f" AND archived_at IS {'NOT NULL' if archived else 'NULL'} ORDER BY id LIMIT ?",
            portal_id,
            kind.name,
            start,
            limit,
        )
        return [self._record(kind, row) for row in rows]

    def every(self, portal_id: int, kind: Kind) -> list[Record]:
        """All records in use, by rising id."""
        return self.page(portal_id, kind, start=0, limit=-1)

    def update(self, record: Record, changes: Mapping[str, str | None]) -> Record:
        """Set checked values; None takes a value away."""
        now = self._clock.now()
        values = {k: v for k, v in record.properties.items() if k not in changes}
        values |= {k: v for k, v in changes.items() if v is not None}
        source = Source(
            record.properties["hs_object_source"], record.properties["hs_object_source_id"]
        )
        properties = completed(
            record.kind,
            values,
            before=record.properties,
            origin=Origin(record.id, record.created_at, source),
            now=now,
            pipelines=self._definitions.pipelines(record.portal_id),
        )
        with self._world.change():
            self._world.write(
                "UPDATE records SET properties = ?, updated_at = ?"
                " WHERE portal_id = ? AND kind = ? AND id = ?",
                _dumped(properties),
                stamp(now),
                record.portal_id,
                record.kind.name,
                record.id,
            )
        return Record(
            record.portal_id, record.kind, record.id, properties, record.created_at, now, None
        )

    def archive(self, record: Record) -> None:
        """Put a record into the recycling bin."""
        moment = stamp(self._clock.now())
        with self._world.change():
            self._world.write(
                "UPDATE records SET archived_at = ?, updated_at = ?"
                " WHERE portal_id = ? AND kind = ? AND id = ? AND archived_at IS NULL",
                moment,
                moment,
                record.portal_id,
                record.kind.name,
                record.id,
            )

    def link(self, portal_id: int, one: tuple[Kind, int], other: tuple[Kind, int]) -> None:
        """Associate two records, in both directions."""
        for (from_kind, from_id), (to_kind, to_id) in ((one, other), (other, one)):
            self._world.write(
                "INSERT OR IGNORE INTO associations VALUES (?, ?, ?, ?, ?)",
                portal_id,
                from_kind.name,
                from_id,
                to_kind.name,
                to_id,
            )

    def linked(self, record: Record, kind: Kind) -> list[int]:
        """Ids of the records in use of `kind` that are associated with this one."""
        rows = self._world.rows(
            "SELECT r.id FROM associations a JOIN records r ON r.portal_id = a.portal_id"
            " AND r.kind = a.to_kind AND r.id = a.to_id WHERE a.portal_id = ?"
            " AND a.from_kind = ? AND a.from_id = ? AND a.to_kind = ?"
            " AND r.archived_at IS NULL ORDER BY r.id",
            record.portal_id,
            record.kind.name,
            record.id,
            kind.name,
        )
        return [row["id"] for row in rows]

    def _new_id(self) -> int:
        last = int(self._world.fact("last_record_id", str(FIRST_NEW_ID)))
        step = int.from_bytes(hashlib.sha256(str(last).encode()).digest()[:4], "big") % 99_991
        return self._world.count("last_record_id", start=FIRST_NEW_ID, step=step + 1)

    def _record(self, kind: Kind, row: sqlite3.Row) -> Record:
        archived = row["archived_at"]
        return Record(
            row["portal_id"],
            self._definitions.kinds(row["portal_id"]).named(kind.name),
            row["id"],
            json.loads(row["properties"]),
            from_stamp(row["created_at"]),
            from_stamp(row["updated_at"]),
            None if archived is None else from_stamp(archived),
        )


def _dumped(properties: Mapping[str, str]) -> str:
    return json.dumps(properties, sort_keys=True, ensure_ascii=False)
