"""Completion of what stands behind `{{context.` in requests, and behind `context.` in scripts."""

from __future__ import annotations

import re
from collections.abc import Iterable

from PySide6.QtCore import QObject, QRect, QStringListModel, Qt
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QCompleter, QLineEdit, QPlainTextEdit

from ui.dialogs.code import NumberedCode

IN_REQUEST = re.compile(r"\{\{\s*(?:c(?:o(?:n(?:t(?:e(?:x(?:t\.?)?)?)?)?)?)?)?([\w.]*)$")
IN_SCRIPT = re.compile(r"\bcontext\.([\w.]*)$")
ROWS = 8
FOR_THE_POPUP = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape, Qt.Key.Key_Tab)


class CompletedCode(NumberedCode):
    """Code to write in; while a list of completions is open, Enter takes from that."""

    completions: Completing | None = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in FOR_THE_POPUP and self.completions and self.completions.is_open:
            event.ignore()
        else:
            super().keyPressEvent(event)


class Completing(QObject):
    """Offers paths of the context while they are typed into a field.

    Args:
        field: Where they are typed.
        paths: What there is, without `context.`.
        script: JavaScript is typed there, without braces.
    """

    def __init__(
        self, field: QLineEdit | CompletedCode, paths: Iterable[str], *, script: bool = False
    ) -> None:
        super().__init__(field)
        self._field = field
        self._pattern = IN_SCRIPT if script else IN_REQUEST
        self._before, self._after = ("context.", "") if script else ("{{context.", "}}")
        self._completer = QCompleter(QStringListModel(list(paths), self), self)
        self._completer.setWidget(field)
        self._completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self._completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self._completer.setMaxVisibleItems(ROWS)
        popup = self._completer.popup()
        assert popup is not None  # in the mode PopupCompletion there always is one
        self._popup = popup
        popup.setObjectName(f"{field.objectName()}.completions")
        self._completer.activated.connect(self._take)
        self._taking = False
        field.textChanged.connect(self._look)
        if isinstance(field, CompletedCode):
            field.completions = self

    @property
    def is_open(self) -> bool:
        """Whether the list is open."""
        return self._popup.isVisible()

    def _typed(self) -> re.Match[str] | None:
        return self._pattern.search(self._text_before())

    def _text_before(self) -> str:
        field = self._field
        if isinstance(field, QLineEdit):
            return field.text()[: field.cursorPosition()]
        cursor = field.textCursor()
        return cursor.block().text()[: cursor.positionInBlock()]

    def _look(self, *_: object) -> None:
        found = None if self._taking or not self._field.hasFocus() else self._typed()
        if found is None:
            self._popup.hide()
            return
        self._completer.setCompletionPrefix(found[1])
        if self._completer.completionCount() == 0:
            self._popup.hide()
            return
        self._completer.complete(self._place())
        self._popup.setCurrentIndex(self._completer.completionModel().index(0, 0))

    def _place(self) -> QRect:
        field = self._field
        width = min(field.width(), 420)
        if isinstance(field, QPlainTextEdit):
            place = field.cursorRect().translated(field.viewport().pos())
        else:
            place = QRect(field.cursorRect())
        place.setWidth(width)
        return place

    def _take(self, path: str) -> None:
        found = self._typed()
        if found is None:
            return
        length = len(found[0])
        text = f"{self._before}{path}{self._after}"
        self._taking = True
        try:
            self._replace(length, text)
        finally:
            self._taking = False

    def _replace(self, length: int, text: str) -> None:
        field = self._field
        if isinstance(field, QLineEdit):
            end = field.cursorPosition()
            rest = field.text()[end:].removeprefix(self._after)
            field.setText(f"{field.text()[: end - length]}{text}{rest}")
            field.setCursorPosition(end - length + len(text))
            return
        cursor = field.textCursor()
        left = QTextCursor.MoveOperation.Left
        cursor.movePosition(left, QTextCursor.MoveMode.KeepAnchor, length)
        after = cursor.block().text()[field.textCursor().positionInBlock() :]
        if self._after and after.startswith(self._after):
            text = text[: -len(self._after)]
        cursor.insertText(text)
        field.setTextCursor(cursor)
