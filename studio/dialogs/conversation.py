"""Talk to Bot: carries out what the conversation engine yields, and keeps what was said."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from studio.connectors.catalogue import Catalogue
from studio.dialogs.calling import Services
from studio.dialogs.chat import ChatMessage, QuickReply, Saying, message_from, whole_characters
from studio.dialogs.definitions import Dialog
from studio.dialogs.engine import (
    Ask,
    CallService,
    ConversationState,
    Offer,
    RunScript,
    Say,
    SignIn,
    Step,
    Steps,
    run,
)
from studio.dialogs.meant import unclear
from studio.dialogs.scripting import Scripting
from studio.dialogs.store import Dialogs
from studio.dialogs.training import Intents, Meaning
from studio.dialogs.trouble import OFFER, means_try_again
from studio.dialogs.waiting import Waiting
from studio.end_users.values import DEVELOPER
from studio.environment import Environment
from studio.errors import StudioError
from studio.ids import Ids
from studio.sandbox import RecordLink
from studio.workspace import Workspace
from studio.workspace.conversations import Conversations, Messages

CONVERSATION = DEVELOPER
"""Who talks when nobody else is named: the person who builds the app. Each end user has one
conversation, under the user's id."""
LONGEST_MESSAGE = 3000
"""Characters: the platform's limit for an utterance (fact sheet xo-platform 6.4)."""

OnMessage = Callable[[ChatMessage], None]


@dataclass(frozen=True)
class _Turn:
    """Who talks, and who is told each message."""

    user: str
    on_message: OnMessage
    sequence: str
    """What its requests are a part of in Traffic."""


