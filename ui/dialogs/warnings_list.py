"""View Warnings: what is wrong with a dialog task, and the way to it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from studio.dialogs.warnings import DialogWarning
from ui.controls import CardButton, DialogSheet, ScrollColumn, Text

SIZE = (520, 460)


class WarningsList(DialogSheet):
    """Every warning; pressing one leads to its node.

    Signals:
        chosen: The name of a node.
    """

    chosen = Signal(str)

    def __init__(self, host: QWidget, name: str, warnings: tuple[DialogWarning, ...]) -> None:
        super().__init__(host, "dialog.warnings.list", "Warnings", name)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(*SIZE)
        page = ScrollColumn((0, 6, 12, 6), 8)
        for number, one in enumerate(warnings):
            card = CardButton(f"dialog.warnings.{number}", one.message, 12, 3)
            card.column.addWidget(Text(one.node, "strong"))
            card.column.addWidget(Text(one.message, "value"))
            card.column.addWidget(Text(one.next_step, "secondary"))
            for label in card.findChildren(QWidget):
                label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            card.clicked.connect(lambda _=False, node=one.node: self._choose(node))
            page.column.addWidget(card)
        page.column.addStretch(1)
        self.body.addWidget(page, 1)

    def _choose(self, node: str) -> None:
        self.close()
        self.chosen.emit(node)
