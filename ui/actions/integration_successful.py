"""The Integration Successful pop-up: shown once, when an action is enabled for the first time."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QWidget

from studio.actions import Action
from ui.controls import Button, DialogSheet, Text
from ui.theme.icons import IconLabel


class IntegrationSuccessful(DialogSheet):
    """Says what is possible now, and offers the templates.

    Signals:
        explore_asked: *Explore Templates* was pressed; the pop-up is closed by then.
    """

    explore_asked = Signal()

    def __init__(self, parent: QWidget, action: Action) -> None:
        super().__init__(parent, "integration_successful", "Integration Successful")
        mark = IconLabel("check", 32, QPalette.ColorRole.Highlight)
        account = f" with {action.account.name}" if action.account else ""
        self.body.addWidget(mark, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(Text(f"{action.name} is connected{account} and ready to use."))
        self.body.addWidget(
            Text(
                f"{action.template_count} templates turn it into dialogs at once. Install the ones "
                "you need now, or later from the action's Configurations.",
                "secondary",
            )
        )
        skip = self.add_button(Button("Skip for Now", f"{self.objectName()}.skip_for_now"))
        skip.clicked.connect(self.reject)
        explore = self.add_button(
            Button("Explore Templates", f"{self.objectName()}.explore_templates", kind="primary")
        )
        explore.clicked.connect(self._explore)
        self.setFixedWidth(480)
        explore.setFocus()

    def _explore(self) -> None:
        self.accept()
        self.explore_asked.emit()
