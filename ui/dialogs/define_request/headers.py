"""The headers of a request, row by row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from studio.dialogs.requests import check_header
from studio.errors import StudioError
from ui.controls import Button, IconButton, Text
from ui.controls.scroll_column import let_go
from ui.dialogs.completing import Completing

NAME = "dialog.request.header"


class HeaderRows(QWidget):
    """Names and values; an empty row counts for nothing.

    Signals:
        changed: Something was entered, added or removed.
    """

    changed = Signal()

    def __init__(self, headers: dict[str, str], paths: Sequence[str]) -> None:
        super().__init__()
        self._paths = paths
        self._rows: list[_Row] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 14, 0, 0)
        column.setSpacing(8)
        words = "Sent with this request alone. The Auth tab adds what authorizes it."
        column.addWidget(Text(words, "secondary"))
        self._column = QVBoxLayout()
        self._column.setSpacing(8)
        column.addLayout(self._column)
        add = Button("Add header", "dialog.request.headers.add", kind="small")
        add.clicked.connect(lambda: self._add("", "").name.setFocus())
        row = QHBoxLayout()
        row.addWidget(add)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(1)
        for name, value in headers.items():
            self._add(name, value)

    def headers(self) -> dict[str, str]:
        """What was entered. Raises StudioError for what cannot be sent, said beside its row."""
        found: dict[str, str] = {}
        for row in self._rows:
            name, value = row.name.text().strip(), row.value.text().strip()
            if not name and not value:
                continue
            row.check(partial(self._check, name, value, found))
            found[name] = value
        return found

    def texts(self) -> tuple[str, ...]:
        """The values, whatever they are."""
        return tuple(row.value.text() for row in self._rows)

    def _check(self, name: str, value: str, found: dict[str, str]) -> None:
        check_header(name, value)
        if name.casefold() in {other.casefold() for other in found}:
            raise StudioError(f"{name} is there twice.", "Take one of them out.", field="headers")

    def _add(self, name: str, value: str) -> _Row:
        row = _Row(len(self._rows), name, value, self._paths)
        row.changed.connect(self.changed)
        row.removed.connect(partial(self._remove, row))
        self._rows.append(row)
        self._column.addWidget(row)
        return row

    def _remove(self, row: _Row) -> None:
        self._rows.remove(row)
        let_go(row)
        self.changed.emit()


class _Row(QWidget):
    changed = Signal()
    removed = Signal()

    def __init__(self, number: int, name: str, value: str, paths: Sequence[str]) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.name = self._field(f"{NAME}.{number}.name", "Name", name)
        self.value = self._field(f"{NAME}.{number}.value", "Value", value)
        Completing(self.value, paths)
        row.addWidget(self.name, 2)
        row.addWidget(self.value, 3)
        away = IconButton("Remove header", f"{NAME}.{number}.remove", "trash")
        away.clicked.connect(self.removed)
        row.addWidget(away)
        column.addLayout(row)
        self._remark = Text("", "small", f"{NAME}.{number}.remark")
        self._remark.setProperty("tone", "error")
        self._remark.hide()
        column.addWidget(self._remark)

    def check(self, act: Callable[[], None]) -> None:
        """Say beside the row what is wrong with it, and raise it on."""
        try:
            act()
        except StudioError as error:
            self._remark.setText(f"{error.message} {error.next_step}")
            self._remark.show()
            raise
        self._remark.hide()

    def _field(self, object_name: str, label: str, text: str) -> QLineEdit:
        field = QLineEdit(text)
        field.setObjectName(object_name)
        field.setAccessibleName(f"Header {label.lower()}")
        field.setPlaceholderText(label)
        field.textChanged.connect(lambda text: self.changed.emit())
        return field
