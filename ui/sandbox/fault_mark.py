"""The bright strip below the top bar while a fault is on: no trouble is mistaken for a real one."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QWidget

from studio.sandbox_values import ActiveFault
from ui.controls import Button
from ui.controls.lines import Lines
from ui.sandbox import words
from ui.theme.icons import IconLabel

NAMED = 2
"""So many faults are named; the rest is counted."""


class FaultMark(QWidget):
    """Shown while something is on.

    Signals:
        show_asked: The person wants to see the faults.
        switch_off_asked: All of them are to be switched off.
    """

    show_asked = Signal()
    switch_off_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("window.faults")
        self.setProperty("strip", "fault")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 6, 12, 6)
        row.setSpacing(10)
        row.addWidget(IconLabel("warning", 16, QPalette.ColorRole.HighlightedText))
        self._words = Lines("")
        self._words.setObjectName("window.faults.words")
        self._words.setProperty("role", "on-fault")
        self._words.setWordWrap(True)
        row.addWidget(self._words, 1)
        show = Button("Show", "window.faults.show", kind="small")
        show.setAccessibleName("Show the faults that are on")
        show.clicked.connect(self.show_asked)
        row.addWidget(show)
        self._off = Button("Switch off", "window.faults.switch_off", kind="small")
        self._off.setAccessibleName("Switch all faults off")
        self._off.clicked.connect(self.switch_off_asked)
        row.addWidget(self._off)
        self.hide()

    def show_faults(self, active: tuple[ActiveFault, ...]) -> None:
        """Say what is on; gone when nothing is."""
        if active:
            text = sentence(active)
            self._words.setText(text)
            self._off.setText("Switch off" if len(active) == 1 else "Switch all off")
            self.setAccessibleName(text)
        self.setVisible(bool(active))


def sentence(active: tuple[ActiveFault, ...]) -> str:
    """What is on, in one line: "2 faults are on: Rate limit 429 (always) and Hub gone (once)"."""
    named = [f"{words.fault_title(each.name)} ({words.how_often(each)})" for each in active]
    shown = named[:NAMED]
    if len(named) > NAMED:
        shown.append(f"{len(named) - NAMED} more")
    *first, last = shown
    listed = f"{', '.join(first)} and {last}" if first else last
    verb = "is" if len(active) == 1 else "are"
    return f"{words.faults(len(active)).capitalize()} {verb} on in the sandbox: {listed}"
