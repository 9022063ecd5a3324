"""Why a workspace file cannot be used."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from studio.errors import StudioError


class WorkspaceError(StudioError):
    """The workspace file cannot be opened or written; it was left as it was.

    Codes: `workspace.newer`, `workspace.damaged`, `workspace.foreign`, `workspace.read_only`,
    `workspace.unreachable`, `workspace.not_updated`, `workspace.full`, `workspace.busy`,
    `workspace.closed`.
    """


def of(path: Path, error: sqlite3.Error) -> WorkspaceError:
    """What SQLite reports, in words (https://www.sqlite.org/rescode.html)."""
    match getattr(error, "sqlite_errorcode", -1) & 0xFF:
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return damaged(path)
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM:
            return read_only(path)
        case sqlite3.SQLITE_CANTOPEN if path.is_file():
            return read_only(path)  # the file is there: it is the log beside it that cannot be
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return busy(path)
        case sqlite3.SQLITE_FULL:
            return full(path)
        case _ if isinstance(error, sqlite3.ProgrammingError) and "closed" in str(error):
            return closed(path)
        case _:
            return unreachable(path, str(error))


def newer(path: Path) -> WorkspaceError:
    return WorkspaceError(
        f"{path.name} was saved by a newer Action Studio than this one.",
        "Update Action Studio, or open another workspace.",
        code="workspace.newer",
    )


def damaged(path: Path) -> WorkspaceError:
    return WorkspaceError(
        f"{path.name} is damaged and cannot be read. It was left as it is.",
        f"Put back a copy (backups lie beside it as {path.name}.backup-…), "
        "or open another workspace.",
        code="workspace.damaged",
    )


def foreign(path: Path) -> WorkspaceError:
    return WorkspaceError(
        f"{path.name} is not an Action Studio workspace. It was left as it is.",
        "Choose a workspace file, or a new name for a new workspace.",
        code="workspace.foreign",
    )


def read_only(path: Path) -> WorkspaceError:
    return WorkspaceError(
        f"{path.name} cannot be written: the file or its folder {path.parent} is read-only.",
        "Give yourself the right to write there, or choose another folder.",
        code="workspace.read_only",
    )


def unreachable(path: Path, why: str) -> WorkspaceError:
    return WorkspaceError(
        f"{path} cannot be opened: {why}.",
        "Choose another place for the workspace.",
        code="workspace.unreachable",
    )


def not_updated(path: Path, backup: Path | None) -> WorkspaceError:
    copy = f" A copy of it lies beside it as {backup.name}." if backup else ""
    return WorkspaceError(
        f"{path.name} was saved by an older Action Studio and could not be brought up to date. "
        f"It was left as it is.{copy}",
        "Open it with the Action Studio that saved it, or open another workspace.",
        code="workspace.not_updated",
    )


def full(path: Path) -> WorkspaceError:
    return WorkspaceError(
        f"There is no room left to write {path.name}. The last step was not saved.",
        "Free some space on this disk, then do the step again.",
        code="workspace.full",
    )


def busy(path: Path) -> WorkspaceError:
    return WorkspaceError(
        f"Another program keeps {path.name} locked. The last step was not saved.",
        "Close other programs that use the file, then do the step again.",
        code="workspace.busy",
    )


def closed(path: Path) -> WorkspaceError:
    return WorkspaceError(
        f"{path.name} was closed.", "Open the workspace again.", code="workspace.closed"
    )
