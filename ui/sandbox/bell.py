"""Hears the sandbox on its own threads and tells the GUI thread, each topic once a turn."""

from __future__ import annotations

import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal
from shiboken6 import isValid


class SandboxBell(QObject):
    """Signals: `rang` with a topic of `Environment.watch_sandbox`, on the GUI thread."""

    rang = Signal(str)
    _noted = Signal()

    def __init__(
        self, watch: Callable[[Callable[[str], None]], Callable[[], None]], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._topics: dict[str, None] = {}
        self._lock = threading.Lock()
        self._noted.connect(self._tell, Qt.ConnectionType.QueuedConnection)
        self._leave = watch(self._note)

    def leave(self) -> None:
        """Hear nothing more; for the end of the window."""
        self._leave()

    def _note(self, topic: str) -> None:
        """On a thread of the sandbox, in the middle of an answer: only take a note."""
        with self._lock:
            first = not self._topics
            self._topics[topic] = None
        if first and isValid(self):
            self._noted.emit()

    def _tell(self) -> None:
        with self._lock:
            topics, self._topics = list(self._topics), {}
        for topic in topics:
            self.rang.emit(topic)
