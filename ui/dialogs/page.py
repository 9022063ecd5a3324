"""The Dialogs page: the list, or one dialog task on its canvas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QCloseEvent, QHideEvent
from PySide6.QtWidgets import QLineEdit, QStackedWidget, QVBoxLayout

from studio.dialogs.definitions import END, Dialog
from ui.background import Task
from ui.dialogs.listing import DialogList
from ui.dialogs.rows import SORTS
from ui.place import Context, Page

if TYPE_CHECKING:
    from studio.dialogs.tracing import TurnTrace


class DialogsPage(Page):
    """Asks the core for the list each time it comes to the front."""

    def __init__(self, context: Context) -> None:
        super().__init__("dialogs", "Dialogs")
        self._context = context
        self._view: Any = None
        self.list = DialogList(context)
        self.list.open_asked.connect(lambda dialog_id, node: self._open(dialog_id, node=node))
        self.list.sorted_anew.connect(self._tell_place)
        self._stack = QStackedWidget()
        if context.running is not None:
            context.running.turn_changed.connect(self._light)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._stack)
        self._stack.addWidget(self.list)

    def show_page(self) -> None:
        self._back()
        self.list.look()

    def go_to(self, **target: Any) -> None:
        dialog_id = target.get("open")
        if dialog_id:
            self._open(str(dialog_id), node=str(target.get("node", "")))
        else:
            self._tell_place()

    def restore(self, state: dict[str, Any]) -> None:
        self.list.sort_by(str(state.get("sort")))
        if state.get("dialog"):
            self._open(str(state["dialog"]))

    def closeEvent(self, event: QCloseEvent) -> None:
        self._leave_dialog()
        super().closeEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._leave_dialog()
        super().hideEvent(event)

    def _open(self, dialog_id: str, *, node: str = "") -> None:
        studio = self._context.studio

        def work(task: Task[tuple[Dialog, bool]]) -> tuple[Dialog, bool]:
            dialog = studio.dialogs.get(dialog_id)
            action = studio.actions.get(dialog.connector_id)
            return dialog, action.can_disable  # an action in its error state is still set up

        self._context.background.run(
            work,
            done=lambda found: self._show_dialog(*found, node),
            failed=self.list.show_error,
            owner=self,
        )

    def _show_dialog(self, dialog: Dialog, integrated: bool, node: str) -> None:
        from ui.dialogs.dialog_view import DialogView

        if self._view is not None:
            self._view.leave()
            self._stack.removeWidget(self._view)
            self._view.deleteLater()
        self._view = DialogView(
            dialog, self._context.theme, integrated=integrated, context=self._context
        )
        self._view.back.connect(self.show_page)
        self._stack.addWidget(self._view)
        self._stack.setCurrentWidget(self._view)
        if not self._types_elsewhere():
            self._view.focus_canvas()
        if node:
            QTimer.singleShot(0, self._view, lambda: self._view.canvas.choose(node))
        self.breadcrumb_changed.emit([dialog.name])
        self.place_changed.emit({**self._place(), "dialog": dialog.id})

    def _light(self, user: str, turn: TurnTrace) -> None:
        """Light the node that runs, where its dialog task is shown."""
        if self._view is None or self._view.canvas.dialog.id != turn.dialog_id or not turn.nodes:
            return
        last = turn.nodes[-1]
        canvas = self._view.canvas
        if len(turn.nodes) == 1 and last.status != "end":
            canvas.lights_out()
        if last.node != END:
            canvas.light(last.node, last.status)

    def _types_elsewhere(self) -> bool:
        """Whether somebody types outside of this page: what comes late must not take that away."""
        # The window's own, not the application's: it counts also while another window is in front.
        now = self.window().focusWidget()
        return isinstance(now, QLineEdit) and not self.isAncestorOf(now)

    def _leave_dialog(self) -> None:
        """Keep what was changed a moment ago."""
        if self._view is not None:
            self._view.leave()

    def _back(self) -> None:
        self._leave_dialog()
        self._stack.setCurrentIndex(0)
        self.breadcrumb_changed.emit([])
        self._tell_place()

    def _place(self) -> dict[str, Any]:
        """Where on the page the person is, but for the dialog task."""
        first = next(iter(SORTS))
        return {"sort": self.list.sort} if self.list.sort != first else {}

    def _tell_place(self) -> None:
        self.place_changed.emit(self._place())
