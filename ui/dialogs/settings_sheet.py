"""Dialog Settings: the name and the description of a dialog task."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from studio.dialogs.checking import check_dialog_name
from studio.errors import StudioError
from ui.controls import Button, DialogSheet, Text
from ui.dialogs.editing import Editing
from ui.dialogs.properties.fields import Paragraph

NAME = "dialog.settings"
SIZE = QSize(520, 380)


class DialogSettings(DialogSheet):
    """Changes them through the editing of the dialog task, so that it can be undone."""

    def __init__(self, host: QWidget, editing: Editing) -> None:
        super().__init__(host, NAME, "Dialog Settings")
        self._editing = editing
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(SIZE)
        self.body.addWidget(Text("Name", "label"))
        self._name = QLineEdit(editing.dialog.name)
        self._name.setObjectName(f"{NAME}.name")
        self._name.setAccessibleName("Name")
        self.body.addWidget(self._name)
        self._remark = Text("", "small", f"{NAME}.name.remark")
        self._remark.setProperty("tone", "error")
        self._remark.hide()
        self.body.addWidget(self._remark)
        self.body.addWidget(Text("Description", "label"))
        self._description = Paragraph(
            editing.dialog.description, f"{NAME}.description", "Description", 3
        )
        self.body.addWidget(self._description)
        self.body.addStretch(1)
        cancel = self.add_button(Button("Cancel", f"{NAME}.cancel"))
        cancel.clicked.connect(self.reject)
        save = self.add_button(Button("Save", f"{NAME}.save", kind="primary"))
        save.clicked.connect(self._save)
        self._name.returnPressed.connect(self._save)

    def _save(self) -> None:
        name = self._name.text().strip()
        try:
            check_dialog_name(name, ())
        except StudioError as error:
            self._remark.setText(f"{error.message} {error.next_step}")
            self._remark.show()
            self._name.setFocus()
            return
        description = self._description.toPlainText().strip()
        dialog = msgspec.structs.replace(self._editing.dialog, name=name, description=description)
        self._editing.change(dialog, "Change the settings")
        self._editing.save()
        self.accept()
