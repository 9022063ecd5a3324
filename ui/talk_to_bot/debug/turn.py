"""One turn in three lanes: what was said, slots and calls, and the record before and after."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from studio.dialogs.changed_records import RecordChange, record_change, with_history
from studio.dialogs.definitions import END
from studio.dialogs.tracing import NodeTrace, TurnTrace
from studio.errors import StudioError
from studio.workspace.journal import Exchange
from ui.controls import Button, Mono, Pill, Text
from ui.controls.pill import Tone
from ui.controls.scroll_column import let_go, let_go_all
from ui.dialogs.code import NumberedCode
from ui.dialogs.words import breakable
from ui.theme.theme import Theme

if TYPE_CHECKING:
    from studio.app import Studio

NAME = "debug.turn"
LOOKED_BACK = 300
"""Exchanges that are looked through for a record as it was."""
MOST_LINES = 8
MOST_JSON_LINES = 16
TONES: dict[str, Tone] = {
    "error": "error",
    "pause": "warn",
    "execution successful": "ok",
    "end": "ok",
    "waitingForUserInput": "accent",
}


@dataclass(frozen=True)
class Looked:
    """The exchanges of a turn, and what became of records."""

    exchanges: tuple[Exchange, ...]
    changes: tuple[RecordChange, ...]


def look_up(studio: Studio, turn: TurnTrace) -> Looked:
    """Read a turn's exchanges, and what the sandbox knows of records they changed. Blocks."""
    exchanges = tuple(one for _, one in studio.journal.of_sequence(turn.sequence))
    changes = []
    if exchanges:
        every = studio.journal.list(LOOKED_BACK)
        ids = [one.id for one in every]
        for one in exchanges:
            earlier = every[ids.index(one.id) + 1 :] if one.id in ids else ()
            change = record_change(one, earlier)
            if change is not None and "account-info" not in change.path:
                changes.append(_as_the_sandbox_knows(studio, one, change))
    return Looked(exchanges, tuple(changes))


def _as_the_sandbox_knows(studio: Studio, one: Exchange, change: RecordChange) -> RecordChange:
    """With the values before, which the sandbox keeps of every record."""
    if one.method != "PATCH" or studio.environment.running_sandbox() is None:
        return change
    account = studio.actions.get(one.connector_id).account if one.connector_id else None
    *_, kind, record = change.path.split("/")
    if account is None or not account.account_id.isdigit():
        return change
    try:
        whole = studio.sandbox.record(int(account.account_id), kind, record)
    except StudioError:
        return change
    return with_history(change, whole.history)


