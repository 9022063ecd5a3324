"""The Dialogs page: the list, or one dialog task on its canvas."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QHideEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from studio.actions import Action
from studio.dialogs.definitions import END, Dialog
from studio.dialogs.summaries import DialogSummary
from studio.errors import StudioError
from ui.background import Task
from ui.controls import (
    Button,
    EmptyState,
    Heading,
    IconButton,
    Notice,
    Question,
    ScrollColumn,
    Select,
    Skeleton,
    Text,
)
from ui.controls.notice import NoticeTone
from ui.controls.scroll_column import let_go, let_go_all
from ui.dialogs.rows import SORTS, DialogRow, in_order
from ui.place import Context, Page

if TYPE_CHECKING:
    from studio.dialogs.tracing import TurnTrace
    from ui.dialogs.exchange import Exchange

EMPTY = (
    "No dialog tasks yet. Configure an action and install its templates: "
    "each one creates a dialog task that appears here. Or create one from scratch."
)


class DialogsPage(Page):
    """Asks the core for the list each time it comes to the front."""

    def __init__(self, context: Context) -> None:
        super().__init__("dialogs", "Dialogs")
        self._context = context
        self._rows: list[DialogRow] = []
        self._shown: tuple[DialogSummary, ...] | None = None
        self._view: Any = None
        self._banner: Any = None
        self._exchange: Exchange | None = None
        self._notice: Notice | None = None
        self._focus_on = ""
        self._stack = QStackedWidget()
        if context.running is not None:
            context.running.turn_changed.connect(self._light)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._stack)
        self._stack.addWidget(self._build_list())

    def show_page(self) -> None:
        self._back()
        self._look()

    def go_to(self, **target: Any) -> None:
        dialog_id = target.get("open")
        if dialog_id:
            self._open(str(dialog_id), node=str(target.get("node", "")))
        else:
            self._tell_place()

    def restore(self, state: dict[str, Any]) -> None:
        if str(state.get("sort")) in SORTS:
            self._sort.show_choice(str(state["sort"]))
        if state.get("dialog"):
            self._open(str(state["dialog"]))

    def closeEvent(self, event: QCloseEvent) -> None:
        self._leave_dialog()
        super().closeEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._leave_dialog()
        super().hideEvent(event)

    def _build_list(self) -> QWidget:
        page = ScrollColumn((28, 24, 28, 28), 10, "dialogs.list")
        head = QHBoxLayout()
        head.setSpacing(10)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(Heading("Dialogs", 1))
        words.addWidget(Text("The dialog tasks of your assistant.", "secondary"))
        head.addLayout(words, 1)
        self._components = Button("Manage Components", "dialogs.components.open")
        self._components.clicked.connect(self._manage_components)
        head.addWidget(self._components, 0, Qt.AlignmentFlag.AlignBottom)
        self._files = IconButton("Import and export", "dialogs.files", "more")
        self._files.clicked.connect(self._open_files_menu)
        head.addWidget(self._files, 0, Qt.AlignmentFlag.AlignBottom)
        self._create = Button("Create Dialog", "dialogs.create.open", kind="primary", icon="plus")
        self._create.clicked.connect(self._open_create_menu)
        head.addWidget(self._create, 0, Qt.AlignmentFlag.AlignBottom)
        page.column.addLayout(head)
        self._tools = self._build_tools()
        page.column.addWidget(self._tools)
        self._banner_place = QVBoxLayout()
        page.column.addLayout(self._banner_place)
        self._body = QVBoxLayout()
        self._body.setSpacing(8)
        page.column.addLayout(self._body)
        self._body.addWidget(Skeleton(4, 18))
        return page

    def _build_tools(self) -> QWidget:
        tools = QWidget()
        row = QHBoxLayout(tools)
        row.setContentsMargins(0, 6, 0, 2)
        row.setSpacing(10)
        self._search = QLineEdit()
        self._search.setObjectName("dialogs.search")
        self._search.setAccessibleName("Search dialogs")
        self._search.setPlaceholderText("Search")
        self._search.setClearButtonEnabled(True)
        self._search.setFixedWidth(260)
        self._search.textChanged.connect(self._filter)
        row.addWidget(self._search)
        row.addStretch(1)
        row.addWidget(Text("Sort by", "secondary", wrap=False))
        self._sort = Select("dialogs.sort", "Sort by", SORTS.items())
        self._sort.chosen.connect(lambda key: self._sorted())
        row.addWidget(self._sort)
        tools.hide()
        return tools

    def _look(self) -> None:
        self._context.background.run(
            lambda task: self._context.studio.dialogs.list(),
            done=self._show_list,
            failed=self._show_error,
            owner=self,
        )

    def _show_list(self, dialogs: tuple[DialogSummary, ...]) -> None:
        self._look_at_training(dialogs)
        if dialogs == self._shown:
            return
        self._shown = dialogs
        self._fill()

    def _look_at_training(self, dialogs: tuple[DialogSummary, ...]) -> None:
        if self._banner is None and all(one.trained for one in dialogs):
            return
        if self._banner is None:
            from ui.dialogs.train_banner import TrainBanner

            self._banner = TrainBanner(self._context)
            self._banner.trained.connect(self._look)
            self._banner_place.addWidget(self._banner)
        self._banner.look()

    def _sorted(self) -> None:
        self._fill()
        self._tell_place()

    def _fill(self) -> None:
        dialogs = self._shown or ()
        self._clear_body()
        self._tools.setVisible(bool(dialogs))
        if not dialogs:
            action = Button("Go to Actions", "dialogs.go_to_actions")
            action.clicked.connect(lambda: self._context.navigate("actions"))
            self._body.addWidget(EmptyState(EMPTY, "dialogs.empty", action))
            return
        for dialog in in_order(dialogs, self._sort.current):
            row = DialogRow(dialog)
            row.clicked.connect(partial(self._open, dialog.id))
            row.asked.connect(partial(self._act, dialog))
            self._rows.append(row)
            self._body.addWidget(row)
        self._none = Text("No dialog task has this in its name or description.", "secondary")
        self._body.addWidget(self._none)
        self._filter(self._search.text())
        if self._focus_on:
            QTimer.singleShot(0, self, self._focus_row)

    def _focus_row(self) -> None:
        row = next((row for row in self._rows if row.dialog.id == self._focus_on), None)
        self._focus_on = ""
        if row is not None:
            row.setFocus()

    def _show_error(self, error: StudioError) -> None:
        self._clear_body()
        self._shown = None
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

    def _act(self, dialog: DialogSummary, what: str) -> None:
        if what == "edit":
            self._open(dialog.id)
        elif what == "clone":
            self._clone(dialog)
        else:
            self._ask_to_delete(dialog)

    def _clone(self, dialog: DialogSummary) -> None:
        studio = self._context.studio

        def done(copy: Dialog) -> None:
            self._focus_on = copy.id
            self._look()

        self._context.background.run(
            lambda task: studio.dialogs.clone(dialog.id),
            done=done,
            failed=self._show_error,
            owner=self,
            keeps=True,
        )

    def _ask_to_delete(self, dialog: DialogSummary) -> None:
        question = Question(
            self,
            "dialogs.delete",
            f"Delete {dialog.name}?",
            (
                "This cannot be undone. Its components go with it, but for those that other dialog "
                "tasks use.",
                "A conversation about it that is under way ends.",
            ),
        )
        question.accepted.connect(lambda: self._delete(dialog))
        question.open()

    def _delete(self, dialog: DialogSummary) -> None:
        studio = self._context.studio

        def work(task: Task[None]) -> None:
            studio.dialogs.delete(dialog.id)

        self._context.background.run(
            work, done=lambda _: self._look(), failed=self._show_error, owner=self, keeps=True
        )

    def _open_create_menu(self) -> None:
        studio = self._context.studio
        menu = QMenu(self)
        menu.setObjectName("dialogs.create.menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Start From Scratch", self._create_from_scratch)
        menu.addAction("Marketplace", self._open_marketplace)
        if not any(action.configured for action in studio.actions.list()):
            menu.addSeparator()
            menu.addAction("Explore Integrations", lambda: self._context.navigate("actions"))
        place = QPoint(self._create.width() - menu.sizeHint().width(), self._create.height() + 4)
        menu.popup(self._create.mapToGlobal(place))
        menu.setActiveAction(menu.actions()[0])

    def _open_files_menu(self) -> None:
        menu = QMenu(self)
        menu.setObjectName("dialogs.files.menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Import…", self.exchange.ask_for_import)
        every = menu.addAction("Export all…", lambda: self.exchange.export(None, "Dialog tasks"))
        every.setEnabled(bool(self._shown))
        menu.popup(self._files.mapToGlobal(QPoint(0, self._files.height() + 4)))
        menu.setActiveAction(menu.actions()[0])

    @property
    def exchange(self) -> Exchange:
        """Export and import; made when it is first asked for."""
        if self._exchange is None:
            from ui.dialogs.exchange import Exchange

            self._exchange = Exchange(self._context, self)
            self._exchange.told.connect(self._tell)
            self._exchange.imported.connect(self._look)
            self._exchange.dialog_asked.connect(self._open)
        return self._exchange

    def _tell(self, tone: NoticeTone, title: str, words: str) -> None:
        if self._notice is not None:
            let_go(self._notice)
        close = Button("Close", "dialogs.notice.close", kind="small")
        self._notice = Notice(tone, title, words, name="dialogs.notice", action=close)
        close.clicked.connect(self._notice.hide)
        self._banner_place.addWidget(self._notice)

    def _create_from_scratch(self) -> None:
        from ui.dialogs.creating import CreateDialog

        connector = self._context.studio.catalogue.all()[0]
        sheet = CreateDialog(self, self._context, connector.id)
        sheet.created.connect(self._open)
        sheet.open()

    def _open_marketplace(self) -> None:
        from ui.dialogs.marketplace import Marketplace

        sheet = Marketplace(self, self._context)
        sheet.templates_asked.connect(self._open_templates)
        sheet.open()

    def _open_templates(self, action: Action) -> None:
        from ui.actions.templates_sheet import templates_sheet

        sheet = templates_sheet(
            self, self._context, action.connector_id, action.name, marketplace=True
        )
        sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        sheet.dialog_asked.connect(self._open)
        sheet.finished.connect(lambda result: self._look())
        sheet.open()

    def _manage_components(self) -> None:
        from ui.dialogs.manage_components import ManageComponents

        sheet = ManageComponents(self, self._context)
        sheet.dialog_asked.connect(lambda dialog_id, node: self._open(dialog_id, node=node))
        sheet.finished.connect(lambda result: self._look())
        sheet.open()

    def _open(self, dialog_id: str, *_: Any, node: str = "") -> None:
        studio = self._context.studio

        def work(task: Task[tuple[Dialog, bool]]) -> tuple[Dialog, bool]:
            dialog = studio.dialogs.get(dialog_id)
            action = studio.actions.get(dialog.connector_id)
            return dialog, action.can_disable  # an action in its error state is still set up

        self._context.background.run(
            work,
            done=lambda found: self._show_dialog(*found, node),
            failed=self._show_error,
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
        self._view.export_asked.connect(lambda: self.exchange.export([dialog.id], dialog.name))
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
        return {"sort": self._sort.current} if self._sort.current != first else {}

    def _tell_place(self) -> None:
        self.place_changed.emit(self._place())
