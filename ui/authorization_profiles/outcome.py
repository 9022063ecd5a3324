"""What came of a test: what happened, why, what to do; and what the service answered."""

from __future__ import annotations

import json

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from studio.authorization.profiles.mechanisms import FIELDS
from studio.authorization.profiles.trying import TestResult
from ui.controls import Button, FieldRow, Notice, Tabs, Text

LINE = 17
MOST_LINES = 12
AROUND = 18


class Outcome(QWidget):
    """*Auth Test Passed* or *Auth Test Failed*, the latter with *Headers* and *Response*.

    Args:
        result: Redacted by the core, so that all of it may be shown.
        name: Object name.
        labels: The words for the fields of the dialog.

    Signals:
        edit_asked: The field that is to blame.
        exchange_asked: The exchange in Traffic.
        closed: It is not to be shown any more.
    """

    edit_asked = Signal(str)
    exchange_asked = Signal(str)
    closed = Signal()

    def __init__(self, result: TestResult, name: str, *, traffic: bool) -> None:
        super().__init__()
        self._tabs: Tabs | None = None
        self.setObjectName(name)
        self.setAccessibleName(f"{result.title}. {result.message}")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        tone = "error" if not result.passed else "warn" if result.warning else "ok"
        said = (result.warning, result.next_step)
        notice = Notice(
            tone,  # type: ignore[arg-type]
            result.message,
            "\n".join(words for words in said if words),
            name=f"{name}.notice",
        )
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        field = result.field.partition(".")[0]
        if not result.passed and field in FIELDS:
            edit = Button(f"Edit {FIELDS[field].label}", f"{name}.edit", kind="small")
            edit.clicked.connect(lambda: self.edit_asked.emit(result.field))
            buttons.addWidget(edit)
        if traffic and result.exchange_id:
            exchange = Button("Show the exchange", f"{name}.exchange", kind="small")
            exchange.clicked.connect(lambda: self.exchange_asked.emit(result.exchange_id))
            buttons.addWidget(exchange)
        close = Button("Close", f"{name}.close", kind="small")
        close.setAccessibleName("Close the result of the test")
        close.clicked.connect(self.closed)
        buttons.addWidget(close)
        buttons.addStretch(1)
        notice.column.addLayout(buttons)
        column.addWidget(notice)
        if not result.passed and result.status is not None:
            column.addWidget(self._answer(result, name))

    def resizeEvent(self, event) -> None:  # type: ignore[no-untyped-def]
        super().resizeEvent(event)
        if self._tabs is not None:
            _fit(self._tabs)

    def _answer(self, result: TestResult, name: str) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        tabs = Tabs(name)
        tabs.setProperty("role", "tabs")
        layout = tabs.layout()
        assert layout is not None
        layout.setContentsMargins(2, 0, 2, 0)
        tabs.add("headers", "Headers", self._headers(result, name))
        tabs.add("response", "Response", self._response(result, name))
        tabs.chosen.connect(lambda key: _fit(tabs))
        self._tabs = tabs
        column.addWidget(tabs)
        column.addWidget(tabs.pages)
        _fit(tabs)
        return holder

    def _headers(self, result: TestResult, name: str) -> QWidget:
        page = QWidget()
        page.setObjectName(f"{name}.headers")
        column = QVBoxLayout(page)
        column.setContentsMargins(2, 2, 2, 2)
        column.setSpacing(4)
        column.addWidget(FieldRow("Status", str(result.status), f"{name}.status"))
        for header, value in result.headers:
            row = FieldRow(header, value)
            row.caption.setFixedWidth(190)
            column.addWidget(row)
        first = column.itemAt(0)
        assert first is not None
        first.widget().caption.setFixedWidth(190)  # type: ignore[union-attr]
        column.addStretch(1)
        return page

    def _response(self, result: TestResult, name: str) -> QWidget:
        if not result.response:
            return Text("The service answered without a body.", "secondary", f"{name}.body")
        text = laid_out(result.response)
        shown = QPlainTextEdit(text)
        shown.setObjectName(f"{name}.body")
        shown.setAccessibleName("Body of the response")
        shown.setProperty("role", "code")
        shown.setReadOnly(True)
        shown.setTabChangesFocus(True)
        shown.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        shown.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        lines = min(MOST_LINES, text.count("\n") + 1 + sum(len(t) // 90 for t in text.split("\n")))
        shown.setFixedHeight(lines * LINE + AROUND)
        return shown


def laid_out(body: str) -> str:
    """JSON with a line for each value; anything else as it is."""
    try:
        return json.dumps(json.loads(body), indent=2, ensure_ascii=False)
    except ValueError:
        return body


def _fit(tabs: Tabs) -> None:
    """Only the tab in front has a say in how high all of it is."""
    pages = tabs.pages
    page = pages.currentWidget()
    if page is None:
        return
    wrapped = page.heightForWidth(pages.width()) if page.hasHeightForWidth() else -1
    wanted = wrapped if wrapped > 0 else page.sizeHint().height()
    pages.setFixedHeight(min(wanted, page.maximumHeight()))
