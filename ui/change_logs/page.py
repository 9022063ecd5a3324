"""The Change Logs page: search and filters, the table, Details, Download CSV."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from studio.errors import StudioError
from studio.workspace.changes import Change, Found, Wanted
from ui.change_logs import words
from ui.change_logs.download import Download
from ui.change_logs.model import COLUMNS, ChangesModel
from ui.controls import Button, EmptyState, Heading, IconButton, Notice, Select, Skeleton, Text
from ui.place import Context, Page
from ui.sandbox.table import Table

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent

    from ui.change_logs.details import ChangeDetails

MARGINS = (28, 24, 28, 16)
TYPED_MS = 180
"""After the last key, what was typed is looked for."""
SKELETON_AFTER_MS = 150
MODULE_WIDTH = 168
FRAME_WIDTH = 128
"""Wide enough for the longest choice: nothing moves when another one is taken."""
TABLE, NOTHING, NO_MATCH, LOADING, BLANK = range(5)


class ChangeLogsPage(Page):
    """The audit log of the workspace."""

    def __init__(self, context: Context) -> None:
        super().__init__("change_logs", "Change Logs")
        self._context = context
        self._module = ""
        self._modules_there: tuple[str, ...] = ()
        self._frame = words.ANY_TIME
        self._open_id = 0
        self._known = False
        """Whether anything was read yet."""
        self._notice: Notice | None = None
        self._built_details: ChangeDetails | None = None
        self.model = ChangesModel(self._fetch, self)
        self.model.loaded.connect(self._loaded)
        self.model.failed.connect(self._show_error)
        self.download = Download(context, self)
        self.download.begun.connect(self._download_begun)
        self.download.ended.connect(lambda: self._show_writing(False))
        self.download.saved.connect(self._saved)
        self.download.failed.connect(lambda error: self._show_error(error, again=False))
        self._build()
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(TYPED_MS)
        self._typing.timeout.connect(self._changed)

    def show_page(self) -> None:
        self._look()

    def go_to(self, **target: Any) -> None:
        """`query`, `module`, `frame`: look for that; `change`: open the details of that id."""
        self.restore(target)
        self._keep()

    def restore(self, state: dict[str, Any]) -> None:
        self._module = str(state.get("module") or "")
        frame = str(state.get("frame") or "")
        self._frame = frame if frame in dict(words.FRAMES) else words.ANY_TIME
        self._frames.show_choice(self._frame)
        self._show_module()
        self._search.blockSignals(True)
        self._search.setText(str(state.get("query") or ""))
        self._search.blockSignals(False)
        self._look()
        if isinstance(change := state.get("change"), int) and change:
            self._open_by_id(change)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.download.stop()
        super().closeEvent(event)

    @property
    def _details(self) -> ChangeDetails:
        if self._built_details is None:
            from ui.change_logs.details import ChangeDetails

            details = self._built_details = ChangeDetails(self)
            details.closed.connect(self._details_closed)
        return self._built_details

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(*MARGINS)
        outer.setSpacing(14)
        outer.addLayout(self._head())
        outer.addLayout(self._filters())
        self._column = outer
        self._table = Table("change_logs.table", "Changes", self._context.theme, self.model)
        self._table.lay_out(COLUMNS)
        self._table.row_opened.connect(lambda row: self._open(self.model.change(row)))
        self._clear = Button("Show all changes", "change_logs.clear")
        self._clear.clicked.connect(lambda: self.go_to())
        self._body = QStackedWidget()
        self._body.addWidget(self._table)
        self._body.addWidget(_at_top(EmptyState(words.NOTHING, "change_logs.empty")))
        self._body.addWidget(
            _at_top(EmptyState(words.NO_MATCH, "change_logs.no_match", self._clear))
        )
        self._body.addWidget(_at_top(Skeleton(6, 18, "change_logs.loading")))
        self._body.addWidget(QWidget())
        self._body.setCurrentIndex(BLANK)
        outer.addWidget(self._body, 1)
        self._count = Text("", "secondary", "change_logs.count", wrap=False)
        self._count.setMinimumHeight(18)
        outer.addWidget(self._count)

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(12)
        said = QVBoxLayout()
        said.setSpacing(6)
        said.addWidget(Heading("Change Logs", 1))
        said.addWidget(Text(words.LINE, "lead"))
        head.addLayout(said, 1)
        self._stop = Button("Cancel", "change_logs.download.cancel", kind="quiet")
        self._stop.setAccessibleName("Stop the download")
        self._stop.clicked.connect(self.download.stop)
        self._stop.hide()
        head.addWidget(self._stop, 0, Qt.AlignmentFlag.AlignTop)
        self._save = Button("Download CSV", "change_logs.download", icon="download")
        self._save.setEnabled(False)
        self._save.clicked.connect(lambda: self.download.ask(self._wanted()))
        head.addWidget(self._save, 0, Qt.AlignmentFlag.AlignTop)
        return head

    def _filters(self) -> QHBoxLayout:
        bar = QHBoxLayout()
        bar.setSpacing(10)
        self._search = QLineEdit()
        self._search.setObjectName("change_logs.search")
        self._search.setAccessibleName("Search changes")
        self._search.setPlaceholderText("Search changes, users and details")
        self._search.setClearButtonEnabled(True)
        self._search.textChanged.connect(lambda _: self._typing.start())
        bar.addWidget(self._search, 1)
        self._modules = Select("change_logs.module", "Module", (words.ALL_MODULES,))
        self._modules.chosen.connect(self._choose_module)
        self._modules.setMinimumWidth(MODULE_WIDTH)
        bar.addWidget(self._modules)
        self._frames = Select("change_logs.time_frame", "Time frame", words.FRAMES)
        self._frames.chosen.connect(self._choose_frame)
        self._frames.setMinimumWidth(FRAME_WIDTH)
        bar.addWidget(self._frames)
        refresh = IconButton("Refresh", "change_logs.refresh", "refresh")
        refresh.clicked.connect(self._look)
        bar.addWidget(refresh)
        QShortcut(
            QKeySequence(Qt.Key.Key_F5),
            self,
            self._look,
            context=Qt.ShortcutContext.WidgetWithChildrenShortcut,
        )
        return bar

    def _wanted(self) -> Wanted:
        since = words.since(self._frame, self._context.studio.clock.now())
        return Wanted(self._search.text(), self._module, since)

    def _look(self) -> None:
        """Read what is looked for, from the newest on."""
        self._typing.stop()
        if not self._known:
            QTimer.singleShot(SKELETON_AFTER_MS, self, self._show_loading)
        changes = self._context.studio.changes
        self._context.background.run(
            lambda task: changes.modules(), done=self._show_modules, owner=self
        )
        self.model.show_changes(self._wanted())

    def _fetch(
        self,
        wanted: Wanted,
        start: int,
        count: int,
        done: Callable[[Found], None],
        failed: Callable[[StudioError], None],
    ) -> None:
        changes = self._context.studio.changes
        self._context.background.run(
            lambda task: changes.search(wanted, start, count),
            done=done,
            failed=failed,
            owner=self,
        )

    def _show_loading(self) -> None:
        if not self._known and self._notice is None:
            self._body.setCurrentIndex(LOADING)

    def _loaded(self) -> None:
        self._known = True
        self._show_error(None)
        total = self.model.total
        empty = NO_MATCH if self.model.newest else NOTHING
        self._body.setCurrentIndex(TABLE if total else empty)
        self._count.setText(self._said(total) if total else "")
        if not self._save.busy:
            self._save.setEnabled(total > 0)

    def _said(self, total: int) -> str:
        wanted = self._wanted()
        narrowed = wanted.words.split() or wanted.module or wanted.since
        said = words.changes(total)
        return f"{said} found" if narrowed else said

    def _show_modules(self, modules: tuple[str, ...]) -> None:
        self._modules_there = modules
        self._show_module()

    def _show_module(self) -> None:
        """The modules there are; the one that is looked for stays, whether or not it is there."""
        names = dict.fromkeys((*self._modules_there, *filter(None, (self._module,))))
        self._modules.set_choices((words.ALL_MODULES, *((name, name) for name in names)))
        self._modules.show_choice(self._module)

    def _choose_module(self, module: str) -> None:
        self._module = module
        self._changed()

    def _choose_frame(self, frame: str) -> None:
        self._frame = frame
        self._changed()

    def _changed(self) -> None:
        self._look()
        self._keep()

    def _keep(self) -> None:
        state: dict[str, Any] = {
            "query": self._search.text(),
            "module": self._module,
            "frame": self._frame,
            "change": self._open_id,
        }
        self.place_changed.emit({key: value for key, value in state.items() if value})

    def _open(self, change: Change | None) -> None:
        if change is not None:
            self._open_id = change.id
            self._details.show_change(change)
            self._keep()

    def _open_by_id(self, change_id: int) -> None:
        changes = self._context.studio.changes
        self._context.background.run(
            lambda task: changes.get(change_id),
            done=self._open,
            failed=self._show_error,
            owner=self,
        )

    def _details_closed(self) -> None:
        self._open_id = 0
        self._keep()

    def _download_begun(self) -> None:
        self._drop_notice()
        self._show_writing(True)

    def _show_writing(self, writing: bool) -> None:
        self._save.set_busy(writing, "Writing…")
        self._stop.setVisible(writing)
        if not writing:
            self._save.setEnabled(self.model.total > 0)

    def _saved(self, name: str, count: int) -> None:
        path = Path(name)
        self._show_notice(
            Notice(
                "ok",
                f"{words.changes(count)} saved",
                f"{path.name} in {path.parent}",
                name="change_logs.saved",
            )
        )

    def _show_error(self, error: StudioError | None, *, again: bool = True) -> None:
        if error is None:
            if self._notice is not None and self._notice.objectName() == "change_logs.failed":
                self._drop_notice()
            return
        retry = None
        if again:
            retry = Button("Try again", "change_logs.retry")
            retry.clicked.connect(self._look)
            if not self._known:
                self._body.setCurrentIndex(BLANK)
        # What could not be read is gone from the page once it can; what was not saved stays said.
        name = "change_logs.failed" if again else "change_logs.not_saved"
        self._show_notice(Notice("error", error.message, error.next_step, name=name, action=retry))

    def _show_notice(self, notice: Notice) -> None:
        self._drop_notice()
        self._notice = notice
        self._column.insertWidget(1, notice)

    def _drop_notice(self) -> None:
        if self._notice is not None:
            self._column.removeWidget(self._notice)
            self._notice.hide()
            self._notice.setObjectName("")
            self._notice.deleteLater()
            self._notice = None


def _at_top(widget: QWidget) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(widget)
    column.addStretch(1)
    return holder
