"""What belongs together in the journal: a sign-in, a turn of the conversation, one call.

Every exchange belongs to one sequence. A sign-in also has steps that are no exchange: what the
login window was asked to open, and what it came back with.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

from studio.workspace.file import Workspace

if TYPE_CHECKING:
    from sqlite_utils import Database

    from studio.workspace.journal import Exchange

KEPT_SIGN_INS = 1000
"""Sign-ins that are kept, also those that came to no exchange."""

Kind = Literal["authorization", "renewal", "turn", "call"]
Result = Literal["open", "good", "ended", "failed"]
"""`ended`: the person ended it, so nothing is wrong; `open`: no end was written down."""
COLUMNS = (
    "number, id, kind, connector_id, environment, end_user, title, begun_at, result, said, code"
)


@dataclass(frozen=True)
class Sequence:
    """One line of Traffic."""

    number: int
    id: str
    kind: Kind
    connector_id: str | None
    environment: str
    """"sandbox" or "live" for a sign-in; empty where it was not written down."""
    end_user: str
    title: str
    begun_at: str
    result: Result
    said: str
    """What went wrong, in words; empty when nothing did."""
    code: str
    """The code of what went wrong."""


@dataclass(frozen=True)
class Noted:
    """A step of a sign-in that is no exchange."""

    at: str
    kind: str
    facts: dict[str, Any] = field(default_factory=dict)
    after: int = 0
    """The number of the newest exchange when it was noted: where it stands among them."""


@dataclass(frozen=True)
class Wanted:
    """Which sequences; everything that is empty does not matter."""

    words: str = ""
    """Each of these words is in the title, in what went wrong, or in one of the exchanges."""
    kind: str = ""
    result: str = ""
    newest: int | None = None
    """None above this number: pages stay as they are while more is written."""


@dataclass(frozen=True)
class Found:
    """A part of the sequences that fit."""

    total: int
    newest: int
    """The highest number there was when this was read; 0 when there is none."""
    sequences: tuple[Sequence, ...]


class Sequences:
    """Sequences, newest first."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def begin(self, sequence: Sequence) -> None:
        """Write down that a sign-in begins; its number is given here."""
        values = {key: value for key, value in vars(sequence).items() if key != "number"}
        with self._workspace.transaction() as db:
            number = int(str(db.table("sequences").insert(values).last_pk))
            db.execute(
                "DELETE FROM sequences WHERE kind = 'authorization' AND number <= ? AND "
                "NOT EXISTS (SELECT 1 FROM exchanges WHERE sequence = sequences.id)",
                [number - KEPT_SIGN_INS],
            )
            db.execute(
                "DELETE FROM sequence_steps WHERE sequence NOT IN (SELECT id FROM sequences)"
            )

    def note(self, sequence_id: str, step: Noted) -> None:
        """Add a step."""
        with self._workspace.transaction() as db:
            db.table("sequence_steps").insert(
                {
                    "sequence": sequence_id,
                    "at": step.at,
                    "kind": step.kind,
                    "facts": json.dumps(step.facts, ensure_ascii=False),
                    "after": db.execute(
                        "SELECT coalesce(max(number), 0) FROM exchanges"
                    ).fetchone()[0],
                }
            )

    def end(self, sequence_id: str, result: Result, said: str = "", code: str = "") -> None:
        """Write down how a sign-in ended."""
        with self._workspace.transaction() as db:
            db.execute(
                "UPDATE sequences SET result = ?, said = ?, code = ? WHERE id = ?",
                [result, said, code, sequence_id],
            )

    def get(self, sequence_id: str) -> Sequence | None:
        """One sequence, or None."""
        rows = self._workspace.read(f"SELECT {COLUMNS} FROM sequences WHERE id = ?", [sequence_id])
        return Sequence(**rows[0]) if rows else None

    def steps(self, sequence_id: str) -> tuple[Noted, ...]:
        """What was noted of a sign-in, oldest first."""
        rows = self._workspace.read(
            "SELECT at, kind, facts, after FROM sequence_steps WHERE sequence = ? ORDER BY number",
            [sequence_id],
        )
        return tuple(Noted(**{**row, "facts": json.loads(row["facts"])}) for row in rows)

    def search(self, wanted: Wanted, start: int, count: int) -> Found:
        """Those that fit, newest first: `count` of them, after the first `start`."""
        newest = wanted.newest
        if newest is None:
            newest = self._workspace.read("SELECT coalesce(max(number), 0) AS n FROM sequences")[0][
                "n"
            ]
        where, values = _where(replace(wanted, newest=newest))
        total = self._workspace.read(f"SELECT count(*) AS n FROM sequences {where}", values)[0]["n"]
        rows = self._workspace.read(
            f"SELECT {COLUMNS} FROM sequences {where} ORDER BY number DESC LIMIT ? OFFSET ?",
            [*values, count, start],
        )
        return Found(total, newest, tuple(Sequence(**row) for row in rows))

    def last_good(self, like: Sequence) -> Sequence | None:
        """The newest before `like` of the same kind that worked; for a turn or a call, of the
        same title too. None when there is none."""
        same = "kind = ? AND connector_id IS ? AND result = 'good' AND number < ?"
        values: list[Any] = [like.kind, like.connector_id, like.number]
        if like.kind in ("turn", "call"):
            same, values = f"{same} AND title = ?", [*values, like.title]
        if like.environment:
            same, values = f"{same} AND environment = ?", [*values, like.environment]
        rows = self._workspace.read(
            f"SELECT {COLUMNS} FROM sequences WHERE {same} ORDER BY number DESC LIMIT 1", values
        )
        return Sequence(**rows[0]) if rows else None


