"""The properties of the selected node, beside the canvas."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from studio.dialogs.definitions import Dialog, Intent
from studio.dialogs.edits import renames
from ui.controls import Heading, IconButton, Tabs, Text
from ui.dialogs.editing import Editing
from ui.dialogs.properties import component, connection, instance, nlp
from ui.dialogs.properties.component import Ways
from ui.dialogs.properties.fields import Field
from ui.dialogs.properties.node_edit import NodeEdit
from ui.dialogs.properties.page import PropertyPage
from ui.dialogs.words import AnyNode, in_words, kind_in_words
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

    def __init__(
        self,
        dialog: Dialog,
        theme: Theme,
        ways: Ways,
        *,
        integrated: bool,
        editing: Editing | None = None,
    ) -> None:
        super().__init__()
        self._editing = editing
        self._edit: NodeEdit | None = None
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
        self._edit = None
        if node is not None and self._editing is not None:
            self._edit = NodeEdit(self._editing, node)
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

    def finish(self) -> None:
        """Take over what was typed a moment ago."""
        for field in self.findChildren(Field):
            field.finish()

    def show_dialog(self, dialog: Dialog) -> None:
        """Show the node as it is in another version of the dialog task."""
        named = renames(self._dialog, dialog)
        self._dialog = dialog
        if self._node is None:
            return
        if self._edit is not None and self._edit.own:
            self._node = self._edit.node
            self._name.setText(self._node.name)
            self._stale = set(TABS) - {self._tabs.current}
            return
        name = named.get(self._node.name, self._node.name)
        nodes: tuple[AnyNode, ...] = (dialog.intent, *dialog.every_node)
        node = next((one for one in nodes if one.name == name), None)
        if node is not None and node != self._node:
            self._rebuild(node)

    def _rebuild(self, node: AnyNode) -> None:
        """Fill the form anew; the keyboard stays in the field of the same name."""
        focus = self.focusWidget()
        name = focus.objectName() if focus is not None and self.isAncestorOf(focus) else ""
        bar = self._pages[self._tabs.current].verticalScrollBar()
        place = bar.value()
        self.show_node(node)
        again = self.findChild(QWidget, name) if name else None
        if again is not None:
            again.setFocus()
        QTimer.singleShot(0, bar, lambda: bar.setValue(place))

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
        if self._edit is not None:
            self._fill_form(key, page, self._edit)
            page.verticalScrollBar().setValue(0)
            return
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

    def _fill_form(self, key: str, page: PropertyPage, edit: NodeEdit) -> None:
        from ui.dialogs.properties import component_form, connection_form, instance_form, nlp_form

        match key:
            case "component":
                self._tell_users(page, edit)
                integrated = self._integrated
                component_form.fill(page, edit, self._theme, self._ways, integrated=integrated)
            case "instance":
                instance_form.fill(page, edit)
            case "connection":
                connection_form.fill(page, edit, self._ways)
            case "nlp" if isinstance(edit.node, Intent):
                nlp_form.fill(page, edit)
            case "nlp":
                nlp.fill(page, edit.node, self._dialog)

    def _tell_users(self, page: PropertyPage, edit: NodeEdit) -> None:
        """Say which other dialog tasks a change of the component changes too."""
        if not edit.node.component or self._ways.used_by is None:
            return
        line = Text("", "secondary", "dialog.properties.component.used_by")
        line.hide()
        page.add(line)

        def show(names: tuple[str, ...]) -> None:
            others = [name for name in names if name != self._dialog.name]
            if others and isValid(line):
                line.setText(f"A change here changes it in {in_words(others)} too.")
                line.show()

        self._ways.used_by(edit.node.component, show)
