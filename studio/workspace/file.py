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

if TYPE_CHECKING:
    from sqlite_utils import Database

KEPT_BACKUPS = 3
SQLITE_HEADER = b"SQLite format 3\x00"


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
    def open(cls, path: Path, *, clock: Clock, ids: Ids) -> Workspace:
        """Open the file at `path`; make it, and the folders above it, when there is none.

        A file of an older shape is copied beside itself first, then brought up to date.

        Raises:
            WorkspaceError: newer, damaged, foreign, read-only or out of reach. The file is
                left byte for byte as it was.
        """
        path = Path(path)
        made_new = _prepare(path)
        connection = _connect(path)
        try:
            version = 0 if made_new else _check(path, connection)
            _set_durable(path, connection)
            if version < migrations.VERSION:
                if version:
                    _back_up(path, connection, f"{clock.now():%Y%m%dT%H%M%S}")
                migrations.apply(connection)
            workspace = cls(path, connection)
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
            cursor = self._connection.execute(sql, parameters)
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    @contextmanager
    def transaction(self) -> Iterator[Database]:
        """All of what is written inside, or none of it; on disk once the block is left.

        A transaction inside another joins it.
        """
        with self._lock:
            db = self._database()
            if self._depth:
                with db.atomic():
                    yield db
                return
            self._connection.execute("BEGIN IMMEDIATE")
            self._depth = 1
            try:
                yield db
            except BaseException:
                self._connection.rollback()
                raise
            else:
                self._commit()
            finally:
                self._depth = 0

    def close(self) -> None:
        """Close the file. Closing twice is harmless."""
        with self._lock:
            if not self._closed:
                self._closed = True
                self._connection.close()

    def _commit(self) -> None:
        try:
            self._connection.commit()
        except sqlite3.OperationalError as error:
            self._connection.rollback()
            raise errors.unreachable(self.path, str(error)) from error

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


def _prepare(path: Path) -> bool:
    """Make sure that a file can stand at `path`. True when there is none yet."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            raise errors.unreachable(path, "a folder has this name")
        if not path.exists() or path.stat().st_size == 0:
            with path.open("ab"):
                return True
        with path.open("rb") as file:
            head = file.read(len(SQLITE_HEADER))
    except PermissionError as error:
        raise errors.read_only(path) from error
    except OSError as error:
        raise errors.unreachable(path, error.strerror or str(error)) from error
    if head != SQLITE_HEADER:
        raise errors.foreign(path)
    return False


def _connect(path: Path) -> sqlite3.Connection:
    try:
        connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        connection.execute("PRAGMA busy_timeout = 5000")
        connection.execute("PRAGMA foreign_keys = ON")
    except sqlite3.Error as error:
        raise errors.unreachable(path, str(error)) from error
    return connection


def _check(path: Path, connection: sqlite3.Connection) -> int:
    """The version of an existing file that is ours and whole."""
    try:
        application_id = connection.execute("PRAGMA application_id").fetchone()[0]
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if tables == 0 and application_id == 0:
            return 0
        if application_id != migrations.APPLICATION_ID:
            raise errors.foreign(path)
        if version > migrations.VERSION:
            raise errors.newer(path)
        if connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            raise errors.damaged(path)
    except sqlite3.DatabaseError as error:
        if "readonly" in str(error):
            raise errors.read_only(path) from error
        raise errors.damaged(path) from error
    return version


def _set_durable(path: Path, connection: sqlite3.Connection) -> None:
    """Write-ahead log, flushed at every commit: a kill or power cut loses nothing said done."""
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("ROLLBACK")
    except sqlite3.OperationalError as error:
        if "readonly" in str(error) or "unable to open" in str(error):
            raise errors.read_only(path) from error
        raise errors.unreachable(path, str(error)) from error
    except sqlite3.DatabaseError as error:
        raise errors.damaged(path) from error


def _back_up(path: Path, connection: sqlite3.Connection, stamp: str) -> Path:
    """Copy the file beside itself before its shape changes; the oldest copies go."""
    target = path.with_name(f"{path.name}.backup-{stamp}")
    with sqlite3.connect(target) as copy:
        connection.backup(copy)
    copy.close()
    for old in sorted(path.parent.glob(f"{path.name}.backup-*"))[:-KEPT_BACKUPS]:
        old.unlink(missing_ok=True)
    return target
