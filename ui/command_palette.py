"""Ctrl+K: any place or command, by a few letters of its name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QStringListModel, Qt
from PySide6.QtWidgets import QDialog, QLineEdit, QListView, QVBoxLayout, QWidget

from ui.controls import Text

WIDTH = 520
ROWS = 8


@dataclass(frozen=True)
class Command:
    """Something that can be done from anywhere."""

    title: str
    run: Callable[[], None]


def matching(commands: tuple[Command, ...], typed: str) -> list[Command]:
    """The commands whose title holds the typed letters in that order, the closest first."""
    letters = typed.lower().split()
    found = []
    for number, command in enumerate(commands):
        title = command.title.lower()
        if all(word in title for word in letters):
            starts = not title.startswith(letters[0]) if letters else False
            found.append((starts, number, command))
        elif _in_order("".join(letters), title):
            found.append((True, number + len(commands), command))
    return [command for _, _, command in sorted(found, key=lambda row: row[:2])]


def _in_order(letters: str, title: str) -> bool:
    rest = iter(title)
    return all(letter in rest for letter in letters)


class CommandPalette(QDialog):
    """A field and the commands that match what is typed. Enter runs, arrows choose, Esc closes."""

    def __init__(self, parent: QWidget, commands: tuple[Command, ...]) -> None:
        super().__init__(parent, Qt.WindowType.FramelessWindowHint | Qt.WindowType.Dialog)
        self.setObjectName("command_palette")
        self.setAccessibleName("Commands")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFixedWidth(WIDTH)
        self._commands = commands
        self._shown: list[Command] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 14, 14, 14)
        column.setSpacing(8)
        self._field = QLineEdit()
        self._field.setObjectName("command_palette.field")
        self._field.setAccessibleName("Command")
        self._field.setPlaceholderText("Go to a place, or do something…")
        self._field.textChanged.connect(self._filter)
        self._field.installEventFilter(self)
        column.addWidget(self._field)
        self._model = QStringListModel(self)
        self._list = QListView()
        self._list.setObjectName("command_palette.list")
        self._list.setAccessibleName("Matching commands")
        self._list.setModel(self._model)
        self._list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setFixedHeight(ROWS * 36)
        self._list.clicked.connect(lambda index: self._run(index.row()))
        column.addWidget(self._list)
        self._none = Text("No command has this name.", "secondary")
        column.addWidget(self._none)
        self._filter("")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._field and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(event.key())  # type: ignore[attr-defined]
            if step:
                self._select(self._list.currentIndex().row() + step)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):  # type: ignore[attr-defined]
                self._run(self._list.currentIndex().row())
                return True
        return super().eventFilter(watched, event)

    def _filter(self, typed: str) -> None:
        self._shown = matching(self._commands, typed)
        self._model.setStringList([command.title for command in self._shown])
        self._none.setVisible(not self._shown)
        self._select(0)

    def _select(self, row: int) -> None:
        if self._shown:
            self._list.setCurrentIndex(self._model.index(row % len(self._shown)))

    def _run(self, row: int) -> None:
        if 0 <= row < len(self._shown):
            command = self._shown[row]
            self.close()
            command.run()
