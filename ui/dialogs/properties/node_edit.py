"""One node under the hands of a person: what is entered becomes a change that can be undone."""

from __future__ import annotations

from typing import Any

import msgspec

from studio.dialogs import edits
from studio.dialogs.definitions import Dialog
from ui.dialogs.editing import Editing
from ui.dialogs.words import AnyNode


class NodeEdit:
    """Changes one node of the dialog task that is edited.

    Args:
        editing: The dialog task.
        node: The node as it is now.
    """

    def __init__(self, editing: Editing, node: AnyNode) -> None:
        self.editing = editing
        self.node = node
        self.own = False
        """Whether the change that is just told of was made here."""

    @property
    def dialog(self) -> Dialog:
        """The dialog task as it is now."""
        return self.editing.dialog

    def set(self, **fields: Any) -> None:
        """Give fields of the node other values. What is typed into one field is one to undo."""
        node = msgspec.structs.replace(self.node, **fields)
        if node == self.node:
            return
        before, self.node = self.node.name, node
        merge = f"{node.component or before}.{'+'.join(fields)}"
        self._change(edits.change_node(self.dialog, before, node), f"Change {before}", merge)

    def apply(self, dialog: Dialog, words: str) -> None:
        """Make a change that reaches beyond the node; the forms are built anew after it."""
        self.editing.change(dialog, words)

    def _change(self, dialog: Dialog, words: str, merge: str) -> None:
        self.own = True
        try:
            self.editing.change(dialog, words, merge=merge)
        finally:
            self.own = False
        # A rename changes more of a node than its name: its own conditions, its request.
        nodes: tuple[AnyNode, ...] = (self.dialog.intent, *self.dialog.every_node)
        self.node = next((one for one in nodes if one.name == self.node.name), self.node)