class TurnView(QFrame):
    """Draws one turn.

    Signals:
        exchange_asked: The id of an exchange.
    """

    exchange_asked = Signal(str)

    def __init__(self, turn: TurnTrace, theme: Theme) -> None:
        super().__init__()
        self._turn: TurnTrace | None = None
        self._theme = theme
        self._name = f"{NAME}.{turn.number}"
        self.setObjectName(self._name)
        self.setProperty("role", "sunk")
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 12, 14, 12)
        row.setSpacing(18)
        self._said, self._done, self._record = QVBoxLayout(), QVBoxLayout(), QVBoxLayout()
        self._calls = QVBoxLayout()
        titles = ("Said", "Slots and API call", "Record before and after")
        for title, lane, share in zip(
            titles, (self._said, self._done, self._record), (4, 6, 5), strict=True
        ):
            column = QVBoxLayout()
            column.setSpacing(6)
            column.addWidget(Text(title, "caps"))
            lane.setSpacing(5)
            column.addLayout(lane)
            if lane is self._done:
                self._calls.setSpacing(5)
                column.addLayout(self._calls)
            column.addStretch(1)
            row.addLayout(column, share)

    def show_turn(self, turn: TurnTrace) -> bool:
        """Draw it as it is now; answers with whether anything is otherwise."""
        if turn == self._turn:
            return False
        self._turn = turn
        let_go_all(self._said)
        self._said.addWidget(Text(turn.said, "strong", f"{self._name}.said"))
        for answer in turn.answers:
            self._said.addWidget(Text(answer, "secondary"))
        let_go_all(self._done)
        if turn.dialog:
            self._done.addWidget(Text(turn.dialog, "value", f"{self._name}.dialog"))
        for name, value in turn.slots.items():
            self._done.addWidget(Mono(f"{name} = {value}"))
        for number, node in enumerate(turn.nodes):
            self._done.addWidget(_Node(f"{self._name}.node.{number}", node, self._theme))
        return True

    def show_exchanges(self, found: Looked) -> None:
        """Draw what was sent, and what became of records."""
        let_go_all(self._calls)
        for number, one in enumerate(found.exchanges):
            self._add_call(number, one)
        let_go_all(self._record)
        for change in found.changes:
            self._add_record(change)
        if not found.changes:
            self._record.addWidget(Text("No record", "secondary"))

    def forget(self) -> None:
        """It is gone: the conversation was started over."""
        let_go(self)

    def _add_call(self, number: int, one: Exchange) -> None:
        name = f"{self._name}.call.{number}"
        path = urlsplit(one.url).path
        link = Button(f"{one.method} {one.status or 'no answer'}", name, kind="link")
        link.setToolTip("Show it in Traffic")
        link.clicked.connect(partial(self.exchange_asked.emit, one.id))
        self._calls.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        lasted = f" · {one.elapsed_ms:.0f} ms" if one.elapsed_ms is not None else ""
        self._calls.addWidget(Mono(f"{breakable(path)}{lasted}", f"{name}.path"))
        if one.request_body:
            body = NumberedCode(one.request_body, self._theme, "json", f"{name}.body", "Body sent")
            body.setReadOnly(True)
            body.show_lines(MOST_LINES)
            self._calls.addWidget(body)

    def _add_record(self, change: RecordChange) -> None:
        self._record.addWidget(Mono(breakable(change.path)))
        before, after = change.before, change.after
        if after is None:
            self._record.addWidget(Pill("Deleted", "error", f"{self._name}.deleted"))
        if before is None and after is not None:
            self._record.addWidget(Text("Not seen before", "small"))
        if before == after:
            self._record.addWidget(Text("Unchanged", "small", f"{self._name}.unchanged"))
            return
        for name in change.changed[:12]:
            was = "–" if before is None else str(before.get(name) or "–")
            now = "–" if after is None else str(after.get(name) or "–")
            self._record.addWidget(Text(f"{name}: {was} → {now}", "small"))


class _Node(QWidget):
    """One node: its name opens all that is known of it, as JSON."""

    def __init__(self, name: str, node: NodeTrace, theme: Theme) -> None:
        super().__init__()
        self._name, self._node, self._theme = name, node, theme
        self._opened: QWidget | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        row = QHBoxLayout()
        row.setSpacing(8)
        words = "End of Dialog" if node.node == END else node.node
        link = Button(words, f"{name}.open", kind="link")
        link.setAccessibleName(f"{words} as JSON")
        link.clicked.connect(self._toggle)
        row.addWidget(link)
        row.addStretch(1)
        row.addWidget(Pill(node.status, TONES.get(node.status, "neutral"), name))
        self._column.addLayout(row)

    def _toggle(self) -> None:
        if self._opened is not None:
            let_go(self._opened)
            self._opened = None
            return
        node = self._node
        facts = {"node": node.node, "status": node.status, "detail": node.detail}
        facts = {key: value for key, value in facts.items() if value}
        text = json.dumps({**facts, "context": node.context}, indent=2, ensure_ascii=False)
        box = self._opened = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        code = NumberedCode(text, self._theme, "json", f"{self._name}.json", node.node)
        code.setReadOnly(True)
        code.show_lines(MOST_JSON_LINES)
        column.addWidget(code)
        copy = Button("Copy", f"{self._name}.copy", kind="small")
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(text))
        column.addWidget(copy, 0, Qt.AlignmentFlag.AlignRight)
        self._column.addWidget(box)
