"""What is drawn on the canvas: nodes, Bot Action containers, connections."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsItem, QGraphicsObject, QGraphicsPathItem

from studio.dialogs.definitions import BotAction, Entity, Message, Script
from ui.dialogs.layout import Placed
from ui.dialogs.words import AnyNode, caption
from ui.theme.tokens import Tokens

RADIUS = 10
TOGGLE = 26


class NodeItem(QGraphicsObject):
    """One node. Named `dialog.node.<name>`.

    Signals:
        toggled: The + or - of a Bot Action was clicked.
    """

    toggled = Signal(str)

    def __init__(
        self,
        node: AnyNode,
        place: Placed,
        tokens: Tokens,
        family: str,
        is_open: bool = False,
        *,
        integrated: bool = True,
    ) -> None:
        super().__init__()
        self.node = node
        self._place = place
        self._tokens = tokens
        self._family = family
        self._open = is_open
        self._caption = caption(node, integrated=integrated)
        self.setObjectName(f"dialog.node.{node.name}")
        self.setPos(place.x, place.y)
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIsSelectable)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(f"{self._caption.capitalize()}: {node.name}")

    @property
    def words(self) -> str:
        """What stands on the node."""
        return f"{self._caption}\n{self.node.name}"

    def boundingRect(self) -> QRectF:
        return QRectF(-2, -2, self._place.width + 4, self._place.height + 4)

    def paint(self, painter: QPainter, option, widget=None) -> None:  # type: ignore[no-untyped-def]
        t = self._tokens
        frame = QRectF(0, 0, self._place.width, self._place.height)
        chosen = self.isSelected()
        container = isinstance(self.node, BotAction) and self._open
        painter.setPen(
            QPen(QColor(t.accent if chosen or container else t.line), 2 if chosen else 1)
        )
        painter.setBrush(QColor(t.accent_soft if container else t.surface))
        painter.drawRoundedRect(frame, RADIUS + 2 if container else RADIUS, RADIUS)
        if not container:
            self._paint_bar(painter, frame)
        self._paint_words(painter, frame, container)
        if isinstance(self.node, BotAction):
            self._paint_toggle(painter)

    def mousePressEvent(self, event) -> None:  # type: ignore[no-untyped-def]
        if isinstance(self.node, BotAction) and self._toggle_rect().contains(event.pos()):
            self.toggled.emit(self.node.name)
            event.accept()
            return
        super().mousePressEvent(event)

    def _colour(self) -> QColor:
        t = self._tokens
        match self.node:
            case Entity():
                return QColor(t.sandbox)
            case Message():
                return QColor(t.warn)
            case Script():
                return QColor(t.ok)
            case _:
                return QColor(t.accent)

    def _paint_bar(self, painter: QPainter, frame: QRectF) -> None:
        painter.save()
        clip = QPainterPath()
        clip.addRoundedRect(frame, RADIUS, RADIUS)
        painter.setClipPath(clip)
        painter.fillRect(QRectF(0, 0, 4, frame.height()), self._colour())
        painter.restore()

    def _paint_words(self, painter: QPainter, frame: QRectF, container: bool) -> None:
        t = self._tokens
        left = 16.0
        width = frame.width() - left - (TOGGLE + 8 if isinstance(self.node, BotAction) else 12)
        if container:
            painter.setPen(QColor(t.accent))
            painter.setFont(_font(self._family, 12, QFont.Weight.DemiBold))
            text = f"{self._caption} · {self.node.name}"
            _line(painter, text, QRectF(left, 8, width, 20))
            return
        painter.setPen(QColor(t.ink2))
        painter.setFont(_font(self._family, 11, QFont.Weight.Medium))
        _line(painter, self._caption, QRectF(left, 9, width, 16))
        painter.setPen(QColor(t.ink))
        painter.setFont(_font(self._family, 14, QFont.Weight.DemiBold))
        _line(painter, self.node.name, QRectF(left, 26, width, 20))

    def _paint_toggle(self, painter: QPainter) -> None:
        rect = self._toggle_rect().adjusted(5, 5, -5, -5)
        painter.setPen(QPen(QColor(self._tokens.accent), 1.8))
        middle = rect.center()
        painter.drawLine(QPointF(rect.left(), middle.y()), QPointF(rect.right(), middle.y()))
        if not self._open:
            painter.drawLine(QPointF(middle.x(), rect.top()), QPointF(middle.x(), rect.bottom()))

    def _toggle_rect(self) -> QRectF:
        y = 5 if self._open else (self._place.height - TOGGLE) / 2
        return QRectF(self._place.width - TOGGLE - 6, y, TOGGLE, TOGGLE)


class EndItem(QGraphicsObject):
    """The End of Dialog."""

    def __init__(self, place: Placed, tokens: Tokens, family: str) -> None:
        super().__init__()
        self._place = place
        self._colour = QColor(tokens.ink2)
        self._family = family
        self.setPos(place.x, place.y)
        self.setObjectName("dialog.end")

    def boundingRect(self) -> QRectF:
        return QRectF(0, 0, self._place.width, self._place.height)

    def paint(self, painter: QPainter, option, widget=None) -> None:  # type: ignore[no-untyped-def]
        painter.setPen(self._colour)
        painter.setFont(_font(self._family, 13, QFont.Weight.Normal))
        painter.drawText(self.boundingRect(), Qt.AlignmentFlag.AlignCenter, "End of Dialog")


class Connection(QGraphicsPathItem):
    """A line from the bottom of one node to the top of another, with an arrow and a label."""

    def __init__(self, start: Placed, end: Placed, tokens: Tokens, family: str, label: str) -> None:
        super().__init__()
        self._label = label
        self._tokens = tokens
        self._family = family
        self._from = QPointF(start.x + start.width / 2, start.y + start.height)
        self._to = QPointF(end.x + end.width / 2, end.y)
        self.setPen(QPen(QColor(tokens.ink3), 1.6))
        self.setPath(self._way())
        self.setZValue(-1)

    def paint(self, painter: QPainter, option, widget=None) -> None:  # type: ignore[no-untyped-def]
        super().paint(painter, option, widget)
        if not self._label:
            return
        painter.setFont(_font(self._family, 11, QFont.Weight.Medium))
        box = painter.fontMetrics().boundingRect(self._label).adjusted(-7, -3, 7, 3)
        middle = self.path().pointAtPercent(0.5)
        rect = QRectF(box)
        rect.moveCenter(middle)
        painter.setPen(QPen(QColor(self._tokens.line), 1))
        painter.setBrush(QColor(self._tokens.surface))
        painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
        painter.setPen(QColor(self._tokens.ink2))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, self._label)

    def boundingRect(self) -> QRectF:
        return super().boundingRect().adjusted(-70, -14, 70, 14)

    def _way(self) -> QPainterPath:
        path = QPainterPath(self._from)
        if abs(self._from.x() - self._to.x()) < 1:
            path.lineTo(self._to)
        else:
            half = (self._to.y() - self._from.y()) / 2
            path.cubicTo(self._from + QPointF(0, half), self._to - QPointF(0, half), self._to)
        path.moveTo(self._to + QPointF(-4, -6))
        path.lineTo(self._to)
        path.lineTo(self._to + QPointF(4, -6))
        return path


def _font(family: str, pixels: int, weight: QFont.Weight) -> QFont:
    font = QFont(family)
    font.setPixelSize(pixels)
    font.setWeight(weight)
    return font


def _line(painter: QPainter, text: str, rect: QRectF) -> None:
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(rect.width()))
    painter.drawText(rect, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
