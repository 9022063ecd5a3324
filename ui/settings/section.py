"""A section of the page: heading, one line of explanation, and a quiet word when it is saved."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.controls import Card, Heading, Text

SAID_MS = 2500


class Section(Card):
    """Args: its id, `settings.<id>` by object name; title; line."""

    def __init__(self, section_id: str, title: str, line: str) -> None:
        super().__init__(f"settings.{section_id}.card", 20, 14)
        self.setAccessibleName(title)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(Heading(title))
        self.beside_title = QHBoxLayout()
        head.addLayout(self.beside_title)
        head.addStretch(1)
        self.saved = Text("Saved", "small", f"settings.{section_id}.saved", wrap=False)
        self.saved.setProperty("tone", "ok")
        policy = self.saved.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.saved.setSizePolicy(policy)
        self.saved.hide()
        head.addWidget(self.saved, 0, Qt.AlignmentFlag.AlignVCenter)
        self.column.addLayout(head)
        self.line = Text(line, "secondary")
        self.column.addWidget(self.line)
        self.column.setSpacing(4)
        self.column.addSpacing(8)
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(SAID_MS)
        self._quiet.timeout.connect(self.saved.hide)

    def say_saved(self) -> None:
        """Say for a moment that it is on disk."""
        self.saved.show()
        self._quiet.start()

    def add(self, widget: QWidget, above: int = 10) -> None:
        """Add a part, with so much room above it."""
        if above:
            self.column.addSpacing(above)
        self.column.addWidget(widget)
