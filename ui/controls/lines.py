"""Plain text whose lines stand as far apart as the type scale says.

Qt has no line height for plain text: a QLabel sets lines as tight as the font allows. This label
lays its words out itself, breaks what is too long for a line, and lets them be selected.
"""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QFont,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QLabel, QMenu

LINE_HEIGHTS = {11: 16, 12: 16, 13: 18, 14: 20, 15: 20, 22: 28}
"""Pixels from line to line for each size of the type scale."""
TEXT_LINE = LINE_HEIGHTS[14]
"""What stands beside the first line of a text is this high, so that both are centred."""
LINE_SEPARATOR = "\u2028"
"""What a text layout takes for a new line, one character like the one it stands for."""
ANY_WIDTH = 100_000
KEPT_LAYOUTS = 6
"""How many widths a label remembers: Qt asks for several before it decides on one."""


class Lines(QLabel):
    """A label that only ever shows plain text, at the line height of its size."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._laid: dict[int, tuple[QTextLayout, int]] = {}
        # Layouts end with the label, on the GUI thread: the garbage search may run on another.
        self.destroyed.connect(self._laid.clear)
        self._laid_key: tuple[object, ...] = ()
        self._resized = False
        self._selectable = False
        self._selected = (0, 0)

    def setTextInteractionFlags(self, flags: Qt.TextInteractionFlag) -> None:
        """Selecting is done here; a QLabel would lay the text out its own way for it."""
        self._selectable = bool(flags & Qt.TextInteractionFlag.TextSelectableByMouse)
        policy = Qt.FocusPolicy.ClickFocus if self._selectable else Qt.FocusPolicy.NoFocus
        self.setFocusPolicy(policy)
        if self._selectable:
            self.setCursor(Qt.CursorShape.IBeamCursor)

    def setText(self, text: str) -> None:
        self._selected = (0, 0)
        super().setText(text)

    def selectedText(self) -> str:
        start, end = sorted(self._selected)
        return self.text()[start:end]

    def hasSelectedText(self) -> bool:
        return bool(self.selectedText())

    def natural_width(self) -> int:
        """How wide the words are when nothing makes them wrap."""
        lines = self.text().split("\n")
        self.ensurePolished()
        return max(ceil(self.fontMetrics().boundingRect(line).width()) for line in lines) + 2

    def sizeHint(self) -> QSize:
        width = super().sizeHint().width()
        return QSize(width, self.heightForWidth(width if self.wordWrap() else ANY_WIDTH))

    def minimumSizeHint(self) -> QSize:
        """As high as the words are at the width it has: never less, and no more."""
        width = super().minimumSizeHint().width()
        return QSize(width, self.heightForWidth(self.width() if self._resized else ANY_WIDTH))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._resized = True
        if self.wordWrap() and event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def heightForWidth(self, width: int) -> int:
        # A layout asks for the room it has; the words get no more than they are allowed.
        width = min(width, self.maximumWidth())
        margins = self.contentsMargins()
        height = self._layout(width - margins.left() - margins.right())[1]
        return height + margins.top() + margins.bottom()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self.drawFrame(painter)
        box = self.contentsRect()
        layout, height = self._layout(box.width())
        group = QPalette.ColorGroup.Active if self.isEnabled() else QPalette.ColorGroup.Disabled
        painter.setPen(self.palette().color(group, self.foregroundRole()))
        layout.draw(painter, self._origin(box, height), self._selection())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._selectable and event.button() == Qt.MouseButton.LeftButton:
            self._select(at := self._character_at(event.position()), at)
        else:
            event.ignore()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._selectable and event.buttons() & Qt.MouseButton.LeftButton:
            self._select(self._selected[0], self._character_at(event.position()))
        else:
            event.ignore()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Select the word."""
        if not self._selectable:
            event.ignore()
            return
        at = self._character_at(event.position())
        layout = self._layout(self.contentsRect().width())[0]
        word = QTextLayout.CursorMode.SkipWords
        start = layout.previousCursorPosition(min(at + 1, len(self.text())), word)
        end = layout.nextCursorPosition(start, word)
        self._select(start, start + len(self.text()[start:end].rstrip()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._selectable and event.matches(QKeySequence.StandardKey.Copy):
            self._copy()
        elif self._selectable and event.matches(QKeySequence.StandardKey.SelectAll):
            self._select(0, len(self.text()))
        else:
            event.ignore()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._select(0, 0)
        super().focusOutEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if not self._selectable:
            event.ignore()
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Copy", self._copy).setEnabled(self.hasSelectedText())
        menu.addAction("Select all", lambda: self._select(0, len(self.text())))
        menu.popup(event.globalPos())

    def _copy(self) -> None:
        if self.hasSelectedText():
            QGuiApplication.clipboard().setText(self.selectedText())

    def _select(self, start: int, end: int) -> None:
        if (start, end) != self._selected:
            self._selected = (start, end)
            self.update()

    def _character_at(self, point: QPointF) -> int:
        box = self.contentsRect()
        layout, height = self._layout(box.width())
        inside = point - self._origin(box, height)
        row = int(inside.y() // self._line_height())
        line = layout.lineAt(max(0, min(row, layout.lineCount() - 1)))
        return line.xToCursor(inside.x()) if line.isValid() else 0

    def _line_height(self) -> int:
        self.ensurePolished()
        size = self.font().pixelSize()
        return max(LINE_HEIGHTS.get(size, round(size * 1.4)), self.fontMetrics().height())

    def _layout(self, width: int) -> tuple[QTextLayout, int]:
        """The words in lines of `width`, and the height of all lines."""
        font = self.font()
        key = (self.text(), font.key(), self.wordWrap(), self.alignment())
        if key != self._laid_key:
            self._laid_key = key
            self._laid.clear()
        if width not in self._laid:
            if len(self._laid) >= KEPT_LAYOUTS:
                self._laid.clear()
            self._laid[width] = self._lay_out(width, font)
        return self._laid[width]

    def _lay_out(self, width: int, font: QFont) -> tuple[QTextLayout, int]:
        line_height = self._line_height()
        wrap = QTextOption.WrapMode
        option = QTextOption(self.alignment() & Qt.AlignmentFlag.AlignHorizontal_Mask)
        option.setWrapMode(wrap.WrapAtWordBoundaryOrAnywhere if self.wordWrap() else wrap.NoWrap)
        layout = QTextLayout(self.text().replace("\n", LINE_SEPARATOR), font)
        layout.setTextOption(option)
        layout.beginLayout()
        top = 0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(1, width))
            line.setPosition(QPointF(0, top + (line_height - line.height()) / 2))
            top += line_height
        layout.endLayout()
        return layout, max(top, line_height)

    def _origin(self, box: QRect, height: int) -> QPointF:
        """Where the first line begins, by the label's alignment."""
        spare = max(0, box.height() - height)
        if self.alignment() & Qt.AlignmentFlag.AlignVCenter:
            return QPointF(box.x(), box.y() + spare // 2)
        if self.alignment() & Qt.AlignmentFlag.AlignBottom:
            return QPointF(box.x(), box.y() + spare)
        return QPointF(box.topLeft())

    def _selection(self) -> list[QTextLayout.FormatRange]:
        start, end = sorted(self._selected)
        if start == end:
            return []
        chosen = QTextLayout.FormatRange()
        chosen.start, chosen.length = start, end - start
        colours = QTextCharFormat()
        colours.setBackground(self.palette().highlight())
        colours.setForeground(self.palette().highlightedText())
        chosen.format = colours
        return [chosen]
