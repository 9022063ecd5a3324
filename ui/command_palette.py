"""Ctrl+K: any place, thing or command, by a few letters of its name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, QRect, QSize, Qt
from PySide6.QtGui import (
    QFont,
    QKeySequence,
    QPainter,
    QShortcut,
    QStandardItem,
    QStandardItemModel,
)
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from ui.controls import Text

WIDTH = 540
ROWS = 8
ROW_HEIGHT = 36
FROM_TOP = 84
KIND = Qt.ItemDataRole.UserRole
WORD_START, IN_A_ROW, ANYWHERE = 8, 5, 1
"""What a matching letter is worth, by where it stands."""


@dataclass(frozen=True)
class Command:
    """Something that can be done from anywhere."""

    title: str
    run: Callable[[], Any]
    kind: str = ""
    """What the title names, in one word: shown at the right."""


def matching(commands: Iterable[Command], typed: str) -> list[Command]:
    """The commands whose title holds the typed letters in that order, the closest first."""
    scored = [
        (score(command.title, typed), -number, command) for number, command in enumerate(commands)
    ]
    found = [row for row in scored if row[0] is not None]
    return [command for _, _, command in sorted(found, key=lambda row: row[:2], reverse=True)]


def score(title: str, typed: str) -> int | None:
    """How close `typed` is to a title: None when it does not match.

    Words may come in any order ("deal create"); otherwise every letter has to come in the order
    in which it was typed ("gtd" for "Go to Dialogs"), and beginnings of words count most.
    """
    title, words = title.lower(), typed.lower().split()
    if all(word in title for word in words):
        return sum(_worth(title, title.index(word)) * len(word) for word in words) + len(words)
    letters, total, at = "".join(words), 0, -1
    for letter in letters:
        after = at + 1
        start = next((i for i in range(after, len(title)) if _begins(title, i, letter)), -1)
        following = after if title[after : after + 1] == letter else -1
        at = following if following >= 0 else start if start >= 0 else title.find(letter, after)
        if at < 0:
            return None
        total += IN_A_ROW if at == following else _worth(title, at)
    return total - len(title)


def _begins(title: str, at: int, letter: str) -> bool:
    return title[at] == letter and _worth(title, at) == WORD_START


def _worth(title: str, at: int) -> int:
    return WORD_START if at == 0 or not title[at - 1].isalnum() else ANYWHERE


class CommandPalette(QDialog):
    """A field and the commands that match what is typed.

    Enter runs, arrows choose, Esc, Ctrl+K or a click elsewhere closes.
    """

    def __init__(self, parent: QWidget, commands: Iterable[Command]) -> None:
        super().__init__(parent, Qt.WindowType.FramelessWindowHint | Qt.WindowType.Dialog)
        self.setObjectName("command_palette")
        self.setAccessibleName("Commands")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setFixedWidth(WIDTH)
        self._commands = list(commands)
        self._shown: list[Command] = []
        card = QFrame()
        card.setProperty("role", "card")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(card)
        column = QVBoxLayout(card)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        column.addWidget(self._build_field())
        column.addWidget(self._build_list())
        self._none = Text("Nothing has this name.", "secondary", "command_palette.none")
        self._none.setContentsMargins(10, 8, 10, 8)
        column.addWidget(self._none)
        shortcut = QShortcut(QKeySequence("Ctrl+K"), self)
        shortcut.activated.connect(self.close)
        self._filter("")

    def show_over(self, window: QWidget) -> None:
        """Show in the upper middle of the window."""
        point = QPoint((window.width() - WIDTH) // 2, FROM_TOP)
        self.move(window.mapToGlobal(point))
        self.show()
        self._field.setFocus()

    def add(self, commands: Iterable[Command]) -> None:
        """Offer more commands, found meanwhile; the choice stays where it is."""
        row = self._list.currentIndex().row()
        # What the window itself does, which names no thing, stays last.
        self._commands = sorted([*self._commands, *commands], key=lambda each: not each.kind)
        self._filter(self._field.text())
        self._select(row)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.WindowDeactivate:
            self.close()
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._field and event.type() == QEvent.Type.KeyPress:
            key = event.key()  # type: ignore[attr-defined]
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(key)
            if step:
                self._select(self._list.currentIndex().row() + step)
                return True
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._run(self._list.currentIndex().row())
                return True
        return super().eventFilter(watched, event)

    def _build_field(self) -> QLineEdit:
        self._field = QLineEdit()
        self._field.setObjectName("command_palette.field")
        self._field.setAccessibleName("Command")
        self._field.setPlaceholderText("Go to a place, open something, or do something…")
        self._field.textChanged.connect(self._filter)
        self._field.installEventFilter(self)
        return self._field

    def _build_list(self) -> QListView:
        self._model = QStandardItemModel(self)
        self._list = QListView()
        self._list.setObjectName("command_palette.list")
        self._list.setAccessibleName("Matching commands")
        self._list.setModel(self._model)
        self._list.setItemDelegate(_Row(self._list))
        self._list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.clicked.connect(lambda index: self._run(index.row()))
        return self._list

    def _filter(self, typed: str) -> None:
        self._shown = matching(self._commands, typed)
        self._model.clear()
        for command in self._shown:
            item = QStandardItem(command.title)
            item.setData(command.kind, KIND)
            self._model.appendRow(item)
        self._none.setVisible(not self._shown)
        self._list.setVisible(bool(self._shown))
        self._list.setFixedHeight(min(ROWS, len(self._shown)) * ROW_HEIGHT)
        self._select(0)
        self.adjustSize()

    def _select(self, row: int) -> None:
        if self._shown:
            self._list.setCurrentIndex(self._model.index(row % len(self._shown), 0))

    def _run(self, row: int) -> None:
        if 0 <= row < len(self._shown):
            command = self._shown[row]
            self.close()
            command.run()


class _Row(QStyledItemDelegate):
    """The title at the left, what it names at the right."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:  # type: ignore[override]
        return QSize(0, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: Any, index: Any) -> None:
        painter.save()
        palette = option.palette
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(palette.midlight())
            painter.drawRoundedRect(option.rect, 8, 8)
        box: QRect = option.rect.adjusted(12, 0, -12, 0)
        painter.setPen(palette.color(palette.ColorRole.Text))
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, index.data())
        small = QFont(option.font)
        small.setPixelSize(12)
        painter.setFont(small)
        painter.setPen(palette.color(palette.ColorRole.Dark))
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(box, right, index.data(KIND))
        painter.restore()
