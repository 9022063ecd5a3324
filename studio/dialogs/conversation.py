"""Talk to Bot: carries out what the conversation engine yields, and keeps what was said."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from studio.actions import Actions
from studio.authorization.service import Authorization
from studio.connectors.catalogue import Catalogue
from studio.dialogs.calling import Services
from studio.dialogs.chat import ChatMessage, QuickReply, Saying, message_from
from studio.dialogs.definitions import Dialog
from studio.dialogs.engine import (
    Ask,
    CallService,
    ConversationState,
    Offer,
    RunScript,
    Say,
    Step,
    Steps,
    run,
)
from studio.dialogs.scripts import ScriptEngine
from studio.dialogs.store import Dialogs
from studio.dialogs.training import Intents, Meaning
from studio.dialogs.trouble import OFFER, means_try_again
from studio.environment import Environment
from studio.errors import StudioError
from studio.workspace import Workspace
from studio.workspace.conversations import Conversations, Messages

if TYPE_CHECKING:
    from studio.http import HttpClient

CONVERSATION = "developer"
"""Who talks: the person who builds the assistant. One conversation each."""
LONGEST_MESSAGE = 3000
"""Characters: the platform's limit for an utterance (fact sheet xo-platform 6.4)."""

OnMessage = Callable[[ChatMessage], None]


