"""What will be here, and how to get it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from ui.controls.text import Text

DASHES = (4.0, 4.0)
RADIUS = 12


class EmptyState(QFrame):
    """A dashed area that says what will appear in it."""

    def __init__(self, text: str, name: str = "", action: QWidget | None = None) -> None:
        super().__init__()
        if name:
            self.setObjectName(name)
        self.setAccessibleName(text)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 22, 24, 22)
        column.setSpacing(14)
        column.addWidget(Text(text, "lead"))
        if action is not None:
            column.addWidget(action, 0, Qt.AlignmentFlag.AlignLeft)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Dashes of our own: a style sheet's are dots at a width of one pixel."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(self.palette().color(QPalette.ColorRole.Mid), 1)
        pen.setDashPattern(DASHES)
        painter.setPen(pen)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, RADIUS, RADIUS)
