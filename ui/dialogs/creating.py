"""Create Dialog, from scratch (fact sheet xo-platform 1.8)."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from studio.dialogs.checking import LONGEST_NAME
from studio.dialogs.definitions import Dialog
from studio.errors import StudioError
from ui.background import Task
from ui.controls import Button, DialogSheet, Text
from ui.dialogs.properties.fields import Paragraph
from ui.place import Context

NAME = "dialogs.create"
SIZE = QSize(520, 400)


class CreateDialog(DialogSheet):
    """Asks for the intent's name and a description.

    Signals:
        created: The new dialog task's id.
    """

    created = Signal(str)

    def __init__(self, host: QWidget, context: Context, connector_id: str) -> None:
        super().__init__(
            host, NAME, "Create Dialog", "Start from scratch: an intent, and what follows it."
        )
        self._context = context
        self._connector_id = connector_id
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(SIZE)
        self.body.addWidget(Text("Intent Name", "label"))
        self._name = QLineEdit()
        self._name.setObjectName(f"{NAME}.name")
        self._name.setAccessibleName("Intent Name")
        self._name.setPlaceholderText("What people want, as Create a Deal")
        self._name.setMaxLength(LONGEST_NAME + 1)
        self.body.addWidget(self._name)
        self._remark = Text("", "small", f"{NAME}.name.remark")
        self._remark.setProperty("tone", "error")
        self._remark.hide()
        self.body.addWidget(self._remark)
        self._name.textChanged.connect(lambda text: self._remark.hide())
        self.body.addWidget(Text("Description", "label"))
        self._description = Paragraph("", f"{NAME}.description", "Description", 3)
        self._description.setPlaceholderText("Optional")
        self.body.addWidget(self._description)
        self.body.addStretch(1)
        cancel = self.add_button(Button("Cancel", f"{NAME}.cancel"))
        cancel.clicked.connect(self.reject)
        self._proceed = self.add_button(Button("Proceed", f"{NAME}.proceed", kind="primary"))
        self._proceed.clicked.connect(self._create)
        self._name.returnPressed.connect(self._create)
        self._name.setFocus()

    def _create(self) -> None:
        studio = self._context.studio
        name, description = self._name.text(), self._description.toPlainText()
        self._proceed.set_busy(True, "Creating…")

        def work(task: Task[Dialog]) -> Dialog:
            return studio.dialogs.create(name, description, self._connector_id)

        self._context.background.run(
            work, done=self._done, failed=self._failed, owner=self, keeps=True
        )

    def _done(self, dialog: Dialog) -> None:
        self.accept()
        self.created.emit(dialog.id)

    def _failed(self, error: StudioError) -> None:
        self._proceed.set_busy(False)
        self._remark.setText(f"{error.message} {error.next_step}")
        self._remark.show()
        self._name.setFocus()
