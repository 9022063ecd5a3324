"""The strip above the field: which call the last answer came from."""

from __future__ import annotations

from urllib.parse import urlsplit

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from studio.workspace.journal import Exchange
from ui.controls import Button, FieldRow, Mono, Text


class LastTurn(QWidget):
    """Method, path, status and duration of the last call.

    Signals:
        exchange_asked: See the exchange of this id.
    """

    exchange_asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("talk_to_bot.last_turn")
        self.setAccessibleName("Last turn")
        self.setProperty("role", "footer")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 10, 16, 10)
        column.setSpacing(4)
        head = QHBoxLayout()
        head.addWidget(Text("Last turn", "label"), 1)
        self._exchange = ""
        see = Button("See the exchange", "talk_to_bot.last_turn.exchange", kind="small")
        see.clicked.connect(lambda: self.exchange_asked.emit(self._exchange))
        head.addWidget(see)
        column.addLayout(head)
        self._call = Mono(name="talk_to_bot.last_turn.call")
        self._came = Text("", "secondary", "talk_to_bot.last_turn.answer")
        self._rows = [FieldRow("Call", self._call), FieldRow("Answer", self._came)]
        for row in self._rows:
            row.caption.setFixedWidth(64)
            column.addWidget(row)
        self.hide()

    def show_exchange(self, exchange: Exchange) -> None:
        """Show one exchange."""
        self._exchange = exchange.id
        self._call.setText(f"{exchange.method} {urlsplit(exchange.url).path}")
        self._came.setText(_answer(exchange))
        self.show()


def _answer(exchange: Exchange) -> str:
    """`201 in 12 ms`; what went wrong on the way is said in the conversation."""
    took = f"{exchange.elapsed_ms:.0f} ms" if exchange.elapsed_ms is not None else "a moment"
    if exchange.status is None:
        return f"none, after {took}"
    return f"{exchange.status}{', but not whole,' if exchange.error else ''} in {took}"
