"""What was done to the sandbox, below the top bar, until the person has read it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.controls import Button, IconButton, Text
from ui.sandbox.desk import Said
from ui.theme.icons import IconLabel


class ResultLine(QWidget):
    """Signals: `restore_asked` with the snapshot that leads back."""

    restore_asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("window.result")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._snapshot = ""
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 6, 10, 6)
        row.setSpacing(10)
        self._icon = IconLabel("check", 16)
        row.addWidget(self._icon)
        said = QVBoxLayout()
        said.setSpacing(0)
        self._title = Text("", "label", "window.result.title")
        self._text = Text("", "secondary", "window.result.text")
        said.addWidget(self._title)
        said.addWidget(self._text)
        row.addLayout(said, 1)
        self._restore = Button("Restore", "window.result.restore", kind="small")
        self._restore.clicked.connect(self._ask)
        row.addWidget(self._restore)
        close = IconButton("Close", "window.result.close", "close")
        close.clicked.connect(self.hide)
        row.addWidget(close)
        self.hide()

    def show_said(self, said: Said) -> None:
        """Say it, in place of what was said before."""
        self.setProperty("strip", said.tone)
        self._title.setProperty("tone", said.tone)
        self._title.setText(said.title)
        self._text.setText(said.text)
        self._text.setVisible(bool(said.text))
        self._snapshot = said.restore or ""
        self._restore.setVisible(bool(said.restore))
        self.setAccessibleName(f"{said.title} {said.text}".strip())
        for widget in (self, self._title):
            widget.style().unpolish(widget)
            widget.style().polish(widget)
        self._tint()
        self.show()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self._title.property("tone"):
            self._tint()

    def _tint(self) -> None:
        """The icon takes the colour that the style sheet gives the title."""
        self._title.ensurePolished()
        colour = self._title.palette().color(self._title.foregroundRole()).name()
        ok = self._title.property("tone") == "ok"
        self._icon.set_icon("check" if ok else "warning", colour)

    def _ask(self) -> None:
        self.hide()
        self.restore_asked.emit(self._snapshot)
