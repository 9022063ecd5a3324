"""On or off, at once."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QVBoxLayout, QWidget

from ui.controls.text import Text

SIZE = QSize(36, 20)
INSET = 3


class Switch(QAbstractButton):
    """A small switch. `clicked` is a person's doing; `setChecked` only shows.

    Args:
        label: What it switches, for screen readers; the words stand beside it.
        name: Object name.
    """

    def __init__(self, label: str, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setProperty("kind", "switch")
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedSize(SIZE)

    def sizeHint(self) -> QSize:
        return SIZE

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        palette = self.palette()
        on = self.isChecked()
        if not self.isEnabled():
            painter.setOpacity(0.5)
        track = QPalette.ColorRole.Highlight if on else QPalette.ColorRole.PlaceholderText
        painter.setBrush(palette.color(QPalette.ColorGroup.Active, track))
        painter.drawRoundedRect(QRectF(self.rect()), SIZE.height() / 2, SIZE.height() / 2)
        knob = QPalette.ColorRole.HighlightedText if on else QPalette.ColorRole.Base
        painter.setBrush(palette.color(knob))
        size = SIZE.height() - 2 * INSET
        left = SIZE.width() - INSET - size if on else INSET
        painter.drawEllipse(QRectF(left, INSET, size, size))


class SwitchRow(QWidget):
    """Words with a switch at their right; the words explain what is on."""

    def __init__(self, title: str, line: str, name: str) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(Text(title, "label"))
        self.line = Text(line, "secondary")
        words.addWidget(self.line)
        row.addLayout(words, 1)
        self.switch = Switch(title, name)
        self.switch.setAccessibleDescription(line)
        row.addWidget(self.switch, 0, Qt.AlignmentFlag.AlignTop)
