"""The audit log: who changed what, from what to what. Never a secret."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from studio.clock import Clock, iso
from studio.local_user import local_user
from studio.workspace.file import Workspace

MODULES = ("Automation AI", "Search AI", "Agent AI", "Contact Center AI", "Global")
"""The modules of the platform's Change Logs, in its order (fact sheet xo-platform 1.12)."""
AT_A_TIME = 500


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


@dataclass(frozen=True)
class Wanted:
    """Which entries; everything that is empty does not matter."""

    words: str = ""
    """Each of these words is in the change, its user, its module or its details."""
    module: str = ""
    since: str = ""
    """Made then or later: ISO 8601 in UTC, as `Change.at`."""
    newest: int | None = None
    """No entry above this id: pages stay as they are while more is written."""


@dataclass(frozen=True)
class Found:
    """A part of the entries that fit."""

    total: int
    """How many fit in all."""
    newest: int
    """The highest id there was when this was read; 0 for an empty log."""
    changes: tuple[Change, ...]


class Changes:
    """Entries are added and read; none is ever altered.

    Args:
        who: Who makes the changes; the person at this computer by default.
    """

    def __init__(self, workspace: Workspace, clock: Clock, who: str | None = None) -> None:
        self._workspace = workspace
        self._clock = clock
        self._who = who

    def add(self, module: str, change: str, *, before: Any = None, after: Any = None) -> None:
        """Write down that `change` happened in `module` (a word of the platform's Change Logs)."""
        if self._who is None:
            self._who = local_user()
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
        return self.search(Wanted(), 0, limit).changes

    def get(self, change_id: int) -> Change | None:
        """One entry; None when there is none of that id."""
        rows = self._workspace.read("SELECT * FROM changes WHERE id = ?", [change_id])
        return _change(rows[0]) if rows else None

    def modules(self) -> tuple[str, ...]:
        """The modules in which something was changed, in the platform's order."""
        rows = self._workspace.read("SELECT DISTINCT module FROM changes")
        there = {row["module"] for row in rows}
        return (*(m for m in MODULES if m in there), *sorted(there.difference(MODULES)))

    def search(self, wanted: Wanted, start: int, count: int) -> Found:
        """The entries that fit, newest first: `count` of them, after the first `start`."""
        newest = wanted.newest
        if newest is None:
            newest = self._workspace.read("SELECT coalesce(max(id), 0) AS id FROM changes")[0]["id"]
        where, values = _where(replace(wanted, newest=newest))
        total = self._workspace.read(f"SELECT count(*) AS n FROM changes {where}", values)[0]["n"]
        rows = self._workspace.read(
            f"SELECT * FROM changes {where} ORDER BY id DESC LIMIT ? OFFSET ?",
            [*values, count, start],
        )
        return Found(total, newest, tuple(_change(row) for row in rows))

    def each(self, wanted: Wanted) -> Iterator[Change]:
        """All entries that fit, newest first, without holding them all at once."""
        while rows := self._older(wanted):
            yield from (_change(row) for row in rows)
            wanted = replace(wanted, newest=rows[-1]["id"] - 1)

    def _older(self, wanted: Wanted) -> Any:
        where, values = _where(wanted)
        return self._workspace.read(
            f"SELECT * FROM changes {where} ORDER BY id DESC LIMIT ?", [*values, AT_A_TIME]
        )


def _where(wanted: Wanted) -> tuple[str, list[Any]]:
    """The condition and its values; nothing that was typed becomes part of the SQL."""
    conditions = ["1"]
    values: list[Any] = []
    for condition, value in (
        ("id <= ?", wanted.newest),
        ("module = ?", wanted.module or None),
        ("at >= ?", wanted.since or None),
    ):
        if value is not None:
            conditions.append(condition)
            values.append(value)
    for word in wanted.words.split():
        either = []
        for column, pattern in _places(word):
            either.append(f"{column} LIKE ? ESCAPE '\\'")
            values.append(pattern)
        conditions.append(f"({' OR '.join(either)})")
    return f"WHERE {' AND '.join(conditions)}", values


def _places(word: str) -> Iterator[tuple[str, str]]:
    """Where a word may stand, and as what."""
    # LIKE takes capitals for small letters in ASCII only.
    spellings = [word] if word.isascii() else [word, word.lower(), word.upper(), word.capitalize()]
    for spelling in dict.fromkeys(spellings):
        for column in ("change", "who", "module"):
            yield column, _pattern(spelling)
        for column in ("before", "after"):
            yield f"nullif({column}, 'null')", _pattern(json.dumps(spelling)[1:-1])


def _pattern(text: str) -> str:
    for special in ("\\", "%", "_"):
        text = text.replace(special, f"\\{special}")
    return f"%{text}%"


def _change(row: dict[str, Any]) -> Change:
    return Change(**{**row, "before": _value(row["before"]), "after": _value(row["after"])})


def _value(text: str | None) -> Any:
    try:
        return None if text is None else json.loads(text)
    except ValueError:
        return text
