"""One of many, from a menu."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QMenu, QPushButton

from ui.theme.icons import icon

CHEVRON = 12
ROOM = 26


class Select(QPushButton):
    """A button that shows what is chosen and opens a menu of the choices.

    Signals:
        chosen: The key a person took.
    """

    chosen = Signal(str)

    def __init__(self, name: str, label: str, choices: Iterable[tuple[str, str]] = ()) -> None:
        super().__init__()
        self.setObjectName(name)
        self._label = label
        self._choices: dict[str, str] = {}
        self.current = ""
        self.setProperty("kind", "select")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAutoDefault(False)
        self.clicked.connect(self._open)
        self.set_choices(choices)

    def set_choices(self, choices: Iterable[tuple[str, str]]) -> None:
        """Offer these; what was chosen stays so where it is among them."""
        self._choices = dict(choices)
        self.setEnabled(len(self._choices) > 0)
        self.show_choice(
            self.current if self.current in self._choices else next(iter(self._choices), "")
        )

    def show_choice(self, key: str) -> None:
        """Show what is chosen, without telling anybody."""
        self.current = key
        self.setText(self._choices.get(key, ""))
        self.setAccessibleName(f"{self._label}: {self.text()}")

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        colour = self.palette().color(QPalette.ColorRole.Dark).name()
        top = (self.height() - CHEVRON) // 2
        place = QRect(self.width() - CHEVRON - 10, top, CHEVRON, CHEVRON)
        icon("chevron-down", colour).paint(painter, place)

    def _open(self) -> None:
        menu = QMenu(self)
        menu.setObjectName(f"{self.objectName()}.menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setMinimumWidth(self.width())
        group = QActionGroup(menu)
        for key, words in self._choices.items():
            action = QAction(words, menu, checkable=True, checked=key == self.current)
            action.triggered.connect(lambda _=False, key=key: self._take(key))
            group.addAction(action)
            menu.addAction(action)
        if self.current in self._choices:
            menu.setActiveAction(menu.actions()[list(self._choices).index(self.current)])
        menu.popup(self.mapToGlobal(QPoint(0, self.height() + 4)))

    def _take(self, key: str) -> None:
        if key != self.current:
            self.show_choice(key)
            self.chosen.emit(key)
