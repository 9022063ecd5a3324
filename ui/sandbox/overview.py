"""The Overview tab: where the sandbox is reached, its clock, its rules, its world."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.sandbox_for_profiles import install_url
from ui.controls import Card, Heading, ScrollColumn, Text
from ui.controls.copying import CopyValue, LongValue, SecretValue
from ui.place import Context
from ui.sandbox.clock_card import ClockCard
from ui.sandbox.desk import SandboxDesk
from ui.sandbox.for_profiles_card import ForProfilesCard
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
        self._for_profiles = ForProfilesCard(context, desk)
        scroll.column.addWidget(self._for_profiles)

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
        info = self.context.studio.environment.running_sandbox()
        self._client_id.show_value(info.client_id if info else "")
        self._client_secret.show_value(info.client_secret if info else "")
        self._install_url.show_value(install_url(info) if info else "")
        self._for_profiles.show_sandbox(self.desk.base_url)
        for card in (self._clock, self._world, self._rules, self._snapshots):
            card.show_state(state)

    def _reached(self) -> QWidget:
        card = Card("sandbox.reached", 18, 8)
        card.column.addWidget(Heading("Where it is reached"))
        self._base_url = CopyValue("the base URL", "", "sandbox.base_url")
        self._client_id = CopyValue("the client ID", "", "sandbox.client_id")
        self._client_secret = SecretValue("the client secret", "", "sandbox.client_secret")
        self._install_url = LongValue("the install URL", "", "sandbox.install_url")
        command = CopyValue("the command", COMMAND, "sandbox.command")
        card.column.addWidget(self._base_url.in_row("Base URL"))
        card.column.addWidget(self._client_id.in_row("Client ID"))
        card.column.addWidget(self._client_secret.in_row("Client Secret"))
        card.column.addWidget(self._install_url.in_row("Install URL"))
        card.column.addWidget(command.in_row("On its own"))
        card.column.addWidget(
            Text(
                "Another program on this computer uses it as it would use the service itself: "
                "give its client library this base URL, and this app's client id and secret. The "
                "command runs a sandbox without this window and prints all of it.",
                "secondary",
            )
        )
        return card
