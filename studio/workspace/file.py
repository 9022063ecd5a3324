"""The workspace file: opening, refusing, and writing it so that nothing acknowledged is lost."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.clock import Clock
from studio.ids import Ids
from studio.workspace import errors, migrations
from studio.workspace.migrations import Step
from studio.workspace.opening import open_file

if TYPE_CHECKING:
    from sqlite_utils import Database


def default_path() -> Path:
    """Where the workspace lies when none is named: the person's own data folder."""
    from platformdirs import user_data_path

    return user_data_path("Action Studio", appauthor=False) / "default.studio"


class Workspace:
    """One open workspace file, safe to use from any thread.

    Reading goes through `read`, plain SQL that needs nothing but the standard library, because
    the first paint stands on it. Writing goes through `transaction`, which hands out the
    sqlite-utils database.

        with workspace.transaction() as db:
            db.table("settings").upsert({"key": "theme", "value": '"dark"'}, pk="key")
    """

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._connection = connection
        self._lock = threading.RLock()
        self._db: Database | None = None
        self._depth = 0
        self._closed = False

    @classmethod
    def open(
        cls, path: Path, *, clock: Clock, ids: Ids, steps: Sequence[Step] = migrations.STEPS
    ) -> Workspace:
        """Open the file at `path`; make it, and the folders above it, when there is none.

        A file of an older shape is copied beside itself first, then brought up to date.

        Args:
            path: The workspace file, usually ending in `.studio`.
            clock: Names the backup.
            ids: Where a new workspace's own id comes from.
            steps: The migrations that make the file's shape.

        Raises:
            WorkspaceError: newer, damaged, foreign, read-only or out of reach. The file is
                left byte for byte as it was.
        """
        path = Path(path)
        connection = open_file(path, steps, f"{clock.now():%Y%m%dT%H%M%S}")
        workspace = cls(path, connection)
        try:
            workspace._ensure_id(ids)
        except BaseException:
            connection.close()
            raise
        return workspace

    @property
    def name(self) -> str:
        """The name people see: the file's, without its ending."""
        return self.path.stem

    @property
    def id(self) -> str:
        """A UUID made with the file. Names this workspace's entries in the keyring."""
        return self._id

    def read(
        self, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = ()
    ) -> list[dict[str, Any]]:
        """The rows that a SELECT answers with, each as a dict by column name."""
        with self._lock:
            try:
                cursor = self._connection.execute(sql, parameters)
                rows = cursor.fetchall()
            except sqlite3.Error as error:
                raise errors.of(self.path, error) from error
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in rows]

    @contextmanager
    def transaction(self) -> Iterator[Database]:
        """All of what is written inside, or none of it; on disk once the block is left.

        A transaction inside another joins it.

        Raises:
            WorkspaceError: it could not be written (disk full, file locked or damaged).
            sqlite3.IntegrityError: what was written breaks a rule of its table.
        """
        with self._lock:
            db = self._database()
            if self._depth:
                with db.atomic():
                    yield db
                return
            try:
                self._connection.execute("BEGIN IMMEDIATE")
                self._depth = 1
                yield db
                self._connection.execute("COMMIT")
            except sqlite3.IntegrityError:
                self._roll_back()
                raise
            except sqlite3.Error as error:
                self._roll_back()
                raise errors.of(self.path, error) from error
            except BaseException:
                self._roll_back()
                raise
            finally:
                self._depth = 0

    def close(self) -> None:
        """Close the file. Closing twice is harmless."""
        with self._lock:
            if not self._closed:
                self._closed = True
                self._connection.close()

    def _roll_back(self) -> None:
        if not self._closed and self._connection.in_transaction:
            self._connection.execute("ROLLBACK")

    def _database(self) -> Database:
        if self._db is None:
            from sqlite_utils import Database

            self._db = Database(self._connection)
        return self._db

    def _ensure_id(self, ids: Ids) -> None:
        rows = self.read("SELECT value FROM settings WHERE key = 'workspace.id'")
        if rows:
            self._id: str = rows[0]["value"]
            return
        self._id = ids.uuid()
        with self.transaction() as db:
            db.table("settings").insert({"key": "workspace.id", "value": self._id})
