"""The Integration Successful pop-up: shown once, when an action is enabled for the first time."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLayout, QWidget

from studio.actions import Action
from ui.authorization.words import account_words
from ui.controls import Button, DialogSheet, Notice, Text

WIDTH = 480


class IntegrationSuccessful(DialogSheet):
    """Says what is possible now, and offers the templates.

    Signals:
        explore_asked: *Explore Templates* was pressed; the pop-up is closed by then.
    """

    explore_asked = Signal()

    def __init__(self, parent: QWidget, action: Action) -> None:
        name = "integration_successful"
        super().__init__(parent, name, "Integration Successful")
        connected = f"Connected to {account_words(action.account)}." if action.account else ""
        if action.for_users:
            connected = "Each end user signs in during the conversation, when it is first needed."
        self.body.addWidget(Notice("ok", f"{action.name} is enabled", connected))
        self.body.addWidget(
            Text(
                f"{action.template_count} templates turn it into dialogs at once. Install the ones "
                "you need now, or later from the action's Configurations.",
                "secondary",
            )
        )
        skip = self.add_button(Button("Skip for Now", f"{name}.skip_for_now"))
        skip.clicked.connect(self.reject)
        explore = self.add_button(
            Button("Explore Templates", f"{name}.explore_templates", kind="primary")
        )
        explore.clicked.connect(self._explore)
        explore.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """As high as its words need at this width, which is known once they have their type."""
        layout = self.layout()
        assert layout is not None
        layout.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self.setFixedSize(WIDTH, layout.totalHeightForWidth(WIDTH))
        super().showEvent(event)

    def _explore(self) -> None:
        self.accept()
        self.explore_asked.emit()
