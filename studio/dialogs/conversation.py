"""Talk to Bot: carries out what the conversation engine yields, and keeps what was said."""

from __future__ import annotations

import threading
from collections.abc import Callable

from studio.connectors.catalogue import Catalogue
from studio.dialogs.calling import Services
from studio.dialogs.chat import ChatMessage, QuickReply, Saying, message_from, whole_characters
from studio.dialogs.definitions import END, NOT_CONNECTED
from studio.dialogs.meant import unclear
from studio.dialogs.paging import NOTHING_MORE, means_more
from studio.dialogs.stepping import Stepping
from studio.dialogs.steps import ConversationState
from studio.dialogs.store import Dialogs
from studio.dialogs.tracing import Tracer
from studio.dialogs.training import Meaning
from studio.dialogs.trouble import OFFER, means_try_again
from studio.dialogs.understanding import Understanding
from studio.dialogs.waiting import Waiting
from studio.dialogs.walker import OnMessage, Turn, Walker
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
SENSITIVE = "••••••"
ENDS = (END, NOT_CONNECTED)
LONGEST_MESSAGE = 3000
"""Characters: the platform's limit for an utterance (fact sheet xo-platform 6.4)."""


class TalkToBot:
    """The conversation with the bot. Calls block and belong on one worker lane."""

    def __init__(
        self,
        *,
        dialogs: Dialogs,
        catalogue: Catalogue,
        understanding: Understanding,
        services: Services,
        waiting: Waiting,
        walker: Walker,
        environment: Environment,
        messages: Messages,
        conversations: Conversations,
        ids: Ids,
        workspace: Workspace,
        tracer: Tracer,
        stepping: Stepping,
    ) -> None:
        self.tracer = tracer
        self.stepping = stepping
        self._dialogs = dialogs
        self._catalogue = catalogue
        self._services = services
        self._understanding = understanding
        self._walker = walker
        self._waiting = waiting
        self._environment = environment
        self._messages = messages
        self._conversations = conversations
        self._ids = ids
        self._workspace = workspace
        self._locks: dict[str, threading.Lock] = {}

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
        try:
            dialog = self._dialogs.get(state.dialog_id)
        except StudioError:
            return True  # deleted meanwhile: going on says so, and ends it
        return self._waiting.signed_in(dialog.connector_id, user)

    def suggestions(self) -> tuple[str, ...]:
        """What can be said: the names of the installed dialog tasks."""
        return tuple(dialog.name for dialog in self._dialogs.list())

    def warm_up(self) -> None:
        """Load the script engine, so that the first answer does not wait for it."""
        self._walker.warm_up()

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
        turn = Turn(user, on_message, self._ids.uuid())
        with self._lock_of(user):
            words = (text := whole_characters(text)).strip()
            if not words:
                return
            shown = self._shown(text, user)
            self.tracer.begin(user, shown, turn.sequence)
            self._walker.tell(Saying("text", shown), turn, author="user")
            if len(words) > LONGEST_MESSAGE:
                limit = (
                    f"That is longer than {LONGEST_MESSAGE:,} characters. Say it in fewer words."
                )
                self._walker.tell(Saying("problem", limit), turn)
                return
            self._do(turn, lambda: self._answer(words, turn))

    def go_on(self, on_message: OnMessage = lambda message: None, user: str = CONVERSATION) -> None:
        """Go on where the conversation waits for this end user to sign in; call it when a sign-in
        has ended, however it did. Does nothing when it waits for something else.

        Who has signed in gets the answer; who has not gets a fresh link when the last is spent.
        """
        turn = Turn(user, on_message, self._ids.uuid())
        with self._lock_of(user):
            kept = self._conversations.get(user)
            if kept is None or not (state := ConversationState.from_json(kept)).signing_in:
                return
            self._do(
                turn,
                lambda: self._walker.walk(self._dialogs.get(state.dialog_id), state, None, turn),
            )

    def restart(self, user: str = CONVERSATION) -> None:
        """Forget the task under way and everything that was said."""
        self.stepping.resume()
        self.tracer.forget(user)
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
        self.stepping.close()

    def _lock_of(self, user: str) -> threading.Lock:
        return self._locks.setdefault(user, threading.Lock())

    def _do(self, turn: Turn, act: Callable[[], None]) -> None:
        try:
            act()
        except StudioError as error:
            self._conversations.delete(turn.user)
            self._walker.tell(Saying("problem", _words(error)), turn)

    def _answer(self, words: str, turn: Turn) -> None:
        kept = self._conversations.get(turn.user)
        waits = kept is not None and bool(ConversationState.from_json(kept).signing_in)
        if words.casefold() == "discard" or (waits and words.casefold() == "cancel"):
            self._conversations.delete(turn.user)
            done = "The task is discarded." if kept else "No task is running."
            self._walker.tell(Saying("text", done), turn)
            return
        if kept is None:
            self._begin(words, turn)
            return
        state = ConversationState.from_json(kept)
        if state.more is not None and state.node in ENDS and not means_more(words):
            self._conversations.delete(turn.user)
            self._begin(words, turn)
            return
        if state.waits_for_word and not means_try_again(words):
            meaning = self._understanding.intents().find(words)
            if meaning.dialog is not None:
                self._start(meaning, turn, OFFER)
                return
        self._walker.walk(self._dialogs.get(state.dialog_id), state, words, turn)

    def _start(self, meaning: Meaning, turn: Turn, waits: tuple[QuickReply, ...] = ()) -> None:
        """Begin the dialog task that was meant, in place of one that `waits` for these replies."""
        assert meaning.dialog is not None
        try:
            self._services.check_usable(meaning.dialog)
        except StudioError as error:
            self._walker.tell(Saying("problem", _words(error), quick_replies=waits), turn)
            return
        state = ConversationState.start(meaning.dialog, meaning.entities)
        self._walker.walk(meaning.dialog, state, None, turn)

    def _begin(self, words: str, turn: Turn) -> None:
        intents = self._understanding.intents()
        meaning = intents.find(words)
        self.tracer.meant(turn.user, meaning)
        if meaning.dialog is not None:
            self._start(meaning, turn)
        elif means_more(words):
            self._walker.tell(Saying("text", NOTHING_MORE), turn)
        else:
            self._walker.tell(unclear(meaning.candidates, intents.dialogs), turn)

    def _shown(self, text: str, user: str) -> str:
        """What was typed, as it is kept: not the answer to a question for something sensitive."""
        kept = self._conversations.get(user)
        if kept is None:
            return text
        state = ConversationState.from_json(kept)
        try:
            node = self._dialogs.get(state.dialog_id).entity(state.node)
        except StudioError:  # deleted meanwhile, which the answer says
            return text
        return SENSITIVE if node is not None and node.sensitive and state.asked else text


def _words(error: StudioError) -> str:
    return f"Something went wrong. {error.message} {error.next_step}".strip()
