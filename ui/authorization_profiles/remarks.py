"""What is to be said beside a field, from wherever it comes: one plain value, one line for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.controls import Button, Text
from ui.controls.lines import LINE_HEIGHTS
from ui.theme.icons import IconLabel

Severity = Literal["error", "warning", "hint"]
_ICONS = {"error": "warning", "warning": "warning", "hint": "info"}
_TONES = {"error": "error", "warning": "warn", "hint": ""}


@dataclass(frozen=True)
class Remark:
    """One thing about one field. Of two that are equal nothing is drawn afresh."""

    field: str
    """The field's id; a cell of a list is `scope.0.value`."""
    severity: Severity
    message: str
    next_step: str = ""
    code: str = ""
    source: str = ""
    """Who says so, where it is not the studio itself."""
    repair: str = ""
    """The words of a button that mends it; empty when there is none."""
    missing: bool = False
    """It only says that nothing was entered."""


class RemarkLine(QWidget):
    """A remark in the colour of its severity, with its repair.

    Args:
        name: Object name; its button is `<name>.repair`.

    Signals:
        mend_asked: The remark, when its button was pressed.
    """

    mend_asked = Signal(object)

    def __init__(self, remark: Remark, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(f"{remark.message} {remark.next_step}".strip())
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 0, 0, 0)
        row.setSpacing(7)
        icon = IconLabel(_ICONS[remark.severity], 14)
        icon.setFixedHeight(LINE_HEIGHTS[13])
        row.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(0)
        self._message = Text(remark.message, "secondary", f"{name}.message")
        self._message.setProperty("tone", _TONES[remark.severity])
        words.addWidget(self._message)
        if remark.next_step:
            words.addWidget(Text(remark.next_step, "secondary"))
        if remark.source:
            words.addWidget(Text(f"Source: {remark.source}", "small"))
        row.addLayout(words, 1)
        if remark.repair:
            button = Button(remark.repair, f"{name}.repair", kind="small", parent=self)
            button.setAccessibleName(f"{remark.repair}: {remark.message}")
            button.clicked.connect(lambda: self.mend_asked.emit(remark))
            if len(remark.repair) > 22:
                words.addSpacing(4)
                words.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
            else:
                row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        self._icon = icon
        self._tint()

    def changeEvent(self, event) -> None:  # type: ignore[no-untyped-def]
        super().changeEvent(event)
        if event.type() == event.Type.StyleChange:
            self._tint()

    def _tint(self) -> None:
        """The icon takes the colour that the style sheet gives the words."""
        self._message.ensurePolished()
        colour = self._message.palette().color(self._message.foregroundRole()).name()
        self._icon.set_icon(self._icon._name, colour)


class Remarks(QWidget):
    """The remarks about one field, one below the other.

    Signals:
        mend_asked: A remark whose repair was pressed.
    """

    mend_asked = Signal(object)

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self._shown: tuple[Remark, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 1, 0, 0)
        self._column.setSpacing(6)
        self.hide()

    def show_remarks(self, remarks: tuple[Remark, ...]) -> None:
        """Show these; nothing is drawn afresh when they are those that stand there."""
        if remarks == self._shown:
            return
        self._shown = remarks
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.setObjectName("")
                widget.deleteLater()
        for number, remark in enumerate(remarks):
            name = f"{self._name}.{number}" if number else self._name
            line = RemarkLine(remark, name)
            line.mend_asked.connect(self.mend_asked)
            self._column.addWidget(line)
        self.setVisible(bool(remarks))
