"""Opening a workspace file: it is looked at without a touch first, and refused as it was."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Sequence
from pathlib import Path

from studio.workspace import errors, migrations
from studio.workspace.migrations import Step

KEPT_BACKUPS = 3
PATIENCE_MS = 5000
"""How long a write waits for another program that has the file."""
SQLITE_HEADER = b"SQLite format 3\x00"
LARGE_TABLES = frozenset({"exchanges"})
"""Not read through at every start; damage there shows when it is read, and harms nothing else."""


def open_file(path: Path, steps: Sequence[Step], stamp: str) -> sqlite3.Connection:
    """A connection to the file at `path`, its shape up to date.

    Args:
        path: Made, with the folders above it, when there is none.
        steps: The migrations, oldest first.
        stamp: The time, for the name of a backup.

    Raises:
        WorkspaceError: the file cannot be used. It is left byte for byte as it was.
    """
    try:
        version = 0 if _is_new(path) else _examine(path, len(steps))
        connection = _connect(path)
    except sqlite3.Error as error:
        raise errors.of(path, error) from error
    try:
        if version < len(steps):
            _bring_up_to_date(path, connection, steps, version, stamp)
        connection.execute("PRAGMA foreign_keys = ON")
    except sqlite3.Error as error:
        connection.close()
        raise errors.of(path, error) from error
    except BaseException:
        connection.close()
        raise
    return connection


def _is_new(path: Path) -> bool:
    """Make sure that a file can stand at `path`. True when nothing is in it yet."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            raise errors.unreachable(path, "a folder has this name")
        if not path.exists():
            # Dialogs and chats are nobody else's business. SQLite gives its log the same rights.
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        with path.open("r+b") as file:  # SQLite itself would fall back to reading only
            head = file.read(len(SQLITE_HEADER))
    except OSError as error:
        if isinstance(error, PermissionError) or error.errno == errno.EROFS:
            raise errors.read_only(path) from error
        raise errors.unreachable(path, error.strerror or str(error)) from error
    if head and head != SQLITE_HEADER:
        raise errors.foreign(path)
    return not head


def _examine(path: Path, newest: int) -> int:
    """The version of a file that is ours and whole.

    Reads through a connection that cannot write: an ordinary one would fold the log of a killed
    program into the file when it closes, and a file we refuse has to stay as it is.
    """
    log = path.with_name(f"{path.name}-wal")
    # Without a log nothing can change under us, and SQLite needs no files of its own beside it.
    mode = "ro" if log.exists() else "ro&immutable=1"
    look = sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True)
    try:
        look.execute(f"PRAGMA busy_timeout = {PATIENCE_MS}")
        application_id = look.execute("PRAGMA application_id").fetchone()[0]
        version = int(look.execute("PRAGMA user_version").fetchone()[0])
        tables = look.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        if application_id != migrations.APPLICATION_ID:
            if application_id == 0 and version == 0 and not tables:
                return 0  # killed before the first step was on disk: as good as new
            raise errors.foreign(path)
        if version > newest:
            raise errors.newer(path)
        for (name,) in tables:
            if name not in LARGE_TABLES and not _is_whole(look, name):
                raise errors.damaged(path)
        return version
    finally:
        look.close()


def _is_whole(look: sqlite3.Connection, table: str) -> bool:
    return bool(look.execute(f'PRAGMA quick_check("{table}")').fetchone()[0] == "ok")


def _connect(path: Path) -> sqlite3.Connection:
    """Write-ahead log, flushed at every commit: a kill or power cut loses nothing said done."""
    connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
    try:
        connection.execute(f"PRAGMA busy_timeout = {PATIENCE_MS}")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("BEGIN IMMEDIATE")  # fails now rather than at the first step
        connection.execute("ROLLBACK")
    except BaseException:
        connection.close()
        raise
    return connection


def _bring_up_to_date(
    path: Path, connection: sqlite3.Connection, steps: Sequence[Step], version: int, stamp: str
) -> None:
    backup = _back_up(path, connection, stamp) if version else None
    try:
        migrations.apply(connection, steps)
    except sqlite3.Error as error:
        plain = errors.of(path, error)
        if plain.code == "workspace.unreachable":  # the file is fine: the migration is at fault
            plain = errors.not_updated(path, backup)
        raise plain from error
    except Exception as error:
        raise errors.not_updated(path, backup) from error


def _back_up(path: Path, connection: sqlite3.Connection, stamp: str) -> Path:
    """Copy the file beside itself before its shape changes; the oldest copies go."""
    target = path.with_name(f"{path.name}.backup-{stamp}")
    unfinished = path.with_name(f"{path.name}.backup-unfinished")
    unfinished.unlink(missing_ok=True)
    copy = sqlite3.connect(unfinished)
    try:
        connection.backup(copy)
    finally:
        copy.close()
    unfinished.chmod(0o600)
    unfinished.replace(target)
    for old in sorted(path.parent.glob(f"{path.name}.backup-*"))[:-KEPT_BACKUPS]:
        old.unlink(missing_ok=True)
    return target
