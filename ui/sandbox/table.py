"""A table of many rows: drawn cell by cell from what the model answers, with no widget a row."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple, Protocol

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from ui.theme.theme import Theme

ROW = 38
PADDING = 12
BAR = 10
SMALL = 12
ENOUGH = 190
"""Pixels the column that stretches has at least, while others can be left out."""
WIDEST = 9
"""Pixels of a letter: shorter texts need not be measured."""
Tone = Literal["", "quiet", "ok", "warn", "error", "accent"]
Index = QModelIndex | QPersistentModelIndex


class Cell(NamedTuple):
    """What stands in a cell."""

    text: str
    tone: Tone = ""
    right: bool = False
    mono: bool = False
    strong: bool = False
    mark: str = ""
    """A word on a coloured ground, at the right of the cell; alone, at its left."""
    mark_tone: Tone = "accent"


class Column(NamedTuple):
    """A column: its key, the words above it, its width (0 takes what is left)."""

    key: str
    title: str
    width: int
    right: bool = False
    yields: int = 0
    """Where there is little room, the column with the lowest number above 0 is left out first."""


class Cells(Protocol):
    """What a model answers beside what Qt asks."""

    def cell(self, row: int, column: int) -> Cell | None:
        """What stands there; None while it is on its way."""
        ...

    def tinted(self, row: int) -> bool:
        """Whether the row stands out."""
        ...


class Table(QTableView):
    """Rows that are opened with a click or Enter.

    Signals:
        row_opened: The row.
        header_clicked: The column.
    """

    row_opened = Signal(int)
    header_clicked = Signal(int)

    def __init__(self, name: str, label: str, theme: Theme, model: Any) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setModel(model)
        self.setItemDelegate(_Drawn(theme, model, self))
        # Opaque, so that scrolling moves what is drawn and only draws the rows that come in.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(ROW)
        rows.setMinimumSectionSize(ROW)
        self._columns: tuple[Column, ...] = ()
        header = self.horizontalHeader()
        header.setSectionsClickable(True)
        header.setHighlightSections(False)
        header.setFixedHeight(34)
        header.setMinimumSectionSize(48)
        header.sectionClicked.connect(self.header_clicked)
        self.clicked.connect(lambda index: self.row_opened.emit(index.row()))

    def lay_out(self, columns: tuple[Column, ...]) -> None:
        """Give the columns their widths."""
        self._columns = columns
        header = self.horizontalHeader()
        for position, column in enumerate(columns):
            if column.width:
                header.setSectionResizeMode(position, QHeaderView.ResizeMode.Interactive)
                header.resizeSection(position, column.width)
            else:
                header.setSectionResizeMode(position, QHeaderView.ResizeMode.Stretch)
        self._leave_out()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), self.palette().base())
        painter.end()
        super().paintEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._leave_out()

    def _leave_out(self) -> None:
        """Leave columns out until the one that stretches is wide enough to read."""
        room = self.viewport().width() - sum(column.width for column in self._columns)
        yielding = sorted(
            (column.yields, position)
            for position, column in enumerate(self._columns)
            if column.yields
        )
        for _, position in yielding:
            self.setColumnHidden(position, room < ENOUGH)
            if room < ENOUGH:
                room += self._columns[position].width

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.currentIndex().isValid():
                self.row_opened.emit(self.currentIndex().row())
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: Any) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.model().rowCount():
            self.selectionModel().setCurrentIndex(
                self.model().index(0, 0), self.selectionModel().SelectionFlag.NoUpdate
            )


class _Drawn(QStyledItemDelegate):
    """Draws a cell with as few calls as there can be: a table draws hundreds of them at once."""

    def __init__(self, theme: Theme, cells: Cells, table: Table) -> None:
        super().__init__(table)
        self._theme = theme
        self._cells = cells
        self._table = table
        self._prepare()
        theme.changed.connect(self._prepare)

    def _prepare(self) -> None:
        plain = QFont(self._theme.family)
        plain.setPixelSize(13)
        strong = QFont(plain)
        strong.setWeight(QFont.Weight.DemiBold)
        mono = QFont(self._theme.mono)
        mono.setPixelSize(SMALL)
        small = QFont(self._theme.family)
        small.setPixelSize(11)
        small.setWeight(QFont.Weight.DemiBold)
        self._fonts = {"": plain, "strong": strong, "mono": mono, "small": small}
        self._metrics = {key: QFontMetrics(font) for key, font in self._fonts.items()}
        t = self._theme.tokens
        self._colours = {
            "": QColor(t.ink),
            "quiet": QColor(t.ink2),
            "ok": QColor(t.ok),
            "warn": QColor(t.warn),
            "error": QColor(t.error),
            "accent": QColor(t.accent),
        }
        self._grounds = {
            "ok": QColor(t.ok_soft),
            "warn": QColor(t.warn_soft),
            "error": QColor(t.error_soft),
            "accent": QColor(t.accent_soft),
        }
        self._tint = QColor(t.accent_soft)
        self._tint.setAlphaF(0.55)
        self._chosen = QColor(t.accent_soft)
        self._line = QColor(t.line)
        self._bar = QColor(t.sunk if not self._theme.dark else t.line)
        self._ring = QColor(t.accent)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row, column, box = index.row(), index.column(), option.rect
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, self._chosen)
        elif self._cells.tinted(row):
            painter.fillRect(box, self._tint)
        painter.setPen(self._line)
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        if self._table.hasFocus() and row == self._table.currentIndex().row():
            self._draw_ring(painter, box, column)
        cell = self._cells.cell(row, column)
        inner = box.adjusted(PADDING, 0, -PADDING, 0)
        if cell is None:
            self._draw_bar(painter, inner, row, column)
            return
        if cell.mark:
            inner.setRight(self._draw_mark(painter, inner, cell))
        if cell.text:
            self._draw_text(painter, inner, cell)

    def _draw_text(self, painter: QPainter, box: QRect, cell: Cell) -> None:
        key = "mono" if cell.mono else "strong" if cell.strong else ""
        painter.setFont(self._fonts[key])
        painter.setPen(self._colours[cell.tone])
        side = Qt.AlignmentFlag.AlignRight if cell.right else Qt.AlignmentFlag.AlignLeft
        text = cell.text
        if len(text) * WIDEST > box.width():
            text = self._metrics[key].elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, side | Qt.AlignmentFlag.AlignVCenter, text)

    def _draw_mark(self, painter: QPainter, box: QRect, cell: Cell) -> int:
        """The word at the right; answers with where the text has to end."""
        width = self._metrics["small"].horizontalAdvance(cell.mark) + 14
        left = box.right() - width if cell.text else box.left()
        ground = QRectF(left, box.center().y() - 9, width, 19)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._grounds.get(cell.mark_tone, self._tint))
        painter.drawRoundedRect(ground, 9, 9)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setFont(self._fonts["small"])
        painter.setPen(self._colours[cell.mark_tone])
        painter.drawText(ground, Qt.AlignmentFlag.AlignCenter, cell.mark)
        return int(ground.left()) - 8

    def _draw_bar(self, painter: QPainter, box: QRect, row: int, column: int) -> None:
        part = (55, 80, 65)[(row + column) % 3]
        width = max(20, min(box.width(), 180) * part // 100)
        painter.fillRect(QRect(box.left(), box.center().y() - BAR // 2, width, BAR), self._bar)

    def _draw_ring(self, painter: QPainter, box: QRect, column: int) -> None:
        painter.setPen(self._ring)
        painter.drawLine(box.topLeft(), box.topRight())
        painter.drawLine(box.bottomLeft(), box.bottomRight())
