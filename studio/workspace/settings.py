"""Small things remembered by name: theme, environment, the place on screen."""

from __future__ import annotations

import json
from typing import Any

from studio.workspace.file import Workspace


class Settings:
    """Values that JSON can hold, each under a dotted name such as `window.theme`."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def get(self, key: str, default: Any = None) -> Any:
        """The value kept under `key`; `default` when there is none or it cannot be read."""
        rows = self._workspace.read("SELECT value FROM settings WHERE key = ?", [key])
        if not rows:
            return default
        try:
            return json.loads(rows[0]["value"])
        except ValueError:
            return default

    def set(self, key: str, value: Any) -> None:
        """Keep `value` (anything JSON can hold) under `key`."""
        with self._workspace.transaction() as db:
            db.table("settings").upsert({"key": key, "value": json.dumps(value)}, pk="key")
