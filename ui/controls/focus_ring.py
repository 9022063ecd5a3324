"""The ring around the control that has the keyboard."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QApplication, QWidget
from shiboken6 import isValid

from ui.controls.keyboard import move_focus

WIDTH = 2
GAP = 1
REACH = WIDTH + GAP
RADII = {
    "card": 12,
    "option": 10,
    "tab": 3,
    "status": 6,
    "small": 7,
    "chip": 15,
    "link": 4,
    "switch": 10,
}
"""Corner of each kind of control, as in the style sheet; 8 otherwise."""
PILL_RADIUS = 12
_MOVES = (
    QEvent.Type.Move,
    QEvent.Type.Resize,
    QEvent.Type.Show,
    QEvent.Type.Hide,
    QEvent.Type.EnabledChange,
)


class FocusRing(QWidget):
    """Lies over its window and follows the focus, once Tab was pressed and until a click.

    Who works with a mouse sees no ring; who works with the keyboard sees it around every
    control, outside of it, so that nothing moves. Fields show the focus on their own border.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName(f"{window.objectName()}.focus_ring")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._target: QWidget | None = None
        self._watched: list[QWidget] = []
        self.hide()
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._focus_changed)
        self.follow(QApplication.focusWidget())

    def follow(self, widget: QWidget | None) -> None:
        """Lie around `widget`; around nothing when it is no button of this window."""
        self._forget()
        if not isinstance(widget, QAbstractButton) or widget.window() is not self.window():
            self.hide()
            return
        self._target = widget
        step: QWidget | None = widget
        while step is not None and step is not self.window():
            step.installEventFilter(self)
            self._watched.append(step)
            step = step.parentWidget()
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _MOVES:
            self._place()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._target is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(self._seen())
        painter.setPen(QPen(self.palette().highlight(), WIDTH))
        half = WIDTH / 2
        radius = _radius(self._target) + GAP + half
        box = QRectF(self.rect()).adjusted(half, half, -half, -half)
        painter.drawRoundedRect(box, radius, radius)

    def _place(self) -> None:
        target = self._target
        if target is None or not target.isVisible():
            self.hide()
            return
        corner = target.mapTo(self.window(), QPoint(0, 0))
        self.setGeometry(QRect(corner, target.size()).adjusted(-REACH, -REACH, REACH, REACH))
        self.raise_()
        self.show()
        self.update()

    def _seen(self) -> QRect:
        """The part of the ring that no scrolling has moved out of sight."""
        seen = self.rect()
        for step in self._watched:
            area = step.parentWidget()
            if isinstance(area, QAbstractScrollArea) and step is area.viewport():
                box = QRect(step.mapTo(self.window(), QPoint(0, 0)), step.size())
                seen = seen.intersected(box.translated(-self.pos()))
        return seen

    def _focus_changed(self, before: QWidget | None, now: QWidget | None) -> None:
        if QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton:
            self._forget()
            self.hide()
        elif now is not self._target:
            self.follow(now)

    def _forget(self) -> None:
        for widget in self._watched:
            if isValid(widget):
                widget.removeEventFilter(self)
        self._watched.clear()
        self._target = None


def lead_focus(window: QWidget, *, forward: bool) -> bool:
    """What a window does for Tab and Shift+Tab: lead on in reading order, and show where.

    Qt asks for the next control also when the one with the focus is hidden or disabled. That is
    no Tab: the answer is False, and Qt goes on by itself.
    """
    now = QApplication.focusWidget()
    pressed = now is None or (now.isVisible() and now.isEnabled())
    if not pressed or not move_focus(window, forward=forward):
        return False
    ring = window.findChild(FocusRing) or FocusRing(window)
    ring.follow(QApplication.focusWidget())
    return True


def _radius(widget: QWidget) -> float:
    if widget.property("pill"):
        return min(PILL_RADIUS, widget.height() / 2)
    return RADII.get(widget.property("role") or widget.property("kind") or "", 8)
