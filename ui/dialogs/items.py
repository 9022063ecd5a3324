"""What is drawn on the canvas: nodes, Bot Action containers, the end."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import (
    QGraphicsItem,
    QGraphicsObject,
    QGraphicsSceneMouseEvent,
    QStyleOptionGraphicsItem,
    QWidget,
)

from studio.dialogs.definitions import BotAction
from ui.dialogs.connections import READABLE
from ui.dialogs.layout import Placed
from ui.dialogs.look import Look, drawn_icon
from ui.dialogs.words import AnyNode, caption, icon

RADIUS = 10
BAR = 4
ICON = 16
TOGGLE = 26
AROUND = 12
"""Room around a node for its light."""


@dataclass(frozen=True)
class Shown:
    """What a node item shows.

    Args:
        node: The node.
        is_open: A Bot Action shows what is inside.
        integrated: The action that its service belongs to is set up.
    """

    node: AnyNode
    is_open: bool = False
    integrated: bool = True

    @property
    def container(self) -> bool:
        """Whether it is drawn around other nodes."""
        return isinstance(self.node, BotAction) and self.is_open


class NodeItem(QGraphicsObject):
    """One node. Named `dialog.node.<name>`.

    Signals:
        toggled: The + or - of a Bot Action was clicked.
    """

    toggled = Signal(str)

    def __init__(self, shown: Shown, place: Placed, look: Look) -> None:
        super().__init__()
        self._shown = shown
        self._place = place
        self._look = look
        self._light = ""
        self._found = False
        self._lines: tuple[str, str] | None = None
        self._measure()
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIsSelectable)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setPos(place.x, place.y)
        self._take_name()

    @property
    def node(self) -> AnyNode:
        """What it shows."""
        return self._shown.node

    @property
    def place(self) -> Placed:
        """Where it stands."""
        return self._place

    @property
    def status(self) -> str:
        """How it is lit: a status of the debug log, or nothing."""
        return self._light

    @property
    def words(self) -> str:
        """What stands on the node."""
        lines = [self._caption, self.node.name, self._light]
        return "\n".join(line for line in lines if line)

    def show_node(self, shown: Shown, place: Placed) -> None:
        """Show it as it is now; what did not change is not drawn again."""
        if place != self._place:
            self.prepareGeometryChange()
            self._place = place
            self._measure()
            self.setPos(place.x, place.y)
            self._lines = None
        if shown != self._shown:
            self._shown = shown
            self._lines = None
            self._take_name()
            self.update()

    def redress(self, look: Look) -> None:
        """Take on another theme."""
        self._look = look
        self._lines = None
        self.update()

    def light(self, status: str) -> None:
        """Show that it runs, waits, is done or failed; nothing with the empty text."""
        if status != self._light:
            self._light = status
            self.update()

    def mark_found(self, found: bool) -> None:
        """Stand out among what was searched for."""
        if found != self._found:
            self._found = found
            self.update()

    def boundingRect(self) -> QRectF:
        return self._bounds

    def shape(self) -> QPainterPath:
        return self._outline

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        frame, look = self._frame, self._look
        container = self._shown.container
        readable = painter.worldTransform().m11() >= READABLE
        if self._light and readable:
            self._paint_halo(painter, frame)
        painter.setPen(self._edge())
        painter.setBrush(look.container if container else look.surface)
        painter.drawRoundedRect(frame, RADIUS, RADIUS)
        if not container:
            self._paint_bar(painter, frame)
        if not readable:
            return
        self._paint_words(painter)
        if isinstance(self.node, BotAction):
            self._paint_toggle(painter)
        if self._light:
            self._paint_status(painter)

    def mousePressEvent(self, event: QGraphicsSceneMouseEvent) -> None:
        if isinstance(self.node, BotAction) and self._toggle_rect().contains(event.pos()):
            self.toggled.emit(self.node.name)
            event.accept()
            return
        super().mousePressEvent(event)

    def _take_name(self) -> None:
        self._caption = caption(self.node, integrated=self._shown.integrated)
        self.setObjectName(f"dialog.node.{self.node.name}")
        self.setToolTip(f"{self._caption.capitalize()}: {self.node.name}")
        self.setZValue(0 if self._shown.container else 1)

    def _measure(self) -> None:
        """Asked for at every movement of the view: made once."""
        self._frame = QRectF(0, 0, self._place.width, self._place.height)
        self._bounds = self._frame.adjusted(-AROUND, -AROUND, AROUND, AROUND)
        self._outline = QPainterPath()
        self._outline.addRect(self._frame)

    def _edge(self) -> QPen:
        look = self._look
        if self.isSelected():
            return look.chosen_frame
        if self._light:
            return QPen(look.light(self._light)[0], 2)
        if self._found:
            return look.found_frame
        return look.open_frame if self._shown.container else look.frame

    def _paint_halo(self, painter: QPainter, frame: QRectF) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._look.light(self._light)[1])
        painter.drawRoundedRect(frame.adjusted(-5, -5, 5, 5), RADIUS + 4, RADIUS + 4)

    def _paint_bar(self, painter: QPainter, frame: QRectF) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._look.colour(self.node)))
        painter.drawRoundedRect(QRectF(3, 8, BAR, frame.height() - 16), BAR / 2, BAR / 2)

    def _paint_words(self, painter: QPainter) -> None:
        look = self._look
        upper, lower = self._lines = self._lines or self._elided()
        if self._shown.container:
            painter.setPen(look.accent)
            painter.setFont(look.container_font)
            painter.drawText(QPointF(16, 23), upper)
            return
        painter.setPen(look.ink2)
        painter.setFont(look.caption_font)
        painter.drawText(QPointF(42, 22), upper)
        painter.setPen(look.ink)
        painter.setFont(look.name_font)
        painter.drawText(QPointF(42, 41), lower)
        drawn = drawn_icon(icon(self.node), look.colour(self.node))
        drawn.render(painter, QRectF(17, (self._place.height - ICON) / 2, ICON, ICON))

    def _elided(self) -> tuple[str, str]:
        look = self._look
        toggle = TOGGLE + 4 if isinstance(self.node, BotAction) else 0
        if self._shown.container:
            text = f"{self._caption} · {self.node.name}"
            return _cut(look.container_font, text, self._place.width - 28 - toggle), ""
        width = self._place.width - 54 - toggle
        return (
            _cut(look.caption_font, self._caption, width),
            _cut(look.name_font, self.node.name, width),
        )

    def _paint_toggle(self, painter: QPainter) -> None:
        rect = self._toggle_rect().adjusted(7, 7, -7, -7)
        painter.setPen(self._look.toggle)
        middle = rect.center()
        painter.drawLine(QPointF(rect.left(), middle.y()), QPointF(rect.right(), middle.y()))
        if not self._shown.is_open:
            painter.drawLine(QPointF(middle.x(), rect.top()), QPointF(middle.x(), rect.bottom()))

    def _toggle_rect(self) -> QRectF:
        y = 5 if self._shown.is_open else (self._place.height - TOGGLE) / 2
        return QRectF(self._place.width - TOGGLE - 6, y, TOGGLE, TOGGLE)

    def _paint_status(self, painter: QPainter) -> None:
        look = self._look
        colour, ground = look.light(self._light)
        width = look.caption_metrics.horizontalAdvance(self._light) + 14
        rect = QRectF(self._place.width - width - 10, -9, width, 18)
        painter.setPen(QPen(colour, 1))
        painter.setBrush(ground)
        painter.drawRoundedRect(rect, 9, 9)
        painter.setFont(look.caption_font)
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, self._light)


class EndItem(QGraphicsObject):
    """The End of Dialog."""

    words = "End of Dialog"

    def __init__(self, place: Placed, look: Look) -> None:
        super().__init__()
        self._place = place
        self._look = look
        self.setPos(place.x, place.y)
        self.setObjectName("dialog.end")
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    def show_place(self, place: Placed) -> None:
        """Stand elsewhere."""
        self._place = place
        self.setPos(place.x, place.y)

    def redress(self, look: Look) -> None:
        """Take on another theme."""
        self._look = look
        self.update()

    def boundingRect(self) -> QRectF:
        return QRectF(0, 0, self._place.width, self._place.height)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        if painter.worldTransform().m11() < READABLE:
            return
        painter.setPen(self._look.ink2)
        painter.setFont(self._look.end_font)
        painter.drawText(self.boundingRect(), Qt.AlignmentFlag.AlignCenter, self.words)


def _cut(font: QFont, text: str, width: float) -> str:
    return QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, width)
