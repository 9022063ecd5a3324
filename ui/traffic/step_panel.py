"""One step over the page: why it is taken, what was sent, what came back."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QWidget

from studio.traffic.curl import Curl, command
from studio.traffic.facts import path
from studio.traffic.values import Step
from studio.workspace.journal import Exchange
from ui.controls import Button, FieldRow, Heading, IconButton, Notice, Pill, ScrollColumn, SlideOver
from ui.controls import Text as Words
from ui.controls.copying import CopyValue, LongValue
from ui.controls.notice import NoticeTone
from ui.sandbox.words import moment
from ui.traffic import words
from ui.traffic.code import SAID_MS, Code, body, headers

WIDTH = 560
CAPTION = 172
"""Room for the longest name of a parameter."""
RESULT_WORDS = {"good": "Done", "failed": "Failed", "ended": "Ended here", "open": "Open"}


class StepPanel(SlideOver):
    """Everything in it is redacted: the journal holds no secret."""

    def __init__(self, host: QWidget) -> None:
        super().__init__(host, WIDTH, "traffic.details")
        self.setAccessibleName("Details of the step")
        self._curl: Curl | None = None
        head = QHBoxLayout()
        head.setContentsMargins(24, 18, 14, 10)
        head.setSpacing(10)
        self._title = Heading("", 2, "traffic.details.title")
        self._title.setWordWrap(True)
        head.addWidget(self._title, 1)
        self._result = Pill("", "neutral", "traffic.details.result")
        head.addWidget(self._result)
        close = IconButton("Close", "traffic.details.close", "close")
        close.clicked.connect(self.close_panel)
        head.addWidget(close)
        self.column.addLayout(head)
        self._body = ScrollColumn((24, 4, 24, 24), 10, "traffic.details.scroll")
        self.column.addWidget(self._body, 1)
        self._foot = QWidget()
        self._foot.setProperty("role", "footer")
        self._foot.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(24, 12, 24, 12)
        foot.setSpacing(16)
        self._needs = Words("", "secondary", "traffic.details.curl.needs")
        foot.addWidget(self._needs, 1)
        self._copy = Button("Copy as cURL", "traffic.details.curl", kind="primary", icon="copy")
        self._copy.clicked.connect(self._copy_curl)
        foot.addWidget(self._copy)
        self.column.addWidget(self._foot)

    def show_step(self, step: Step) -> None:
        """Open with that step."""
        self._title.setText(step.title)
        self._result.show_state(RESULT_WORDS[step.result], words.TONES[step.result])
        for each in self._body.viewport().findChildren(QWidget):
            each.setObjectName("")  # what goes away must not be found beside what comes
        self._body.clear()
        column = self._body.column
        if step.trouble is not None:
            tone: NoticeTone = "error" if step.result == "failed" else "warn"
            told = Notice(
                tone, step.trouble.message, step.trouble.next_step, name="traffic.details.trouble"
            )
            column.addWidget(told)
        column.addWidget(Words(step.why, "text", "traffic.details.why"))
        if step.source:
            column.addWidget(Words(step.source, "small", "traffic.details.source"))
        when = FieldRow("Time", moment(step.at, seconds=True))
        column.addWidget(when)
        if step.exchange is None:
            when.caption.setFixedWidth(CAPTION)
            for number, (name, value) in enumerate(step.facts):
                row = FieldRow(name, value, f"traffic.details.fact.{number + 1}")
                row.caption.setFixedWidth(CAPTION)
                column.addWidget(row)
        else:
            self._add_exchange(step.exchange, step.outcome)
        self._foot.setVisible(step.exchange is not None)
        self.open()

    def _add_exchange(self, exchange: Exchange, outcome: str) -> None:
        column = self._body.column
        column.addWidget(FieldRow("Request", f"{exchange.method} {path(exchange.url)}"))
        address = LongValue("the address", exchange.url, "traffic.details.address")
        column.addWidget(address.in_row("Address"))
        column.addWidget(FieldRow("Status", outcome, "traffic.details.status"))
        if exchange.correlation_id:
            theirs = CopyValue(
                "the correlation ID", exchange.correlation_id, "traffic.details.correlation"
            )
            column.addWidget(theirs.in_row("Correlation ID"))
        column.addSpacing(4)
        name = "traffic.details"
        for title, text, part in (
            (
                "Request body",
                body(exchange.request_body, _kind(exchange.request_headers)),
                "request_body",
            ),
            (
                "Response body",
                body(exchange.response_body, _kind(exchange.response_headers)),
                "response_body",
            ),
            ("Request headers", headers(exchange.request_headers), "request_headers"),
            ("Response headers", headers(exchange.response_headers), "response_headers"),
        ):
            column.addWidget(Code(title, text, f"{name}.{part}"))
        self._curl = command(exchange)
        needs = words.variables(self._curl.variables)
        self._needs.setText(needs if self._curl.whole else f"{needs} {words.NOT_WHOLE}")

    def _copy_curl(self) -> None:
        if self._curl is not None:
            QGuiApplication.clipboard().setText(self._curl.text)
            self._copy.setText("Copied")
            QTimer.singleShot(SAID_MS, self, lambda: self._copy.setText("Copy as cURL"))


def _kind(values: dict[str, str]) -> str:
    return next((v for name, v in values.items() if name.lower() == "content-type"), "")
