"""One request over the page: what was asked, what was answered."""

from __future__ import annotations

import json

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QSizePolicy, QWidget

from studio.sandbox_values import JournalEntry
from ui.controls import FieldRow, Heading, IconButton, Pill, ScrollColumn, SlideOver, Text
from ui.controls.copying import CopyValue
from ui.sandbox import words
from ui.sandbox.requests_model import METHODS, status, status_tone

WIDTH = 560
LINE = 17
MOST_LINES = 24
AROUND = 18


class RequestPanel(SlideOver):
    """Bodies are laid out where they are JSON; secrets never come here."""

    def __init__(self, host: QWidget) -> None:
        super().__init__(host, WIDTH, "sandbox.request")
        head = QHBoxLayout()
        head.setContentsMargins(24, 18, 14, 10)
        head.setSpacing(10)
        self._method = Pill("", "neutral", "sandbox.request.method")
        head.addWidget(self._method)
        self._status = Pill("", "neutral", "sandbox.request.status")
        head.addWidget(self._status)
        self._fault = Pill("", "error", "sandbox.request.fault")
        head.addWidget(self._fault)
        head.addStretch(1)
        close = IconButton("Close", "sandbox.request.close", "close")
        close.clicked.connect(self.close_panel)
        head.addWidget(close)
        self.column.addLayout(head)
        self._body = ScrollColumn((24, 4, 24, 24), 10, "sandbox.request.scroll")
        self.column.addWidget(self._body, 1)

    def show_request(self, entry: JournalEntry) -> None:
        """Open with that request."""
        tone = status_tone(entry)
        self._method.show_state(entry.method, METHODS.get(entry.method, "neutral") or "neutral")  # type: ignore[arg-type]
        said = status(entry) if entry.status is not None else "No answer"
        self._status.show_state(said, tone)  # type: ignore[arg-type]
        self._fault.setVisible(bool(entry.fault))
        self._fault.setText(words.fault_title(entry.fault or ""))
        self._body.clear()
        column = self._body.column
        path = CopyValue("the path", entry.path, "sandbox.request.path")
        column.addWidget(path.in_row("Path"))
        for label, value in (
            ("Query", entry.query),
            ("Route", entry.route),
            ("Time", words.moment(entry.at, seconds=True)),
            ("Took", f"{entry.elapsed_ms:,.1f} ms"),
            ("Account", str(entry.portal_id or "")),
            ("Correlation ID", entry.correlation_id or ""),
        ):
            if value:
                column.addWidget(FieldRow(label, value))
        self._add_body("Request", entry.request_body, "sandbox.request.sent")
        self._add_body("Answer", entry.response_body, "sandbox.request.answered")
        self.open()

    def _add_body(self, title: str, body: str, name: str) -> None:
        column = self._body.column
        column.addSpacing(4)
        column.addWidget(Heading(title))
        if not body:
            column.addWidget(Text("No body.", "secondary"))
            return
        text = laid_out(body)
        shown = QPlainTextEdit(text)
        shown.setObjectName(name)
        shown.setAccessibleName(f"Body of the {title.lower()}")
        shown.setProperty("role", "code")
        shown.setReadOnly(True)
        shown.setTabChangesFocus(True)
        shown.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        shown.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        lines = min(MOST_LINES, text.count("\n") + 1 + sum(len(t) // 70 for t in text.split("\n")))
        shown.setFixedHeight(lines * LINE + AROUND)
        column.addWidget(shown)


def laid_out(body: str) -> str:
    """JSON with a line for each value; anything else as it is."""
    try:
        return json.dumps(json.loads(body), indent=2, ensure_ascii=False)
    except ValueError:
        return body
