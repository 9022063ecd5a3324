"""What will be here, and how to get it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from ui.controls.text import Text


class EmptyState(QFrame):
    """A dashed area that says what will appear in it."""

    def __init__(self, text: str, name: str = "", action: QWidget | None = None) -> None:
        super().__init__()
        self.setProperty("role", "empty")
        if name:
            self.setObjectName(name)
        self.setAccessibleName(text)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 22, 24, 22)
        column.setSpacing(14)
        column.addWidget(Text(text, "secondary"))
        if action is not None:
            column.addWidget(action, 0, Qt.AlignmentFlag.AlignLeft)
