"""One change over the page: who and when, and what was there before and after, as JSON."""

from __future__ import annotations

import json
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from studio.workspace.changes import Change
from ui.controls import FieldRow, Heading, IconButton, ScrollColumn, SlideOver, Text
from ui.sandbox.words import moment

WIDTH = 560
LINE = 16
MOST_LINES = 26
LETTERS = 68
"""How many fit in a line; longer ones wrap."""
AROUND = 24
SAID_MS = 1600


class ChangeDetails(SlideOver):
    """What it shows can be read, selected and copied, not altered."""

    def __init__(self, host: QWidget) -> None:
        super().__init__(host, WIDTH, "change_logs.details")
        self.setAccessibleName("Details of the change")
        head = QHBoxLayout()
        head.setContentsMargins(24, 18, 14, 10)
        head.setSpacing(10)
        self._title = Heading("", 2, "change_logs.details.title")
        self._title.setWordWrap(True)
        head.addWidget(self._title, 1)
        close = IconButton("Close", "change_logs.details.close", "close")
        close.clicked.connect(self.close_panel)
        head.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        self.column.addLayout(head)
        self._body = ScrollColumn((24, 4, 24, 24), 10, "change_logs.details.scroll")
        self.column.addWidget(self._body, 1)

    def show_change(self, change: Change) -> None:
        """Open with that change."""
        self._title.setText(change.change)
        self._body.clear()
        column = self._body.column
        for label, value, name in (
            ("User", change.who, "user"),
            ("Module", change.module, "module"),
            ("Date", moment(change.at, seconds=True), "date"),
        ):
            column.addWidget(FieldRow(label, value, f"change_logs.details.{name}"))
        column.addSpacing(6)
        if change.before is None and change.after is None:
            column.addWidget(Text("The log keeps nothing more about this change.", "secondary"))
        else:
            column.addWidget(Part("Before", change.before, "change_logs.details.before"))
            column.addSpacing(4)
            column.addWidget(Part("After", change.after, "change_logs.details.after"))
        self.open()


class Part(QWidget):
    """Before or after: a caption, a button that copies, and the JSON.

    Args:
        title: "Before" or "After".
        value: What JSON can hold; None where there was nothing.
        name: Object name of the JSON; what belongs to it is called after it.
    """

    def __init__(self, title: str, value: Any, name: str) -> None:
        super().__init__()
        self._title = title
        self._text = "" if value is None else laid_out(value)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        head = QHBoxLayout()
        head.addWidget(Heading(title, 2))
        head.addStretch(1)
        column.addLayout(head)
        if value is None:
            empty = "Nothing was there." if title == "Before" else "Nothing is left of it."
            column.addWidget(Text(empty, "secondary", f"{name}.none"))
            return
        self._copy_button = IconButton(f"Copy {title}", f"{name}.copy", "copy")
        self._copy_button.setProperty("kind", "icon-small")
        self._copy_button.clicked.connect(self._copy)
        head.addWidget(self._copy_button)
        column.addWidget(_code(self._text, f"{title}, as JSON", name))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._text)
        self._say("Copied", "check")
        QTimer.singleShot(SAID_MS, self, lambda: self._say(f"Copy {self._title}", "copy"))

    def _say(self, words: str, icon: str) -> None:
        self._copy_button.set_icon(icon)
        self._copy_button.setToolTip(words)
        self._copy_button.setAccessibleName(words)


def laid_out(value: Any) -> str:
    """JSON with a line for each value."""
    return json.dumps(value, indent=2, ensure_ascii=False)


def _code(text: str, label: str, name: str) -> QPlainTextEdit:
    shown = QPlainTextEdit(text)
    shown.setObjectName(name)
    shown.setAccessibleName(label)
    shown.setProperty("role", "code")
    shown.setReadOnly(True)
    shown.setTabChangesFocus(True)
    shown.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse
        | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    shown.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    lines = sum(1 + len(line) // LETTERS for line in text.split("\n"))
    shown.setFixedHeight(min(MOST_LINES, lines) * LINE + AROUND)
    return shown
