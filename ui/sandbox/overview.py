"""The Overview tab: where the sandbox is reached, its clock, its rules, its world."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.controls import Card, Heading, ScrollColumn, Text
from ui.place import Context
from ui.sandbox.clock_card import ClockCard
from ui.sandbox.copying import CopyValue
from ui.sandbox.desk import SandboxDesk
from ui.sandbox.rules_card import RulesCard
from ui.sandbox.tab import MARGINS, Tab
from ui.sandbox.two_columns import TwoColumns
from ui.sandbox.world_card import SnapshotsCard, WorldCard

WITHOUT = (
    "The sandbox is not running. It starts by itself when something needs it: when you authorize "
    "an action, or when the bot makes a call. Its records are kept meanwhile."
)
COMMAND = "action-studio sandbox"
GAP = 16


class Overview(Tab):
    """Cards in two columns, one below the other where the page is narrow."""

    def __init__(self, context: Context, desk: SandboxDesk) -> None:
        super().__init__(context, desk, "overview", WITHOUT)
        scroll = ScrollColumn(MARGINS, GAP, "sandbox.overview.scroll")
        layout = QVBoxLayout(self.content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scroll)
        scroll.column.addWidget(self._reached())
        self._clock = ClockCard(context, desk)
        self._world = WorldCard(desk)
        self._rules = RulesCard(context, desk)
        self._snapshots = SnapshotsCard(desk)
        self._columns = TwoColumns(GAP)
        self._columns.show_widgets([self._clock, self._rules, self._world, self._snapshots])
        scroll.column.addLayout(self._columns)

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self._columns.fit(event.size().width())

    def set_in_front(self, in_front: bool) -> None:
        super().set_in_front(in_front)
        self._clock.run(in_front)

    def draw(self) -> None:
        state = self.desk.state
        assert state is not None
        self._base_url.show_value(self.desk.base_url or "")
        for card in (self._clock, self._world, self._rules, self._snapshots):
            card.show_state(state)

    def _reached(self) -> QWidget:
        card = Card("sandbox.reached", 18, 8)
        card.column.addWidget(Heading("Where it is reached"))
        self._base_url = CopyValue("the base URL", "", "sandbox.base_url")
        command = CopyValue("the command", COMMAND, "sandbox.command")
        card.column.addWidget(self._base_url.in_row("Base URL"))
        card.column.addWidget(command.in_row("On its own"))
        card.column.addWidget(
            Text(
                "Another program on this computer uses it as it would use the service itself: "
                "give its client library this base URL. The command runs a sandbox without this "
                "window and prints its addresses, client id and secret.",
                "secondary",
            )
        )
        return card
