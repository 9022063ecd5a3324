"""Words on the screen. All of it plain text: nothing that comes from outside is ever markup."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from ui.controls.lines import Lines

Role = Literal[
    "text", "lead", "secondary", "small", "strong", "label", "caps", "value", "on-accent"
]


class Text(Lines):
    """A piece of text that wraps.

    Args:
        text: Shown as it is.
        role: Which step of the type scale.
        name: Object name, where somebody has to find it.
    """

    def __init__(
        self, text: str = "", role: Role = "text", name: str = "", *, wrap: bool = True
    ) -> None:
        super().__init__(text)
        self.setProperty("role", role)
        self.setWordWrap(wrap)
        if name:
            self.setObjectName(name)


class Heading(Lines):
    """A heading: level 1 names a page, level 2 a section of it."""

    def __init__(self, text: str, level: Literal[1, 2] = 2, name: str = "") -> None:
        super().__init__(text)
        self.setProperty("role", "title" if level == 1 else "section")
        if name:
            self.setObjectName(name)


class Mono(Lines):
    """Code, ids, paths: text that can be selected, in a fixed-width face."""

    def __init__(self, text: str = "", name: str = "") -> None:
        super().__init__(text)
        self.setProperty("role", "mono")
        self.setWordWrap(True)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        if name:
            self.setObjectName(name)


class Chip(QLabel):
    """A short technical word, such as a scope; the tooltip says what it is for.

    Args:
        on_tint: It stands on a coloured ground.
    """

    def __init__(self, text: str, tooltip: str = "", *, on_tint: bool = False) -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", "chip-on-tint" if on_tint else "chip")
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setToolTip(tooltip)
        self.setAccessibleDescription(tooltip)


class FieldRow(QWidget):
    """A label and its value side by side, labels aligned."""

    LABEL_WIDTH = 110

    def __init__(self, label: str, value: str | QWidget, name: str = "") -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        self.caption = Text(label, "secondary", wrap=False)
        self.caption.setFixedWidth(self.LABEL_WIDTH)
        row.addWidget(self.caption, 0, Qt.AlignmentFlag.AlignTop)
        self.value = value if isinstance(value, QWidget) else Text(value, "value")
        if isinstance(self.value, QLabel):
            self.value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        if name:
            self.value.setObjectName(name)
        row.addWidget(self.value, 1)


class Rule(QFrame):
    """A line between two things."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "rule")
        self.setFixedHeight(1)
