"""The drawn part of a sequence: a line for each who takes part, and arrows from one to another."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QWidget

from studio.traffic.values import Lane, Step, StepResult
from ui.controls import Text
from ui.theme.theme import Theme

WIDTH = 84
"""Of a lane: room for "Login window" at the size of small text."""
MIDDLE = 22
BACK = 9
"""From the arrow of a request to the one of its answer."""
HEAD = 5.0
DOT = 4.0


class LaneNames(QWidget):
    """Who takes part, each name over its line."""

    def __init__(self, lanes: tuple[tuple[Lane, str], ...]) -> None:
        super().__init__()
        self.setFixedWidth(WIDTH * len(lanes))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for key, words in lanes:
            name = Text(words, "small", f"traffic.lane.{key}", wrap=False)
            name.setAlignment(Qt.AlignmentFlag.AlignCenter)
            name.setFixedWidth(WIDTH)
            name.setToolTip(words)
            row.addWidget(name)


class Drawn(QWidget):
    """The lines of one step with its arrow: there, and back where an answer came.

    Args:
        first, last: Whether the lines begin or end here.
    """

    def __init__(
        self, theme: Theme, lanes: tuple[Lane, ...], step: Step, *, first: bool, last: bool
    ) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFixedWidth(WIDTH * len(lanes))
        self._theme = theme
        self._lanes = lanes
        self._step = step
        self._first = first
        self._last = last
        theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens = self._theme.tokens
        painter.setPen(QPen(QColor(tokens.line), 2))
        top = MIDDLE if self._first else 0
        bottom = MIDDLE + BACK if self._last else self.height()
        for lane in self._lanes:
            painter.drawLine(QPointF(self._x(lane), top), QPointF(self._x(lane), bottom))
        colours: dict[StepResult, str] = {
            "good": tokens.accent,
            "failed": tokens.error,
            "ended": tokens.warn,
            "open": tokens.ink3,
        }
        colour = QColor(colours[self._step.result])
        start, end = self._x(self._step.sender), self._x(self._step.receiver)
        if start == end:
            self._alone(painter, start, colour)
            return
        finished = self._step.result != "open"
        self._arrow(painter, start, end, MIDDLE, colour, dashed=not finished)
        if self._step.exchange is not None and self._step.exchange.status is not None:
            self._arrow(painter, end, start, MIDDLE + BACK, colour, dashed=True)
        elif self._step.result in ("failed", "ended"):
            self._cross(painter, end, colour, start < end)

    def _x(self, lane: Lane) -> float:
        return (self._lanes.index(lane) + 0.5) * WIDTH

    def _arrow(
        self, painter: QPainter, start: float, end: float, y: int, colour: QColor, *, dashed: bool
    ) -> None:
        way = 1 if end > start else -1
        pen = QPen(colour, 1.6)
        if dashed:
            pen.setDashPattern([2.5, 2.5])
        painter.setPen(pen)
        tip = end - way * 3
        painter.drawLine(QPointF(start + way * 3, y), QPointF(tip - way * 2, y))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        back = tip - way * HEAD * 1.5
        painter.drawPolygon(
            QPolygonF(
                [QPointF(tip, y), QPointF(back, y - HEAD * 0.8), QPointF(back, y + HEAD * 0.8)]
            )
        )

    def _alone(self, painter: QPainter, x: float, colour: QColor) -> None:
        painter.setPen(QPen(colour, 1.8))
        painter.setBrush(self.palette().window())
        good = self._step.result == "good"
        painter.setBrush(colour if good else QColor(self._theme.tokens.surface))
        painter.drawEllipse(QRectF(x - DOT, MIDDLE - DOT, 2 * DOT, 2 * DOT))

    def _cross(self, painter: QPainter, x: float, colour: QColor, rightward: bool) -> None:
        """Nothing came back."""
        middle = x + (14 if rightward else -14)
        painter.setPen(QPen(colour, 1.8))
        for up in (-1, 1):
            painter.drawLine(
                QPointF(middle - 3.5, MIDDLE - up * 3.5), QPointF(middle + 3.5, MIDDLE + up * 3.5)
            )
