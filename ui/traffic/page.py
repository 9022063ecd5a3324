"""The Traffic page: search and filters, the list, the story of the line that is chosen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from studio.errors import StudioError
from studio.traffic.values import Story
from studio.workspace.sequences import Found, Wanted
from ui.background import Task
from ui.controls import Button, EmptyState, Heading, IconButton, Notice, Select, Skeleton, Text
from ui.place import Context, Page
from ui.sandbox.table import Table
from ui.traffic import words
from ui.traffic.model import COLUMNS, PAGE, SequencesModel
from ui.traffic.story_view import BESIDE, STEPS, StoryView

if TYPE_CHECKING:
    from studio.traffic.values import Step
    from ui.traffic.step_panel import StepPanel

MARGINS = (28, 24, 28, 16)
TYPED_MS = 180
"""After the last key, what was typed is looked for."""
SKELETON_AFTER_MS = 150
LANE = "traffic"
TABLE, NOTHING, NO_MATCH, LOADING, BLANK = range(5)


@dataclass(frozen=True)
class _Told:
    story: Story | None
    then: Story | None


class TrafficPage(Page):
    """Reads when it comes to the front, and again when something was done beside it."""

    def __init__(self, context: Context) -> None:
        super().__init__("traffic", "Traffic")
        self._context = context
        self._kind = ""
        self._result = ""
        self._sequence = ""
        self._way = STEPS
        self._told = _Told(None, None)
        self._known = False
        """Whether anything was read yet."""
        self._notice: Notice | None = None
        self._built_panel: StepPanel | None = None
        self._exchange = ""
        """The exchange whose step is to be opened once its story is there."""
        self.model = SequencesModel(self._fetch, context.studio.clock.now, self)
        self.model.loaded.connect(self._loaded)
        self.model.failed.connect(self._show_error)
        self._build()
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(TYPED_MS)
        self._typing.timeout.connect(self._changed)
        context.background.idle.connect(self._follow)

    def show_page(self) -> None:
        self._look()

    def go_to(self, **target: Any) -> None:
        """`exchange`: the story it is a part of, with its step open; or `sequence`, `query`,
        `kind`, `result`."""
        exchange = str(target.get("exchange") or "")
        self._show(None)
        self.restore({} if exchange else target)
        if exchange:
            self._lead_to(exchange)
        self._keep()

    def restore(self, state: dict[str, Any]) -> None:
        kind, result = str(state.get("kind") or ""), str(state.get("result") or "")
        self._kind = kind if kind in words.KINDS else ""
        self._result = result if result in words.RESULTS else ""
        self._kinds.show_choice(self._kind)
        self._results.show_choice(self._result)
        self._search.blockSignals(True)
        self._search.setText(str(state.get("query") or ""))
        self._search.blockSignals(False)
        way = BESIDE if state.get("way") == BESIDE else STEPS
        if way != self._way:
            self._way = way
            self._story.show_story(self._told.story, self._told.then, way)
        self._look()
        if sequence := str(state.get("sequence") or ""):
            self._tell(sequence)

    @property
    def _panel(self) -> StepPanel:
        if self._built_panel is None:
            from ui.traffic.step_panel import StepPanel

            self._built_panel = StepPanel(self)
        return self._built_panel

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(*MARGINS)
        outer.setSpacing(14)
        said = QVBoxLayout()
        said.setSpacing(6)
        said.addWidget(Heading("Traffic", 1))
        said.addWidget(Text(words.LINE, "lead"))
        outer.addLayout(said)
        outer.addLayout(self._filters())
        self._column = outer
        self._body = QStackedWidget()
        self._body.addWidget(self._both())
        self._body.addWidget(_at_top(EmptyState(words.NOTHING, "traffic.empty")))
        self._clear = Button("Show everything", "traffic.clear")
        self._clear.clicked.connect(lambda: self.go_to(sequence=self._sequence))
        self._body.addWidget(_at_top(EmptyState(words.NO_MATCH, "traffic.no_match", self._clear)))
        self._body.addWidget(_at_top(Skeleton(6, 18, "traffic.loading")))
        self._body.addWidget(QWidget())
        self._body.setCurrentIndex(BLANK)
        outer.addWidget(self._body, 1)

    def _both(self) -> QWidget:
        both = QWidget()
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(24)
        left = QVBoxLayout()
        left.setSpacing(8)
        self._table = Table("traffic.table", "Sequences", self._context.theme, self.model)
        self._table.lay_out(COLUMNS)
        self._table.setMinimumWidth(250)
        self._table.row_opened.connect(self._open_row)
        self._table.selectionModel().currentRowChanged.connect(
            lambda now, before: self._open_row(now.row()) if self._table.hasFocus() else None
        )
        left.addWidget(self._table, 1)
        self._count = Text("", "secondary", "traffic.count", wrap=False)
        self._count.setMinimumHeight(18)
        left.addWidget(self._count)
        row.addLayout(left, 4)
        self._story = StoryView(self._context.theme)
        self._story.step_asked.connect(lambda step: self._panel.show_step(step))
        self._story.way_chosen.connect(self._choose_way)
        row.addWidget(self._story, 9)
        return both

    def _filters(self) -> QHBoxLayout:
        bar = QHBoxLayout()
        bar.setSpacing(10)
        self._search = QLineEdit()
        self._search.setObjectName("traffic.search")
        self._search.setAccessibleName("Search traffic")
        self._search.setPlaceholderText("Search by purpose, address, status or correlation ID")
        self._search.setClearButtonEnabled(True)
        self._search.textChanged.connect(lambda _: self._typing.start())
        bar.addWidget(self._search, 1)
        self._kinds = Select("traffic.kind", "Kind", (words.ALL_KINDS, *words.KINDS.items()))
        self._kinds.chosen.connect(self._choose_kind)
        self._kinds.setMinimumWidth(140)
        bar.addWidget(self._kinds)
        self._results = Select(
            "traffic.result", "Result", (words.ALL_RESULTS, *words.RESULTS.items())
        )
        self._results.chosen.connect(self._choose_result)
        self._results.setMinimumWidth(140)
        bar.addWidget(self._results)
        refresh = IconButton("Refresh", "traffic.refresh", "refresh")
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
        return Wanted(self._search.text(), self._kind, self._result)

    def _look(self) -> None:
        """Read what is looked for, from the newest on."""
        self._typing.stop()
        if not self._known:
            QTimer.singleShot(SKELETON_AFTER_MS, self, self._show_loading)
        self.model.show_sequences(self._wanted())

    def _fetch(
        self,
        wanted: Wanted,
        start: int,
        count: int,
        done: Callable[[Found], None],
        failed: Callable[[StudioError], None],
    ) -> None:
        studio = self._context.studio
        self._context.background.run(
            lambda task: studio.traffic.search(wanted, start, count),
            done=done,
            failed=failed,
            owner=self,
            following=True,
        )

    def _follow(self) -> None:
        """Something was done: it may be here by now. Who has scrolled goes on reading."""
        if not self.isVisible() or self._table.verticalScrollBar().value() > 0:
            return
        studio, wanted = self._context.studio, self._wanted()

        def show(found: Found) -> None:
            if self.model.differs(found):
                self._look()
                if self._sequence and not (self._built_panel and self._built_panel.is_open):
                    self._tell(self._sequence)

        self._context.background.run(
            lambda task: studio.traffic.search(wanted, 0, PAGE),
            done=show,
            owner=self,
            following=True,
        )

    def _show_loading(self) -> None:
        if not self._known and self._notice is None:
            self._body.setCurrentIndex(LOADING)

    def _loaded(self) -> None:
        self._known = True
        if self._notice is not None and self._notice.objectName() == "traffic.problem":
            self._show(None)
        total = self.model.total
        wanted = self._wanted()
        narrowed = bool(wanted.words.split() or wanted.kind or wanted.result)
        self._body.setCurrentIndex(TABLE if total else NO_MATCH if narrowed else NOTHING)
        said = words.sequences(total)
        self._count.setText(f"{said} found" if narrowed else said)
        newest = self.model.sequence(0)
        if newest is not None and not self._sequence and not self._exchange:
            self._tell(newest.id)
        self._mark_row()

    def _open_row(self, row: int) -> None:
        one = self.model.sequence(row)
        if one is not None and one.id != self._sequence:
            self._show(None)
            self._tell(one.id)
            self._keep()

    def _tell(self, sequence_id: str) -> None:
        """Show the story of a sequence."""
        self._sequence = sequence_id
        studio = self._context.studio

        def work(task: Task[_Told]) -> _Told:
            story = studio.traffic.story(sequence_id)
            return _Told(story, studio.traffic.last_good(story) if story is not None else None)

        def show(told: _Told) -> None:
            if self._sequence == sequence_id:
                self._show_story(told)

        self._context.background.run(
            work, done=show, failed=self._show_error, owner=self, lane=LANE, following=True
        )

    def _lead_to(self, exchange_id: str) -> None:
        self._exchange = exchange_id
        studio = self._context.studio

        def show(sequence_id: str | None) -> None:
            if sequence_id is not None:
                self._tell(sequence_id)
                self._keep()
            else:
                self._exchange = ""
                self._show(Notice("warn", words.GONE, name="traffic.gone"))

        self._context.background.run(
            lambda task: studio.traffic.sequence_of(exchange_id),
            done=show,
            failed=self._show_error,
            owner=self,
            lane=LANE,
        )

    def _show_story(self, told: _Told) -> None:
        if told != self._told:  # who reads it goes on where they were
            self._told = told
            self._story.show_story(told.story, told.then, self._way)
        self._mark_row()
        wanted, self._exchange = self._exchange, ""
        step = self._step_of(wanted) if wanted else None
        if step is not None:
            self._panel.show_step(step)

    def _step_of(self, exchange_id: str) -> Step | None:
        steps = self._told.story.steps if self._told.story is not None else ()
        return next((s for s in steps if s.exchange and s.exchange.id == exchange_id), None)

    def _mark_row(self) -> None:
        row = self.model.row_of(self._sequence)
        if row is None:
            self._table.clearSelection()
        elif self._table.currentIndex().row() != row or not self._table.selectedIndexes():
            self._table.selectRow(row)

    def _choose_way(self, way: str) -> None:
        self._way = way
        self._story.show_story(self._told.story, self._told.then, way)
        self._keep()

    def _choose_kind(self, kind: str) -> None:
        self._kind = kind
        self._changed()

    def _choose_result(self, result: str) -> None:
        self._result = result
        self._changed()

    def _changed(self) -> None:
        self._look()
        self._keep()

    def _keep(self) -> None:
        state: dict[str, Any] = {
            "query": self._search.text(),
            "kind": self._kind,
            "result": self._result,
            "sequence": self._sequence,
            "way": "" if self._way == STEPS else self._way,
        }
        self.place_changed.emit({key: value for key, value in state.items() if value})

    def _show_error(self, error: StudioError) -> None:
        again = Button("Try again", "traffic.problem.try_again", kind="small")
        again.clicked.connect(self._look)
        self._show(
            Notice("error", error.message, error.next_step, name="traffic.problem", action=again)
        )

    def _show(self, notice: Notice | None) -> None:
        if self._notice is not None:
            for each in (self._notice, *self._notice.findChildren(QWidget)):
                each.setObjectName("")
            self._notice.hide()
            self._notice.deleteLater()
        self._notice = notice
        if notice is not None:
            self._column.insertWidget(1, notice)


def _at_top(widget: QWidget) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(widget)
    column.addStretch(1)
    return holder
