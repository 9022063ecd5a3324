"""One of a few, side by side."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QPushButton


class Segments(QFrame):
    """A choice of two to five short words.

    Args:
        name: Object name; each choice is named `<name>.<key>`.
        label: What is chosen, for screen readers.
        choices: Keys with the words for them.

    Signals:
        chosen: The key a person took.
    """

    chosen = Signal(str)

    def __init__(self, name: str, label: str, choices: Iterable[tuple[str, str]]) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setProperty("role", "segments")
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._buttons: dict[str, QPushButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(3, 3, 3, 3)
        row.setSpacing(2)
        for key, words in choices:
            button = QPushButton(words)
            button.setObjectName(f"{name}.{key}")
            button.setAccessibleName(f"{label}: {words}")
            button.setProperty("kind", "segment")
            button.setCheckable(True)
            button.setAutoDefault(False)
            button.setCursor(Qt.CursorShape.PointingHandCursor)
            button.clicked.connect(lambda _=False, key=key: self.chosen.emit(key))
            self._group.addButton(button)
            self._buttons[key] = button
            row.addWidget(button)

    @property
    def current(self) -> str:
        """The key of what is chosen; empty when nothing is."""
        return next((key for key, button in self._buttons.items() if button.isChecked()), "")

    def show_choice(self, key: str | None) -> None:
        """Show what is chosen, without telling anybody; another key shows nothing chosen."""
        self._group.setExclusive(False)
        for each, button in self._buttons.items():
            button.setChecked(each == key)
        self._group.setExclusive(True)
