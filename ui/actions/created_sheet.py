"""What an install created: to look at, to take back, and to have once more."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QWidget

from studio.dialogs.created import Created
from studio.errors import StudioError
from ui.background import Task
from ui.controls import Button, DialogSheet, Notice, ScrollColumn, Skeleton, Text
from ui.place import Context

NAME = "integration_templates.created"
SIZE = QSize(520, 480)


class CreatedSheet(DialogSheet):
    """Lists what an install created.

    Signals:
        undone: The install was taken back.
        again_asked: One more is wanted.
        dialog_asked: The dialog task's id; *Go to Dialog*.
    """

    undone = Signal()
    again_asked = Signal()
    dialog_asked = Signal(str)

    def __init__(self, host: QWidget, context: Context, dialog_id: str) -> None:
        super().__init__(host, NAME, "What this install created")
        self._context = context
        self._dialog_id = dialog_id
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(SIZE)
        self._list = ScrollColumn((0, 0, 12, 0), 10, f"{NAME}.list")
        self._list.column.addWidget(Skeleton(4))
        self.body.addWidget(self._list, 1)
        self._undo = self.add_button(Button("Undo install", f"{NAME}.undo", kind="danger"))
        self._undo.clicked.connect(self._take_back)
        again = self.add_button(Button("Install again", f"{NAME}.again"))
        again.setToolTip("One more dialog task of this template, under another name")
        again.clicked.connect(self._ask_again)
        go = self.add_button(Button("Go to Dialog", f"{NAME}.go_to_dialog", kind="primary"))
        go.clicked.connect(self._lead)
        self._undo.setEnabled(False)
        studio = context.studio
        context.background.run(
            lambda task: studio.installs.created(dialog_id),
            done=self._show,
            failed=self._show_error,
            owner=self,
        )

    def _show(self, created: Created) -> None:
        self._list.clear()
        self.line.setText(created.name)
        self.line.show()
        column = self._list.column
        shared = created.shared or ("None",)
        for title, words in (
            ("Dialog task", created.name),
            (f"Nodes ({len(created.nodes)})", ", ".join(created.nodes)),
            (f"Components ({len(created.components)})", ", ".join(created.components)),
            ("Shared with other dialog tasks", ", ".join(shared)),
            ("Utterances", f"{created.utterances}, and the name of the dialog task"),
        ):
            column.addWidget(Text(title, "label"))
            column.addWidget(Text(words, "value"))
        column.addStretch(1)
        self._undo.setEnabled(not created.why_not)
        if created.why_not:
            words = f"{created.why_not} It can be deleted on the Dialogs page."
            column.insertWidget(0, Notice("info", "It cannot be undone", words, name=f"{NAME}.why"))

    def _take_back(self) -> None:
        studio, dialog_id = self._context.studio, self._dialog_id

        def work(task: Task[None]) -> None:
            studio.installs.undo(dialog_id)

        def done(nothing: None) -> None:
            self.accept()
            self.undone.emit()

        self._context.background.run(
            work, done=done, failed=self._show_error, owner=self, keeps=True
        )

    def _ask_again(self) -> None:
        self.accept()
        self.again_asked.emit()

    def _lead(self) -> None:
        self.accept()
        self.dialog_asked.emit(self._dialog_id)

    def _show_error(self, error: StudioError) -> None:
        self._list.clear()
        self._list.column.addWidget(
            Notice("error", error.message, error.next_step, name=f"{NAME}.problem")
        )
