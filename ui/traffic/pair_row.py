"""A step of this time beside the same one of the last good time."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from studio.traffic.values import Pair, Step
from ui.controls import Mono, Text
from ui.controls.card import StyledButton
from ui.traffic import words
from ui.traffic.step_row import TONES, slug


class PairRow(QFrame):
    """Two cells of one height; below them, name by name, what is not as it was.

    Signals:
        asked: A cell was clicked; carries its step.
    """

    asked = Signal(object)

    def __init__(self, pair: Pair) -> None:
        super().__init__()
        step = pair.now or pair.then
        assert step is not None
        self._name = f"traffic.pair.{slug(step.key)}"
        self.setObjectName(self._name)
        self.setProperty("role", "card")
        self.setAccessibleName(_label(pair))
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 4)
        column.setSpacing(0)
        both = QHBoxLayout()
        both.setSpacing(4)
        both.addWidget(self._cell(pair.now, words.NOT_REACHED, "now"), 1)
        both.addWidget(self._cell(pair.then, words.NOT_THERE, "then"), 1)
        column.addLayout(both)
        if pair.differences:
            column.addWidget(self._differences(pair))

    def _cell(self, step: Step | None, absent: str, side: str) -> QWidget:
        name = f"{self._name}.{side}"
        if step is None:
            nothing = Text(absent, "secondary", name)
            nothing.setContentsMargins(10, 8, 10, 8)
            return nothing
        cell = StyledButton(name, f"{step.title}. {step.outcome}", "step")
        cell.setProperty("result", step.result)
        cell.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        column = QVBoxLayout(cell)
        column.setContentsMargins(10, 8, 10, 8)
        column.setSpacing(1)
        column.addWidget(Text(step.title, "strong"))
        outcome = Text(step.outcome, "small", f"{name}.outcome")
        outcome.setProperty("tone", TONES[step.result])
        column.addWidget(outcome)
        if step.trouble is not None:
            wrong = Text(step.trouble.message, "small", f"{name}.trouble")
            wrong.setProperty("tone", TONES[step.result])
            column.addWidget(wrong)
        column.addStretch(1)
        cell.clicked.connect(lambda: self.asked.emit(step))
        return cell

    def _differences(self, pair: Pair) -> QWidget:
        block = QFrame()
        block.setObjectName(f"{self._name}.differences")
        block.setProperty("notice", "warn")
        grid = QGridLayout(block)
        grid.setContentsMargins(10, 8, 10, 8)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        for line, one in enumerate(pair.differences):
            grid.addWidget(self._value(one.name, one.now), line, 0)
            grid.addWidget(self._value(one.name, one.then), line, 1)
        return block

    def _value(self, name: str, value: str) -> QWidget:
        both = QWidget()
        column = QVBoxLayout(both)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        caption: QLabel = Text(name, "small")
        column.addWidget(caption)
        column.addWidget(Mono(value or "–"))
        column.addStretch(1)
        return both


def _label(pair: Pair) -> str:
    step = pair.now or pair.then
    assert step is not None
    if not pair.differences:
        return step.title
    told = (f"{one.name} is {one.now}, was {one.then}" for one in pair.differences)
    return f"{step.title}. Not as it was: {'; '.join(told)}"
