"""The sequences as a table that is read page by page, as it is looked at."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, QTimer, Signal

from studio.errors import StudioError
from studio.workspace.sequences import Found, Result, Sequence, Wanted
from ui.sandbox.table import Cell, Column, Index, Tone
from ui.traffic import words

PAGE = 100
KEPT_PAGES = 40
AT_ONCE = 2
"""Pages read at a time."""
GATHER_MS = 15
"""What one scrolling step wants is read together."""
COLUMNS = (Column("title", "What", 0), Column("at", "When", 84))
TONES: dict[Result, Tone] = {"failed": "error", "ended": "warn", "open": "accent"}

Fetch = Callable[[Wanted, int, int, Callable[[Found], None], Callable[[StudioError], None]], None]
"""`fetch(wanted, start, count, done, failed)`: reads on a worker, answers on the GUI thread."""


class SequencesModel(QAbstractTableModel):
    """Rows that are not there yet are placeholders.

    Args:
        now: Answers with the present, for the column of times.

    Signals:
        loaded: A page came; the table has rows, or is known to have none.
        failed: A page did not come.
    """

    loaded = Signal()
    failed = Signal(object)

    def __init__(self, fetch: Fetch, now: Callable[[], datetime], parent: QObject) -> None:
        super().__init__(parent)
        self._fetch = fetch
        self._now = now
        self._wanted = Wanted()
        self._pages: OrderedDict[int, tuple[Sequence, ...]] = OrderedDict()
        self._asked: set[int] = set()
        self._under_way: set[int] = set()
        self._run = 0
        self.total = 0
        self.newest = 0
        """The newest there was when the first page was read."""
        self._gather = QTimer(self)
        self._gather.setSingleShot(True)
        self._gather.setInterval(GATHER_MS)
        self._gather.timeout.connect(self._read)

    def show_sequences(self, wanted: Wanted) -> None:
        """Look for others. What is shown stays until the first of them are there."""
        self._run += 1
        self._gather.stop()
        self._asked.clear()
        self._under_way = {0}
        self._fetch(wanted, 0, PAGE, partial(self._begin, self._run, wanted), self._lost(0))

    def sequence(self, row: int) -> Sequence | None:
        """The sequence of a row; None while it is on its way."""
        page = self._pages.get(row // PAGE)
        return page[row % PAGE] if page is not None and row % PAGE < len(page) else None

    def row_of(self, sequence_id: str) -> int | None:
        """The row of a sequence, where it was read already."""
        for page, held in self._pages.items():
            for number, one in enumerate(held):
                if one.id == sequence_id:
                    return page * PAGE + number
        return None

    def differs(self, found: Found) -> bool:
        """Whether the first page is another one by now."""
        return found.total != self.total or found.sequences != self._pages.get(0, ())

    def cell(self, row: int, column: int) -> Cell | None:
        one = self.sequence(row)
        if one is None:
            self._ask(row // PAGE)
            return None
        if COLUMNS[column].key == "title":
            mark = words.MARKS.get(one.result, "")
            return Cell(one.title, mark=mark, mark_tone=TONES.get(one.result, "quiet"))
        return Cell(words.when(one.begun_at, self._now()), "quiet")

    def tinted(self, row: int) -> bool:
        return False

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - as Qt declares it
        return 0 if parent.isValid() else self.total

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - as Qt declares it
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        cell = self.cell(index.row(), index.column())
        if cell is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return cell.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{cell.text}, {cell.mark}" if cell.mark else cell.text
        if role == Qt.ItemDataRole.ToolTipRole:
            one = self.sequence(index.row())
            return f"{one.title}\n{one.said}".strip() if one is not None else None
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
        self._pages[0] = found.sequences
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
        self._pages[page] = found.sequences
        while len(self._pages) > KEPT_PAGES:
            self._pages.popitem(last=False)
        first, last = page * PAGE, page * PAGE + len(found.sequences) - 1
        if last >= first:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(COLUMNS) - 1))

    def _lost(self, page: int) -> Callable[[StudioError], None]:
        run = self._run

        def lost(error: StudioError) -> None:
            if run == self._run:
                self._under_way.discard(page)
                self.failed.emit(error)

        return lost
