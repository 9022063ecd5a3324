"""The Personas tab: who can sign in, and what each is for."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.sandbox_values import Persona
from ui.controls import Card, Chip, FieldRow, FlowLayout, ScrollColumn, Text
from ui.controls.copying import CopyValue
from ui.place import Context
from ui.sandbox.desk import SandboxDesk
from ui.sandbox.tab import MARGINS, Tab
from ui.sandbox.two_columns import TwoColumns

WITHOUT = (
    "The people who can sign in are listed here, with their passwords, while the sandbox runs."
)
CHIP = 22
"""Height of a chip, so that the label stands beside its words."""
HIDDEN = "Set at the start; shown nowhere"


class PersonasTab(Tab):
    """A card each."""

    def __init__(self, context: Context, desk: SandboxDesk) -> None:
        super().__init__(context, desk, "personas", WITHOUT)
        self._shown: tuple[Persona, ...] = ()
        self._columns = TwoColumns(12)
        self._scroll = ScrollColumn(MARGINS, 12, "sandbox.personas.scroll")
        layout = QVBoxLayout(self.content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._scroll)
        self._scroll.column.addWidget(
            Text("Sign in as one of these when an action is authorized.", "secondary")
        )
        self._scroll.column.addLayout(self._columns)

    def draw(self) -> None:
        state = self.desk.state
        assert state is not None
        if state.personas == self._shown:
            return
        self._shown = state.personas
        names = {account.portal_id: account.name for account in state.accounts}
        self._columns.show_widgets([_card(persona, names) for persona in state.personas])

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self._columns.fit(event.size().width())


def _card(persona: Persona, names: dict[int, str]) -> QWidget:
    name = f"sandbox.personas.{persona.id}"
    card = Card(name, 16, 4)
    card.setAccessibleName(persona.name)
    card.column.addWidget(Text(persona.name, "strong"))
    if persona.role:
        card.column.addWidget(Text(persona.role, "secondary", f"{name}.role"))
    card.column.addSpacing(4)
    sign_in = CopyValue(f"{persona.name}'s sign-in name", persona.sign_in_name, f"{name}.sign_in")
    card.column.addWidget(sign_in.in_row("Sign-in name"))
    if persona.password is None:
        card.column.addWidget(FieldRow("Password", Text(HIDDEN, "secondary")))
    else:
        password = CopyValue(f"{persona.name}'s password", persona.password, f"{name}.password")
        card.column.addWidget(password.in_row("Password"))
    accounts = QWidget()
    flow = FlowLayout(accounts, 6)
    for portal_id in persona.accounts:
        flow.addWidget(Chip(f"{names.get(portal_id, '')} {portal_id}".strip()))
    none = Text("None", "secondary")
    row = FieldRow("Accounts", accounts if persona.accounts else none)
    row.caption.setFixedHeight(CHIP)
    row.caption.setAlignment(Qt.AlignmentFlag.AlignVCenter)
    card.column.addWidget(row)
    return card
