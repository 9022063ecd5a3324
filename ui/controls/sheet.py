"""The base of our dialogs: a title, a body, and buttons at the bottom right."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from ui.controls.button import Button, IconButton
from ui.controls.focus_ring import lead_focus
from ui.controls.keyboard import primary_in
from ui.controls.text import Heading, Text


class DialogSheet(QDialog):
    """A dialog over its window, opened with `open()`: nothing waits for it.

    Put content into `body` and buttons in with `add_button`; the primary one is what Ctrl+Enter
    presses. Esc closes.
    """

    def __init__(self, parent: QWidget, name: str, title: str, line: str = "") -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setWindowTitle(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(24, 20, 16, 12)
        words = QVBoxLayout()
        words.setSpacing(3)
        words.addWidget(Heading(title))
        self.line = Text(line, "secondary")
        if not line:
            self.line.hide()
        words.addWidget(self.line)
        head.addLayout(words, 1)
        self.close_button = IconButton("Close", f"{name}.close", "close")
        self.close_button.clicked.connect(self.reject)
        head.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        outer.addLayout(head)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(24, 0, 24, 16)
        self.body.setSpacing(12)
        outer.addLayout(self.body, 1)
        self.footer = QWidget()
        self.footer.setProperty("role", "footer")
        self.footer.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._buttons = QHBoxLayout(self.footer)
        self._buttons.setContentsMargins(24, 14, 24, 14)
        self._buttons.setSpacing(10)
        self.footer_text = Text("", "secondary")
        self._buttons.addWidget(self.footer_text, 1)
        outer.addWidget(self.footer)
        shortcut = QShortcut(QKeySequence("Ctrl+Return"), self)
        shortcut.activated.connect(self._press_primary)

    def focusNextPrevChild(self, forward: bool) -> bool:
        return lead_focus(self, forward=forward) or super().focusNextPrevChild(forward)

    def add_button(self, button: Button) -> Button:
        """Add a button at the bottom right, after those that are there."""
        self._buttons.addWidget(button)
        return button

    def _press_primary(self) -> None:
        if (primary := primary_in(self)) is not None:
            primary.click()