class TalkToBot:
    """The conversation with the bot. Calls block and belong on one worker lane."""

    def __init__(
        self,
        *,
        dialogs: Dialogs,
        catalogue: Catalogue,
        services: Services,
        scripting: Scripting,
        waiting: Waiting,
        environment: Environment,
        messages: Messages,
        conversations: Conversations,
        ids: Ids,
        workspace: Workspace,
    ) -> None:
        self._dialogs = dialogs
        self._catalogue = catalogue
        self._services = services
        self._scripts = scripting
        self._waiting = waiting
        self._environment = environment
        self._messages = messages
        self._conversations = conversations
        self._ids = ids
        self._workspace = workspace
        self._locks: dict[str, threading.Lock] = {}
        self._closed = False

    def history(self, user: str = CONVERSATION) -> tuple[ChatMessage, ...]:
        """What was said so far, oldest first."""
        return tuple(message_from(row) for row in self._messages.list(end_user=user))

    def waits_for_sign_in(self, user: str = CONVERSATION) -> bool:
        """Whether the conversation stands at a service call until this end user has signed in."""
        kept = self._conversations.get(user)
        return kept is not None and ConversationState.from_json(kept).signing_in is not None

    def can_go_on(self, user: str = CONVERSATION) -> bool:
        """Whether it waits for a sign-in that has come since: before a restart, say."""
        kept = self._conversations.get(user)
        if kept is None or not (state := ConversationState.from_json(kept)).signing_in:
            return False
        return self._waiting.signed_in(self._dialogs.get(state.dialog_id).connector_id, user)

    def suggestions(self) -> tuple[str, ...]:
        """What can be said: the names of the installed dialog tasks."""
        return tuple(dialog.name for dialog in self._dialogs.list())

    def warm_up(self) -> None:
        """Load the script engine, so that the first answer does not wait for it."""
        self._scripts.warm_up()

    def say(
        self,
        text: str,
        on_message: OnMessage = lambda message: None,
        user: str = CONVERSATION,
    ) -> None:
        """Say something to the bot and carry out what follows, up to its next question.

        Args:
            text: What the person typed.
            on_message: Told each message once it is kept, the person's own first.
            user: The end user who says it.
        """
        turn = _Turn(user, on_message, self._ids.uuid())
        with self._lock_of(user):
            words = (text := whole_characters(text)).strip()
            if not words:
                return
            self._tell(Saying("text", text), turn, author="user")
            if len(words) > LONGEST_MESSAGE:
                limit = (
                    f"That is longer than {LONGEST_MESSAGE:,} characters. Say it in fewer words."
                )
                self._tell(Saying("problem", limit), turn)
                return
            self._do(turn, lambda: self._answer(words, turn))

    def go_on(self, on_message: OnMessage = lambda message: None, user: str = CONVERSATION) -> None:
        """Go on where the conversation waits for this end user to sign in; call it when a sign-in
        has ended, however it did. Does nothing when it waits for something else.

        Who has signed in gets the answer; who has not gets a fresh link when the last is spent.
        """
        turn = _Turn(user, on_message, self._ids.uuid())
        with self._lock_of(user):
            kept = self._conversations.get(user)
            if kept is None or not (state := ConversationState.from_json(kept)).signing_in:
                return
            self._do(
                turn, lambda: self._walk(self._dialogs.get(state.dialog_id), state, None, turn)
            )

    def restart(self, user: str = CONVERSATION) -> None:
        """Forget the task under way and everything that was said."""
        with self._lock_of(user), self._workspace.transaction():
            self._conversations.delete(user)
            self._messages.clear(end_user=user)

    def leads_to(self, url: str) -> RecordLink | str:
        """The record of the sandbox, or the page, that a button leads to. Raises StudioError."""
        for connector in self._catalogue.all():
            return self._environment.leads_to(connector.id, url)
        raise StudioError("No service is connected.", "It was not opened.")

    def close(self) -> None:
        """Nothing more is said after this."""
        self._closed = True

    def _lock_of(self, user: str) -> threading.Lock:
        return self._locks.setdefault(user, threading.Lock())

    def _do(self, turn: _Turn, act: Callable[[], None]) -> None:
        try:
            act()
        except StudioError as error:
            self._conversations.delete(turn.user)
            self._tell(Saying("problem", _words(error)), turn)

    def _answer(self, words: str, turn: _Turn) -> None:
        kept = self._conversations.get(turn.user)
        waits = kept is not None and bool(ConversationState.from_json(kept).signing_in)
        if words.casefold() == "discard" or (waits and words.casefold() == "cancel"):
            self._conversations.delete(turn.user)
            done = "The task is discarded." if kept else "No task is running."
            self._tell(Saying("text", done), turn)
            return
        if kept is None:
            self._begin(words, turn)
            return
        state = ConversationState.from_json(kept)
        if state.waits_for_word and not means_try_again(words):
            meaning = Intents(self._dialogs.all()).find(words)
            if meaning.dialog is not None:
                self._start(meaning, turn, OFFER)
                return
        self._walk(self._dialogs.get(state.dialog_id), state, words, turn)

    def _start(self, meaning: Meaning, turn: _Turn, waits: tuple[QuickReply, ...] = ()) -> None:
        """Begin the dialog task that was meant, in place of one that `waits` for these replies."""
        assert meaning.dialog is not None
        try:
            self._services.check_usable(meaning.dialog)
        except StudioError as error:
            self._tell(Saying("problem", _words(error), quick_replies=waits), turn)
            return
        state = ConversationState.start(meaning.dialog, meaning.entities)
        self._walk(meaning.dialog, state, None, turn)

    def _begin(self, words: str, turn: _Turn) -> None:
        dialogs = self._dialogs.all()
        meaning = Intents(dialogs).find(words)
        if meaning.dialog is not None:
            self._start(meaning, turn)
        else:
            self._tell(unclear(meaning.candidates, dialogs), turn)

    def _walk(
        self,
        dialog: Dialog,
        state: ConversationState,
        typed: str | None,
        turn: _Turn,
    ) -> None:
        """Carry out steps until the dialog task asks something or ends."""
        steps = run(dialog, state)
        answer: Any = None
        try:
            while True:
                step = _advance(steps, answer)
                answer = None
                match step:
                    case Ask(saying=None) | Offer(saying=None) if typed is not None:
                        answer, typed = typed, None
                    case Ask(saying=saying) | Offer(saying=saying):
                        self._wait(dialog, state, saying, turn)
                        return
                    case CallService():
                        self._keep(dialog, state, turn)
                        answer = self._services.call(dialog, step, turn.user, turn.sequence)
                    case SignIn():
                        saying = self._waiting.for_sign_in(dialog.connector_id, turn.user)
                        if saying is not None:
                            self._wait(dialog, state, saying, turn)
                            return
                    case RunScript():
                        answer = self._scripts.run(dialog, step)
                    case Say():
                        self._tell(step.saying, turn, exchange_id=state.exchange_id)
        except StopIteration:
            self._conversations.delete(turn.user)
        finally:
            steps.close()

    def _wait(
        self,
        dialog: Dialog,
        state: ConversationState,
        saying: Saying | None,
        turn: _Turn,
    ) -> None:
        """Keep the question and the place it was asked at together: both or neither."""
        with self._workspace.transaction():
            self._keep(dialog, state, turn)
            row = None
            if saying is not None:
                shown = state.exchange_id if state.waits_for_word else None
                row = self._messages.add(
                    "bot", saying.kind, saying.payload(), shown, end_user=turn.user
                )
        if row is not None:
            turn.on_message(message_from(row))

    def _keep(self, dialog: Dialog, state: ConversationState, turn: _Turn) -> None:
        self._conversations.keep(turn.user, dialog.id, state.to_json())

    def _tell(
        self, saying: Saying, turn: _Turn, *, author: str = "bot", exchange_id: str | None = None
    ) -> None:
        row = self._messages.add(
            author, saying.kind, saying.payload(), exchange_id, end_user=turn.user
        )
        turn.on_message(message_from(row))


def _words(error: StudioError) -> str:
    return f"Something went wrong. {error.message} {error.next_step}".strip()


def _advance(steps: Steps, answer: Any) -> Step:
    """The next step after what came of the one before; an error is raised where it belongs."""
    return steps.throw(answer) if isinstance(answer, StudioError) else steps.send(answer)
