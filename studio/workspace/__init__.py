"""The local SQLite file: what was chosen, installed and said."""

from studio.workspace.errors import WorkspaceError
from studio.workspace.file import Workspace, default_path

__all__ = ["Workspace", "WorkspaceError", "default_path"]
