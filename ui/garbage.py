"""Looks for garbage on the GUI thread only.

Python looks for unreachable objects on whichever thread happens to make a new one. When a worker
finds a widget, a timer or a model there, Qt takes it apart on the wrong thread, and the program
ends sooner or later.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

LOOK_MS = 500
YOUNG = 1_500
"""New containers, those that are gone already taken off, before they are looked through."""
OLDER = (10, 10)
"""How often the younger ones are looked through before the next older ones are: Python's own."""


class Garbage(QObject):
    """In place of Python's own search, for as long as it lives."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(look)
        self._timer.start()


def look() -> None:
    """Look through what is due. On the GUI thread."""
    young, middle, _ = gc.get_count()
    if young > YOUNG:
        gc.collect(0)
    if middle > OLDER[0]:
        gc.collect(1)
        if gc.get_count()[2] > OLDER[1]:
            gc.collect()
