"""The audit log as a table that is read page by page, as it is looked at."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, QTimer, Signal

from studio.errors import StudioError
from studio.workspace.changes import Change, Found, Wanted
from ui.sandbox.table import Cell, Column, Index
from ui.sandbox.words import moment

PAGE = 100
KEPT_PAGES = 40
AT_ONCE = 2
"""Pages read at a time."""
GATHER_MS = 15
"""What one scrolling step wants is read together."""
COLUMNS = (
    Column("who", "User", 148, yields=2),
    Column("module", "Module", 132, yields=1),
    Column("change", "Change", 0),
    Column("at", "Date", 172),
    Column("details", "Details", 92),
)

Fetch = Callable[[Wanted, int, int, Callable[[Found], None], Callable[[StudioError], None]], None]
"""`fetch(wanted, start, count, done, failed)`: reads on a worker, answers on the GUI thread."""


class ChangesModel(QAbstractTableModel):
    """Rows that are not there yet are placeholders.

    Signals:
        loaded: A page came; the table has rows, or is known to have none.
        failed: A page did not come.
    """

    loaded = Signal()
    failed = Signal(object)

    def __init__(self, fetch: Fetch, parent: QObject) -> None:
        super().__init__(parent)
        self._fetch = fetch
        self._wanted = Wanted()
        self._pages: OrderedDict[int, tuple[Change, ...]] = OrderedDict()
        self._asked: set[int] = set()
        self._under_way: set[int] = set()
        self._run = 0
        self.total = 0
        self.newest = 0
        """The newest entry there was when the first page was read."""
        self._gather = QTimer(self)
        self._gather.setSingleShot(True)
        self._gather.setInterval(GATHER_MS)
        self._gather.timeout.connect(self._read)

    def show_changes(self, wanted: Wanted) -> None:
        """Look for others. What is shown stays until the first of them are there."""
        self._run += 1
        self._gather.stop()
        self._asked.clear()
        self._under_way = {0}
        self._fetch(wanted, 0, PAGE, partial(self._begin, self._run, wanted), self._lost(0))

    def change(self, row: int) -> Change | None:
        """The entry of a row; None while it is on its way."""
        page = self._pages.get(row // PAGE)
        return page[row % PAGE] if page is not None and row % PAGE < len(page) else None

    def cell(self, row: int, column: int) -> Cell | None:
        one = self.change(row)
        if one is None:
            self._ask(row // PAGE)
            return None
        match COLUMNS[column].key:
            case "who":
                return Cell(one.who)
            case "module":
                return Cell(one.module, "quiet")
            case "change":
                return Cell(one.change, strong=True)
            case "at":
                return Cell(moment(one.at, seconds=True), "quiet")
            case _:
                return Cell("Details", "accent")

    def tinted(self, row: int) -> bool:
        return False

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - as Qt declares it
        return 0 if parent.isValid() else self.total

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - as Qt declares it
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            cell = self.cell(index.row(), index.column())
            return None if cell is None else cell.text
        if role == Qt.ItemDataRole.ToolTipRole and COLUMNS[index.column()].key == "change":
            one = self.change(index.row())
            return None if one is None else one.change
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or section >= len(COLUMNS):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None

    def _begin(self, run: int, wanted: Wanted, found: Found) -> None:
        """The first page of what was looked for last."""
        if run != self._run:
            return
        self.beginResetModel()
        self._wanted = replace(wanted, newest=found.newest)
        self._pages.clear()
        self._under_way.clear()
        self._pages[0] = found.changes
        self.total, self.newest = found.total, found.newest
        self.endResetModel()
        self.loaded.emit()

    def _ask(self, page: int) -> None:
        """Have a page soon."""
        if page not in self._under_way:
            self._asked.add(page)
            if not self._gather.isActive():
                self._gather.start()

    def _read(self) -> None:
        """Read what was asked for last; what was scrolled past is dropped."""
        for page in sorted(self._asked)[:AT_ONCE]:
            self._under_way.add(page)
            done = partial(self._take, self._run, page)
            self._fetch(self._wanted, page * PAGE, PAGE, done, self._lost(page))
        self._asked.clear()

    def _take(self, run: int, page: int, found: Found) -> None:
        if run != self._run:
            return
        self._under_way.discard(page)
        self._pages[page] = found.changes
        while len(self._pages) > KEPT_PAGES:
            self._pages.popitem(last=False)
        first, last = page * PAGE, page * PAGE + len(found.changes) - 1
        if last >= first:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(COLUMNS) - 1))
        self.loaded.emit()

    def _lost(self, page: int) -> Callable[[StudioError], None]:
        run = self._run

        def lost(error: StudioError) -> None:
            if run == self._run:
                self._under_way.discard(page)
                self.failed.emit(error)

        return lost
