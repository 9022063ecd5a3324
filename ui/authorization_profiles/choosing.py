"""Choosing the mechanism of a new profile."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.authorization.profiles.mechanisms import MECHANISMS, why_not
from ui.authorization_profiles.paste_line import PasteLine
from ui.controls import OptionCard, OptionGroup, ScrollColumn, Text


class Choosing(ScrollColumn):
    """*Authorization Type*: a card each, with what it is for.

    Signals:
        chosen: The id of a mechanism.
    """

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__(margins=(24, 18, 24, 24), spacing=10, name="profiles.mechanisms")
        self.paste_line = PasteLine("profiles.mechanisms.paste")
        self.column.addWidget(Text("Authorization Type", "label"))
        self._cards = QVBoxLayout()
        self._cards.setSpacing(8)
        self.column.addLayout(self._cards)
        self._service: str | None = None
        self._group: OptionGroup | None = None
        self.column.addSpacing(6)
        self.column.addWidget(self.paste_line)

    def show_choice(self, mechanism_id: str, service: str) -> None:
        """Show what is chosen. Where it is for a service, those that do not fit it say why."""
        if service != self._service:
            self._service = service
            self._fill(service)
        if self._group is not None:
            self._group.show_choice(mechanism_id or None)

    def first(self) -> QWidget | None:
        """The card to begin at."""
        for position in range(self._cards.count()):
            item = self._cards.itemAt(position)
            if item is not None and (card := item.widget()) is not None and card.isEnabled():
                return card
        return None

    def _fill(self, service: str) -> None:
        while (item := self._cards.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.setObjectName("")
                widget.deleteLater()
        group = self._group = OptionGroup(self)
        for each in MECHANISMS:
            reason = why_not(each.id, service) if service else None
            card = OptionCard(each.label, reason or each.line, f"profiles.mechanism.{each.id}")
            card.setEnabled(reason is None)
            self._cards.addWidget(group.add(each.id, card))
        group.chosen.connect(self.chosen)
