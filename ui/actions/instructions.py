"""The Instructions tab: the steps of the path, in order."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from ui.controls import Heading, ScrollColumn, Text


class InstructionsTab(ScrollColumn):
    """Numbered steps."""

    def __init__(self) -> None:
        super().__init__(margins=(24, 20, 24, 24), spacing=16)
        self._steps: tuple[str, ...] = ()

    def show_steps(self, name: str, steps: tuple[str, ...]) -> None:
        """Show the steps that set up the action `name`."""
        if steps == self._steps:
            return
        self._steps = steps
        self.clear()
        self.column.addWidget(Heading(f"Set up {name}"))
        for number, words in enumerate(steps, 1):
            self.column.addWidget(_step(number, words))


def _step(number: int, words: str) -> QWidget:
    mark = QLabel(str(number))
    mark.setProperty("role", "step")
    mark.setFixedSize(24, 24)
    mark.setAlignment(Qt.AlignmentFlag.AlignCenter)
    text = Text(words, name=f"configurations.instructions.{number}")
    step = QWidget()
    step.setAccessibleName(f"Step {number}: {words}")
    row = QHBoxLayout(step)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(12)
    row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(text, 1)
    return step
