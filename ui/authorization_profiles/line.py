"""One profile of the list."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from studio.authorization.profiles.mechanisms import OAUTH_V1, OAUTH_V2
from studio.authorization.profiles.values import ProfileLine
from ui.authorization_profiles.outcome import Outcome
from ui.authorization_profiles.testing import Stage
from ui.controls import Button, Card, IconButton, Pill, Text

AGAIN = {
    Stage.SIGNING_IN: "Show the login window",
    Stage.IN_BROWSER: "Open the browser again",
}
"""What Test says while somebody has to sign in."""


class ProfileCard(Card):
    """Name, mechanism and users; *Test* with what came of it, and the gear.

    Signals:
        test_asked, cancel_asked, edit_asked, delete_asked: With the field to begin at, for Edit.
        approached: The pointer is on its way to a profile whose test opens a page.
    """

    approached = Signal()

    test_asked = Signal()
    cancel_asked = Signal()
    edit_asked = Signal(str)
    delete_asked = Signal()

    def __init__(self, line: ProfileLine, number: int, *, draft: bool) -> None:
        super().__init__(f"profiles.list.{number}", 16, 10)
        self.line = line
        self._name = f"profiles.list.{number}"
        self.setAccessibleName(line.name)
        self._outcome: Outcome | None = None
        row = QHBoxLayout()
        row.setSpacing(10)
        said = QVBoxLayout()
        said.setSpacing(2)
        title = QHBoxLayout()
        title.setSpacing(8)
        title.addWidget(Text(line.name, "strong", f"{self._name}.name"))
        title.addWidget(Pill(line.mechanism_label, "neutral", f"{self._name}.mechanism"))
        if draft:
            title.addWidget(Pill("Unsaved changes", "accent", f"{self._name}.draft"))
        title.addStretch(1)
        said.addLayout(title)
        if line.description:
            said.addWidget(Text(line.description, "secondary"))
        used = f"Used by {', '.join(line.users)}" if line.users else "Not used yet"
        said.addWidget(Text(used, "small", f"{self._name}.users"))
        row.addLayout(said, 1)
        self._progress = Text("", "secondary", f"{self._name}.progress", wrap=False)
        row.addWidget(self._progress)
        self._test = Button("Test", f"{self._name}.test")
        self._test.setAccessibleName(f"Test {line.name}")
        self._test.clicked.connect(self.test_asked)
        row.addWidget(self._test)
        self._cancel = Button("Cancel", f"{self._name}.cancel", kind="quiet")
        self._cancel.setAccessibleName(f"Cancel the test of {line.name}")
        self._cancel.clicked.connect(self.cancel_asked)
        self._cancel.hide()
        row.addWidget(self._cancel)
        self._result = Pill("", "neutral", f"{self._name}.result")
        self._result.hide()
        row.addWidget(self._result)
        self._gear = IconButton(f"Edit or delete {line.name}", f"{self._name}.gear", "gear")
        self._gear.clicked.connect(self._open_menu)
        row.addWidget(self._gear)
        self.column.addLayout(row)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        if self.line.mechanism in (OAUTH_V1, OAUTH_V2):
            self.approached.emit()

    def show_stage(self, stage: Stage, *, others_busy: bool) -> None:
        """Show how far the test of this profile is."""
        busy = stage is not Stage.IDLE
        self._progress.setText(stage.value)
        self._progress.setVisible(busy)
        waiting = stage in AGAIN
        self._test.setText(AGAIN.get(stage, "Test"))
        self._test.setEnabled(not others_busy and (not busy or waiting))
        self._cancel.setVisible(busy)
        if busy:
            self._result.hide()
            self._put(None)

    def show_outcome(self, outcome: Outcome, *, passed: bool) -> None:
        """Show what came of a test, right of the button and below."""
        self._result.show_state(
            "Auth Test Passed" if passed else "Auth Test Failed", "ok" if passed else "error"
        )
        self._result.show()
        outcome.edit_asked.connect(self.edit_asked)
        outcome.closed.connect(lambda: self._put(None))
        self._put(outcome)

    def _put(self, outcome: Outcome | None) -> None:
        if self._outcome is not None:
            for widget in (self._outcome, *self._outcome.findChildren(QWidget)):
                widget.setObjectName("")
            self._outcome.hide()
            self._outcome.deleteLater()
        self._outcome = outcome
        if outcome is not None:
            self.column.addWidget(outcome)

    def _open_menu(self) -> None:
        menu = QMenu(self)
        menu.setObjectName(f"{self._name}.menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Edit", lambda: self.edit_asked.emit(""))
        menu.addAction("Delete", self.delete_asked.emit)
        menu.popup(self._gear.mapToGlobal(QPoint(0, self._gear.height() + 4)))
