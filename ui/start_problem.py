"""What the window shows when its workspace cannot be opened."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from studio.errors import StudioError
from ui.controls import Button, Card, Heading, Mono, Text


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
        outer = QVBoxLayout(self)
        card = Card("start_problem.card", padding=24, spacing=10)
        card.setMaximumWidth(560)
        card.column.addWidget(Heading("The workspace cannot be opened"))
        card.column.addWidget(Text(error.message, name="start_problem.message"))
        card.column.addWidget(Text(error.next_step, "secondary", "start_problem.next_step"))
        card.column.addWidget(Mono(str(path), "start_problem.path"))
        buttons = QHBoxLayout()
        other = Button("Choose another file…", "start_problem.choose_other", kind="primary")
        other.clicked.connect(self.choose_other)
        leave = Button("Quit", "start_problem.quit")
        leave.clicked.connect(self.quit)
        buttons.addStretch(1)
        buttons.addWidget(leave)
        buttons.addWidget(other)
        card.column.addSpacing(8)
        card.column.addLayout(buttons)
        outer.addWidget(card, 0, Qt.AlignmentFlag.AlignCenter)
