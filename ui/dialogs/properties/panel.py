"""The properties of the selected node, beside the canvas."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from studio.dialogs.definitions import Dialog
from ui.controls import Heading, IconButton, Tabs, Text
from ui.dialogs.properties import component, connection, instance, nlp
from ui.dialogs.properties.component import Ways
from ui.dialogs.properties.page import PropertyPage
from ui.dialogs.words import AnyNode, kind_in_words
from ui.theme.theme import Theme

WIDTH = 372
TABS = {
    "component": "Component",
    "instance": "Instance",
    "connection": "Connection",
    "nlp": "NLP",
}


class Properties(QFrame):
    """At the right of the canvas.

    Signals:
        closed: The person closed it.
    """

    closed = Signal()

    def __init__(self, dialog: Dialog, theme: Theme, ways: Ways, *, integrated: bool) -> None:
        super().__init__()
        self._dialog = dialog
        self._theme = theme
        self._ways = ways
        self._integrated = integrated
        self._node: AnyNode | None = None
        self._stale = set(TABS)
        self.setObjectName("dialog.properties")
        self.setAccessibleName("Properties")
        self.setProperty("role", "panel")
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head())
        self._tabs = Tabs("dialog.properties")
        self._pages = {key: PropertyPage(key) for key in TABS}
        for key, title in TABS.items():
            self._tabs.add(key, title, self._pages[key])
            button = self._button(key)
            button.setAccessibleName(f"{title} Properties")
            button.setToolTip(f"{title} Properties")
        self._tabs.chosen.connect(self._fill)
        column.addWidget(self._tabs)
        column.addWidget(self._tabs.pages, 1)
        self.hide()

    def show_node(self, node: AnyNode | None) -> None:
        """Show a node, on the tab that is in front where it has that one; or nothing."""
        self._node = node
        self._stale = set(TABS)
        if node is None:
            self.hide()
            return
        self._name.setText(node.name)
        self._kind.setText(kind_in_words(node, integrated=self._integrated))
        self._button("nlp").setVisible(nlp.has_some(node))
        if self._tabs.current == "nlp" and not nlp.has_some(node):
            self._tabs.show_tab("component")
        self._fill(self._tabs.current)
        self.show()

    def show_dialog(self, dialog: Dialog) -> None:
        """Show the node as it is in another version of the dialog task."""
        self._dialog = dialog
        if self._node is None:
            return
        nodes: tuple[AnyNode, ...] = (dialog.intent, *dialog.every_node)
        node = next((one for one in nodes if one.name == self._node.name), None)
        if node is not None:
            self.show_node(node)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def _head(self) -> QVBoxLayout:
        words = QVBoxLayout()
        words.setContentsMargins(24, 14, 14, 6)
        words.setSpacing(2)
        row = QHBoxLayout()
        self._name = Heading("", name="dialog.properties.name")
        self._name.setWordWrap(True)
        row.addWidget(self._name, 1)
        close = IconButton("Close properties", "dialog.properties.close", "close")
        close.clicked.connect(self.closed)
        row.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        words.addLayout(row)
        self._kind = Text("", "secondary", "dialog.properties.kind")
        words.addWidget(self._kind)
        return words

    def _button(self, key: str) -> QPushButton:
        found = self._tabs.findChild(QPushButton, f"dialog.properties.tab.{key}")
        assert isinstance(found, QPushButton)
        return found

    def _fill(self, key: str) -> None:
        """Only the tab in front: the others when somebody looks at them."""
        if self._node is None or key not in self._stale:
            return
        self._stale.discard(key)
        page, node = self._pages[key], self._node
        page.start()
        match key:
            case "component":
                component.fill(page, node, self._theme, self._ways, integrated=self._integrated)
            case "instance":
                instance.fill(page, node, self._dialog)
            case "connection":
                connection.fill(page, node, self._dialog, self._ways)
            case "nlp":
                nlp.fill(page, node, self._dialog)
        page.verticalScrollBar().setValue(0)
