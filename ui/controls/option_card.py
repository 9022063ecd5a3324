"""Choices with consequences: a card each, with one line of explanation."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from ui.controls.card import StyledButton
from ui.controls.lines import TEXT_LINE
from ui.controls.text import Text


class OptionCard(StyledButton):
    """One choice. Belongs into an `OptionGroup`.

    Args:
        title: What is chosen.
        line: What that means.
        name: Object name.
        tint: The tone it takes when it is chosen; the accent by default.
    """

    def __init__(
        self, title: str, line: str, name: str, *, tint: Literal["", "sandbox", "warn"] = ""
    ) -> None:
        super().__init__(name, title, "option")
        self.setProperty("tint", tint)
        self.setCheckable(True)
        self.setAccessibleDescription(line)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 11, 14, 11)
        row.setSpacing(12)
        row.addWidget(_Mark(self), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(1)
        self._title = Text(title, "strong")
        words.addWidget(self._title)
        if line:
            words.addWidget(Text(line, "secondary"))
        words.addStretch(1)  # beside a higher card the words stay together
        row.addLayout(words, 1)
        for label in self.findChildren(Text):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        if tint:
            self.toggled.connect(self._tint)

    def mark_colour(self) -> QColor:
        """The colour of its mark while it is chosen: that of the title where it is tinted."""
        if not self.property("tint"):
            return self.palette().highlight().color()
        self._title.ensurePolished()
        return self._title.palette().color(self._title.foregroundRole())

    def _tint(self, chosen: bool) -> None:
        self._title.setProperty("tone", self.property("tint") if chosen else "")
        self._title.style().unpolish(self._title)
        self._title.style().polish(self._title)


class OptionGroup(QObject):
    """Choices of which one can be taken. Arrow keys walk through them.

    Signals:
        chosen: The key of the choice that a person took.
    """

    chosen = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._keys: dict[OptionCard, str] = {}

    def add(self, key: str, card: OptionCard) -> OptionCard:
        """Add a choice under a key of its own."""
        self._group.addButton(card)
        self._keys[card] = key
        card.clicked.connect(lambda: self.chosen.emit(key))
        return card

    def show_choice(self, key: str | None) -> None:
        """Show what is chosen, without telling anybody; None shows nothing chosen."""
        self._group.setExclusive(False)
        for card, card_key in self._keys.items():
            card.setChecked(card_key == key)
        self._group.setExclusive(True)


class _Mark(QWidget):
    """The round mark of a choice."""

    def __init__(self, card: OptionCard) -> None:
        super().__init__(card)
        self._card = card
        self.setFixedSize(18, TEXT_LINE)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        card.toggled.connect(lambda _: self.update())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self.update()

    def paintEvent(self, event) -> None:  # type: ignore[no-untyped-def]
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = self.palette()
        accent = self._card.mark_colour()
        if self._card.isChecked():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(accent)
            painter.drawEllipse(1, 2, 16, 16)
            painter.setBrush(palette.highlightedText())
            painter.drawEllipse(6, 7, 6, 6)
        else:
            painter.setPen(QPen(palette.color(palette.ColorRole.PlaceholderText), 1.4))
            painter.setBrush(palette.base())
            painter.drawEllipse(1, 2, 16, 16)
