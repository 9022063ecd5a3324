"""Talk to Bot: carries out what the conversation engine yields, and keeps what was said."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from studio.actions import Actions
from studio.authorization.service import Authorization
from studio.connectors.catalogue import Catalogue
from studio.dialogs.chat import ChatMessage, QuickReply, Saying, message_from
from studio.dialogs.definitions import Dialog
from studio.dialogs.engine import (
    Ask,
    CallService,
    ConversationState,
    RunScript,
    Say,
    ServiceAnswer,
    Steps,
    run,
)
from studio.dialogs.scripts import ScriptEngine
from studio.dialogs.store import Dialogs
from studio.dialogs.training import Intents
from studio.environment import Environment
from studio.errors import StudioError
from studio.workspace import Workspace
from studio.workspace.conversations import Conversations, Messages

if TYPE_CHECKING:
    from studio.http import HttpClient, Response

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
        self._actions = actions
        self._authorization = authorization
        self._environment = environment
        self._messages = messages
        self._conversations = conversations
        self._workspace = workspace
        self._http = http
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
        if kept is not None:
            state = ConversationState.from_json(kept)
            dialog = self._dialogs.get(state.dialog_id)
            self._walk(dialog, state, words, on_message)
            return
        self._begin(words, on_message)

    def _begin(self, words: str, on_message: OnMessage) -> None:
        dialogs = self._dialogs.all()
        if not dialogs:
            self._tell(Saying("text", NO_DIALOGS), on_message)
            return
        meaning = Intents(dialogs).find(words)
        if meaning.dialog is not None:
            state = ConversationState.start(meaning.dialog, meaning.entities)
            self._walk(meaning.dialog, state, None, on_message)
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
        self._check_usable(dialog)
        steps = run(dialog, state)
        answer: Any = None
        first = True
        try:
            while True:
                step = next(steps) if first else steps.send(answer)
                first = False
                answer = None
                match step:
                    case Ask(saying=None) if typed is not None:
                        answer, typed = typed, None
                    case Ask(saying=saying):
                        self._wait(dialog, state, saying, on_message)
                        return
                    case CallService():
                        self._keep(dialog, state)
                        answer = self._call(dialog, step)
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
                row = self._messages.add("bot", saying.kind, saying.payload())
        if row is not None:
            on_message(message_from(row))

    def _keep(self, dialog: Dialog, state: ConversationState) -> None:
        self._conversations.keep(CONVERSATION, dialog.id, state.to_json())

    def _check_usable(self, dialog: Dialog) -> None:
        action = self._actions.get(dialog.connector_id)
        if action.problem is not None and action.configured and not action.enabled:
            raise StudioError(
                f"{action.name} needs authorization. {action.problem.message}",
                "Authorize it again in App Settings > Integrations > Actions.",
                code="dialogs.not_authorized",
            )
        if not action.enabled:
            raise StudioError(
                f"{action.name} is not enabled, so I cannot use it.",
                "Enable it in App Settings > Integrations > Actions.",
                code="dialogs.not_enabled",
            )

    def _call(self, dialog: Dialog, step: CallService) -> ServiceAnswer:
        try:
            token = self._authorization.access_token(dialog.connector_id)
            response = self._send(dialog, step, token)
            if response.status == 401:
                token = self._authorization.access_token(dialog.connector_id, rejected=token)
                response = self._send(dialog, step, token)
        except StudioError as error:
            return ServiceAnswer(None, failure=error, exchange_id=error.exchange_id)
        body = response.json_or_none()
        return ServiceAnswer(
            response.status,
            response.text if body is None else body,
            exchange_id=response.exchange_id,
        )

    def _send(self, dialog: Dialog, step: CallService, token: str) -> Response:
        from studio.http import Request

        endpoints = self._environment.endpoints(dialog.connector_id)
        request = step.request
        return self._http().send(
            Request(
                request.method,
                f"{endpoints.api}{request.path}",
                f"{dialog.name}: {step.node.name}",
                headers={**request.headers, "Authorization": f"Bearer {token}"},
                json=request.json,
                connector_id=dialog.connector_id,
                timeout=float(step.node.timeout_seconds),
                secrets=(token,),
            )
        )

    def _run_script(
        self, dialog: Dialog, step: RunScript
    ) -> tuple[dict[str, Any], tuple[str, ...]]:
        prelude = self._catalogue.script_prelude(dialog.connector_id)
        result = self._scripts.run(
            step.node.script, step.context, name=step.node.name, prelude=prelude
        )
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


def _close(steps: Steps) -> None:
    steps.close()
