"""JavaScript and JSON to read: coloured, with `{{context…}}` marked, and lines numbered."""

from __future__ import annotations

import re
from typing import Literal

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QSyntaxHighlighter,
    QTextCharFormat,
    QTextDocument,
)
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from ui.theme.theme import Theme
from ui.theme.tokens import Tokens

CODE_LINES = 16
AROUND = 24
"""Pixels above and below the lines: of the style, and of the document."""
GUTTER = 10
Language = Literal["javascript", "json"]

PLACEHOLDER = re.compile(r"\{\{.*?\}\}")
JAVASCRIPT = re.compile(
    r"(?P<comment>//.*|/\*.*?\*/)"
    r"|(?P<string>\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'|`(?:\\.|[^`\\])*`)"
    r"|(?P<context>\bcontext(?:\.\w+)*)"
    r"|(?P<word>\b(?:const|let|var|function|return|if|else|for|of|in|while|do|switch|case|break|"
    r"continue|new|typeof|null|undefined|true|false|try|catch|finally|throw|default)\b)"
    r"|(?P<number>\b\d+(?:\.\d+)?\b)"
)
JSON = re.compile(
    r"(?P<key>\"(?:\\.|[^\"\\])*\"(?=\s*:))"
    r"|(?P<text>\"(?:\\.|[^\"\\])*\")"
    r"|(?P<word>\b(?:true|false|null)\b)"
    r"|(?P<number>-?\b\d+(?:\.\d+)?\b)"
)


class Highlighter(QSyntaxHighlighter):
    """Colours one document, in the theme in force."""

    def __init__(self, document: QTextDocument, theme: Theme, language: Language) -> None:
        super().__init__(document)
        self._theme = theme
        self._pattern = JAVASCRIPT if language == "javascript" else JSON
        self._formats = _formats(theme.tokens)
        theme.changed.connect(self._redress)

    def highlightBlock(self, text: str) -> None:
        for match in self._pattern.finditer(text):
            start, end = match.span()
            self.setFormat(start, end - start, self._formats[match.lastgroup or "context"])
        # They stand inside of strings, over whose colour theirs goes.
        for match in PLACEHOLDER.finditer(text):
            self.setFormat(match.start(), match.end() - match.start(), self._formats["context"])

    def _redress(self) -> None:
        self._formats = _formats(self._theme.tokens)
        self.rehighlight()


