"""Connections as they are drawn: a line with an arrow, and its label."""

from __future__ import annotations

from itertools import pairwise
from math import hypot

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath
from PySide6.QtWidgets import QGraphicsPathItem, QStyleOptionGraphicsItem, QWidget

from ui.dialogs.layout import Way
from ui.dialogs.look import Look

BEND = 10.0
LABEL_WIDTH = 150.0
LABEL_HEIGHT = 20.0
LABEL_AT = 0.68
"""How far down the first bend the label stands: there branches are apart."""
READABLE = 0.4
"""The zoom below which words are left out."""


class Connection(QGraphicsPathItem):
    """From the bottom of one node to the top of another, or back up beside them."""

    def __init__(self, way: Way, label: str, look: Look) -> None:
        super().__init__()
        self._way = way
        self.label = label
        self._look = look
        self._chosen = False
        self._label_rect = QRectF()
        self._bounds = QRectF()
        self._words = ""
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self.setZValue(0.5)
        self._redraw()

    def show_way(self, way: Way, label: str) -> None:
        """Go another way, or have another label."""
        if (way, label) != (self._way, self.label):
            self._way, self.label = way, label
            self._redraw()

    def redress(self, look: Look) -> None:
        """Take on another theme."""
        self._look = look
        self._redraw()

    def mark(self, chosen: bool) -> None:
        """Stand out, because the node it leaves is selected."""
        if chosen != self._chosen:
            self._chosen = chosen
            self.setPen(self._look.connection_of_chosen if chosen else self._look.connection)
            self.setZValue(0.6 if chosen else 0.5)

    def boundingRect(self) -> QRectF:
        return self._bounds

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        super().paint(painter, option, widget)
        if not self._words or painter.worldTransform().m11() < READABLE:
            return
        look = self._look
        painter.setPen(look.chosen_frame if self._chosen else look.frame)
        painter.setBrush(look.surface)
        half = self._label_rect.height() / 2
        painter.drawRoundedRect(self._label_rect, half, half)
        painter.setFont(look.caption_font)
        painter.setPen(look.ink2)
        painter.drawText(self._label_rect, Qt.AlignmentFlag.AlignCenter, self._words)

    def _redraw(self) -> None:
        self.prepareGeometryChange()
        look = self._look
        self.setPen(look.connection_of_chosen if self._chosen else look.connection)
        points = [QPointF(*point) for point in self._way.points]
        self.setPath(_back(points) if self._way.back else _down(points))
        self.setToolTip(self.label)
        self._words = look.caption_metrics.elidedText(
            self.label, Qt.TextElideMode.ElideRight, LABEL_WIDTH
        )
        self._label_rect = QRectF()
        if self._words:
            width = look.caption_metrics.horizontalAdvance(self._words) + 16
            self._label_rect = QRectF(0, 0, width, LABEL_HEIGHT)
            self._label_rect.moveCenter(self._label_point(points))
        drawn = self.path().controlPointRect()
        self._bounds = drawn.united(self._label_rect).adjusted(-3, -3, 3, 3)

    def _label_point(self, points: list[QPointF]) -> QPointF:
        if self._way.back:
            return (points[1] + points[2]) / 2
        at, start, end = LABEL_AT, points[0], points[1]
        eased = at * at * (3 - 2 * at)  # where a curve with upright ends is, at that height
        return QPointF(
            start.x() + (end.x() - start.x()) * eased, start.y() + (end.y() - start.y()) * at
        )


def _down(points: list[QPointF]) -> QPainterPath:
    path = QPainterPath(points[0])
    for before, after in pairwise(points):
        if abs(before.x() - after.x()) < 1:
            path.lineTo(after)
        else:
            half = QPointF(0, (after.y() - before.y()) / 2)
            path.cubicTo(before + half, after - half, after)
    return _with_arrow(path, points[-1], QPointF(-4, -6), QPointF(4, -6))


def _back(points: list[QPointF]) -> QPainterPath:
    path = QPainterPath(points[0])
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        path.lineTo(_towards(corner, before))
        path.quadTo(corner, _towards(corner, after))
    path.lineTo(points[-1])
    return _with_arrow(path, points[-1], QPointF(6, -4), QPointF(6, 4))


def _towards(corner: QPointF, other: QPointF) -> QPointF:
    way = other - corner
    length = hypot(way.x(), way.y()) or 1.0
    return corner + way * (min(BEND, length / 2) / length)


def _with_arrow(path: QPainterPath, tip: QPointF, one: QPointF, other: QPointF) -> QPainterPath:
    path.moveTo(tip + one)
    path.lineTo(tip)
    path.lineTo(tip + other)
    return path
