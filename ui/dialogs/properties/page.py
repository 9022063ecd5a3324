"""One tab of the properties: titled parts below each other."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.controls import ScrollColumn, Text


class PropertyPage(ScrollColumn):
    """Filled afresh for each node. Every value is named `dialog.properties.<field>`."""

    def __init__(self, key: str) -> None:
        super().__init__((24, 14, 20, 20), 8, f"dialog.properties.page.{key}")
        self._first = True

    def start(self) -> None:
        """Take away what was there."""
        self.clear()
        self._first = True

    def section(self, title: str, beside: QWidget | None = None) -> None:
        """The name of a field, with what belongs at the end of its line."""
        if not self._first:
            self.column.addSpacing(8)
        self._first = False
        label = Text(title, "label", wrap=False)
        if beside is None:
            self.add(label)
            return
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(label)
        row.addStretch(1)
        row.addWidget(beside)
        self.add(line)

    def value(self, title: str, text: str, name: str) -> None:
        """A field and what it holds."""
        self.section(title)
        self.add(Text(text or "None", "text" if text else "secondary", f"dialog.properties.{name}"))

    def pair(self, left: QWidget, right: QWidget) -> None:
        """Two things side by side, each with half of the width: long ones wrap."""
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(left, 1, Qt.AlignmentFlag.AlignTop)
        row.addWidget(right, 1, Qt.AlignmentFlag.AlignTop)
        self.add(line)

    def note(self, text: str) -> None:
        """A sentence in the place of fields."""
        self._first = False
        self.add(Text(text, "secondary"))

    def add(self, widget: QWidget) -> None:
        """Add something below."""
        self.column.addWidget(widget)
