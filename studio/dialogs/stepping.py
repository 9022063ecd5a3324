"""Pausing a conversation before its next node, and letting it go on node by node."""

from __future__ import annotations

import threading
from collections.abc import Callable


class Stepping:
    """A gate that the conversation passes before each node. Safe from any thread."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._paused = False
        self._steps = 0
        self._closed = False

    @property
    def paused(self) -> bool:
        """Whether the next node waits."""
        return self._paused

    def pause(self) -> None:
        """Wait before the next node."""
        with self._changed:
            self._paused = not self._closed
            self._steps = 0

    def step(self) -> None:
        """Let one node run."""
        with self._changed:
            self._steps += 1
            self._changed.notify_all()

    def resume(self) -> None:
        """Go on by itself."""
        with self._changed:
            self._paused, self._steps = False, 0
            self._changed.notify_all()

    def close(self) -> None:
        """The program ends: nothing waits any more."""
        with self._changed:
            self._closed = True
            self._paused = False
            self._changed.notify_all()

    def pass_by(self, waiting: Callable[[], None]) -> None:
        """Wait until the next node may run; `waiting` is called when it has to wait."""
        with self._changed:
            if not self._paused or self._steps:
                self._steps = max(0, self._steps - 1)
                return
        waiting()
        with self._changed:
            while self._paused and not self._steps:
                self._changed.wait()
            self._steps = max(0, self._steps - 1)
