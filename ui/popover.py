"""A small sheet that explains what was clicked; gone with the next click elsewhere or Esc."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from ui.controls import Text

WIDTH = 320


class Popover(QFrame):
    """A title and a few sentences beside `anchor`."""

    def __init__(self, anchor: QWidget, name: str, title: str, text: str) -> None:
        super().__init__(anchor.window(), Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setFixedWidth(WIDTH)
        # A translucent window draws no background of its own, so that corners can be round.
        card = QFrame()
        card.setProperty("role", "card")
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(card)
        column = QVBoxLayout(card)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(6)
        column.addWidget(Text(title, "strong"))
        column.addWidget(Text(text, "secondary"))

    def show_at(self, anchor: QWidget, *, above: bool = False) -> None:
        """Show below the anchor, or above it, inside its window."""
        self.adjustSize()
        window = anchor.window()
        offset = -self.height() - 6 if above else anchor.height() + 6
        point = anchor.mapTo(window, QPoint(0, offset))
        point.setX(max(8, min(point.x(), window.width() - WIDTH - 8)))
        self.move(window.mapToGlobal(point))
        self.show()