def take_in(db: Database, exchange: Exchange) -> None:
    """Put an exchange that was just written down into its sequence, which may be a new one."""
    assert exchange.sequence is not None
    rows = db.execute("SELECT kind FROM sequences WHERE id = ?", [exchange.sequence]).fetchall()
    if rows and rows[0][0] == "authorization":
        return
    result, said = _came_of(db, exchange.sequence)
    if rows:
        db.execute(
            "UPDATE sequences SET result = ?, said = ? WHERE id = ?",
            [result, said, exchange.sequence],
        )
        return
    db.table("sequences").insert(
        {
            "id": exchange.sequence,
            "kind": _kind(exchange),
            "connector_id": exchange.connector_id,
            "environment": "",
            "end_user": "",
            "title": _title(exchange),
            "begun_at": exchange.at,
            "result": result,
            "said": said,
            "code": "",
        }
    )


def forget_exchanges(db: Database, up_to: int) -> None:
    """Delete the exchanges up to this number, and the sequences of which nothing is left."""
    gone = db.execute(
        "SELECT DISTINCT sequence FROM exchanges WHERE number <= ?", [up_to]
    ).fetchall()
    if not gone:
        return
    db.execute("DELETE FROM exchanges WHERE number <= ?", [up_to])
    for (sequence,) in gone:
        db.execute(
            "DELETE FROM sequences WHERE id = ? AND kind != 'authorization' AND "
            "NOT EXISTS (SELECT 1 FROM exchanges WHERE sequence = sequences.id)",
            [sequence],
        )


def _kind(exchange: Exchange) -> Kind:
    if "grant_type=refresh_token" in exchange.request_body.split("&"):
        return "renewal"
    return "call" if exchange.sequence == exchange.id else "turn"


def _title(exchange: Exchange) -> str:
    """A turn is called after its dialog task: "Create a Deal: createDealService"."""
    purpose = exchange.purpose
    return purpose.partition(": ")[0] if exchange.sequence != exchange.id else purpose


def _came_of(db: Database, sequence_id: str) -> tuple[Result, str]:
    """Whether all that was to be done in it was done: of each purpose, the last try counts."""
    last: dict[str, tuple[int | None, str | None]] = {}
    for purpose, status, error in db.execute(
        "SELECT purpose, status, error FROM exchanges WHERE sequence = ? ORDER BY number",
        [sequence_id],
    ):
        last[purpose] = (status, error)
    for status, error in last.values():
        if error or status is None:
            return "failed", error or "No answer came."
        if status >= 400:
            return "failed", f"It was answered with the status {status}."
    return "good", ""


def _where(wanted: Wanted) -> tuple[str, list[Any]]:
    """The condition and its values; nothing that was typed becomes part of the SQL."""
    conditions = ["number <= ?"]
    values: list[Any] = [wanted.newest]
    for column, value in (("kind", wanted.kind), ("result", wanted.result)):
        if value:
            conditions.append(f"{column} = ?")
            values.append(value)
    for word in wanted.words.split():
        patterns = list(_patterns(word))
        own = [f"{column} LIKE ? ESCAPE '\\'" for column in ("title", "said") for _ in patterns]
        asked = [
            f"e.{column} LIKE ? ESCAPE '\\'"
            for column in ("purpose", "url", "method", "status", "error", "correlation_id")
            for _ in patterns
        ]
        conditions.append(
            f"({' OR '.join(own)} OR EXISTS (SELECT 1 FROM exchanges e "
            f"WHERE e.sequence = sequences.id AND ({' OR '.join(asked)})))"
        )
        values += patterns * 8
    return f"WHERE {' AND '.join(conditions)}", values


def _patterns(word: str) -> Iterator[str]:
    # LIKE takes capitals for small letters in ASCII only.
    spellings = [word] if word.isascii() else [word, word.lower(), word.upper(), word.capitalize()]
    for spelling in dict.fromkeys(spellings):
        for special in ("\\", "%", "_"):
            spelling = spelling.replace(special, f"\\{special}")
        yield f"%{spelling}%"
