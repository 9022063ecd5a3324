"""A question before something is gone."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLayout, QWidget

from ui.controls.button import Button
from ui.controls.sheet import DialogSheet
from ui.controls.text import Text

WIDTH = 480


class Question(DialogSheet):
    """Says what will be gone; accepted means yes.

    Args:
        lines: What to know before; the first is the most important.
        yes: What is done, as a verb.
    """

    def __init__(
        self, parent: QWidget, name: str, title: str, lines: Iterable[str], yes: str = "Delete"
    ) -> None:
        super().__init__(parent, name, title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for number, line in enumerate(lines):
            self.body.addWidget(Text(line, "text" if not number else "secondary"))
        cancel = self.add_button(Button("Cancel", f"{name}.cancel"))
        cancel.clicked.connect(self.reject)
        kind = f"{name}.{yes.split()[0].casefold()}"
        button = self.add_button(Button(yes, kind, kind="danger"))
        button.clicked.connect(self.accept)
        cancel.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """As high as its words need at this width."""
        layout = self.layout()
        assert layout is not None
        layout.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self.setFixedSize(WIDTH, layout.totalHeightForWidth(WIDTH))
        super().showEvent(event)
