"""One field of the form: its label, what is filled in, its help, and what is said about it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from studio.authorization.profiles.fields import Field, Value
from ui.authorization_profiles.inputs import Input, make_input
from ui.authorization_profiles.remarks import Remark, Remarks
from ui.controls import Text

NEARLY = 0.8
"""Of the limit: from there on it is said how much is left."""


class FieldBlock(QWidget):
    """A field with one value.

    Args:
        field: What it is drawn from.
        name: Object name of what is filled in; remarks are `<name>.remark`.
        path: The id under which remarks speak of it.
        long: Its text may be longer than a line.

    Signals:
        edited, left: Carry the path.
        pasted: Path, and what stands there now.
        mend_asked: A remark whose repair was pressed.
    """

    edited = Signal(str)
    left = Signal(str)
    pasted = Signal(str, str)
    mend_asked = Signal(object)

    def __init__(
        self,
        field: Field,
        name: str,
        path: str,
        *,
        long: bool = False,
    ) -> None:
        super().__init__()
        self.field = field
        self.path = path
        self.input: Input = make_input(field, name, long=long)
        self._remarks = Remarks(f"{name}.remark")
        self._remarks.mend_asked.connect(self.mend_asked)
        self._help = Text(field.line, "small", f"{name}.help")
        self._help.setVisible(bool(field.line))
        self._count = Text("", "small", f"{name}.count", wrap=False)
        self._count.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        head = QHBoxLayout()
        head.setSpacing(3)
        head.addWidget(Text(field.label, "label", wrap=False))
        if field.required:
            mark = Text("*", "label", wrap=False)
            mark.setProperty("tone", "error")
            mark.setToolTip("Required")
            head.addWidget(mark)
        head.addStretch(1)
        head.addWidget(self._count, 0, Qt.AlignmentFlag.AlignBottom)
        column.addLayout(head)
        column.addWidget(self.input)
        column.addWidget(self._help)
        column.addWidget(self._remarks)
        self.input.edited.connect(self._edited)
        self.input.left.connect(lambda: self.left.emit(self.path))
        self.input.pasted.connect(lambda text: self.pasted.emit(self.path, text))

    def value(self) -> Value:
        """What it holds."""
        return self.input.value()

    def show_value(self, value: Value) -> None:
        """Hold another value, without telling anybody."""
        self.input.show_value(value)
        self._show_count()

    def show_remarks(self, remarks: tuple[Remark, ...]) -> None:
        """Say these; the help makes room for what is more urgent."""
        self._remarks.show_remarks(remarks)
        urgent = any(remark.severity != "hint" for remark in remarks)
        self._help.setVisible(bool(self.field.line) and not urgent)
        self.input.show_trouble(any(remark.severity == "error" for remark in remarks))

    def take_focus(self, path: str = "") -> None:
        """Lead the keyboard here."""
        self.input.take_focus()

    def _edited(self) -> None:
        self._show_count()
        self.edited.emit(self.path)

    def _show_count(self) -> None:
        value, limit = self.input.value(), self.field.limit
        near = limit is not None and isinstance(value, str) and len(value) > limit * NEARLY
        self._count.setVisible(near)
        if near and isinstance(value, str):
            self._count.setText(f"{len(value):,} of {limit:,} characters")
