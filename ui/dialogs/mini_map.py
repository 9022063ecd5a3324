"""The mini map: the whole dialog task in small, and which part of it is in view."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from ui.dialogs.canvas import Canvas

WIDEST = 184
NARROWEST = 64
HEIGHT = 128
INSET = 8
EDGE = 3
"""Pixels between its frame and that of the part in view."""
ROUNDING = 2
"""Pixels by which scrolling in whole ones may miss a view that fits exactly."""
LEAST_ROOM = 460
"""Pixels the canvas has to be wide for it: else it would cover what it is a map of."""


class MiniMap(QWidget):
    """In the lower right corner of the canvas; a click or a drag in it pans there.

    Keyboards pan in the canvas itself, so it takes no focus.
    """

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._drawn: QPixmap | None = None
        self._wanted = True
        self.setObjectName("dialog.mini_map")
        self.setAccessibleName("Mini map")
        self._take_size()
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        canvas.moved.connect(self.update)
        canvas.redrawn.connect(self._forget)

    @property
    def wanted(self) -> bool:
        """Whether it is to be seen, where there is room for it."""
        return self._wanted

    def set_wanted(self, wanted: bool) -> None:
        """Show it or hide it."""
        self._wanted = wanted
        self.place()

    def place(self) -> None:
        """Go to the corner; away where there is no room, or all is in view anyway."""
        bar = self._canvas.verticalScrollBar()
        beside = 18 + (bar.width() if bar.isVisible() else 0)
        self.move(self._canvas.width() - self.width() - beside, self._canvas.height() - HEIGHT - 18)
        seen = self._canvas.mapToScene(self._canvas.viewport().rect()).boundingRect()
        slack = ROUNDING / self._canvas.zoom()
        whole = seen.adjusted(-slack, -slack, slack, slack).contains(self._canvas.content)
        room = self._canvas.width() >= LEAST_ROOM
        self.setVisible(self._wanted and room and not whole)

    def view_rect(self) -> QRectF:
        """The part that is in view, in pixels of the map."""
        seen = self._canvas.mapToScene(self._canvas.viewport().rect()).boundingRect()
        scale, origin = self._frame()
        top_left = origin + (seen.topLeft() - self._canvas.content.topLeft()) * scale
        return QRectF(top_left, seen.size() * scale).intersected(
            QRectF(self.rect()).adjusted(EDGE, EDGE, -EDGE, -EDGE)
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._drawn is None:
            self._drawn = self._draw()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.drawPixmap(0, 0, self._drawn)
        tint = QColor(self._canvas.look.accent)
        painter.setPen(QPen(tint, 1.5))
        tint.setAlpha(28)
        painter.setBrush(tint)
        painter.drawRoundedRect(self.view_rect(), 3, 3)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._go(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._go(event.position())

    def _go(self, point: QPointF) -> None:
        scale, origin = self._frame()
        self._canvas.centerOn(self._canvas.content.topLeft() + (point - origin) / scale)

    def _forget(self) -> None:
        self._drawn = None
        self._take_size()
        self.place()
        self.update()

    def _take_size(self) -> None:
        """No wider than what it shows: it lies over the canvas."""
        scale, _ = self._frame()
        drawn = round(self._canvas.content.width() * scale) + 2 * INSET
        self.setFixedSize(max(NARROWEST, drawn), HEIGHT)

    def _frame(self) -> tuple[float, QPointF]:
        """How many pixels of the map one of the scene is, and where its corner lies."""
        scene = self._canvas.content
        scale = min((WIDEST - 2 * INSET) / scene.width(), (HEIGHT - 2 * INSET) / scene.height())
        left = (self.width() - scene.width() * scale) / 2
        return scale, QPointF(left, (HEIGHT - scene.height() * scale) / 2)

    def _draw(self) -> QPixmap:
        look, (scale, origin) = self._canvas.look, self._frame()
        ratio = self.devicePixelRatioF()
        drawn = QPixmap(self.size() * ratio)
        drawn.setDevicePixelRatio(ratio)
        drawn.fill(Qt.GlobalColor.transparent)
        painter = QPainter(drawn)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(look.frame)
        painter.setBrush(look.surface)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        painter.setPen(Qt.PenStyle.NoPen)
        corner = self._canvas.content.topLeft()
        for item in self._canvas.nodes():
            place = item.place
            at = origin + (QPointF(place.x, place.y) - corner) * scale
            box = QRectF(at.x(), at.y(), max(2.0, place.width * scale), place.height * scale)
            box.setHeight(max(1.5, box.height()))
            colour = QColor(look.colour(item.node))
            colour.setAlpha(60 if place.height > 60 else 190)
            painter.fillRect(box, colour)
        painter.end()
        return drawn
