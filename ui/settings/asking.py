"""Questions before something ends: switching the environment, removing a secret."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLayout, QWidget

from ui.controls import Button, DialogSheet, Text

if TYPE_CHECKING:
    from studio.preferences.switching import Switch
    from studio.preferences.where_secrets_lie import KeptSecret

WIDTH = 480


class _Question(DialogSheet):
    def showEvent(self, event: QShowEvent) -> None:
        """As high as its words need at this width."""
        layout = self.layout()
        assert layout is not None
        layout.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self.setFixedSize(WIDTH, layout.totalHeightForWidth(WIDTH))
        super().showEvent(event)

    def offer(self, verb: str, kind: str) -> None:
        """Cancel, and the button that does it; the keyboard is on Cancel."""
        name = self.objectName()
        cancel = self.add_button(Button("Cancel", f"{name}.cancel"))
        act = self.add_button(Button(verb, f"{name}.yes", kind=kind))  # type: ignore[arg-type]
        cancel.clicked.connect(self.reject)
        act.clicked.connect(self.accept)
        cancel.setFocus()


class SwitchQuestion(_Question):
    """Says what switching does; accepted means do it."""

    def __init__(self, parent: QWidget, switch: Switch) -> None:
        super().__init__(parent, "settings.switch", f"Switch to {switch.label}?")
        for stop in switch.stops:
            self.body.addWidget(
                Text(f"{stop.name} is enabled. On {switch.label} it is disabled: {stop.why}.")
            )
        for name in switch.goes_on:
            self.body.addWidget(
                Text(f"{name} is enabled and goes on, with what is connected on {switch.label}.")
            )
        here = "Sandbox" if switch.to == "live" else "Live"
        kept = f"What is connected on {here} is kept. It goes on when you come back."
        real = " What the bot does on Live is real." if switch.to == "live" else ""
        self.body.addWidget(Text(kept + real, "secondary"))
        self.offer(f"Switch to {switch.label}", "primary")


class RemoveQuestion(_Question):
    """Says what removing a secret does; accepted means do it."""

    def __init__(self, parent: QWidget, secret: KeptSecret) -> None:
        super().__init__(parent, "settings.remove", "Remove it from the vault?")
        self.body.addWidget(Text(secret.name, "strong"))
        self.body.addWidget(Text(secret.removing))
        self.body.addWidget(Text("It cannot be brought back from here.", "secondary"))
        self.offer("Remove", "danger")
