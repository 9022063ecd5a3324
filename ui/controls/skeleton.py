"""Where content will be in a moment."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget


class Skeleton(QWidget):
    """Grey bars in place of text that is on its way."""

    def __init__(self, lines: int = 3, height: int = 14, name: str = "") -> None:
        super().__init__()
        if name:
            self.setObjectName(name)
        self.setAccessibleName("Loading")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        for number in range(lines):
            bar = QFrame()
            bar.setProperty("role", "skeleton")
            bar.setFixedHeight(height)
            bar.setMaximumWidth(360 if number % 2 else 260)
            column.addWidget(bar)