class Code(QPlainTextEdit):
    """A piece of code in the properties: as high as it needs within reason."""

    def __init__(self, text: str, theme: Theme, language: Language, name: str, label: str) -> None:
        super().__init__(text)
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setProperty("role", "code")
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self._colours = Highlighter(self.document(), theme, language)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Where lines wrap is known only once there is a width."""
        lines = _lines_of(self)
        policy = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(
            policy.ScrollBarAsNeeded if lines > CODE_LINES else policy.ScrollBarAlwaysOff
        )
        self.setFixedHeight(height_of(self, min(CODE_LINES, lines)))


def height_of(code: QPlainTextEdit, lines: int) -> int:
    """The height in pixels in which so many lines of code can be seen whole."""
    code.ensurePolished()
    # What the font says is rounded otherwise than what is laid out.
    code.blockBoundingRect(code.document().firstBlock())
    line = code.document().firstBlock().layout().lineAt(0)
    return round(lines * line.height()) + AROUND


def _lines_of(code: QPlainTextEdit) -> int:
    lines, block = 0, code.document().firstBlock()
    while block.isValid():
        code.blockBoundingRect(block)  # blocks that nobody has looked at are not laid out yet
        lines += block.lineCount()
        block = block.next()
    return lines


class NumberedCode(QPlainTextEdit):
    """Code whose lines are numbered, one of which can be marked as the one that failed."""

    def __init__(self, text: str, theme: Theme, language: Language, name: str, label: str) -> None:
        super().__init__(text)
        self._theme = theme
        self._failed = 0
        self._most: int | None = None
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setTabChangesFocus(True)
        self.setProperty("role", "code")
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._colours = Highlighter(self.document(), theme, language)
        self._numbers = _Numbers(self)
        self.blockCountChanged.connect(self._make_room)
        self.updateRequest.connect(self._follow)
        theme.changed.connect(self._redress)
        self._make_room()

    def show_lines(self, most: int) -> None:
        """Be as high as the text, or as `most` lines of it."""
        self._most = most
        self._fit()

    def _fit(self) -> None:
        if self._most is None:
            return
        across = self.horizontalScrollBar()
        below = across.sizeHint().height() if across.maximum() > 0 else 0
        self.setFixedHeight(height_of(self, min(self._most, self.blockCount())) + below)

    def mark_line(self, number: int) -> None:
        """Mark the line that failed, counted from 1, and show it; 0 marks none."""
        self._failed = number
        block = self.document().findBlockByNumber(number - 1)
        if not number or not block.isValid():
            self.setExtraSelections([])
            return
        mark = QTextEdit.ExtraSelection()
        mark.format.setBackground(QColor(self._theme.tokens.error_soft))
        mark.format.setProperty(QTextCharFormat.Property.FullWidthSelection, True)
        cursor = self.textCursor()
        cursor.setPosition(block.position())
        mark.cursor = cursor
        self.setExtraSelections([mark])
        self.setTextCursor(cursor)
        self.ensureCursorVisible()
        self._numbers.update()

    def _redress(self) -> None:
        self.mark_line(self._failed)
        self._numbers.update()

    def numbers_width(self) -> int:
        """Room for the numbers of the lines."""
        digits = max(2, len(str(self.blockCount())))
        return QFontMetrics(self.font()).horizontalAdvance("9" * digits) + 2 * GUTTER

    def paint_numbers(self, painter: QPainter, area: QRect) -> None:
        """The numbers of the lines that can be seen."""
        tokens = self._theme.tokens
        painter.fillRect(area, QColor(tokens.sunk))
        painter.setFont(self.font())
        block = self.firstVisibleBlock()
        while block.isValid():
            box = self.blockBoundingGeometry(block).translated(self.contentOffset())
            if box.top() > area.bottom():
                return
            number = block.blockNumber() + 1
            painter.setPen(QColor(tokens.error if number == self._failed else tokens.ink2))
            line = QRect(0, int(box.top()), self._numbers.width() - GUTTER, int(box.height()))
            painter.drawText(line, Qt.AlignmentFlag.AlignRight, str(number))
            block = block.next()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        inside = self.contentsRect()
        self._numbers.setGeometry(
            QRect(inside.left(), inside.top(), self.numbers_width(), inside.height())
        )
        self._fit()

    def _make_room(self) -> None:
        self.setViewportMargins(self.numbers_width(), 0, 0, 0)

    def _follow(self, area: QRect, down: int) -> None:
        if down:
            self._numbers.scroll(0, down)
        else:
            self._numbers.update(0, area.y(), self._numbers.width(), area.height())


class _Numbers(QWidget):
    def __init__(self, code: NumberedCode) -> None:
        super().__init__(code)
        self._code = code

    def sizeHint(self) -> QSize:
        return QSize(self._code.numbers_width(), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        self._code.paint_numbers(QPainter(self), event.rect())


def _formats(tokens: Tokens) -> dict[str, QTextCharFormat]:
    colours = {
        "comment": tokens.ink2,
        "string": tokens.ok,
        "context": tokens.accent,
        "key": tokens.ink,
        "text": tokens.ok,
        "word": tokens.warn,
        "number": tokens.sandbox,
    }
    formats = {}
    for name, colour in colours.items():
        formats[name] = QTextCharFormat()
        formats[name].setForeground(QColor(colour))
    formats["comment"].setFontItalic(True)
    return formats