class TalkToBot:
    """The conversation with the bot. Calls block and belong on one worker lane."""

    def __init__(
        self,
        *,
        dialogs: Dialogs,
        catalogue: Catalogue,
        actions: Actions,
        authorization: Authorization,
        environment: Environment,
        messages: Messages,
        conversations: Conversations,
        workspace: Workspace,
        http: Callable[[], HttpClient],
    ) -> None:
        self._dialogs = dialogs
        self._catalogue = catalogue
        self._services = Services(actions, authorization, environment, http)
        self._environment = environment
        self._messages = messages
        self._conversations = conversations
        self._workspace = workspace
        self._scripts = ScriptEngine()
        self._lock = threading.Lock()
        self._closed = False

    def history(self) -> tuple[ChatMessage, ...]:
        """What was said so far, oldest first."""
        return tuple(message_from(row) for row in self._messages.list())

    def suggestions(self) -> tuple[str, ...]:
        """What can be said: the names of the installed dialog tasks."""
        return tuple(dialog.name for dialog in self._dialogs.list())

    def warm_up(self) -> None:
        """Load the script engine, so that the first answer does not wait for it."""
        self._scripts.warm_up()

    def say(self, text: str, on_message: OnMessage = lambda message: None) -> None:
        """Say something to the bot and carry out what follows, up to its next question.

        Args:
            text: What the person typed.
            on_message: Told each message once it is kept, the person's own first.
        """
        with self._lock:
            words = text.strip()
            if not words:
                return
            self._tell(Saying("text", text), on_message, author="user")
            if len(words) > LONGEST_MESSAGE:
                limit = (
                    f"That is longer than {LONGEST_MESSAGE:,} characters. Say it in fewer words."
                )
                self._tell(Saying("problem", limit), on_message)
                return
            try:
                self._answer(words, on_message)
            except StudioError as error:
                self._conversations.delete(CONVERSATION)
                self._tell(Saying("problem", _words(error)), on_message)

    def restart(self) -> None:
        """Forget the task under way and everything that was said."""
        with self._lock, self._workspace.transaction():
            self._conversations.delete(CONVERSATION)
            self._messages.clear()

    def link(self, url: str) -> str:
        """Where a button's address leads in this environment. Raises StudioError."""
        for connector in self._catalogue.all():
            return self._environment.link(connector.id, url)
        raise StudioError("No service is connected.", "It was not opened.")

    def close(self) -> None:
        """Nothing more is said after this."""
        self._closed = True

    def _answer(self, words: str, on_message: OnMessage) -> None:
        kept = self._conversations.get(CONVERSATION)
        if words.casefold() == "discard":
            self._conversations.delete(CONVERSATION)
            done = "The task is discarded." if kept else "No task is running."
            self._tell(Saying("text", done), on_message)
            return
        if kept is None:
            self._begin(words, on_message)
            return
        state = ConversationState.from_json(kept)
        if state.waits_for_word and not means_try_again(words):
            meaning = Intents(self._dialogs.all()).find(words)
            if meaning.dialog is not None:
                self._start(meaning, on_message, OFFER)
                return
        self._walk(self._dialogs.get(state.dialog_id), state, words, on_message)

    def _start(
        self, meaning: Meaning, on_message: OnMessage, waits: tuple[QuickReply, ...] = ()
    ) -> None:
        """Begin the dialog task that was meant, in place of one that `waits` for these replies."""
        assert meaning.dialog is not None
        try:
            self._services.check_usable(meaning.dialog)
        except StudioError as error:
            self._tell(Saying("problem", _words(error), quick_replies=waits), on_message)
            return
        state = ConversationState.start(meaning.dialog, meaning.entities)
        self._walk(meaning.dialog, state, None, on_message)

    def _begin(self, words: str, on_message: OnMessage) -> None:
        dialogs = self._dialogs.all()
        if not dialogs:
            self._tell(Saying("text", NO_DIALOGS), on_message)
            return
        meaning = Intents(dialogs).find(words)
        if meaning.dialog is not None:
            self._start(meaning, on_message)
        elif meaning.candidates:
            replies = tuple(QuickReply(d.name, d.name) for d in meaning.candidates)
            self._tell(
                Saying("prompt", "Which of these did you mean?", quick_replies=replies), on_message
            )
        else:
            replies = tuple(QuickReply(d.name, d.name) for d in dialogs[:4])
            self._tell(
                Saying("prompt", "I did not understand that. You can say:", quick_replies=replies),
                on_message,
            )

    def _walk(
        self,
        dialog: Dialog,
        state: ConversationState,
        typed: str | None,
        on_message: OnMessage,
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
                        self._wait(dialog, state, saying, on_message)
                        return
                    case CallService():
                        self._keep(dialog, state)
                        answer = self._services.call(dialog, step)
                    case RunScript():
                        answer = self._run_script(dialog, step)
                    case Say():
                        self._tell(step.saying, on_message, exchange_id=state.exchange_id)
        except StopIteration:
            self._conversations.delete(CONVERSATION)
        finally:
            _close(steps)

    def _wait(
        self,
        dialog: Dialog,
        state: ConversationState,
        saying: Saying | None,
        on_message: OnMessage,
    ) -> None:
        """Keep the question and the place it was asked at together: both or neither."""
        with self._workspace.transaction():
            self._keep(dialog, state)
            row = None
            if saying is not None:
                shown = state.exchange_id if state.waits_for_word else None
                row = self._messages.add("bot", saying.kind, saying.payload(), shown)
        if row is not None:
            on_message(message_from(row))

    def _keep(self, dialog: Dialog, state: ConversationState) -> None:
        self._conversations.keep(CONVERSATION, dialog.id, state.to_json())

    def _run_script(
        self, dialog: Dialog, step: RunScript
    ) -> tuple[dict[str, Any], tuple[str, ...]] | StudioError:
        prelude = self._catalogue.script_prelude(dialog.connector_id)
        try:
            result = self._scripts.run(
                step.node.script, step.context, name=step.node.name, prelude=prelude
            )
        except StudioError as error:
            return error
        return result.context, result.printed

    def _tell(
        self,
        saying: Saying,
        on_message: OnMessage,
        *,
        author: str = "bot",
        exchange_id: str | None = None,
    ) -> None:
        row = self._messages.add(author, saying.kind, saying.payload(), exchange_id)
        on_message(message_from(row))


NO_DIALOGS = (
    "I know nothing yet: no dialog is installed. Configure an action in App Settings > "
    "Integrations > Actions, then install its templates."
)


def _words(error: StudioError) -> str:
    return f"Something went wrong. {error.message} {error.next_step}".strip()


def _advance(steps: Steps, answer: Any) -> Step:
    """The next step after what came of the one before; an error is raised where it belongs."""
    return steps.throw(answer) if isinstance(answer, StudioError) else steps.send(answer)


def _close(steps: Steps) -> None:
    steps.close()
