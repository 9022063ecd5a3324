"""The Requests tab: what the sandbox was asked, live."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from studio.errors import StudioError
from studio.sandbox_values import JournalEntry
from ui.controls import EmptyState, Switch, Text
from ui.place import Context
from ui.sandbox import words
from ui.sandbox.desk import SandboxDesk
from ui.sandbox.requests_model import COLUMNS, KEPT, RequestsModel
from ui.sandbox.tab import MARGINS, Tab
from ui.sandbox.table import ROW, Table

if TYPE_CHECKING:
    from studio.sandbox_control import SandboxControl

WITHOUT = "Every request that the sandbox answers is listed here while it runs."
NOTHING = (
    "No request yet. Authorize an action or talk to the bot: each call appears here as it is made."
)
NO_MATCH = "No request fits the filter."
GATHER_MS = 120
AT_A_TIME = 200


class RequestsTab(Tab):
    """Filter above, table, the request in a panel over the page.

    Args:
        page: What the panel slides over.
    """

    def __init__(self, context: Context, desk: SandboxDesk, page: QWidget) -> None:
        super().__init__(context, desk, "requests", WITHOUT)
        self._page = page
        self._panel: Any = None
        self._of = ""
        self._asking = False
        self._again = False
        self.model = RequestsModel(self)
        self._build()
        self._gather = QTimer(self)
        self._gather.setSingleShot(True)
        self._gather.setInterval(GATHER_MS)
        self._gather.timeout.connect(self._ask)
        desk.rang.connect(self._heard)

    def restore(self, state: dict[str, Any]) -> None:
        self._search.setText(str(state.get("request_filter") or ""))

    def draw(self) -> None:
        if self.desk.base_url != self._of:
            self._of = self.desk.base_url or ""
            self.model.clear()
            self._ask()

    def set_in_front(self, in_front: bool) -> None:
        super().set_in_front(in_front)
        if in_front and self.desk.running:
            self._ask()

    def _build(self) -> None:
        column = QVBoxLayout(self.content)
        column.setContentsMargins(*MARGINS)
        column.setSpacing(12)
        bar = QHBoxLayout()
        bar.setSpacing(10)
        self._search = QLineEdit()
        self._search.setObjectName("sandbox.requests.filter")
        self._search.setAccessibleName("Filter requests")
        self._search.setPlaceholderText("Filter by method, path, status, route or fault")
        self._search.setClearButtonEnabled(True)
        self._search.textChanged.connect(self._filter)
        bar.addWidget(self._search, 1)
        bar.addWidget(Text("Follow", "secondary", wrap=False))
        self._follow = Switch("Follow new requests", "sandbox.requests.follow")
        self._follow.setChecked(True)
        self._follow.clicked.connect(lambda on: self._ask() if on else None)
        bar.addWidget(self._follow)
        column.addLayout(bar)
        self._table = Table("sandbox.requests.table", "Requests", self.context.theme, self.model)
        self._table.lay_out(COLUMNS)
        self._table.row_opened.connect(self._open)
        self._body = QStackedWidget()
        self._body.addWidget(self._table)
        self._nothing = EmptyState(NOTHING, "sandbox.requests.none")
        holder = QWidget()
        inside = QVBoxLayout(holder)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self._nothing)
        inside.addStretch(1)
        self._body.addWidget(holder)
        column.addWidget(self._body, 1)
        self._count = Text("", "secondary", "sandbox.requests.count", wrap=False)
        column.addWidget(self._count)

    def _heard(self, topic: str) -> None:
        seen = self.in_front and self.isVisible() and self._follow.isChecked()
        if topic == "journal" and seen and not self._gather.isActive():
            self._gather.start()

    def _ask(self) -> None:
        if self._asking:
            self._again = True
            return
        self._asking = True
        after = self.model.last
        self.desk.ask(lambda control: _newer(control, after), self._take, self._fail, self)

    def _take(self, entries: tuple[JournalEntry, ...]) -> None:
        self._asking = False
        bar = self._table.verticalScrollBar()
        at = bar.value()
        came = self.model.add(entries)
        if came and at > 0:
            # Who has scrolled down goes on reading the same rows.
            bar.setValue(at + came * ROW)
        self._say()
        if self._again:
            self._again = False
            self._ask()

    def _fail(self, error: StudioError) -> None:
        self._asking = self._again = False
        self.desk.refresh()

    def _filter(self, typed: str) -> None:
        self.model.filter(typed)
        self._say()
        self.state_changed.emit({"request_filter": typed})

    def _say(self) -> None:
        shown, known = self.model.rowCount(), self.model.known
        self._nothing.findChildren(Text)[0].setText(NO_MATCH if known else NOTHING)
        self._body.setCurrentIndex(0 if shown else 1)
        whole = f"{words.number(known)} request{'' if known == 1 else 's'}"
        self._count.setText(whole if shown == known else f"{words.number(shown)} of {whole}")

    def _open(self, row: int) -> None:
        entry = self.model.entry(row)
        if entry is None:
            return
        if self._panel is None:
            from ui.sandbox.request_panel import RequestPanel

            self._panel = RequestPanel(self._page)
        self._panel.show_request(entry)


def _newer(control: SandboxControl, after: int) -> tuple[JournalEntry, ...]:
    """Everything above `after`, at most what the table keeps."""
    if after == 0:
        _, last = control.journal(0, 1)
        after = max(0, last - KEPT)
    found: list[JournalEntry] = []
    while True:
        entries, last = control.journal(after, AT_A_TIME)
        found += entries
        if not entries or entries[-1].number >= last or len(found) >= KEPT:
            return tuple(found)
        after = entries[-1].number
