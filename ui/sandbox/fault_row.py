"""One fault that can be switched on, and how."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from studio.sandbox_values import ActiveFault, KnownFault
from ui.controls import Button, IconButton, Segments, Select, Text
from ui.sandbox import words

COUNTS = (("always", "Always"), ("once", "Once"), ("times", "N times"))


@dataclass(frozen=True)
class Wish:
    """What is to be switched on."""

    name: str
    route: str | None = None
    count: int | None = None
    probability: float = 1.0


class FaultRow(QWidget):
    """Its words with *Switch on*; below, once asked for, where and how often.

    Signals:
        asked: A `Wish`.
    """

    asked = Signal(object)

    def __init__(self, fault: KnownFault) -> None:
        super().__init__()
        self.fault = fault
        self._name = f"sandbox.faults.{fault.name}"
        self.setObjectName(self._name)
        self.setAccessibleName(words.fault_title(fault.name))
        self._form: _Form | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 8, 0, 8)
        self._column.setSpacing(8)
        row = QHBoxLayout()
        row.setSpacing(8)
        said = QVBoxLayout()
        said.setSpacing(0)
        said.addWidget(Text(words.fault_title(fault.name), "label"))
        said.addWidget(Text(fault.line, "secondary"))
        row.addLayout(said, 1)
        self._more = IconButton("Where and how often", f"{self._name}.more", "chevron-down")
        self._more.setAccessibleName(f"{words.fault_title(fault.name)}: where and how often")
        self._more.clicked.connect(self._toggle)
        row.addWidget(self._more)
        on = Button("Switch on", f"{self._name}.on", kind="small")
        on.setAccessibleName(f"Switch on {words.fault_title(fault.name)}")
        on.clicked.connect(self._ask)
        row.addWidget(on)
        self._column.addLayout(row)

    def fits(self, wanted: str) -> bool:
        """Whether somebody who typed that looks for it."""
        own = f"{self.fault.name} {words.fault_title(self.fault.name)} {self.fault.line}"
        return all(word in own.casefold() for word in wanted.casefold().split())

    def _toggle(self) -> None:
        if self._form is None:
            self._form = _Form(self.fault, self._name)
            self._form.hide()
            self._column.addWidget(self._form)
        opened = not self._form.isVisible()
        self._form.setVisible(opened)
        self._more.set_icon("chevron-up" if opened else "chevron-down")

    def _ask(self) -> None:
        open_form = self._form if self._form is not None and self._form.isVisible() else None
        self.asked.emit(open_form.wish() if open_form else Wish(self.fault.name))


class _Form(QFrame):
    """Where it strikes, how often, and how likely."""

    def __init__(self, fault: KnownFault, name: str) -> None:
        super().__init__()
        self._fault = fault
        self.setProperty("role", "outlined")
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(10)
        routes = dict.fromkeys((fault.route, *fault.routes))
        self._route = Select(
            f"{name}.route", "Strikes", [(each, words.route(each)) for each in routes]
        )
        self._count = Segments(f"{name}.count", "How often", COUNTS)
        self._count.show_choice("always")
        self._count.chosen.connect(self._show_times)
        self._times = _number("3", f"{name}.times", "How many times", 999)
        self._times.hide()
        self._chance = _number("100", f"{name}.chance", "In how many of a hundred requests", 100)
        often = QHBoxLayout()
        often.setSpacing(8)
        often.addWidget(self._count)
        often.addWidget(self._times)
        often.addStretch(1)
        chance = QHBoxLayout()
        chance.setSpacing(8)
        chance.addWidget(self._chance)
        chance.addWidget(Text("% of these requests", "secondary", wrap=False))
        chance.addStretch(1)
        column.addLayout(_line("Strikes", self._route))
        column.addLayout(_line("How often", often))
        column.addLayout(_line("In", chance))
        column.addLayout(_line("Name", Text(fault.name, "value", f"{name}.name")))

    def wish(self) -> Wish:
        """What the form says."""
        key = self._count.current
        count = {"always": None, "once": 1}.get(key, _value(self._times, 1))
        return Wish(self._fault.name, self._route.current, count, _value(self._chance, 100) / 100)

    def _show_times(self, key: str) -> None:
        self._times.setVisible(key == "times")
        if key == "times":
            self._times.setFocus()


class ActiveRow(QWidget):
    """A fault that is on.

    Signals:
        off_asked: Its id.
    """

    off_asked = Signal(str)

    def __init__(self, fault: ActiveFault, number: int) -> None:
        super().__init__()
        self.fault_id = fault.id
        self.setObjectName(f"sandbox.faults.active.{number}")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 4, 0, 4)
        row.setSpacing(8)
        said = QVBoxLayout()
        said.setSpacing(0)
        said.addWidget(Text(words.fault_title(fault.name), "label"))
        self._line = Text("", "secondary")
        said.addWidget(self._line)
        row.addLayout(said, 1)
        off = Button("Switch off", f"sandbox.faults.active.{number}.off", kind="small")
        off.setAccessibleName(f"Switch off {words.fault_title(fault.name)}")
        off.clicked.connect(lambda: self.off_asked.emit(self.fault_id))
        row.addWidget(off)
        self.show_fault(fault)

    def show_fault(self, fault: ActiveFault) -> None:
        """Show how often it struck by now."""
        self._line.setText(
            f"{words.route(fault.route)}, {words.how_often(fault)}: {words.struck(fault.struck)}"
        )


def _line(caption: str, content: QWidget | QHBoxLayout) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(12)
    label = Text(caption, "secondary", wrap=False)
    label.setFixedWidth(80)
    row.addWidget(label, 0, Qt.AlignmentFlag.AlignVCenter)
    if isinstance(content, QWidget):
        row.addWidget(content)
        row.addStretch(1)
    else:
        row.addLayout(content)
    return row


def _number(text: str, name: str, label: str, most: int) -> QLineEdit:
    field = QLineEdit(text)
    field.setObjectName(name)
    field.setAccessibleName(label)
    field.setProperty("role", "short")
    field.setFixedWidth(64)
    field.setValidator(QIntValidator(1, most, field))
    return field


def _value(field: QLineEdit, otherwise: int) -> int:
    return int(field.text()) if field.hasAcceptableInput() else otherwise
