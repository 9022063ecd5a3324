"""One of several things that can be taken together."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QCheckBox

BOX = 18
GAP = 9
ROUND = 4.5
HEIGHT = 26


class CheckBox(QCheckBox):
    """A box with a tick and words beside it.

    Args:
        text: What is taken.
        name: Object name.
        mono: The words are a technical name.
    """

    def __init__(self, text: str, name: str, *, mono: bool = False) -> None:
        super().__init__(text)
        self.setObjectName(name)
        self.setProperty("role", "mono" if mono else "")
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        words = self.fontMetrics().horizontalAdvance(self.text())
        return QSize(BOX + GAP + words + 2, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(BOX + GAP + 40, HEIGHT)

    def hitButton(self, pos) -> bool:  # type: ignore[no-untyped-def]
        return self.rect().contains(pos)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = self.palette()
        if not self.isEnabled():
            painter.setOpacity(0.5)
        box = QRectF(1, (self.height() - BOX) / 2, BOX - 1, BOX - 1)
        on = self.isChecked()
        fill = QPalette.ColorRole.Highlight if on else QPalette.ColorRole.Base
        edge = QPalette.ColorRole.Highlight if on else QPalette.ColorRole.PlaceholderText
        painter.setBrush(palette.color(QPalette.ColorGroup.Active, fill))
        painter.setPen(QPen(palette.color(QPalette.ColorGroup.Active, edge), 1.2))
        painter.drawRoundedRect(box, ROUND, ROUND)
        if on:
            tick = QPen(palette.color(QPalette.ColorRole.HighlightedText), 2)
            tick.setCapStyle(Qt.PenCapStyle.RoundCap)
            tick.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.setPen(tick)
            corners = ((0.25, 0.52), (0.43, 0.7), (0.77, 0.33))
            painter.drawPolyline(
                [QPointF(box.x() + x * BOX, box.y() + y * BOX) for x, y in corners]
            )
        painter.setPen(palette.color(QPalette.ColorRole.WindowText))
        words = QRect(BOX + GAP, 0, self.width() - BOX - GAP, self.height())
        line = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        shown = self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, words.width()
        )
        painter.drawText(words, line, shown)
