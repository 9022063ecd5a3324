"""The sandbox's memory: one SQLite database, in memory or in the state file."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from studio.errors import StudioError
from studio.sandbox.schema import APPLICATION_ID, GRANT_TABLES, SCHEMA, TABLES, VERSION

FIRST_NEW_ID = 91_804_529_316
"""Ids of new records start here: eleven digits as HubSpot's today, above every seeded
one, so that the order of ids is the order of creation."""
GENERATION = "generation"
WAIT_FOR_LOCK = 2.0
"""Seconds: a sandbox that is just ending lets go of its file within."""

Undo = Callable[[], object]


class World:
    """Tables, small facts and numbers. Used by one thread at a time: the server's.

    Whoever keeps rows in memory as well says `undo` what takes a change back there, and `follow`s
    the world to forget everything when it is replaced.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._depth = 0
        self._undo: list[Undo] = []
        self._followers: list[Callable[[], None]] = []
        self._facts: dict[str, str] | None = None

    @classmethod
    def open(cls, path: Path | None) -> World:
        """Open or make the state file; None is a database in memory.

        A file of an older version is brought up to date, its records and grants stay.

        Raises:
            StudioError: The file is damaged, of another program, newer, or not writable.
        """
        try:
            if path is not None:
                path.parent.mkdir(parents=True, exist_ok=True)
                if not path.exists():
                    # What is tried out is nobody else's business; the log gets the same rights.
                    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
            connection = sqlite3.connect(
                str(path) if path is not None else ":memory:",
                isolation_level=None,
                check_same_thread=False,
                timeout=WAIT_FOR_LOCK,
            )
        except (OSError, sqlite3.Error) as error:
            raise _unwritable(path) from error
        connection.row_factory = sqlite3.Row
        world = cls(connection)
        try:
            world._prepare(path)
        except sqlite3.OperationalError as error:
            connection.close()
            raise _unwritable(path) from error
        except sqlite3.DatabaseError as error:
            connection.close()
            raise _damaged(path) from error
        except StudioError:
            connection.close()
            raise
        return world

    def _prepare(self, path: Path | None) -> None:
        # Two sandboxes with one file would each go on with what they have in memory.
        self._connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        version = self._connection.execute("PRAGMA user_version").fetchone()[0]
        owner = self._connection.execute("PRAGMA application_id").fetchone()[0]
        tables = self._connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if tables and owner != APPLICATION_ID:
            raise _damaged(path)
        if version > VERSION:
            raise StudioError(
                f"The sandbox's state file {path} was written by a newer version of this program.",
                "Update the program, or name another state file.",
                code="sandbox.state_newer",
            )
        found = self._connection.execute("PRAGMA quick_check(1)").fetchone()
        if found[0] != "ok":
            raise _damaged(path)
        if not tables:
            # Twice the usual: a deal would not fit a page otherwise, and take one more of its own.
            self._connection.execute("PRAGMA page_size = 8192")
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = FULL")
        self._connection.execute("PRAGMA foreign_keys = ON")
        if version < VERSION:
            with self.change():
                for statement in SCHEMA.split(";"):
                    self._connection.execute(statement)
                self._connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                self._connection.execute(f"PRAGMA user_version = {VERSION}")

    def close(self) -> None:
        self._connection.close()

    @contextmanager
    def change(self) -> Iterator[None]:
        """All or nothing: what is written inside lands together, or not at all on an error.

        One inside another is taken back alone when the outer one goes on.
        """
        mark, outermost = len(self._undo), self._depth == 0
        name = f"inner_{self._depth}"
        self._connection.execute("BEGIN IMMEDIATE" if outermost else f"SAVEPOINT {name}")
        self._depth += 1
        try:
            yield
            self._connection.execute("COMMIT" if outermost else f"RELEASE {name}")
        except BaseException:
            # SQLite ends a transaction by itself when the disk is full, for instance.
            if self._connection.in_transaction:
                if outermost:
                    self._connection.execute("ROLLBACK")
                else:
                    self._connection.execute(f"ROLLBACK TO {name}")
                    self._connection.execute(f"RELEASE {name}")
            while len(self._undo) > mark:
                self._undo.pop()()
            raise
        finally:
            self._depth -= 1
        if outermost:
            self._undo.clear()

    def undo(self, take_back: Undo) -> None:
        """Call this when the change under way fails, after those that were said later."""
        if self._depth:
            self._undo.append(take_back)

    def follow(self, forget: Callable[[], None]) -> None:
        """Call `forget` whenever everything was replaced: after a reset or a restore, and when
        one of them failed."""
        self._followers.append(forget)

    def replaced(self) -> None:
        """Tell the followers; inside the change, so that they are told again if it fails."""
        self._facts = None
        for forget in self._followers:
            self.undo(forget)
            forget()

    def rows(self, sql: str, *values: object) -> list[sqlite3.Row]:
        """Every row that a query answers."""
        return self._connection.execute(sql, values).fetchall()

    def row(self, sql: str, *values: object) -> sqlite3.Row | None:
        """The first row that a query answers, or None."""
        found: sqlite3.Row | None = self._connection.execute(sql, values).fetchone()
        return found

    def write(self, sql: str, *values: object) -> sqlite3.Cursor:
        """One change; the cursor tells `rowcount` and `lastrowid`."""
        return self._connection.execute(sql, values)

    def write_all(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        """The same change with many values."""
        self._connection.executemany(sql, rows)

    def fact(self, name: str, default: str = "") -> str:
        """A small value by name."""
        if self._facts is None:
            self._facts = {row["name"]: row["value"] for row in self.rows("SELECT * FROM facts")}
        return self._facts.get(name, default)

    def set_fact(self, name: str, value: str) -> None:
        before = self.fact(name)
        with self.change():
            self.write("INSERT OR REPLACE INTO facts (name, value) VALUES (?, ?)", name, value)
            self.undo(self._forget_facts)
        if self._facts is not None and before != value:
            self._facts[name] = value

    def count(self, name: str, *, start: int = 0, step: int = 1) -> int:
        """The next number of a row of numbers that goes on after a restart."""
        number = int(self.fact(name, str(start))) + step
        self.set_fact(name, str(number))
        return number

    @property
    def generation(self) -> int:
        """How often the world was emptied or put back."""
        return int(self.fact(GENERATION, "0"))

    def empty(self, *, keep_grants: bool = False) -> None:
        """Forget every row and fact, except snapshots and how often that was done.

        Args:
            keep_grants: Keep what apps were given, so that their tokens go on being good.
        """
        generation = self.generation + 1
        with self.change():
            for table in TABLES:
                if not (keep_grants and table in GRANT_TABLES):
                    self.write(f"DELETE FROM {table}")
            self.write("DELETE FROM facts")
            self.undo(self._forget_facts)
            self._forget_facts()
            self.set_fact(GENERATION, str(generation))
            self.replaced()

    def _forget_facts(self) -> None:
        self._facts = None


def _damaged(path: Path | None) -> StudioError:
    return StudioError(
        f"The sandbox's state file {path} cannot be read as one.",
        "Move it away or delete it; the sandbox then starts with its seeded world.",
        code="sandbox.state_damaged",
    )


def _unwritable(path: Path | None) -> StudioError:
    return StudioError(
        f"The sandbox's state file {path} cannot be opened for writing.",
        "Check that its folder exists and may be written to, and that no other program locks it.",
        code="sandbox.state_unwritable",
    )
