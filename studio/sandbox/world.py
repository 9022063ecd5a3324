"""The sandbox's memory: one SQLite database, in memory or in the state file."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from studio.errors import StudioError

APPLICATION_ID = 0x48534258
VERSION = 1
FIRST_NEW_ID = 91_804_529_316
"""Ids of new records start here: eleven digits as HubSpot's today, above every seeded
one, so that the order of ids is the order of creation."""

SCHEMA = """
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE records (
    portal_id INTEGER NOT NULL, kind TEXT NOT NULL, id INTEGER NOT NULL,
    properties TEXT NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL,
    archived_at TEXT, PRIMARY KEY (portal_id, kind, id)) WITHOUT ROWID;
CREATE INDEX records_by_email ON records
    (portal_id, kind, lower(json_extract(properties, '$.email')));
CREATE TABLE associations (
    portal_id INTEGER NOT NULL, from_kind TEXT NOT NULL, from_id INTEGER NOT NULL,
    to_kind TEXT NOT NULL, to_id INTEGER NOT NULL,
    PRIMARY KEY (portal_id, from_kind, from_id, to_kind, to_id)) WITHOUT ROWID;
CREATE TABLE owners (
    portal_id INTEGER NOT NULL, id INTEGER NOT NULL, user_id INTEGER NOT NULL,
    email TEXT NOT NULL, first_name TEXT NOT NULL, last_name TEXT NOT NULL,
    created_at TEXT NOT NULL, PRIMARY KEY (portal_id, id)) WITHOUT ROWID;
CREATE TABLE codes (
    hash TEXT PRIMARY KEY, client_id TEXT NOT NULL, redirect_uri TEXT NOT NULL,
    challenge TEXT, sign_in_name TEXT NOT NULL, portal_id INTEGER NOT NULL,
    scopes TEXT NOT NULL, expires_at TEXT NOT NULL, used INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
CREATE TABLE grants (
    id INTEGER PRIMARY KEY, refresh_hash TEXT NOT NULL UNIQUE, client_id TEXT NOT NULL,
    sign_in_name TEXT NOT NULL, portal_id INTEGER NOT NULL, scopes TEXT NOT NULL,
    granted_at TEXT NOT NULL, revoked_at TEXT);
CREATE TABLE access_tokens (
    hash TEXT PRIMARY KEY, grant_id INTEGER NOT NULL REFERENCES grants (id),
    issued_at TEXT NOT NULL, expires_at TEXT NOT NULL) WITHOUT ROWID;
"""
DEFINITIONS = """
CREATE TABLE IF NOT EXISTS definitions (
    portal_id INTEGER NOT NULL, sort TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL,
    content TEXT NOT NULL, UNIQUE (portal_id, sort, kind, name))
"""
"""Properties and pipelines that an account made; younger than the first state files."""
TABLES = ("definitions", "access_tokens", "grants", "codes", "owners", "associations", "records")


class World:
    """Tables, small facts and numbers. Used by one thread at a time: the server's."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._depth = 0

    @classmethod
    def open(cls, path: Path | None) -> World:
        """Open or make the state file; None is a database in memory.

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
                timeout=5.0,
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
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = FULL")
        self._connection.execute("PRAGMA foreign_keys = ON")
        if not tables:
            with self.change():
                for statement in SCHEMA.split(";"):
                    self._connection.execute(statement)
                self._connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                self._connection.execute(f"PRAGMA user_version = {VERSION}")
        self._connection.execute(DEFINITIONS)

    def close(self) -> None:
        self._connection.close()

    @contextmanager
    def change(self) -> Iterator[None]:
        """All or nothing: what is written inside lands together, or not at all on an error."""
        if self._depth == 0:
            self._connection.execute("BEGIN IMMEDIATE")
        self._depth += 1
        try:
            yield
        except BaseException:
            self._depth -= 1
            if self._depth == 0:
                self._connection.execute("ROLLBACK")
            raise
        self._depth -= 1
        if self._depth == 0:
            self._connection.execute("COMMIT")

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

    def fact(self, name: str, default: str = "") -> str:
        """A small value by name."""
        row = self.row("SELECT value FROM facts WHERE name = ?", name)
        return default if row is None else str(row["value"])

    def set_fact(self, name: str, value: str) -> None:
        self.write("INSERT OR REPLACE INTO facts (name, value) VALUES (?, ?)", name, value)

    def count(self, name: str, *, start: int = 0, step: int = 1) -> int:
        """The next number of a row of numbers that goes on after a restart."""
        with self.change():
            number = int(self.fact(name, str(start))) + step
            self.set_fact(name, str(number))
        return number

    @property
    def generation(self) -> int:
        """How often the world was emptied."""
        return int(self.fact("generation", "0"))

    def empty(self) -> None:
        """Forget every row and fact, except how often that was done."""
        generation = self.generation + 1
        with self.change():
            for table in (*TABLES, "facts"):
                self.write(f"DELETE FROM {table}")
            self.set_fact("generation", str(generation))


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
