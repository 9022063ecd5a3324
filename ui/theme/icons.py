"""Line icons of our own, drawn in the colour that is asked for."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from resources import ROOT

SIZE = 16
"""Device-independent pixels: what icons are drawn for."""
TO_WORDS = 5
"""Pixels between an icon and the words beside it, over those that Qt leaves."""


@lru_cache(maxsize=256)
def icon(name: str, colour: str, room: int = 0) -> QIcon:
    """The icon `resources/icons/<name>.svg` with its lines in `colour` (#RRGGBB).

    Args:
        room: Pixels left free at its right: Qt sets words too close to an icon.
    """
    source = _source(name).replace("currentColor", colour)
    ratio = max((screen.devicePixelRatio() for screen in QGuiApplication.screens()), default=1.0)
    return QIcon(svg_pixmap(source.encode(), QSize(SIZE, SIZE), ratio, room))


def svg_pixmap(svg: bytes, size: QSize, ratio: float = 1.0, room: int = 0) -> QPixmap:
    """An SVG as a picture of `size` device-independent pixels, and `room` more at the right."""
    from PySide6.QtSvg import QSvgRenderer

    pixmap = QPixmap((size + QSize(room, 0)) * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(QByteArray(svg)).render(painter, QRectF(0, 0, size.width(), size.height()))
    painter.end()
    return pixmap


def show_icon(
    button: QAbstractButton, name: str, role: QPalette.ColorRole = QPalette.ColorRole.Dark
) -> None:
    """Give a button an icon in a colour of its palette: show again when the palette changes."""
    room = TO_WORDS if button.text() else 0
    # A button that is disabled now may be enabled later: Qt greys the icon by itself.
    colour = button.palette().color(QPalette.ColorGroup.Active, role)
    button.setIcon(icon(name, colour.name(), room))
    button.setIconSize(QSize(SIZE + room, SIZE))


class IconLabel(QLabel):
    """An icon that follows the theme."""

    def __init__(
        self,
        name: str,
        size: int = 16,
        role: QPalette.ColorRole = QPalette.ColorRole.Dark,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._name = name
        self._size = size
        self._role = role
        self._colour: str | None = None
        self.setFixedSize(size, size)
        self._draw()

    def set_icon(self, name: str, colour: str | None = None) -> None:
        """Show another icon, in a colour of its own when one is given."""
        self._name = name
        self._colour = colour
        self._draw()

    def changeEvent(self, event) -> None:  # type: ignore[no-untyped-def]
        super().changeEvent(event)
        if event.type() == event.Type.PaletteChange:
            self._draw()

    def _draw(self) -> None:
        colour = self._colour or QColor(self.palette().color(self._role)).name()
        source = _source(self._name).replace("currentColor", colour).encode()
        ratio = self.devicePixelRatioF()
        self.setPixmap(svg_pixmap(source, QSize(self._size, self._size), ratio))


@lru_cache(maxsize=64)
def _source(name: str) -> str:
    return (ROOT / "icons" / f"{name}.svg").read_text("utf-8")
