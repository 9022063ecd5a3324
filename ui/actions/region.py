"""A region of the Actions page: a heading with a count, and cards or a word about them."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from studio.actions import Action
from ui.actions.card import ActionCard
from ui.controls import EmptyState, FlowLayout, Heading, Text


class Region(QWidget):
    """Cards side by side, as many in a row as there is room for."""

    chosen = Signal(str)
    """The connector whose card was pressed."""
    enable_asked = Signal(str)
    disable_asked = Signal(str)
    delete_asked = Signal(str)

    def __init__(self, title: str, name: str, empty: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(title)
        self._count = Text("", "secondary", f"{name}.count", wrap=False)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(Heading(title))
        head.addWidget(self._count)
        head.addStretch(1)
        self._empty = EmptyState(empty, f"{name}.empty")
        self._empty.hide()
        self._cards: list[ActionCard] = []
        self._holder = QWidget()
        self._flow = FlowLayout(self._holder, spacing=16)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(head)
        column.addWidget(self._empty)
        column.addWidget(self._holder)

    def show_actions(self, actions: list[Action], icons: dict[str, bytes]) -> None:
        """Draw the cards afresh."""
        for card in self._cards:
            self._flow.removeWidget(card)
            card.setObjectName("")  # the new card of that name must be the only one
            card.hide()
            card.deleteLater()
        self._cards = [ActionCard(action, icons[action.connector_id]) for action in actions]
        for card in self._cards:
            self._connect(card)
            self._flow.addWidget(card)
        self._count.setText(str(len(actions)))
        self._empty.setVisible(not actions)
        self._holder.setVisible(bool(actions))

    def _connect(self, card: ActionCard) -> None:
        id = card.connector_id
        card.clicked.connect(lambda: self.chosen.emit(id))
        card.open_asked.connect(lambda: self.chosen.emit(id))
        card.enable_asked.connect(lambda: self.enable_asked.emit(id))
        card.disable_asked.connect(lambda: self.disable_asked.emit(id))
        card.delete_asked.connect(lambda: self.delete_asked.emit(id))

    def card(self, connector_id: str) -> ActionCard | None:
        """The connector's card, when it stands here."""
        return next((card for card in self._cards if card.connector_id == connector_id), None)
