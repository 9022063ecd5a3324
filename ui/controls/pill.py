"""A word on a coloured ground: a state at a glance."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy

Tone = Literal["neutral", "ok", "warn", "error", "accent", "sandbox"]


class Pill(QLabel):
    """A state in one or two words."""

    def __init__(self, text: str, tone: Tone = "neutral", name: str = "") -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setProperty("pill", tone)
        if name:
            self.setObjectName(name)

    def show_state(self, text: str, tone: Tone) -> None:
        """Show another word in another tone."""
        self.setText(text)
        self.setProperty("pill", tone)
        self.style().unpolish(self)
        self.style().polish(self)
