"""The requests the sandbox answered, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt

from studio.sandbox_values import JournalEntry
from ui.sandbox import words
from ui.sandbox.table import Cell, Column, Index, Tone

KEPT = 2000
COLUMNS = (
    Column("at", "Time", 92),
    Column("method", "Method", 84),
    Column("path", "Path", 0),
    Column("status", "Status", 76),
    Column("route", "Route", 120, yields=1),
    Column("fault", "Fault", 164),
    Column("elapsed", "Took", 88, right=True, yields=2),
)
METHODS: dict[str, Tone] = {
    "POST": "ok",
    "GET": "accent",
    "DELETE": "error",
    "PATCH": "warn",
    "PUT": "warn",
}


class RequestsModel(QAbstractTableModel):
    """Holds the last `KEPT`; shows those that fit what was typed."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._all: list[JournalEntry] = []
        self._shown: list[JournalEntry] = []
        self._wanted: tuple[str, ...] = ()

    @property
    def last(self) -> int:
        """The number of the newest one."""
        return self._all[0].number if self._all else 0

    @property
    def known(self) -> int:
        """How many it holds, shown or not."""
        return len(self._all)

    def add(self, entries: Sequence[JournalEntry]) -> int:
        """Take newer ones in, oldest first; answers with how many rows came on top."""
        new = [entry for entry in entries if entry.number > self.last]
        if not new:
            return 0
        new.reverse()
        shown = [entry for entry in new if self._fits(entry)]
        self._all = [*new, *self._all][:KEPT]
        if shown:
            self.beginInsertRows(QModelIndex(), 0, len(shown) - 1)
            self._shown = [*shown, *self._shown]
            self.endInsertRows()
        if len(self._shown) > KEPT:
            self.beginRemoveRows(QModelIndex(), KEPT, len(self._shown) - 1)
            del self._shown[KEPT:]
            self.endRemoveRows()
        return len(shown)

    def clear(self) -> None:
        """Begin anew: another sandbox runs."""
        self.beginResetModel()
        self._all, self._shown = [], []
        self.endResetModel()

    def filter(self, typed: str) -> None:
        """Show those that hold every word that was typed."""
        self.beginResetModel()
        self._wanted = tuple(typed.casefold().split())
        self._shown = [entry for entry in self._all if self._fits(entry)]
        self.endResetModel()

    def entry(self, row: int) -> JournalEntry | None:
        """The request of a row."""
        return self._shown[row] if 0 <= row < len(self._shown) else None

    def cell(self, row: int, column: int) -> Cell | None:
        entry = self.entry(row)
        if entry is None:
            return None
        match COLUMNS[column].key:
            case "at":
                return Cell(words.time_of_day(entry.at), "quiet")
            case "method":
                return Cell("", mark=entry.method, mark_tone=METHODS.get(entry.method, "accent"))
            case "path":
                return Cell(_path(entry), mono=True)
            case "status":
                return Cell(status(entry), status_tone(entry), strong=True)
            case "route":
                return Cell(entry.route, "quiet")
            case "fault":
                return Cell(words.fault_title(entry.fault) if entry.fault else "", "error")
            case _:
                return Cell(f"{entry.elapsed_ms:,.0f} ms", "quiet", right=True)

    def tinted(self, row: int) -> bool:
        entry = self.entry(row)
        return entry is not None and bool(entry.fault)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - as Qt declares it
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - as Qt declares it
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            cell = self.cell(index.row(), index.column())
            return None if cell is None else cell.text or cell.mark
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or section >= len(COLUMNS):
            return None
        column = COLUMNS[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None

    def _fits(self, entry: JournalEntry) -> bool:
        if not self._wanted:
            return True
        own = (
            f"{entry.method} {_path(entry)} {status(entry)} {entry.route} {entry.fault or ''} "
            f"{words.fault_title(entry.fault) if entry.fault else ''}"
        ).casefold()
        return all(word in own for word in self._wanted)


def status(entry: JournalEntry) -> str:
    """The status, or a dash where no answer was given."""
    return str(entry.status) if entry.status is not None else "–"


def status_tone(entry: JournalEntry) -> Tone:
    """How the status is coloured."""
    if entry.status is None or entry.status >= 500:
        return "error"
    return "warn" if entry.status >= 400 else "ok"


def _path(entry: JournalEntry) -> str:
    return f"{entry.path}?{entry.query}" if entry.query else entry.path
