"""A panel that slides over its host from the right."""

from __future__ import annotations

from PySide6.QtCore import QEasingCurve, QEvent, QObject, QPropertyAnimation, QRect, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QFrame, QGraphicsDropShadowEffect, QVBoxLayout, QWidget

from ui.controls.keyboard import give_focus_back
from ui.theme.theme import motion_ms

SLIDE_MS = 180


class SlideOver(QFrame):
    """Lies over the right part of `host` while open. Esc closes it; focus goes back.

    Signals:
        opened: It is in its place.
        closed: It is gone.
    """

    opened = Signal()
    closed = Signal()

    def __init__(self, host: QWidget, width: int, name: str) -> None:
        super().__init__(host)
        self.setObjectName(name)
        self.setProperty("role", "panel")
        self._host = host
        self._width = width
        self._open = False
        self._focus_before: QWidget | None = None
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(1, 0, 0, 0)
        self.column.setSpacing(0)
        self._slide = QPropertyAnimation(self, b"geometry", self)
        self._slide.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._slide.finished.connect(self._arrived)
        host.installEventFilter(self)
        self.hide()

    @property
    def is_open(self) -> bool:
        """Whether it is in its place or on its way there."""
        return self._open

    def open(self) -> None:
        """Slide in and take the focus."""
        if self._open:
            return
        self._open = True
        self._focus_before = QApplication.focusWidget()
        self._cast_shadow()
        self.setGeometry(self._place(hidden=True))
        self.show()
        self.raise_()
        self._move_to(self._place(hidden=False))
        self.setFocus()

    def close_panel(self) -> None:
        """Slide out and give the focus back."""
        if not self._open:
            return
        self._open = False
        give_focus_back(self._focus_before, self)
        self._move_to(self._place(hidden=True))

    def keyPressEvent(self, event) -> None:  # type: ignore[no-untyped-def]
        if event.key() == Qt.Key.Key_Escape:
            self.close_panel()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._host and event.type() == QEvent.Type.Resize and self._open:
            self._slide.stop()
            self.setGeometry(self._place(hidden=False))
        return super().eventFilter(watched, event)

    def _place(self, *, hidden: bool) -> QRect:
        width = min(self._width, self._host.width())
        left = self._host.width() if hidden else self._host.width() - width
        return QRect(left, 0, width, self._host.height())

    def _move_to(self, target: QRect) -> None:
        self._slide.stop()
        duration = motion_ms(SLIDE_MS)
        if duration == 0:
            self.setGeometry(target)
            self._arrived()
            return
        self._slide.setDuration(duration)
        self._slide.setStartValue(self.geometry())
        self._slide.setEndValue(target)
        self._slide.start()

    def _arrived(self) -> None:
        if self._open:
            self.opened.emit()
        else:
            self.hide()
            self.closed.emit()

    def _cast_shadow(self) -> None:
        if self.graphicsEffect() is None and motion_ms(1):
            shadow = QGraphicsDropShadowEffect(self)
            shadow.setBlurRadius(28)
            shadow.setOffset(-6, 0)
            shadow.setColor(QColor(0, 0, 0, 36))
            self.setGraphicsEffect(shadow)
