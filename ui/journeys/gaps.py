"""How long the GUI thread is away from its event loop."""

from __future__ import annotations

import sys
from time import perf_counter

from PySide6.QtCore import QObject, Qt, QTimer

BEAT_MS = 4
BROWSER_MODULE = "PySide6.QtWebEngineCore"


class GapMonitor(QObject):
    """Measures gaps between beats of the event loop; the longest one counts.

    The embedded browser's own start is kept apart: gaps from the moment its module is loaded
    until its first page was painted. What the replay itself does (pictures) is left out with
    `pause` and `go_on`.
    """

    def __init__(self) -> None:
        super().__init__()
        self.longest_ms = 0.0
        self.longest_at = ""
        self.browser_start_ms = 0.0
        self.doing = ""
        self._paused = 0
        self._last = perf_counter()
        self._browser_starting = False
        # Where an earlier journey of this process started it, there is no start to tell apart.
        self._browser_started = BROWSER_MODULE in sys.modules
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(BEAT_MS)
        self._timer.timeout.connect(self._beat)

    def start(self) -> None:
        """Begin to measure."""
        self._last = perf_counter()
        self._timer.start()

    def stop(self) -> None:
        """Measure no more."""
        self._timer.stop()

    def pause(self) -> None:
        """What comes now is not the program's doing."""
        self._paused += 1

    def go_on(self) -> None:
        """From now on it is again."""
        self._paused -= 1
        self._last = perf_counter()

    def browser_painted(self) -> None:
        """A page of the embedded browser is shown: its start is over."""
        self._browser_started = True

    def _beat(self) -> None:
        now = perf_counter()
        gap = (now - self._last) * 1000 - BEAT_MS
        self._last = now
        if self._paused:
            return
        loaded = BROWSER_MODULE in sys.modules
        if loaded and not self._browser_started:
            self.browser_start_ms = max(self.browser_start_ms, gap)
        elif gap > self.longest_ms:
            self.longest_ms = gap
            self.longest_at = self.doing
