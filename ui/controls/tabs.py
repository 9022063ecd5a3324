"""Tabs: words in a row, the chosen one underlined, its page below."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QStackedWidget, QWidget


class Tabs(QWidget):
    """The row of words; `pages` is the stack that belongs below it.

    Args:
        name: Object name; each tab is named `<name>.tab.<key>`.
        inset: Pixels at the left and right of the words.

    Signals:
        chosen: The key of the tab that came to the front.
    """

    chosen = Signal(str)

    def __init__(self, name: str, inset: int = 24) -> None:
        super().__init__()
        self._name = name
        self.pages = QStackedWidget()
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QPushButton] = {}
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(inset, 0, inset, 0)
        self._row.setSpacing(22)
        self._row.addStretch(1)
        self.setProperty("role", "header")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)

    @property
    def current(self) -> str:
        """The key of the tab in front."""
        return next((key for key, button in self._buttons.items() if button.isChecked()), "")

    def add(self, key: str, title: str, page: QWidget) -> None:
        """Add a tab with its page. The first one added is in front."""
        button = QPushButton(title)
        button.setObjectName(f"{self._name}.tab.{key}")
        button.setAccessibleName(title)
        button.setProperty("kind", "tab")
        button.setCheckable(True)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.setAutoDefault(False)
        button.clicked.connect(lambda: self.show_tab(key))
        self._group.addButton(button)
        self._buttons[key] = button
        self._row.insertWidget(self._row.count() - 1, button)
        self.pages.addWidget(page)
        if len(self._buttons) == 1:
            button.setChecked(True)

    def show_tab(self, key: str) -> None:
        """Bring a tab to the front."""
        if key not in self._buttons:
            return
        self._buttons[key].setChecked(True)
        self.pages.setCurrentIndex(list(self._buttons).index(key))
        self.chosen.emit(key)
