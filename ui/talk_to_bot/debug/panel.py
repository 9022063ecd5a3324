"""The debug panel: Debug Log, NL Analysis, Session Context & Variables (xo-platform 6.5)."""

from __future__ import annotations

import json
from collections.abc import Callable

from PySide6.QtCore import QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from studio.dialogs.stepping import Stepping
from studio.dialogs.tracing import TurnTrace
from ui.background import Task
from ui.controls import Button, DialogSheet, Mono, ScrollColumn, Tabs, Text
from ui.dialogs.code import NumberedCode
from ui.place import Context
from ui.talk_to_bot.debug.turn import Looked, TurnView, look_up

NAME = "debug"
SIZE = QSize(860, 640)
LEAST = QSize(560, 420)
LEFT, TOP, RIGHT = 232, 150, 376
"""Pixels of the window that stay free around it: the navigation, the head, the conversation."""
REDRAW_MS = 60


class DebugPanel(DialogSheet):
    """Beside the conversation, which goes on while it is open.

    Signals:
        exchange_asked: The id of an exchange to be shown in Traffic.
        test_asked: *Make this a test* was pressed.
    """

    exchange_asked = Signal(str)
    test_asked = Signal()

    def __init__(
        self,
        host: QWidget,
        context: Context,
        turns: Callable[[], tuple[TurnTrace, ...]],
        stepping: Stepping,
    ) -> None:
        super().__init__(host, NAME, "Debug", "What happened in each turn, newest first.")
        self.setWindowModality(Qt.WindowModality.NonModal)
        self._context = context
        self._turns = turns
        self._stepping = stepping
        self._views: dict[int, TurnView] = {}
        self._shown: tuple[TurnTrace, ...] = ()
        # At the left, so that the conversation can be read beside it.
        window = host.window()
        room = QSize(window.width() - LEFT - RIGHT, window.height() - TOP - 60)
        self.resize(SIZE.boundedTo(room).expandedTo(LEAST))
        self.move(window.mapToGlobal(QPoint(LEFT, TOP)))
        self.body.addLayout(self._controls())
        self._tabs = Tabs(NAME, inset=0)
        self._log = ScrollColumn((0, 12, 12, 4), 12, f"{NAME}.log")
        self._analysis = ScrollColumn((0, 12, 12, 4), 8, f"{NAME}.analysis")
        self._tabs.add("log", "Debug Log", self._log)
        self._tabs.add("nl", "NL Analysis", self._analysis)
        self._tabs.add("context", "Session Context && Variables", self._context_page())
        self.body.addWidget(self._tabs)
        self.body.addWidget(self._tabs.pages, 1)
        make = self.add_button(Button("Make this a test", f"{NAME}.make_test", kind="primary"))
        make.setToolTip("A file that action-studio replay runs without a window")
        make.clicked.connect(self.test_asked)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(REDRAW_MS)
        self._later.timeout.connect(self.look)
        self.look()

    def turn_changed(self) -> None:
        """Something happened; drawn soon, together with what happens meanwhile."""
        if not self._later.isActive():
            self._later.start()

    def look(self) -> None:
        """Show the turns as they are now."""
        turns = self._turns()
        self._shown = turns
        numbers = {turn.number for turn in turns}
        for number in [n for n in self._views if n not in numbers]:
            self._views.pop(number).forget()
        for turn in turns:
            view = self._views.get(turn.number)
            if view is None:
                view = self._views[turn.number] = TurnView(turn, self._context.theme)
                view.exchange_asked.connect(self.exchange_asked)
                self._log.column.insertWidget(0, view)
            if view.show_turn(turn):
                self._read_exchanges(turn)
        self._none.setVisible(not turns)
        self._show_analysis(turns)
        self._show_context(turns)
        self._show_state()

    def reject(self) -> None:
        """Close; a conversation that was paused goes on."""
        self._stepping.resume()
        super().reject()

    def _controls(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self._pause = Button("Pause", f"{NAME}.pause", kind="small")
        self._pause.setToolTip("Wait before the next node")
        self._pause.clicked.connect(self._toggle)
        row.addWidget(self._pause)
        self._step = Button("Step", f"{NAME}.step", kind="small")
        self._step.setToolTip("Let one node run")
        self._step.clicked.connect(self._stepping.step)
        row.addWidget(self._step)
        self._state = Text("", "secondary", f"{NAME}.state", wrap=False)
        row.addWidget(self._state)
        row.addStretch(1)
        self._none = Text("Nothing was said yet.", "secondary", f"{NAME}.none")
        row.addWidget(self._none)
        return row

    def _toggle(self) -> None:
        if self._stepping.paused:
            self._stepping.resume()
        else:
            self._stepping.pause()
        self._show_state()

    def _show_state(self) -> None:
        paused = self._stepping.paused
        self._pause.setText("Resume" if paused else "Pause")
        self._step.setEnabled(paused)
        last = self._shown[-1].nodes[-1] if self._shown and self._shown[-1].nodes else None
        waits = paused and last is not None and last.status == "pause"
        at = f"Waiting before {last.node}" if waits and last is not None else ""
        self._state.setText(at or ("Paused before the next node" if paused else ""))

    def _read_exchanges(self, turn: TurnTrace) -> None:
        studio = self._context.studio

        def work(task: Task[Looked]) -> Looked:
            return look_up(studio, turn)

        def done(found: Looked) -> None:
            view = self._views.get(turn.number)
            if view is not None:
                view.show_exchanges(found)

        self._context.background.run(work, done=done, owner=self, following=True)

    def _show_analysis(self, turns: tuple[TurnTrace, ...]) -> None:
        self._analysis.clear()
        for turn in reversed(turns):
            if not (turn.near or turn.found or turn.dialog):
                continue
            column = self._analysis.column
            column.addWidget(Text(f"“{turn.said}”", "strong"))
            meant = turn.dialog or "No dialog task"
            column.addWidget(Text(f"Dialog task: {meant}", "value"))
            for name, score in turn.near:
                column.addWidget(Text(f"{name}: {score:.0f} of 100", "secondary"))
            for name, value in turn.found.items():
                column.addWidget(Mono(f"{name} = {value}"))
            column.addSpacing(8)

    def _context_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 12, 0, 0)
        column.setSpacing(8)
        self._json = NumberedCode(
            "{}", self._context.theme, "json", f"{NAME}.context", "Session context"
        )
        self._json.setReadOnly(True)
        column.addWidget(self._json, 1)
        copy = Button("Copy", f"{NAME}.context.copy", kind="small")
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self._json.toPlainText()))
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(copy)
        column.addLayout(row)
        return page

    def _show_context(self, turns: tuple[TurnTrace, ...]) -> None:
        context = turns[-1].context if turns else {}
        text = json.dumps(context, indent=2, ensure_ascii=False)
        if text != self._json.toPlainText():
            self._json.setPlainText(text)
