"""Editing one dialog task: every change can be undone, and is kept as soon as it is made."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtGui import QUndoCommand, QUndoStack

from studio.dialogs.definitions import Dialog
from studio.errors import StudioError
from ui.background import Task
from ui.place import Context

LANE = "dialogs.saving"
QUIET_MS = 400
"""After the last change, before it is kept: typing makes many."""


class Editing(QObject):
    """The dialog task that is edited, its undo stack, and its keeping.

    Signals:
        changed: The dialog task as it is now; also after undo and redo.
        state_changed: Whether it is being kept, kept or failed has changed.
        saved_as: The dialog task as it is kept now.
    """

    changed = Signal(object)
    saved_as = Signal(object)
    state_changed = Signal()

    def __init__(self, dialog: Dialog, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.dialog = dialog
        self.error: StudioError | None = None
        """Why the last change could not be kept; None when all is well."""
        self.stack = QUndoStack(self)
        # Through here, because the stack still tells of its end when nobody can ask it any more.
        self.stack.indexChanged.connect(self._stack_changed)
        self._context = context
        self._kept = dialog
        self._sent = dialog
        self._saving = 0
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(QUIET_MS)
        self._quiet.timeout.connect(self.save)

    @property
    def saved(self) -> bool:
        """Whether everything there is is kept."""
        return self.error is None and not self._saving and self.dialog == self._sent

    def new_component_id(self) -> str:
        """The id for the component of a node that is about to be added."""
        return self._context.studio.dialogs.new_component_id()

    def change(self, dialog: Dialog, words: str, *, merge: str = "") -> None:
        """Make a change that can be undone.

        Args:
            dialog: The dialog task after it.
            words: What is done, for Undo and Redo ("Move dealName").
            merge: Changes one after the other with the same `merge` are undone together: the
                letters typed into one field, say. Empty: never.
        """
        if dialog != self.dialog:
            self.stack.push(_Change(self, self.dialog, dialog, words, merge))

    def save(self) -> None:
        """Keep what is not kept yet, now."""
        self._quiet.stop()
        if self.dialog == self._sent:
            self.state_changed.emit()
            return
        self._saving += 1
        self.error = None
        studio, dialog = self._context.studio, self.dialog
        self._sent = dialog

        def work(task: Task[Dialog]) -> Dialog:
            # Jobs of one lane follow each other: what was kept last is known in here alone.
            kept = studio.dialogs.save(dialog, self._kept)
            self._kept = dialog
            return kept

        def done(kept: Dialog) -> None:
            self._saving -= 1
            self.saved_as.emit(kept)
            self.state_changed.emit()

        def failed(error: StudioError) -> None:
            self._saving -= 1
            self._sent = self._kept
            self.error = error
            self.state_changed.emit()

        self._context.background.run(
            work, done=done, failed=failed, owner=self, lane=LANE, keeps=True
        )
        self.state_changed.emit()

    @Slot()
    def _stack_changed(self) -> None:
        self.state_changed.emit()

    def show(self, dialog: Dialog) -> None:
        """Take over `dialog` as it is now: for the undo stack alone."""
        self.dialog = dialog
        self.error = None
        self.changed.emit(dialog)
        self._quiet.start()
        self.state_changed.emit()


class _Change(QUndoCommand):
    """From one dialog task to the next. Both are immutable and share all that is the same."""

    def __init__(
        self, editing: Editing, before: Dialog, after: Dialog, words: str, merge: str
    ) -> None:
        super().__init__(words)
        self._editing = editing
        self._before = before
        self._after = after
        self._merge = merge

    def redo(self) -> None:
        self._editing.show(self._after)

    def undo(self) -> None:
        self._editing.show(self._before)

    def id(self) -> int:
        return hash(self._merge) & 0x7FFFFFFF if self._merge else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        assert isinstance(other, _Change)
        if other._merge != self._merge:
            return False
        self._after = other._after
        return True
