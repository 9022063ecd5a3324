"""A line that takes a whole install URL."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ui.authorization_profiles.remarks import Remark, Remarks
from ui.controls import Button, Text

NO_INSTALL_URL = Remark(
    "paste",
    "error",
    "This is no install URL.",
    "It begins with https:// and holds client_id=… as the service shows it for your app.",
)


class PasteLine(QWidget):
    """*Paste install URL*: fills the form from it.

    Signals:
        given: What was pasted, or typed and confirmed.
    """

    given = Signal(str)

    def __init__(self, name: str) -> None:
        super().__init__()
        self._line = QLineEdit()
        self._line.setObjectName(name)
        self._line.setAccessibleName("Paste install URL")
        self._line.setPlaceholderText("https://app.example.com/oauth/authorize?client_id=…")
        self._line.textChanged.connect(self._changed)
        self._line.returnPressed.connect(self._give)
        self._fill = Button("Fill in", f"{name}.fill")
        self._fill.setAccessibleName("Fill in from the install URL")
        self._fill.setEnabled(False)
        self._fill.clicked.connect(self._give)
        self._remarks = Remarks(f"{name}.remark")
        self._before = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(Text("Paste install URL", "label"))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._line, 1)
        row.addWidget(self._fill)
        column.addLayout(row)
        self._help = Text(
            "Copied from the service's page of your app: the fields fill themselves.", "small"
        )
        column.addWidget(self._help)
        column.addWidget(self._remarks)

    def clear(self) -> None:
        """Be empty again."""
        self._before = ""
        self._line.clear()
        self._remarks.show_remarks(())

    def refuse(self) -> None:
        """Say that what was given is no install URL."""
        self._remarks.show_remarks((NO_INSTALL_URL,))

    def _changed(self, text: str) -> None:
        self._fill.setEnabled(bool(text.strip()))
        self._remarks.show_remarks(())
        grown, self._before = len(text) - len(self._before), text
        if grown > 12:
            self.given.emit(text)

    def _give(self) -> None:
        if self._line.text().strip():
            self.given.emit(self._line.text())
