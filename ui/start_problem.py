"""What the window shows when its workspace cannot be opened."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from studio.errors import StudioError
from ui.controls import Button, Card, Heading, Mono, Text
from ui.theme.icons import IconLabel

WIDTH = 560


class StartProblem(QWidget):
    """Says what is wrong with the file, and offers another one.

    Signals:
        choose_other: Another file is to be chosen.
        quit: The program is to end.
    """

    choose_other = Signal()
    quit = Signal()

    def __init__(self, path: Path, error: StudioError) -> None:
        super().__init__()
        self.setObjectName("start_problem")
        self.setAccessibleName("The workspace cannot be opened")
        self.setProperty("role", "page")
        card = Card("start_problem.card", padding=24, spacing=12)
        card.setFixedWidth(WIDTH)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(IconLabel("warning", 20, QPalette.ColorRole.BrightText))
        head.addWidget(Heading("The workspace cannot be opened"), 1)
        card.column.addLayout(head)
        card.column.addWidget(Text(error.message, name="start_problem.message"))
        card.column.addWidget(Text(error.next_step, "lead", "start_problem.next_step"))
        card.column.addWidget(Mono(str(path), "start_problem.path"))
        card.column.addSpacing(8)
        card.column.addLayout(self._buttons())
        outer = QVBoxLayout(self)
        outer.addWidget(card, 0, Qt.AlignmentFlag.AlignCenter)

    def _buttons(self) -> QHBoxLayout:
        leave = Button("Quit", "start_problem.quit")
        leave.clicked.connect(self.quit)
        other = Button("Choose another file…", "start_problem.choose_other", kind="primary")
        other.clicked.connect(self.choose_other)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addStretch(1)
        row.addWidget(leave)
        row.addWidget(other)
        return row
