"""Carries out the steps of a dialog task, and keeps what is said."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from studio.dialogs.calling import Services
from studio.dialogs.chat import ChatMessage, Saying, message_from
from studio.dialogs.definitions import END, Dialog
from studio.dialogs.engine import run
from studio.dialogs.scripting import Scripting
from studio.dialogs.stepping import Stepping
from studio.dialogs.steps import (
    Ask,
    CallService,
    ConversationState,
    Offer,
    Pick,
    RunScript,
    Say,
    SignIn,
    Step,
    Steps,
)
from studio.dialogs.tracing import NodeTrace, Tracer
from studio.dialogs.waiting import Waiting
from studio.errors import StudioError
from studio.ids import Ids
from studio.workspace import Workspace
from studio.workspace.conversations import Conversations, Messages

OnMessage = Callable[[ChatMessage], None]


@dataclass(frozen=True)
class Turn:
    """Who talks, and who is told each message."""

    user: str
    on_message: OnMessage
    sequence: str
    """What its requests are a part of in Traffic."""


class Walker:
    """Walks dialog tasks for a conversation. Calls block."""

    def __init__(
        self,
        *,
        services: Services,
        scripting: Scripting,
        waiting: Waiting,
        messages: Messages,
        conversations: Conversations,
        ids: Ids,
        workspace: Workspace,
        tracer: Tracer,
        stepping: Stepping,
    ) -> None:
        self._tracer = tracer
        self._stepping = stepping
        self._services = services
        self._scripts = scripting
        self._waiting = waiting
        self._messages = messages
        self._conversations = conversations
        self._ids = ids
        self._workspace = workspace

    def warm_up(self) -> None:
        """Load the script engine, so that the first answer does not wait for it."""
        self._scripts.warm_up()

    def walk(
        self,
        dialog: Dialog,
        state: ConversationState,
        typed: str | None,
        turn: Turn,
    ) -> None:
        """Carry out steps until the dialog task asks something or ends.

        Args:
            dialog: The dialog task.
            state: Where it stands.
            typed: What the person answered; None where nothing is answered.
            turn: Who talks.
        """
        steps = run(dialog, state)
        answer: Any = None
        try:
            while True:
                step = _advance(steps, answer)
                if isinstance(step, Ask | Offer):
                    if step.saying is None and typed is not None:
                        answer, typed = typed, None
                        continue
                    self._note(dialog, state, step, "waitingForUserInput", turn)
                    self._wait(dialog, state, step.saying, turn)
                    return
                if isinstance(step, SignIn):
                    saying = self._waiting.for_sign_in(dialog.connector_id, turn.user)
                    if saying is not None:
                        self._wait(dialog, state, saying, turn)
                        return
                answer = self._carry_out(dialog, state, step, turn)
        except StopIteration:
            self._tracer.node(turn.user, dialog, NodeTrace(END, "end"), state.context)
            self._conversations.delete(turn.user)
        finally:
            steps.close()

    def _carry_out(self, dialog: Dialog, state: ConversationState, step: Step, turn: Turn) -> Any:
        """What comes of a step that waits for nobody."""
        match step:
            case CallService():
                self._keep(dialog, state, turn)
                self._begin(dialog, state, step, "waitingForServerResponse", turn)
                answer = self._services.call(dialog, step, turn.user, turn.sequence)
                good = answer.status is not None and answer.status < 400
                said = f"{answer.status or 'no answer'}"
                status = "execution successful" if good else "error"
                self._note(dialog, state, step, status, turn, answer.exchange_id, said)
                return answer
            case RunScript():
                self._begin(dialog, state, step, "execution", turn)
                ran = self._scripts.run(dialog, step)
                failed = isinstance(ran, StudioError)
                status = "error" if failed else "execution successful"
                self._note(dialog, state, step, status, turn, None, str(ran) if failed else "")
                return ran
            case Pick(count=count):
                return random.Random(self._ids.uuid()).randrange(count)
            case Say():
                self.tell(step.saying, turn, exchange_id=state.exchange_id)
        return None

    def _begin(
        self,
        dialog: Dialog,
        state: ConversationState,
        step: CallService | RunScript,
        status: str,
        turn: Turn,
    ) -> None:
        """Come to a node: wait where the conversation is paused, then say that it runs."""
        self._stepping.pass_by(lambda: self._note(dialog, state, step, "pause", turn))
        self._note(dialog, state, step, status, turn)

    def _note(
        self,
        dialog: Dialog,
        state: ConversationState,
        step: Step,
        status: str,
        turn: Turn,
        exchange_id: str | None = None,
        detail: str = "",
    ) -> None:
        """Tell the tracer how a node stands."""
        node = getattr(step, "entity", None) or getattr(step, "node", None)
        name = node.name if node is not None else state.node
        trace = NodeTrace(name, status, exchange_id, detail)
        self._tracer.node(turn.user, dialog, trace, state.context)

    def _wait(
        self,
        dialog: Dialog,
        state: ConversationState,
        saying: Saying | None,
        turn: Turn,
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
        if row is not None and saying is not None:
            self._tracer.answered(turn.user, saying.text)
            turn.on_message(message_from(row))

    def _keep(self, dialog: Dialog, state: ConversationState, turn: Turn) -> None:
        self._conversations.keep(turn.user, dialog.id, state.to_json())

    def tell(
        self, saying: Saying, turn: Turn, *, author: str = "bot", exchange_id: str | None = None
    ) -> None:
        """Keep something that is said, and tell it."""
        row = self._messages.add(
            author, saying.kind, saying.payload(), exchange_id, end_user=turn.user
        )
        if author == "bot":
            self._tracer.answered(turn.user, saying.text)
        turn.on_message(message_from(row))


def _advance(steps: Steps, answer: Any) -> Step:
    """The next step after what came of the one before; an error is raised where it belongs."""
    return steps.throw(answer) if isinstance(answer, StudioError) else steps.send(answer)
