"""The records of an account as a table that is read page by page, ahead of the eye."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, QTimer, Signal

from studio.errors import StudioError
from studio.sandbox_values import Record, RecordPage
from ui.sandbox import columns
from ui.sandbox.table import Cell, Column, Index

PAGE = 100
KEPT_PAGES = 60
AHEAD = 1
"""Pages fetched before and after those that are seen."""
AT_ONCE = 2
"""Requests under way at a time."""
GATHER_MS = 15
"""What one scrolling step wants is asked for together."""


@dataclass(frozen=True)
class Asked:
    """Which records."""

    portal_id: int
    kind: str = "deals"
    query: str = ""
    archived: bool = False
    sort: str = "-updatedAt"


Fetch = Callable[
    [Asked, int, int, Callable[[RecordPage], None], Callable[[StudioError], None]], None
]
"""`fetch(asked, start, count, done, failed)`: asks on a worker, answers on the GUI thread."""


class RecordsModel(QAbstractTableModel):
    """Rows that are not there yet are placeholders.

    A row is new or changed when it is another than when this list was first read, or was written
    since: between that moment and now, as worlds hold records of the future too when their clock
    is set back.

    Args:
        fetch: See `Fetch`.
        now: The sandbox's time, a little ahead rather than behind.

    Signals:
        loaded: A page came; the table has rows, or is known to have none.
        failed: A page did not come.
    """

    loaded = Signal()
    failed = Signal(object)

    def __init__(self, fetch: Fetch, now: Callable[[], str], parent: QObject) -> None:
        super().__init__(parent)
        self._fetch = fetch
        self._now = now
        self._until = ""
        self._asked: Asked | None = None
        self._since = ""
        self._columns: tuple[Column, ...] = columns.DEALS
        self._pages: OrderedDict[int, tuple[Record, ...]] = OrderedDict()
        self._cells: dict[tuple[int, int], Cell] = {}
        self._seen: dict[str, Record] = {}
        self._stale: set[int] = set()
        self._wanted: dict[int, None] = {}
        self._under_way: set[int] = set()
        self._run = 0
        self.total = 0
        self.known = False
        """Whether the first page came."""
        self._gather = QTimer(self)
        self._gather.setSingleShot(True)
        self._gather.setInterval(GATHER_MS)
        self._gather.timeout.connect(self._ask)

    @property
    def asked(self) -> Asked | None:
        """What is shown."""
        return self._asked

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of this kind."""
        return self._columns

    def show_records(self, asked: Asked, since: str) -> None:
        """Show another list; what is written later than `since` is marked."""
        again = self._asked is not None and replace(
            self._asked, query="", sort="", archived=False
        ) == replace(asked, query="", sort="", archived=False)
        self.beginResetModel()
        self._asked = asked
        self._columns = columns.BY_KIND[asked.kind]
        if not again:
            self._seen.clear()
            self._since = since
        self._forget()
        self.total = 0
        self.known = False
        self.endResetModel()
        self.want(0)

    def follow(self) -> None:
        """Something was written: read again what is seen, and forget the rest."""
        if self._asked is None:
            return
        self._run += 1
        self._under_way.clear()
        self._stale = set(self._pages)
        self._wanted = {0: None}
        self._gather.start()
        self._repaint(0, self.total - 1)

    def forget_marks(self, since: str) -> None:
        """From now on only what is written later is marked."""
        self._seen = {record.id: record for page in self._pages.values() for record in page}
        self._since = since
        self._cells.clear()
        self._repaint(0, self.total - 1)

    def record(self, row: int) -> Record | None:
        """The record of a row; None while it is on its way."""
        page = self._pages.get(row // PAGE)
        return page[row % PAGE] if page is not None and row % PAGE < len(page) else None

    def cell(self, row: int, column: int) -> Cell | None:
        known = self._cells.get((row, column))
        if known is None:
            record = self.record(row)
            if record is None:
                self.want(row // PAGE)
                return None
            known = columns.cell(record, self._columns[column].key)
            if column == 0 and (mark := self.mark(record)):
                known = known._replace(mark=mark, mark_tone="ok" if mark == "New" else "accent")
            self._cells[row, column] = known
        if column == 0 and row // PAGE in self._stale:
            self.want(row // PAGE)
        return known

    @property
    def marked(self) -> bool:
        """Whether a row that was read is marked."""
        return any(self.mark(record) for page in self._pages.values() for record in page)

    def tinted(self, row: int) -> bool:
        first = self._cells.get((row, 0))
        return first is not None and bool(first.mark)

    def mark(self, record: Record) -> str:
        """ "New", "Changed", or nothing."""
        before = self._seen.get(record.id)
        if before is not None:
            return "" if before == record else "Changed"
        if self._since <= record.created_at <= self._until:
            return "New"
        return "Changed" if self._since <= record.updated_at <= self._until else ""

    def want(self, page: int) -> None:
        """Have a page soon, with those beside it."""
        if page in self._wanted or page in self._under_way:
            return
        self._wanted[page] = None
        if not self._gather.isActive():
            self._gather.start()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - as Qt declares it
        return 0 if parent.isValid() else self.total

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - as Qt declares it
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            cell = self.cell(index.row(), index.column())
            return None if cell is None else f"{cell.text} {cell.mark}".strip()
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or section >= len(self._columns):
            return None
        column = self._columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            sort = self._asked.sort if self._asked else ""
            arrow = {column.key: "  ↑", f"-{column.key}": "  ↓"}
            return column.title + next((a for key, a in arrow.items() if key == sort), "")
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None

    def _forget(self) -> None:
        self._run += 1
        self._pages.clear()
        self._cells.clear()
        self._stale.clear()
        self._wanted.clear()
        self._under_way.clear()

    def _ask(self) -> None:
        """Ask for what was wanted last, and what lies beside it; older wishes are dropped."""
        asked, run = self._asked, self._run
        if asked is None:
            return
        last = max(0, self.total - 1) // PAGE
        near = [
            each
            for page in self._wanted
            for each in (page, *(page + step for step in range(-AHEAD, AHEAD + 1) if step))
        ]
        for page in dict.fromkeys(near):
            there = page in self._pages and page not in self._stale
            if there or page in self._under_way or not 0 <= page <= last:
                continue
            if len(self._under_way) >= AT_ONCE:
                break
            self._under_way.add(page)
            self._fetch(
                asked,
                page * PAGE,
                PAGE,
                partial(self._take, run, page),
                partial(self._lose, run, page),
            )
        self._wanted.clear()

    def _take(self, run: int, page: int, found: RecordPage) -> None:
        if run != self._run:
            return
        self._under_way.discard(page)
        self._stale.discard(page)
        self._until = self._now()
        self._resize(found.total)
        changed = self._pages.get(page) != found.records
        self._pages[page] = found.records
        self._pages.move_to_end(page)
        for record in found.records:
            if record.id not in self._seen and not self.mark(record):
                self._seen[record.id] = record
        while len(self._pages) > KEPT_PAGES:
            old, _ = self._pages.popitem(last=False)
            self._drop_cells(old)
        if changed:
            self._drop_cells(page)
            self._repaint(page * PAGE, page * PAGE + len(found.records) - 1)
        self.known = True
        self.loaded.emit()

    def _lose(self, run: int, page: int, error: StudioError) -> None:
        if run == self._run:
            self._under_way.discard(page)
            self.failed.emit(error)

    def _resize(self, total: int) -> None:
        if total > self.total:
            self.beginInsertRows(QModelIndex(), self.total, total - 1)
            self.total = total
            self.endInsertRows()
        elif total < self.total:
            self.beginRemoveRows(QModelIndex(), total, self.total - 1)
            self.total = total
            self.endRemoveRows()

    def _drop_cells(self, page: int) -> None:
        for row in range(page * PAGE, (page + 1) * PAGE):
            for column in range(len(self._columns)):
                self._cells.pop((row, column), None)

    def _repaint(self, first: int, last: int) -> None:
        if last >= first:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self._columns) - 1))
