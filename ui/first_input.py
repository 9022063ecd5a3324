"""Tells when somebody first moves the pointer, touches or presses a key in a window."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QWindow

INPUT = frozenset(
    {
        QEvent.Type.MouseMove,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletMove,
        QEvent.Type.TabletPress,
        QEvent.Type.KeyPress,
    }
)


class FirstInput(QObject):
    """Watches the window of the system, which all input passes first, until the first of it.

    That the pointer entered says nothing: a window may open under it while nobody is there.

    Signals:
        came: Once.
    """

    came = Signal()

    def __init__(self, window: QWindow) -> None:
        super().__init__(window)
        self._window = window
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in INPUT:
            self._window.removeEventFilter(self)
            self.came.emit()
        return False
