"""What a dialog task is worked on with: adding nodes, undo and redo, warnings, and its keeping."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QWidget

from studio.dialogs.edits import Kind
from ui.controls import Button, Text
from ui.dialogs.editing import Editing

GROUPS: dict[str, tuple[tuple[Kind, str], ...]] = {
    "Inform": (("message", "&Message"),),
    "Ask": (("entity", "&Entity"),),
    "Action": (("service", "&Service"), ("script", "S&cript"), ("bot_action", "&Bot Action")),
}
"""The platform's groups of nodes (fact sheet xo-platform 6.1)."""
INSIDE: tuple[Kind, ...] = ("service", "script")
"""What a Bot Action can hold."""


class Toolbar(QWidget):
    """The line below the head of a dialog task.

    Signals:
        add_asked: The kind of node that is wanted.
        warnings_asked: The list of warnings.
        save_asked: Keep what could not be kept.
    """

    add_asked = Signal(str)
    warnings_asked = Signal()
    save_asked = Signal()

    def __init__(self, editing: Editing) -> None:
        super().__init__()
        self._editing = editing
        self.setProperty("role", "bg")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(18, 0, 14, 10)
        row.setSpacing(8)
        self._add = Button("Add node", "dialog.add", kind="small", icon="plus")
        self._add.setToolTip("Add a node after the selected one (A)")
        self._add.clicked.connect(self.open_add)
        row.addWidget(self._add)
        self._undo = self._button("Undo", "dialog.undo", editing.stack.undo)
        self._redo = self._button("Redo", "dialog.redo", editing.stack.redo)
        row.addWidget(self._undo)
        row.addWidget(self._redo)
        self.warnings = Button("View Warnings", "dialog.warnings", kind="small")
        self.warnings.clicked.connect(self.warnings_asked)
        row.addWidget(self.warnings)
        row.addStretch(1)
        self._saved = Text("", "secondary", "dialog.saved", wrap=False)
        row.addWidget(self._saved)
        self._again = Button("Save again", "dialog.save_again", kind="small")
        self._again.clicked.connect(self.save_asked)
        row.addWidget(self._again)
        editing.state_changed.connect(self._tell)
        self._tell()

    def open_add(self) -> None:
        """Show which nodes can be added."""
        menu = QMenu(self)
        menu.setObjectName("dialog.add.menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for title, kinds in GROUPS.items():
            menu.addSection(title)
            for kind, words in kinds:
                entry = menu.addAction(words)
                entry.triggered.connect(lambda _=False, kind=kind: self.add_asked.emit(kind))
        menu.popup(self._add.mapToGlobal(QPoint(0, self._add.height() + 4)))
        menu.setActiveAction(menu.actions()[1])

    def show_warnings(self, count: int) -> None:
        """How many there are."""
        self.warnings.setText(f"View Warnings ({count})" if count else "No warnings")
        self.warnings.setEnabled(bool(count))

    def _button(self, words: str, name: str, act: object) -> Button:
        button = Button(words, name, kind="small")
        button.clicked.connect(act)
        return button

    def _tell(self) -> None:
        editing, stack = self._editing, self._editing.stack
        for button, can, word, keys in (
            (self._undo, stack.canUndo(), stack.undoText(), QKeySequence.StandardKey.Undo),
            (self._redo, stack.canRedo(), stack.redoText(), QKeySequence.StandardKey.Redo),
        ):
            button.setEnabled(can)
            native = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
            button.setToolTip(f"{button.text()}: {word} ({native})" if can else button.text())
        self._again.setVisible(editing.error is not None)
        if editing.error is not None:
            self._saved.setText("Not saved")
        else:
            self._saved.setText("Saved" if editing.saved else "Saving…")
