"""Keeps what is typed, behind the typing."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from PySide6.QtCore import QObject

from studio.authorization.profiles.service import Profiles
from studio.errors import StudioError
from ui.background import Background, Task

LANE = "profiles"
"""Reading, saving and deleting of profiles, one after the other."""


class DraftWriter:
    """Writes the newest state of each draft on one worker; what it overtakes is not written.

    Args:
        told: Called on the GUI thread with why secrets are in memory only, or None.
    """

    def __init__(
        self,
        profiles: Callable[[], Profiles],
        background: Background,
        owner: QObject,
        told: Callable[[StudioError | None], None],
    ) -> None:
        self._profiles = profiles
        self._background = background
        self._owner = owner
        self._told = told
        self._lock = threading.Lock()
        self._one_at_a_time = threading.Lock()
        self._waiting: dict[str, tuple[str, Mapping[str, Any]]] = {}
        self._running = False

    def put(self, key: str, mechanism: str, values: Mapping[str, Any]) -> None:
        """Keep this as the draft under `key`."""
        with self._lock:
            self._waiting[key] = (mechanism, values)
            if self._running:
                return
            self._running = True
        # In no lane: what waits in one when the window closes would begin too late.
        self._background.run(
            self._work, done=self._told, failed=self._told, owner=self._owner, keeps=True
        )

    @contextmanager
    def instead(self, key: str) -> Iterator[None]:
        """What still waits for `key` is not written, now or later; nothing is, meanwhile.

        For who saves or drops it, on a worker.
        """
        with self._one_at_a_time:
            with self._lock:
                self._waiting.pop(key, None)
            yield

    def finish(self) -> None:
        """Write what still waits, now, on this thread."""
        self._write_all()

    def _work(self, task: Task[Any]) -> StudioError | None:
        return self._write_all()

    def _write_all(self) -> StudioError | None:
        trouble: StudioError | None = None
        while True:
            with self._one_at_a_time:
                with self._lock:
                    if not self._waiting:
                        self._running = False
                        return trouble
                    key = next(iter(self._waiting))
                    mechanism, values = self._waiting.pop(key)
                trouble = self._profiles().keep_draft(key, mechanism, values)
