"""The Dialogs page: the list, or one dialog task on its canvas."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QHideEvent, QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from studio.dialogs.definitions import Dialog
from studio.dialogs.summaries import DialogSummary
from studio.errors import StudioError
from ui.background import Task
from ui.controls import (
    Button,
    CardButton,
    EmptyState,
    Heading,
    Notice,
    Pill,
    ScrollColumn,
    Skeleton,
    Text,
)
from ui.controls.scroll_column import let_go_all
from ui.dialogs.words import moment
from ui.place import Context, Page

EMPTY = (
    "No dialog tasks yet. Configure an action and install its templates: "
    "each one creates a dialog task that appears here."
)


class DialogRow(CardButton):
    """One dialog task in the list."""

    def __init__(self, dialog: DialogSummary) -> None:
        super().__init__(f"dialogs.open.{dialog.template_id or dialog.id}", dialog.name, 14, 4)
        self.dialog = dialog
        row = QHBoxLayout()
        row.setSpacing(10)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(Text(dialog.name, "strong"))
        words.addWidget(Text(dialog.description, "secondary"))
        row.addLayout(words, 1)
        updated = Text(moment(dialog.updated_at), "small", wrap=False)
        updated.setToolTip("Last update")
        row.addWidget(updated)
        row.addWidget(
            Pill("Trained" if dialog.trained else "Not trained", "ok" if dialog.trained else "warn")
        )
        row.addWidget(Pill(dialog.status))
        self.column.addLayout(row)
        for label in self.findChildren(QWidget):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self.focusNextChild()
        elif event.key() == Qt.Key.Key_Up:
            self.focusPreviousChild()
        else:
            super().keyPressEvent(event)


class DialogsPage(Page):
    """Asks the core for the list each time it comes to the front."""

    def __init__(self, context: Context) -> None:
        super().__init__("dialogs", "Dialogs")
        self._context = context
        self._rows: list[DialogRow] = []
        self._shown: tuple[DialogSummary, ...] | None = None
        self._view: Any = None
        self._stack = QStackedWidget()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._stack)
        self._stack.addWidget(self._build_list())

    def show_page(self) -> None:
        self._back()
        self._context.background.run(
            lambda task: self._context.studio.dialogs.list(),
            done=self._show_list,
            failed=self._show_error,
            owner=self,
        )

    def go_to(self, **target: Any) -> None:
        dialog_id = target.get("open")
        if dialog_id:
            self._open(str(dialog_id))
        else:
            self.place_changed.emit({})

    def restore(self, state: dict[str, Any]) -> None:
        if state.get("dialog"):
            self._open(str(state["dialog"]))

    def _build_list(self) -> QWidget:
        page = ScrollColumn((28, 24, 28, 28), 10, "dialogs.list")
        head = QHBoxLayout()
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(Heading("Dialogs", 1))
        words.addWidget(Text("The dialog tasks of your assistant.", "secondary"))
        head.addLayout(words, 1)
        self._search = QLineEdit()
        self._search.setObjectName("dialogs.search")
        self._search.setAccessibleName("Search dialogs")
        self._search.setPlaceholderText("Search")
        self._search.setClearButtonEnabled(True)
        self._search.setFixedWidth(220)
        self._search.textChanged.connect(self._filter)
        self._search.hide()
        head.addWidget(self._search, 0, Qt.AlignmentFlag.AlignBottom)
        page.column.addLayout(head)
        page.column.addSpacing(6)
        self._body = QVBoxLayout()
        self._body.setSpacing(8)
        page.column.addLayout(self._body)
        self._body.addWidget(Skeleton(4, 18))
        return page

    def _show_list(self, dialogs: tuple[DialogSummary, ...]) -> None:
        if dialogs == self._shown:
            return
        self._shown = dialogs
        self._clear_body()
        self._search.setVisible(bool(dialogs))
        if not dialogs:
            action = Button("Go to Actions", "dialogs.go_to_actions")
            action.clicked.connect(lambda: self._context.navigate("actions"))
            self._body.addWidget(EmptyState(EMPTY, "dialogs.empty", action))
            return
        for dialog in dialogs:
            row = DialogRow(dialog)
            row.clicked.connect(lambda _=False, id=dialog.id: self._open(id))
            self._rows.append(row)
            self._body.addWidget(row)
        self._none = Text("No dialog task has this in its name or description.", "secondary")
        self._body.addWidget(self._none)
        self._filter(self._search.text())

    def _show_error(self, error: StudioError) -> None:
        self._clear_body()
        self._body.addWidget(
            Notice("error", error.message, error.next_step, name="dialogs.problem")
        )

    def _clear_body(self) -> None:
        self._rows.clear()
        let_go_all(self._body)

    def _filter(self, typed: str) -> None:
        wanted = typed.strip().casefold()
        found = 0
        for row in self._rows:
            fits = wanted in f"{row.dialog.name} {row.dialog.description}".casefold()
            row.setVisible(fits)
            found += fits
        if self._rows:
            self._none.setVisible(not found)

    def _open(self, dialog_id: str) -> None:
        studio = self._context.studio

        def work(task: Task[tuple[Dialog, bool]]) -> tuple[Dialog, bool]:
            dialog = studio.dialogs.get(dialog_id)
            action = studio.actions.get(dialog.connector_id)
            return dialog, action.can_disable  # an action in its error state is still set up

        self._context.background.run(
            work,
            done=lambda found: self._show_dialog(*found),
            failed=self._show_error,
            owner=self,
        )

    def _show_dialog(self, dialog: Dialog, integrated: bool) -> None:
        from ui.dialogs.dialog_view import DialogView

        if self._view is not None:
            self._view.leave()
            self._stack.removeWidget(self._view)
            self._view.deleteLater()
        self._view = DialogView(
            dialog, self._context.theme, integrated=integrated, context=self._context
        )
        self._view.back.connect(self._back)
        self._stack.addWidget(self._view)
        self._stack.setCurrentWidget(self._view)
        if not self._types_elsewhere():
            self._view.focus_canvas()
        self.breadcrumb_changed.emit([dialog.name])
        self.place_changed.emit({"dialog": dialog.id})

    def _types_elsewhere(self) -> bool:
        """Whether somebody types outside of this page: what comes late must not take that away."""
        # The window's own, not the application's: it counts also while another window is in front.
        now = self.window().focusWidget()
        return isinstance(now, QLineEdit) and not self.isAncestorOf(now)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._leave_dialog()
        super().closeEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._leave_dialog()
        super().hideEvent(event)

    def _leave_dialog(self) -> None:
        """Keep what was changed a moment ago."""
        if self._view is not None:
            self._view.leave()

    def _back(self) -> None:
        self._leave_dialog()
        self._stack.setCurrentIndex(0)
        self.breadcrumb_changed.emit([])
        self.place_changed.emit({})
