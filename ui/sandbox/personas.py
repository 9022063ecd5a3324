"""The Personas tab: who can sign in, and what each is for."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.sandbox_values import Persona
from ui.controls import Card, Chip, FieldRow, FlowLayout, ScrollColumn, Text
from ui.place import Context
from ui.sandbox.copying import CopyValue
from ui.sandbox.desk import SandboxDesk
from ui.sandbox.tab import MARGINS, Tab

WITHOUT = (
    "The people who can sign in are listed here, with their passwords, while the sandbox runs."
)
HIDDEN = "Set at the start; shown nowhere"


class PersonasTab(Tab):
    """A card each."""

    def __init__(self, context: Context, desk: SandboxDesk) -> None:
        super().__init__(context, desk, "personas", WITHOUT)
        self._shown: tuple[Persona, ...] = ()
        self._scroll = ScrollColumn(MARGINS, 12, "sandbox.personas.scroll")
        layout = QVBoxLayout(self.content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._scroll)

    def draw(self) -> None:
        state = self.desk.state
        assert state is not None
        if state.personas == self._shown:
            return
        self._shown = state.personas
        self._scroll.clear()
        self._scroll.column.addWidget(
            Text("Sign in as one of these when an action is authorized.", "secondary")
        )
        names = {account.portal_id: account.name for account in state.accounts}
        for persona in state.personas:
            self._scroll.column.addWidget(_card(persona, names))


def _card(persona: Persona, names: dict[int, str]) -> QWidget:
    name = f"sandbox.personas.{persona.id}"
    card = Card(name, 16, 4)
    card.setAccessibleName(persona.name)
    card.column.addWidget(Text(persona.name, "strong"))
    if persona.role:
        card.column.addWidget(Text(persona.role, "secondary", f"{name}.role"))
    card.column.addSpacing(4)
    sign_in = CopyValue(f"{persona.name}'s sign-in name", persona.sign_in_name, f"{name}.sign_in")
    card.column.addWidget(FieldRow("Sign-in name", sign_in))
    password: QWidget = Text(HIDDEN, "secondary")
    if persona.password is not None:
        password = CopyValue(f"{persona.name}'s password", persona.password, f"{name}.password")
    card.column.addWidget(FieldRow("Password", password))
    accounts = QWidget()
    flow = FlowLayout(accounts, 6)
    for portal_id in persona.accounts:
        flow.addWidget(Chip(f"{names.get(portal_id, '')} {portal_id}".strip()))
    none = Text("None", "secondary")
    card.column.addWidget(FieldRow("Accounts", accounts if persona.accounts else none))
    return card
