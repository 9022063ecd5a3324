"""A message that stays where it belongs: what happened, why, what to do."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui.controls.lines import TEXT_LINE
from ui.controls.text import Text
from ui.theme.icons import IconLabel

NoticeTone = Literal["ok", "warn", "error", "info"]
_ICONS = {"ok": "check", "warn": "warning", "error": "warning", "info": "info"}


class Notice(QFrame):
    """A coloured box with a title, words, and what else belongs in (`column`).

    Args:
        tone: What kind of message.
        title: What happened.
        text: Why, and what to do.
        name: Object name.
        action: A button below the words.
    """

    def __init__(
        self,
        tone: NoticeTone,
        title: str,
        text: str = "",
        *,
        name: str = "",
        action: QWidget | None = None,
    ) -> None:
        super().__init__()
        self.setProperty("notice", tone)
        if name:
            self.setObjectName(name)
        self.setAccessibleName(f"{title} {text}".strip())
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(14, 12, 14, 12)
        self.column.setSpacing(6)
        head = QHBoxLayout()
        head.setSpacing(8)
        icon = IconLabel(_ICONS[tone])
        icon.setFixedHeight(TEXT_LINE)
        head.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        self.title = Text(title, "strong")
        self.title.setProperty("tone", tone)
        head.addWidget(self.title, 1)
        self.column.addLayout(head)
        self.text = Text(text, "secondary")
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.column.addWidget(self.text)
        # Only now: what has no parent yet would be shown as a window of its own.
        self.text.setVisible(bool(text))
        if action is not None:
            self.column.addWidget(action, 0, Qt.AlignmentFlag.AlignLeft)
        self._icon = icon
        self._tint()

    def changeEvent(self, event) -> None:  # type: ignore[no-untyped-def]
        super().changeEvent(event)
        if event.type() == event.Type.StyleChange:
            self._tint()

    def _tint(self) -> None:
        """The icon takes the colour that the style sheet gives the title."""
        self.title.ensurePolished()
        colour = self.title.palette().color(self.title.foregroundRole()).name()
        self._icon.set_icon(_ICONS[self.property("notice")], colour)
