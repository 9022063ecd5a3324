"""The list of dialog tasks, and everything that is done with whole dialog tasks."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QVBoxLayout, QWidget

from studio.actions import Action
from studio.dialogs.definitions import Dialog
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
from ui.place import Context

if TYPE_CHECKING:
    from ui.dialogs.exchange import Exchange

EMPTY = (
    "No dialog tasks yet. Configure an action and install its templates: "
    "each one creates a dialog task that appears here. Or create one from scratch."
)


class DialogList(ScrollColumn):
    """Search, sort, create, clone, delete, import and export, components, Train.

    Signals:
        open_asked: The id of a dialog task, and the node that is to be selected or nothing.
        sorted_anew: Another order was chosen.
    """

    open_asked = Signal(str, str)
    sorted_anew = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__((28, 24, 28, 28), 10, "dialogs.list")
        self._context = context
        self._rows: list[DialogRow] = []
        self._shown: tuple[DialogSummary, ...] | None = None
        self._banner: Any = None
        self._exchange: Exchange | None = None
        self._notice: Notice | None = None
        self._focus_on = ""
        self._build()

    @property
    def sort(self) -> str:
        """The order in force, a key of `SORTS`."""
        return self._sort.current

    def sort_by(self, key: str) -> None:
        """Put the list in that order; what is no key of `SORTS` changes nothing."""
        if key in SORTS:
            self._sort.show_choice(key)

    def _build(self) -> None:
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
        self.column.addLayout(head)
        self._tools = self._build_tools()
        self.column.addWidget(self._tools)
        self._banner_place = QVBoxLayout()
        self.column.addLayout(self._banner_place)
        self._body = QVBoxLayout()
        self._body.setSpacing(8)
        self.column.addLayout(self._body)
        self._body.addWidget(Skeleton(4, 18))

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

    def look(self) -> None:
        """Ask the core for the list."""
        self._context.background.run(
            lambda task: self._context.studio.dialogs.list(),
            done=self._show_list,
            failed=self.show_error,
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
            self._banner.trained.connect(self.look)
            self._banner_place.addWidget(self._banner)
        self._banner.look()

    def _sorted(self) -> None:
        self._fill()
        self.sorted_anew.emit()

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
            row.clicked.connect(partial(self._ask_for, dialog.id))
            row.asked.connect(partial(self._act, dialog))
            self._rows.append(row)
            self._body.addWidget(row)
        self._none = Text("No dialog task has this in its name or description.", "secondary")
        self._body.addWidget(self._none)
        self._filter(self._search.text())
        if self._focus_on:
            QTimer.singleShot(0, self, self._focus_row)

    def _ask_for(self, dialog_id: str, *_: object) -> None:
        self.open_asked.emit(dialog_id, "")

    def _focus_row(self) -> None:
        row = next((row for row in self._rows if row.dialog.id == self._focus_on), None)
        self._focus_on = ""
        if row is not None:
            row.setFocus()

    def show_error(self, error: StudioError) -> None:
        """Say why there is no list, or why what was asked for was not done."""
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
            self.open_asked.emit(dialog.id, "")
        elif what == "clone":
            self._clone(dialog)
        else:
            self._ask_to_delete(dialog)

    def _clone(self, dialog: DialogSummary) -> None:
        studio = self._context.studio

        def done(copy: Dialog) -> None:
            self._focus_on = copy.id
            self.look()

        self._context.background.run(
            lambda task: studio.dialogs.clone(dialog.id),
            done=done,
            failed=self.show_error,
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
            work, done=lambda _: self.look(), failed=self.show_error, owner=self, keeps=True
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
            self._exchange.imported.connect(self.look)
            self._exchange.dialog_asked.connect(self._ask_for)
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
        sheet.created.connect(self._ask_for)
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
        sheet.dialog_asked.connect(self._ask_for)
        sheet.finished.connect(lambda result: self.look())
        sheet.open()

    def _manage_components(self) -> None:
        from ui.dialogs.manage_components import ManageComponents

        sheet = ManageComponents(self, self._context)
        sheet.dialog_asked.connect(self.open_asked)
        sheet.finished.connect(lambda result: self.look())
        sheet.open()
