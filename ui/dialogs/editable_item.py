"""A node that can be moved, and led to another one from the port below it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QApplication,
    QGraphicsSceneMouseEvent,
    QStyleOptionGraphicsItem,
    QWidget,
)

from ui.dialogs.connections import READABLE
from ui.dialogs.items import NodeItem, Shown
from ui.dialogs.layout import Placed
from ui.dialogs.look import Look

GRID = 8
"""Pixels that places snap to."""
PORT = 6.0
REACH = 12.0
"""Pixels around the middle of the port that belong to it."""
MARK = 9.0


class EditableItem(NodeItem):
    """A node that the person works with.

    Signals:
        dragged: Its name, where its upper left corner was dragged to, and whether it was let go.
        linked: Its name, where its connection was dragged to, and whether it was let go.
    """

    dragged = Signal(str, QPointF, bool)
    linked = Signal(str, QPointF, bool)

    def __init__(self, shown: Shown, place: Placed, look: Look, *, free: bool) -> None:
        super().__init__(shown, place, look)
        self._free = free
        self._held: QPointF | None = None
        self._doing = ""
        self._warned = ""

    @property
    def warned(self) -> str:
        """What is wrong with it, in words; empty when nothing is."""
        return self._warned

    def warn(self, words: str) -> None:
        """Mark it as one that something is wrong with."""
        if words != self._warned:
            self._warned = words
            self.setToolTip(words or self.words.replace("\n", ": "))
            self.update()

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        super().paint(painter, option, widget)
        if painter.worldTransform().m11() < READABLE:
            return
        if self._free and self.isSelected():
            painter.setPen(self._look.chosen_frame)
            painter.setBrush(self._look.surface)
            painter.drawEllipse(self._port(), PORT, PORT)
        if self._warned:
            self._paint_mark(painter)

    def mousePressEvent(self, event: QGraphicsSceneMouseEvent) -> None:
        super().mousePressEvent(event)
        if self._free and event.button() == Qt.MouseButton.LeftButton and self.isSelected():
            self._held = event.pos()
            offset = event.pos() - self._port()
            self._doing = "link" if offset.manhattanLength() <= REACH else ""

    def mouseMoveEvent(self, event: QGraphicsSceneMouseEvent) -> None:
        if self._held is None:
            super().mouseMoveEvent(event)
            return
        far = event.screenPos() - event.buttonDownScreenPos(Qt.MouseButton.LeftButton)
        if not self._doing and far.manhattanLength() >= QApplication.startDragDistance():
            self._doing = "move"
        self._tell(event, self._held, self._doing, let_go=False)

    def mouseReleaseEvent(self, event: QGraphicsSceneMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        held, doing = self._held, self._doing
        # Before anybody is told: the view sends its last movement again when the scene changes.
        self._held, self._doing = None, ""
        if held is not None:
            self._tell(event, held, doing, let_go=True)

    def _tell(
        self, event: QGraphicsSceneMouseEvent, held: QPointF, doing: str, *, let_go: bool
    ) -> None:
        if doing == "move":
            self.dragged.emit(self.node.name, _snapped(event.scenePos() - held), let_go)
        elif doing == "link":
            self.linked.emit(self.node.name, event.scenePos(), let_go)

    def _port(self) -> QPointF:
        return QPointF(self.place.width / 2, self.place.height)

    def _paint_mark(self, painter: QPainter) -> None:
        colour, ground = self._look.light("pause")
        painter.setPen(colour)
        painter.setBrush(ground)
        round_ = QRectF(-MARK, -MARK, 2 * MARK, 2 * MARK)
        painter.drawEllipse(round_)
        painter.setFont(self._look.name_font)
        painter.drawText(round_, Qt.AlignmentFlag.AlignCenter, "!")


def _snapped(point: QPointF) -> QPointF:
    return QPointF(round(point.x() / GRID) * GRID, round(point.y() / GRID) * GRID)
