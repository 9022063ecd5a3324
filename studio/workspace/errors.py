"""Why a workspace file cannot be used."""

from __future__ import annotations

from pathlib import Path

from studio.errors import StudioError


class WorkspaceError(StudioError):
    """The workspace file cannot be opened or written; it was left as it was.

    Codes: `workspace.newer`, `workspace.damaged`, `workspace.foreign`, `workspace.read_only`,
    `workspace.unreachable`.
    """


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
