"""The rows of the Dialogs page, and the order they stand in."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QEnterEvent, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from studio.dialogs.summaries import DialogSummary
from ui.controls import CardButton, IconButton, Pill, Text
from ui.dialogs.words import moment

SORTS: dict[str, str] = {
    "added": "First added",
    "name": "Name",
    "-name": "Name, Z to A",
    "-updated": "Last update",
    "updated": "Oldest update",
    "status": "Status",
}
"""By key, how the list can be sorted; a minus turns it around."""
ACTIONS = {"edit": "Edit", "clone": "Clone", "delete": "Delete"}
ICONS = {"edit": "script", "clone": "copy", "delete": "trash"}


def in_order(dialogs: tuple[DialogSummary, ...], sort: str) -> list[DialogSummary]:
    """The dialog tasks sorted; `sort` is a key of `SORTS`."""
    keys: dict[str, Callable[[DialogSummary], Any]] = {
        "name": lambda one: one.name.casefold(),
        "updated": lambda one: one.updated_at,
        "status": lambda one: (one.trained, one.status, one.name.casefold()),
    }
    key = keys.get(sort.removeprefix("-"))
    return sorted(dialogs, key=key, reverse=sort.startswith("-")) if key else list(dialogs)


class DialogRow(CardButton):
    """One dialog task in the list. What can be done with it shows while the mouse or the keyboard
    is on it, and in its context menu.

    Signals:
        asked: `edit`, `clone` or `delete`.
    """

    asked = Signal(str)

    def __init__(self, dialog: DialogSummary) -> None:
        super().__init__(f"dialogs.open.{dialog.template_id or dialog.id}", dialog.name, 14, 4)
        self.dialog = dialog
        row = QHBoxLayout()
        row.setSpacing(10)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(Text(dialog.name, "strong"))
        words.addWidget(Text(dialog.description, "secondary"))
        row.addLayout(words, 1)
        self._actions = self._build_actions()
        row.addWidget(self._actions)
        updated = Text(moment(dialog.updated_at), "small", wrap=False)
        updated.setToolTip("Last update")
        row.addWidget(updated)
        row.addWidget(
            Pill("Trained" if dialog.trained else "Not trained", "ok" if dialog.trained else "warn")
        )
        row.addWidget(Pill(dialog.status))
        self.column.addLayout(row)
        for label in self.findChildren(QWidget):
            if not isinstance(label, IconButton) and label is not self._actions:
                label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._look(over=True)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._look(over=False)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._look(over=self.underMouse())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._look(over=self.underMouse())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.setObjectName(f"{self._name()}.menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for key, words in ACTIONS.items():
            menu.addAction(words, partial(self.asked.emit, key))
        menu.popup(event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_Down:
            self._to_row(1)
        elif key == Qt.Key.Key_Up:
            self._to_row(-1)
        elif key == Qt.Key.Key_Delete:
            self.asked.emit("delete")
        else:
            super().keyPressEvent(event)

    def _to_row(self, step: int) -> None:
        parent = self.parentWidget()
        assert parent is not None
        rows = [row for row in parent.findChildren(DialogRow) if row.isVisible()]
        rows.sort(key=lambda row: row.y())
        rows[max(0, min(rows.index(self) + step, len(rows) - 1))].setFocus()

    def _name(self) -> str:
        return f"dialogs.row.{self.dialog.template_id or self.dialog.id}"

    def _build_actions(self) -> QWidget:
        actions = QWidget()
        keep = actions.sizePolicy()
        keep.setRetainSizeWhenHidden(True)
        actions.setSizePolicy(keep)
        row = QHBoxLayout(actions)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for key, words in ACTIONS.items():
            button = _RowButton(words, f"{self._name()}.{key}", ICONS[key])
            button.setAccessibleName(f"{words} {self.dialog.name}")
            button.clicked.connect(partial(self.asked.emit, key))
            button.left.connect(lambda: self._look(over=self.underMouse()))
            row.addWidget(button)
        actions.hide()
        return actions

    def _look(self, *, over: bool) -> None:
        window = self.window()
        focus = window.focusWidget()
        inside = focus is not None and (focus is self or self.isAncestorOf(focus))
        self._actions.setVisible(over or inside)


class _RowButton(IconButton):
    left = Signal()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()
