"""The Talk to Bot panel."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from PySide6.QtCore import QEasingCurve, QPropertyAnimation, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from studio.authorization.values import Problem
from studio.dialogs.chat import ChatMessage
from studio.errors import StudioError
from studio.workspace.journal import Exchange
from ui.background import Task
from ui.controls import Button, EmptyState, Heading, IconButton, Notice, ScrollColumn
from ui.controls.keyboard import give_focus_back
from ui.controls.scroll_column import let_go
from ui.place import Context
from ui.talk_to_bot.bubbles import MessageView, TypingMark
from ui.talk_to_bot.last_turn import LastTurn
from ui.talk_to_bot.links import ChatLinks
from ui.talk_to_bot.who_talks import WhoTalks
from ui.theme.theme import motion_ms

if TYPE_CHECKING:
    from ui.talk_to_bot.debug.opening import Debugging

WIDTH = 360
LANE = "talk_to_bot"
SLIDE_MS = 160
AT_A_TIME = 5
SHOWN_AT_ONCE = 60
"""Newest messages of the history that are drawn when the panel opens."""

_Read = tuple[tuple[ChatMessage, ...], tuple[str, ...], bool]
"""What was said, what can be said, and whether the conversation can go on by itself."""


class TalkToBotPanel(QFrame):
    """Beside the page, 360 wide. Esc in it closes it.

    Signals:
        closed: The panel is gone.
    """

    closed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._views: list[MessageView] = []
        self._typing: TypingMark | None = None
        self._coming: deque[ChatMessage] = deque()
        self._waiting = 0
        self._loaded = False
        self._debugging: Debugging | None = None
        self._links = ChatLinks(context, self)
        self.is_open = False
        self._focus_before: QWidget | None = None
        self.setObjectName("talk_to_bot")
        self.setAccessibleName("Talk to Bot")
        self.setProperty("role", "panel")
        self.setMaximumWidth(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._header())
        self._column = ScrollColumn((16, 16, 16, 16), 12, "talk_to_bot.messages")
        self._links.changed.connect(self._let_choose)
        self._links.asked.connect(self._column.column.addWidget)
        self._links.failed.connect(self._show_error)
        # With the answer, or with a fresh link.
        self._links.signed_in.connect(self._go_on)
        column.addWidget(self._column, 1)
        self._last_turn = LastTurn()
        self._last_turn.exchange_asked.connect(
            lambda exchange: self._context.navigate("traffic", exchange=exchange)
        )
        column.addWidget(self._last_turn)
        column.addWidget(self._footer())
        bar = self._column.verticalScrollBar()
        bar.rangeChanged.connect(lambda low, high: bar.setValue(high))
        self._grow = QPropertyAnimation(self, b"maximumWidth", self)
        self._grow.setEasingCurve(QEasingCurve.Type.OutCubic)
        self.hide()

    def open(self) -> None:
        """Come in beside the page and take the focus."""
        if not self.is_open:
            self.is_open = True
            self._focus_before = QApplication.focusWidget()
            self.show()
            self._slide_to(WIDTH)
            self._who.look()
            self._load()
        self._field.setFocus()

    def close_panel(self) -> None:
        """Leave the page the whole width."""
        if self.is_open:
            self.is_open = False
            give_focus_back(self._focus_before, self)
            self._slide_to(0)
            self.closed.emit()

    @property
    def debugging(self) -> Debugging:
        """The debug panel; made when it is first asked for."""
        if self._debugging is None:
            from ui.talk_to_bot.debug.opening import Debugging

            self._debugging = Debugging(self._context, self, lambda: self._who.user)
        return self._debugging

    def leave(self) -> None:
        """The window is closing."""
        if self._debugging is not None:
            self._debugging.leave()
        self._grow.stop()
        self._links.leave()

    def keyPressEvent(self, event) -> None:  # type: ignore[no-untyped-def]
        if event.key() == Qt.Key.Key_Escape:
            self.close_panel()
        else:
            super().keyPressEvent(event)

    def _header(self) -> QWidget:
        header = QWidget()
        header.setProperty("role", "header")
        header.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(header)
        row.setContentsMargins(16, 7, 8, 7)
        row.addWidget(Heading("Talk to Bot"))
        row.addStretch(1)
        self._who = WhoTalks(self._context)
        self._who.changed.connect(self._talk_as_another)
        row.addWidget(self._who)
        debug = IconButton("Debug", "talk_to_bot.debug", "traffic")
        debug.clicked.connect(lambda: self.debugging.open())
        row.addWidget(debug)
        restart = IconButton("Start over", "talk_to_bot.restart", "refresh")
        restart.clicked.connect(self._restart)
        row.addWidget(restart)
        close = IconButton("Close", "talk_to_bot.close", "close")
        close.clicked.connect(self.close_panel)
        row.addWidget(close)
        return header

    def _footer(self) -> QWidget:
        footer = QWidget()
        footer.setProperty("role", "footer")
        footer.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(footer)
        row.setContentsMargins(14, 12, 14, 12)
        row.setSpacing(8)
        self._field = QLineEdit()
        self._field.setObjectName("talk_to_bot.input")
        self._field.setAccessibleName("Say something")
        self._field.setPlaceholderText("Say something…")
        self._field.returnPressed.connect(self._send_typed)
        row.addWidget(self._field, 1)
        send = IconButton("Send", "talk_to_bot.send", "send")
        send.clicked.connect(self._send_typed)
        row.addWidget(send)
        return footer

    def _slide_to(self, width: int) -> None:
        self._grow.stop()
        duration = motion_ms(SLIDE_MS)
        if not duration:
            self.setMaximumWidth(width)
            self.setMinimumWidth(width)
            self.setVisible(width > 0)
            return
        self.setMinimumWidth(0)
        self._grow.setDuration(duration)
        self._grow.setStartValue(self.maximumWidth())
        self._grow.setEndValue(width)
        self._grow.finished.connect(self._slid, Qt.ConnectionType.UniqueConnection)
        self._grow.start()

    def _slid(self) -> None:
        self.setVisible(self.is_open)
        if self.is_open:
            self.setMinimumWidth(WIDTH)

    def _load(self) -> None:
        # The engine is built when it is first asked for, which takes a while: never out here.
        studio = self._context.studio
        self._context.background.run(lambda task: studio.talk.warm_up(), owner=self)
        if not self._loaded:
            self._loaded = True
            self._read_history()

    def _read_history(self) -> None:
        studio, user = self._context.studio, self._who.user

        def read(task: Task[_Read]) -> _Read:
            talk = studio.talk
            history = talk.history(user)[-SHOWN_AT_ONCE:]
            return history, talk.suggestions(), talk.can_go_on(user)

        def show(loaded: _Read) -> None:
            history, can_say, can_go_on = loaded
            if user != self._who.user:
                return
            self._show_history(history, can_say)
            if can_go_on:
                self._go_on(user)

        self._context.background.run(
            read,
            done=show,
            failed=self._show_error,
            owner=self,
            lane=LANE,
        )

    def _talk_as_another(self) -> None:
        """Show the conversation of the end user who was chosen."""
        self._empty()
        if self._debugging is not None:
            self._debugging.look()
        if self._loaded:
            self._read_history()

    def _show_history(self, messages: tuple[ChatMessage, ...], can_say: tuple[str, ...]) -> None:
        if not messages and not self._coming:
            self._show_empty(can_say)
        self._coming.extendleft(reversed(messages))
        self._add_what_came()

    def _came(self, message: ChatMessage) -> None:
        self._coming.append(message)
        if len(self._coming) == 1:
            self._add_what_came()

    def _add_what_came(self) -> None:
        """A few messages at a time: a long history must not keep the window from answering."""
        for _ in range(min(AT_A_TIME, len(self._coming))):
            self._add(self._coming.popleft())
        if self._coming:
            QTimer.singleShot(0, self, self._add_what_came)

    def _show_empty(self, can_say: tuple[str, ...]) -> None:
        if can_say:
            text = "Say what you want to do. The bot asks for what it needs and then does it."
            action = Button(f"Try: {can_say[0]}", "talk_to_bot.try", kind="chip")
            action.clicked.connect(lambda: self._send(can_say[0]))
        else:
            text = "The bot knows nothing yet. Configure an action and install its templates."
            action = Button("Go to Actions", "talk_to_bot.go_to_actions", kind="small")
            action.clicked.connect(lambda: self._context.navigate("actions"))
        self._column.column.addWidget(EmptyState(text, "talk_to_bot.empty", action))

    def _send_typed(self) -> None:
        text = self._field.text()
        if text.strip():
            self._field.clear()
            self._send(text)

    def _send(self, text: str) -> None:
        empty = self._column.findChild(EmptyState, "talk_to_bot.empty")  # not one let go
        if empty is not None:
            self._column.column.removeWidget(empty)
            let_go(empty)
        if self._views:
            self._views[-1].end_question()
        # The chip or button that was clicked goes; the keyboard goes on in the field.
        self._field.setFocus()
        studio, user = self._context.studio, self._who.user
        self._waiting += 1
        self._who.setEnabled(False)

        def work(task: Task[None]) -> None:
            studio.talk.say(text, task.report, user)

        self._context.background.run(
            work,
            progressed=self._came,
            done=lambda _: self._answered(),
            failed=self._failed,
            owner=self,
            lane=LANE,
        )

    def _add(self, message: ChatMessage) -> None:
        self._hide_typing()
        if self._views:
            self._views[-1].end_question()
            self._views[-1].number_buttons(newest=False)
            self._views[-1].setObjectName(f"talk_to_bot.message.{self._views[-1].message.id}")
        view = MessageView(message)
        view.setObjectName("talk_to_bot.last")
        view.number_buttons(newest=True)
        view.replied.connect(self._send)
        view.link_clicked.connect(lambda url: self._links.open(url, self._who.user))
        self._views.append(view)
        self._column.column.addWidget(view)
        if message.author == "user" and self._waiting:
            self._show_typing()
        if message.exchange_id:
            self._show_last_turn(message.exchange_id)

    def _answered(self) -> None:
        self._waiting -= 1
        self._let_choose()
        self._hide_typing()

    def _let_choose(self) -> None:
        """Another end user talks only while nobody waits for an answer or signs in."""
        self._who.setEnabled(self._waiting == 0 and not self._links.signing_in)

    def _failed(self, error: StudioError) -> None:
        self._answered()
        self._show_error(error)

    def _show_error(self, error: StudioError | Problem) -> None:
        self._column.column.addWidget(
            Notice("error", error.message, error.next_step, name="talk_to_bot.problem")
        )

    def _show_typing(self) -> None:
        self._typing = TypingMark()
        self._column.column.addWidget(self._typing, 0, Qt.AlignmentFlag.AlignLeft)

    def _hide_typing(self) -> None:
        if self._typing is not None:
            self._column.column.removeWidget(self._typing)
            let_go(self._typing)
            self._typing = None

    def _show_last_turn(self, exchange_id: str) -> None:
        journal = self._context.studio.journal

        def show(exchange: Exchange | None) -> None:
            if exchange is not None:
                self._last_turn.show_exchange(exchange)

        self._context.background.run(
            lambda task: journal.get(exchange_id), done=show, owner=self, lane=LANE
        )

    def _go_on(self, user: str) -> None:
        studio = self._context.studio
        self._waiting += 1
        self._who.setEnabled(False)

        def work(task: Task[None]) -> None:
            studio.talk.go_on(task.report, user)

        self._context.background.run(
            work,
            progressed=self._came,
            done=lambda _: self._answered(),
            failed=self._failed,
            owner=self,
            lane=LANE,
        )

    def _restart(self) -> None:
        studio, user = self._context.studio, self._who.user
        if self._debugging is not None:
            self._debugging.started_over()

        def work(task: Task[tuple[str, ...]]) -> tuple[str, ...]:
            studio.talk.restart(user)
            return studio.talk.suggestions()

        self._context.background.run(
            work,
            done=self._restarted,
            failed=self._show_error,
            owner=self,
            lane=LANE,
        )

    def _empty(self) -> None:
        self._views.clear()
        self._coming.clear()
        self._typing = None
        self._column.clear()
        self._last_turn.hide()

    def _restarted(self, can_say: tuple[str, ...]) -> None:
        self._empty()
        if self._debugging is not None:
            self._debugging.look()
        self._show_empty(can_say)
        QTimer.singleShot(0, self._field.setFocus)
