"""A field that holds a list: pairs on one line each, longer entries as a card each."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from studio.authorization.profiles.fields import Field, Row, Value
from ui.authorization_profiles.block import FieldBlock
from ui.authorization_profiles.fold import Fold
from ui.authorization_profiles.remarks import Remark, Remarks
from ui.controls import Button, IconButton, Text


class ListBlock(QWidget):
    """A list of small forms with *Add* and *Remove*.

    Signals:
        edited, left: Carry the path: `scope`, or `scope.0.value` of a cell.
        pasted: Path of a cell, and what stands there now.
        mend_asked: A remark whose repair was pressed.
    """

    edited = Signal(str)
    left = Signal(str)
    pasted = Signal(str, str)
    mend_asked = Signal(object)

    def __init__(self, field: Field, name: str) -> None:
        super().__init__()
        self.field = field
        self._name = name
        self._entries: list[_Entry] = []
        self._remarks = Remarks(f"{name}.remark")
        self._remarks.mend_asked.connect(self.mend_asked)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        if field.section != field.label:
            self._column.addWidget(Text(field.label, "label"))
        if field.line:
            self._column.addWidget(Text(field.line, "small"))
        self._rows = QVBoxLayout()
        self._rows.setSpacing(8)
        self._column.addLayout(self._rows)
        self._column.addWidget(self._remarks)
        add = Button(field.add_label or f"Add {field.label}", f"{name}.add", kind="small")
        add.clicked.connect(self._add_one)
        self._add = add
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        self._buttons.addWidget(add)
        self._buttons.addStretch(1)
        self._column.addLayout(self._buttons)

    def add_button(self, button: Button) -> None:
        """Put another button beside *Add*."""
        self._buttons.insertWidget(self._buttons.count() - 1, button)

    def value(self) -> Value:
        """The rows, by the ids of the columns."""
        return tuple(entry.row() for entry in self._entries)

    def show_value(self, value: Value) -> None:
        """Hold other rows, without telling anybody."""
        rows = value if isinstance(value, tuple) else ()
        if len(rows) != len(self._entries):
            for entry in self._entries:
                entry.hide()
                entry.drop_names()
                self._rows.removeWidget(entry)
                entry.deleteLater()
            self._entries = []
            for row in rows:
                self._append(row)
        for entry, row in zip(self._entries, rows, strict=True):
            entry.show_row(row)

    def show_remarks(self, remarks: tuple[Remark, ...]) -> None:
        """Each beside the cell it is about; those about the whole list below it."""
        self._remarks.show_remarks(tuple(r for r in remarks if r.field == self.field.id))
        for number, entry in enumerate(self._entries):
            prefix = f"{self.field.id}.{number}."
            entry.show_remarks(tuple(r for r in remarks if r.field.startswith(prefix)))

    def take_focus(self, path: str = "") -> None:
        """Lead the keyboard to a cell, or to *Add*."""
        parts = path.split(".")
        if len(parts) == 3 and parts[1].isdigit() and int(parts[1]) < len(self._entries):
            self._entries[int(parts[1])].take_focus(parts[2])
        elif self._entries:
            self._entries[0].take_focus("")
        else:
            self._add.setFocus()

    def _append(self, row: Row) -> _Entry:
        number = len(self._entries)
        entry = _Entry(self.field, number, f"{self._name}.{number}")
        entry.show_row(row)
        entry.edited.connect(self.edited)
        entry.left.connect(self.left)
        entry.pasted.connect(self.pasted)
        entry.mend_asked.connect(self.mend_asked)
        entry.removed.connect(lambda: self._remove(entry))
        self._entries.append(entry)
        self._rows.addWidget(entry)
        return entry

    def _add_one(self) -> None:
        entry = self._append({})
        self.edited.emit(self.field.id)
        entry.take_focus("value" if self.field.kind == "pairs" and entry.text("key") else "")

    def _remove(self, entry: _Entry) -> None:
        rows = [one.row() for one in self._entries if one is not entry]
        number = min(self._entries.index(entry), len(rows) - 1)
        # Names count the rows: they are made anew.
        self.show_value(tuple(rows))
        self.edited.emit(self.field.id)
        if number >= 0:
            self._entries[number].take_focus("")
        else:
            self._add.setFocus()


class _Entry(QFrame):
    edited = Signal(str)
    left = Signal(str)
    pasted = Signal(str, str)
    mend_asked = Signal(object)
    removed = Signal()

    def __init__(self, field: Field, number: int, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(f"{field.label}, {number + 1}")
        self._field = field
        self._blocks: dict[str, FieldBlock] = {}
        self._fold: Fold | None = None
        self._name = name
        self._remove = IconButton(f"Remove {field.label}, {number + 1}", f"{name}.remove", "trash")
        self._remove.clicked.connect(self.removed)
        for column in field.columns:
            path = f"{field.id}.{number}.{column.id}"
            long = field.kind == "pairs" and column.id == "value"
            block = FieldBlock(column, f"{name}.{column.id}", path, long=long)
            block.edited.connect(self.edited)
            block.left.connect(self.left)
            block.pasted.connect(self.pasted)
            block.mend_asked.connect(self.mend_asked)
            self._blocks[column.id] = block
        if field.kind == "pairs":
            self._lay_out_pair()
        else:
            self._lay_out_card()

    def row(self) -> Mapping[str, str | bool]:
        """What its cells hold."""
        return {name: block.value() for name, block in self._blocks.items()}  # type: ignore[misc]

    def text(self, column: str) -> str:
        """What one cell holds."""
        value = self._blocks[column].value() if column in self._blocks else ""
        return value if isinstance(value, str) else ""

    def show_row(self, row: Row) -> None:
        for name, block in self._blocks.items():
            block.show_value(row.get(name, block.field.empty))

    def show_remarks(self, remarks: tuple[Remark, ...]) -> None:
        for name, block in self._blocks.items():
            mine = tuple(r for r in remarks if r.field.rpartition(".")[2] == name)
            block.show_remarks(mine)
            if mine and block.field.advanced and self._fold is not None:
                self._fold.unfold()

    def take_focus(self, column: str) -> None:
        block = self._blocks.get(column) or next(iter(self._blocks.values()))
        block.take_focus()

    def drop_names(self) -> None:
        """Let those that come next have the names."""
        for widget in (self, *self.findChildren(QWidget)):
            widget.setObjectName("")

    def _lay_out_pair(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        key, *others = self._blocks.values()
        key.setFixedWidth(150)
        row.addWidget(key, 0, Qt.AlignmentFlag.AlignTop)
        for block in others:
            row.addWidget(block, 1, Qt.AlignmentFlag.AlignTop)
        beside = QVBoxLayout()
        beside.setContentsMargins(0, 22, 0, 0)
        beside.addWidget(self._remove)
        beside.addStretch(1)
        row.addLayout(beside)

    def _lay_out_card(self) -> None:
        self.setProperty("role", "outlined")
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 8, 12)
        column.setSpacing(10)
        head = QHBoxLayout()
        head.addWidget(Text(self.accessibleName(), "label"), 1)
        head.addWidget(self._remove)
        column.addLayout(head)
        inside = QVBoxLayout()
        inside.setContentsMargins(0, 0, 6, 0)
        inside.setSpacing(12)
        column.addLayout(inside)
        for block in self._blocks.values():
            if not block.field.advanced:
                inside.addWidget(block)
                continue
            if self._fold is None:
                self._fold = Fold("Advanced Options", f"{self._name}.advanced")
                inside.addWidget(self._fold)
            self._fold.column.addWidget(block)
