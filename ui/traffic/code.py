"""A piece of code or data: a caption, a button that copies, and the text in a field."""

from __future__ import annotations

import json
from urllib.parse import parse_qsl

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from ui.controls import Heading, IconButton, Text

LINE = 16
MOST_LINES = 22
LETTERS = 68
"""How many fit in a line; longer ones wrap."""
AROUND = 24
SAID_MS = 1600


class Code(QWidget):
    """What it shows can be read, selected and copied, not altered.

    Args:
        title: Above it.
        text: What it shows.
        name: Object name of the field; what belongs to it is called after it.
        absent: Said where there is no text.
    """

    def __init__(self, title: str, text: str, name: str, absent: str = "None.") -> None:
        super().__init__()
        self._title = title
        self._text = text
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        head = QHBoxLayout()
        head.addWidget(Heading(title, 2))
        head.addStretch(1)
        column.addLayout(head)
        if not text:
            column.addWidget(Text(absent, "secondary", f"{name}.none"))
            return
        self._button = IconButton(f"Copy {title}", f"{name}.copy", "copy")
        self._button.setProperty("kind", "icon-small")
        self._button.clicked.connect(self._copy)
        head.addWidget(self._button)
        column.addWidget(field(text, title, name))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._text)
        self._say("Copied", "check")
        QTimer.singleShot(SAID_MS, self, lambda: self._say(f"Copy {self._title}", "copy"))

    def _say(self, words: str, icon: str) -> None:
        self._button.set_icon(icon)
        self._button.setToolTip(words)
        self._button.setAccessibleName(words)


def field(text: str, label: str, name: str) -> QPlainTextEdit:
    """Text in the fixed-width face, as high as it needs within reason."""
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


def headers(values: dict[str, str]) -> str:
    """One header a line."""
    return "\n".join(f"{name}: {value}" for name, value in values.items())


def body(text: str, content_type: str) -> str:
    """JSON with a line for each value, a form with a line for each field; else as it is."""
    if "x-www-form-urlencoded" in content_type:
        pairs = parse_qsl(text, keep_blank_values=True)
        return "\n".join(f"{name} = {value}" for name, value in pairs) or text
    try:
        return json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return text
