"""The Records tab: a small browser of what is in the accounts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from studio.errors import StudioError
from studio.sandbox_values import RecordPage
from ui.controls import Button, EmptyState, Notice, Segments, Select, Switch, Text
from ui.place import Context
from ui.sandbox import words
from ui.sandbox.desk import SandboxDesk
from ui.sandbox.records_model import Asked, RecordsModel
from ui.sandbox.tab import MARGINS, Tab
from ui.sandbox.table import Table

if TYPE_CHECKING:
    from studio.sandbox_control import Kind

WITHOUT = "Deals and contacts of the accounts are shown here while the sandbox runs."
KINDS = (("deals", "Deals"), ("contacts", "Contacts"))
TYPED_MS = 180
"""After the last key, the filter is asked for."""
AHEAD = 5.0
"""Seconds by which our idea of the sandbox's time may be late."""
WRITTEN_MS = 120
"""What is written together is read together."""


class RecordsTab(Tab):
    """Account, kind and filter above; the table; the record in a panel over the page.

    Args:
        page: What the panel slides over.
    """

    def __init__(self, context: Context, desk: SandboxDesk, page: QWidget) -> None:
        super().__init__(context, desk, "records", WITHOUT)
        self._page = page
        self._panel: Any = None
        self._to_open = ""
        self._missed = False
        self._account = 0
        self._kind = "deals"
        self._query = ""
        self._archived = False
        self._sort = "-updatedAt"
        self.model = RecordsModel(self._fetch, lambda: self._now(AHEAD), self)
        self.model.loaded.connect(self._loaded)
        self.model.failed.connect(self._failed)
        self._build()
        self._typing = _timer(self, TYPED_MS, self._filter)
        self._written = _timer(self, WRITTEN_MS, self._follow)
        desk.rang.connect(self._heard)

    def restore(self, state: dict[str, Any]) -> None:
        self._account = int(state.get("account") or 0)
        self._kind = str(state.get("kind") or "deals")
        self._query = str(state.get("query") or "")
        self._archived = bool(state.get("archived", False))
        self._sort = str(state.get("sort") or "-updatedAt")
        self._to_open = str(state.get("record") or "")
        self._search.blockSignals(True)
        self._search.setText(self._query)
        self._search.blockSignals(False)
        self._archived_switch.setChecked(self._archived)
        if self.in_front and self.desk.state is not None:
            self.draw()

    def draw(self) -> None:
        state = self.desk.state
        assert state is not None
        ids = [account.portal_id for account in state.accounts]
        self._accounts.set_choices((str(a.portal_id), a.name) for a in state.accounts)
        if self._account not in ids:
            self._account = ids[0] if ids else 0
        self._accounts.show_choice(str(self._account))
        self._kinds.show_choice(self._kind)
        asked = self._asked()
        if asked != self.model.asked:
            self._show(asked)
        if self._to_open:
            record_id, self._to_open = self._to_open, ""
            self.open_record(self._account, self._kind, record_id)

    def open_record(self, portal_id: int, kind: str, record_id: str) -> None:
        """Slide a record in over the page."""
        if self._panel is None:
            from ui.sandbox.record_panel import RecordPanel

            self._panel = RecordPanel(self._page, self.desk)
            self._panel.record_asked.connect(self.open_record)
            self._panel.closed.connect(lambda: self.state_changed.emit({"record": ""}))
        self._panel.show_record(portal_id, kind, record_id)
        went = {"kind": kind} if self._goes(kind) else {}
        self.state_changed.emit({"record": record_id, **went})

    def _goes(self, kind: str) -> bool:
        """Whether the table itself can show such records, so that a restart finds the record."""
        if kind not in dict(KINDS) or kind == self._kind:
            return False
        self._kind = kind
        self._sort = "-updatedAt"
        self._kinds.show_choice(kind)
        self._show(self._asked())
        return True

    def _build(self) -> None:
        column = QVBoxLayout(self.content)
        column.setContentsMargins(*MARGINS)
        column.setSpacing(12)
        bar = QHBoxLayout()
        bar.setSpacing(10)
        self._accounts = Select("sandbox.records.account", "Account")
        self._accounts.setMinimumWidth(170)
        self._accounts.chosen.connect(self._choose_account)
        bar.addWidget(self._accounts)
        self._kinds = Segments("sandbox.records.kind", "Kind", KINDS)
        self._kinds.chosen.connect(self._choose_kind)
        bar.addWidget(self._kinds)
        self._search = QLineEdit()
        self._search.setObjectName("sandbox.records.filter")
        self._search.setAccessibleName("Filter records")
        self._search.setPlaceholderText("Filter by any word")
        self._search.setClearButtonEnabled(True)
        self._search.textChanged.connect(self._typed)
        bar.addWidget(self._search, 1)
        self._order = Select("sandbox.records.sort", "Sorted by")
        self._order.chosen.connect(self._choose_sort)
        column.addLayout(bar)
        self._table = Table("sandbox.records.table", "Records", self.context.theme, self.model)
        self._table.row_opened.connect(self._open_row)
        self._table.header_clicked.connect(self._sort_by)
        self._body = QStackedWidget()
        self._body.addWidget(self._table)
        self._nothing = EmptyState("", "sandbox.records.none")
        self._body.addWidget(_top(self._nothing))
        self._problem = Notice("error", " ", " ", name="sandbox.records.problem")
        again = Button("Try again", "sandbox.records.again", kind="small")
        again.clicked.connect(lambda: self._show(self._asked()))
        self._problem.column.addWidget(again)
        self._body.addWidget(_top(self._problem))
        column.addWidget(self._body, 1)
        foot = QHBoxLayout()
        foot.setSpacing(10)
        self._count = Text("", "secondary", "sandbox.records.count", wrap=False)
        foot.addWidget(self._count)
        self._unmark = Button("Clear marks", "sandbox.records.clear_marks", kind="quiet")
        self._unmark.setToolTip("What is marked as new or changed now is shown as the rest")
        self._unmark.clicked.connect(self._clear_marks)
        self._unmark.hide()
        foot.addWidget(self._unmark)
        foot.addStretch(1)
        foot.addWidget(Text("Sorted by", "secondary", wrap=False))
        foot.addWidget(self._order)
        foot.addSpacing(8)
        foot.addWidget(Text("Archived", "secondary", wrap=False))
        self._archived_switch = Switch("Archived records", "sandbox.records.archived")
        self._archived_switch.clicked.connect(self._choose_archived)
        foot.addWidget(self._archived_switch)
        column.addLayout(foot)

    def _asked(self) -> Asked:
        return Asked(self._account, self._kind, self._query, self._archived, self._sort)

    def _show(self, asked: Asked) -> None:
        self._body.setCurrentIndex(0)
        self._count.setText("")
        self.model.show_records(asked, self._now())
        self._table.lay_out(self.model.columns)
        self._table.scrollToTop()
        self._order.set_choices(
            (f"{sign}{column.key}", f"{column.title} {arrow}")
            for column in self.model.columns
            for sign, arrow in (("-", "↓"), ("", "↑"))
        )
        self._order.show_choice(asked.sort)

    def _fetch(
        self,
        asked: Asked,
        start: int,
        count: int,
        done: Callable[[RecordPage], None],
        failed: Callable[[StudioError], None],
    ) -> None:
        self.desk.ask(
            lambda control: control.records(
                asked.portal_id,
                cast("Kind", asked.kind),
                query=asked.query,
                archived=asked.archived,
                start=start,
                count=count,
                sort=asked.sort,
            ),
            done,
            failed,
            self,
        )

    def _loaded(self) -> None:
        total = self.model.total
        kind = self._kind if total != 1 else self._kind.removesuffix("s")
        archived = "archived " if self._archived else ""
        self._count.setText(f"{words.number(total)} {archived}{kind}")
        self._unmark.setVisible(self.model.marked)
        if total == 0:
            self._nothing.findChildren(Text)[0].setText(self._why_nothing())
        self._body.setCurrentIndex(0 if total else 1)

    def _why_nothing(self) -> str:
        archived = "archived " if self._archived else ""
        if self._query:
            return f"No {archived}{self._kind} hold “{self._query}”. Clear the filter to see all."
        if self._archived:
            return f"No {self._kind} are archived. What the bot deletes comes here."
        return f"This account has no {self._kind}. What the bot creates comes here."

    def _failed(self, error: StudioError) -> None:
        if error.code == "sandbox.not_running":
            self.desk.refresh()
            return
        self._problem.title.setText(error.message)
        self._problem.text.setText(error.next_step)
        self._body.setCurrentIndex(2)

    def _heard(self, topic: str) -> None:
        if topic in ("records", "world"):
            self._missed = True
            if self.in_front and self.isVisible():
                self._written.start()

    def set_in_front(self, in_front: bool) -> None:
        super().set_in_front(in_front)
        if in_front and self._missed:
            self._written.start()

    def _follow(self) -> None:
        if not self.desk.running:
            return
        self._missed = False
        self.model.follow()
        if self._panel is not None:
            self._panel.follow()

    def _typed(self, text: str) -> None:
        self.state_changed.emit({"query": text.strip()})
        self._typing.start()

    def _filter(self) -> None:
        self._query = self._search.text().strip()
        self._changed(query=self._query)

    def _choose_account(self, key: str) -> None:
        self._account = int(key)
        self._changed(account=self._account)

    def _choose_kind(self, key: str) -> None:
        self._kind, self._sort = key, "-updatedAt"
        self._changed(kind=key, sort=self._sort)

    def _choose_archived(self, on: bool) -> None:
        self._archived = on
        self._changed(archived=on)

    def _choose_sort(self, key: str) -> None:
        self._sort = key
        self._changed(sort=key)

    def _sort_by(self, position: int) -> None:
        from ui.sandbox.columns import NEWEST_FIRST

        key = self.model.columns[position].key
        down = f"-{key}"
        if self._sort in (key, down):
            self._choose_sort(key if self._sort == down else down)
        else:
            self._choose_sort(down if key in NEWEST_FIRST else key)

    def _changed(self, **state: Any) -> None:
        if self._asked() != self.model.asked:
            self._show(self._asked())
        self.state_changed.emit(state)

    def _open_row(self, row: int) -> None:
        record = self.model.record(row)
        if record is not None:
            self.open_record(self._account, self._kind, record.id)

    def _clear_marks(self) -> None:
        self.model.forget_marks(self._now())
        self._unmark.hide()

    def _now(self, ahead: float = 0.0) -> str:
        """The sandbox's time."""
        state = self.desk.state
        if state is None:
            return ""
        passed = self.context.studio.clock.monotonic() - self.desk.state_at
        return words.stamp(words.ticking(state.clock, passed) + timedelta(seconds=ahead))


def _timer(owner: QWidget, milliseconds: int, call: Callable[[], None]) -> QTimer:
    timer = QTimer(owner)
    timer.setSingleShot(True)
    timer.setInterval(milliseconds)
    timer.timeout.connect(call)
    return timer


def _top(widget: QWidget) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(widget)
    column.addStretch(1)
    return holder
