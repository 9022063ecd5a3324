"""Pictures of the window as a person sees it, with what lies over it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from ui.controls.copying import SecretValue

SECRET = "secret"
"""The property of a line that holds a secret, whether it shows it or not."""
SHADE = QColor(10, 14, 24, 90)
SHADOW_REACH = 18
RADIUS = 10


def take(window: QWidget) -> QImage:
    """The window, and over it every dialog that is open, in the middle of it.

    Pictures are shown to others: a secret that a person has uncovered is covered for them.
    """
    with _covered():
        return _taken(window)


@contextmanager
def _covered() -> Iterator[None]:
    """Every field for a secret and every secret to copy shows dots meanwhile."""
    normal, dots = QLineEdit.EchoMode.Normal, QLineEdit.EchoMode.Password
    uncovered = [
        field
        for top in QApplication.topLevelWidgets()
        for field in top.findChildren(QLineEdit)
        if field.property(SECRET) and field.echoMode() is normal
    ]
    to_copy = [
        value for top in QApplication.topLevelWidgets() for value in top.findChildren(SecretValue)
    ]
    for field in uncovered:
        field.setEchoMode(dots)
    for value in to_copy:
        value.cover(True)
    try:
        yield
    finally:
        for value in to_copy:
            value.cover(False)
        for field in uncovered:
            field.setEchoMode(normal)


def _taken(window: QWidget) -> QImage:
    picture = window.grab().toImage().convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
    ratio = picture.devicePixelRatio()
    over = [
        top
        for top in QApplication.topLevelWidgets()
        if top is not window and top.isVisible() and top.isWindow() and top.width() > 1
    ]
    if not over:
        return picture
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for top in over:
        modal = top.isModal()
        if modal:
            painter.fillRect(QRectF(0, 0, picture.width() / ratio, picture.height() / ratio), SHADE)
        place = _place(window, top)
        _shadow(painter, QRectF(place, top.size()))
        clip = QPainterPath()
        clip.addRoundedRect(QRectF(place, top.size()), RADIUS, RADIUS)
        painter.setClipPath(clip)
        painter.drawPixmap(place, top.grab())
        painter.setClipping(False)
    painter.end()
    return picture


def _place(window: QWidget, top: QWidget) -> QPoint:
    """Dialogs stand in the middle of their window; small sheets stay where they opened."""
    if top.windowFlags() & Qt.WindowType.Popup == Qt.WindowType.Popup:
        return window.mapFromGlobal(top.pos())
    return QPoint((window.width() - top.width()) // 2, (window.height() - top.height()) // 2)


def _shadow(painter: QPainter, box: QRectF) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    for reach in range(SHADOW_REACH, 0, -2):
        painter.setBrush(QColor(0, 0, 0, 5))
        grown = box.adjusted(-reach, -reach + 4, reach, reach + 4)
        painter.drawRoundedRect(grown, RADIUS + reach, RADIUS + reach)
