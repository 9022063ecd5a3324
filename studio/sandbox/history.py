"""What each write to a record changed, for `propertiesWithHistory` and for who looks."""

from __future__ import annotations

import json
from datetime import datetime

from studio.sandbox.computed import Source
from studio.sandbox.moments import from_stamp, stamp
from studio.sandbox.record import Changes, Record, Version
from studio.sandbox.world import World

ARCHIVED = "archived"


class History:
    """Writes of all records. A record's first version is not kept: it follows from the others."""

    def __init__(self, world: World) -> None:
        self._world = world

    def note(self, record: Record, at: datetime, source: Source, changes: Changes) -> None:
        """Keep what a write to an existing record changed."""
        last = self._world.row(
            "SELECT max(number) AS number FROM changes WHERE portal_id = ? AND kind = ? AND id = ?",
            record.portal_id,
            record.kind.name,
            record.id,
        )
        self._world.write(
            "INSERT INTO changes VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            record.portal_id,
            record.kind.name,
            record.id,
            1 + ((last and last["number"]) or 0),
            stamp(at),
            source.word,
            source.id,
            json.dumps(changes, ensure_ascii=False),
        )

    def of(self, record: Record) -> list[Version]:
        """Every version of a record, oldest first; the first one is its creation."""
        later = [
            Version(
                from_stamp(row["at"]),
                Source(row["source"], row["source_id"]),
                {name: (pair[0], pair[1]) for name, pair in json.loads(row["changes"]).items()},
            )
            for row in self._world.rows(
                "SELECT * FROM changes WHERE portal_id = ? AND kind = ? AND id = ? ORDER BY number",
                record.portal_id,
                record.kind.name,
                record.id,
            )
        ]
        first: dict[str, str | None] = dict(record.properties)
        for version in reversed(later):
            first |= {name: before for name, (before, _) in version.changes.items()}
        made = {
            name: (None, value)
            for name, value in first.items()
            if value is not None and name != ARCHIVED
        }
        source = Source(first.get("hs_object_source") or "", first.get("hs_object_source_id") or "")
        return [Version(record.created_at, source, made), *later]


def difference(before: Record, after: Record) -> Changes:
    """What became of which property; `archived` when the record went into the bin."""
    old, new = before.properties, after.properties
    changes: dict[str, tuple[str | None, str | None]] = {
        name: (old.get(name), new.get(name))
        for name in sorted(old.keys() | new.keys())
        if old.get(name) != new.get(name)
    }
    gone = (before.archived_at is not None, after.archived_at is not None)
    if gone[0] != gone[1]:
        changes[ARCHIVED] = ("true", "false") if gone[0] else ("false", "true")
    return changes
