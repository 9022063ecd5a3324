"""The conversation engine: walks a dialog task and yields what should be done.

It does no I/O. Whoever runs it carries out each step and sends back what came of it:

    steps = run(dialog, state)
    step = next(steps)                   # Ask(entity=dealName, …)
    step = steps.send("Nike renewal")    # Ask(entity=dealStage, …)
    step = steps.send("Contract Sent")   # CallService(node=createDealService, …)
    step = steps.send(ServiceAnswer(201, {…}))

`state` is plain data and up to date at every step. Kept as JSON and given to `run` again, the
conversation goes on where it stood: a question is not asked twice, a finished call not sent twice.
A call that failed and may work later is offered to be tried again: the state stays at its node.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import asdict, dataclass, field
from typing import Any

from studio.dialogs import trouble
from studio.dialogs.chat import QuickReply, Saying
from studio.dialogs.conditions import message_after, next_node
from studio.dialogs.definitions import (
    END,
    BotAction,
    Dialog,
    Entity,
    Message,
    Script,
    Service,
)
from studio.dialogs.entities import read_value
from studio.dialogs.printed import read_printed
from studio.dialogs.templating import FilledRequest, fill
from studio.errors import StudioError


@dataclass
class ConversationState:
    """Where a dialog task stands."""

    dialog_id: str
    node: str
    child: int = 0
    """Which node of a Bot Action is next."""
    context: dict[str, Any] = field(default_factory=dict)
    asked: bool = False
    """The entity at `node` was asked for, and its answer is awaited."""
    retries: int = 0
    begun: str | None = None
    """The service node whose request was begun; None once it is answered."""
    exchange_id: str | None = None
    """The exchange of the dialog task's first service call, for the answer's message."""
    failed: str | None = None
    """The service node whose request failed; what the person wants to do about it is awaited."""
    signing_in: str | None = None
    """The service node that waits until the end user has signed in to the service."""

    @property
    def waits_for_word(self) -> bool:
        """Whether a failed request is offered to be tried again."""
        return self.failed is not None

    @classmethod
    def start(cls, dialog: Dialog, entities: dict[str, str]) -> ConversationState:
        """A dialog task at its beginning, with the entities that the first words gave."""
        context = {"intent": dialog.intent.name, "entities": dict(entities)}
        return cls(dialog.id, dialog.first, context=context)

    def to_json(self) -> dict[str, Any]:
        """As JSON data."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> ConversationState:
        """What `to_json` wrote."""
        return cls(**data)


@dataclass(frozen=True)
class Ask:
    """Ask for an entity's value; answered with what the person typed."""

    entity: Entity
    saying: Saying | None
    """None when it was asked already and only the answer is awaited."""


@dataclass(frozen=True)
class Offer:
    """Offer to try a failed request again; answered with what the person typed."""

    saying: Saying | None
    """None when it was offered already and only the answer is awaited."""


@dataclass(frozen=True)
class SignIn:
    """Let the end user sign in to the service; answered with None once they have."""

    node: Service


@dataclass(frozen=True)
class CallService:
    """Send this request; answered with a `ServiceAnswer`."""

    node: Service
    request: FilledRequest


@dataclass(frozen=True)
class ServiceAnswer:
    """What came of a request."""

    status: int | None
    """None when no answer came, or none that can be used: then there is a `failure`."""
    body: Any = None
    failure: StudioError | None = None
    unsent: bool = False
    """The request certainly never reached the service, or was not acted upon."""
    exchange_id: str | None = None
    correlation_id: str | None = None
    needs_sign_in: bool = False
    """Nothing was sent: the end user has to sign in to the service first."""


@dataclass(frozen=True)
class RunScript:
    """Run this JavaScript on the context; answered with `(context, printed texts)`."""

    node: Script | Message
    context: dict[str, Any]


@dataclass(frozen=True)
class Say:
    """Say this to the person; answered with None."""

    saying: Saying


Step = Ask | Offer | SignIn | CallService | RunScript | Say
Steps = Generator[Step, Any, None]


def run(dialog: Dialog, state: ConversationState) -> Steps:
    """Walk `dialog` from where `state` stands to its end.

    Raises:
        StudioError: a request or a script cannot be carried out. The dialog task is over then
            (platform default: Close the Task).
    """
    while state.node != END:
        node = dialog.node(state.node)
        match node:
            case Entity():
                over = yield from _entity(node, state)
                if over:
                    return
            case BotAction():
                for number in range(state.child, len(node.nodes)):
                    yield from _work(dialog, node.nodes[number], state)
                    state.child = number + 1
            case Message():
                yield from _message(node, state)
            case Service() | Script():
                yield from _work(dialog, node, state)
        state.child = 0
        state.asked = False
        state.retries = 0
        state.node = next_node(node.transitions, state.context)


def _entity(node: Entity, state: ConversationState) -> Generator[Step, Any, bool]:
    """Ask until there is a value. True when the person gave up the allowed tries."""
    entities = state.context["entities"]
    if node.name in entities and not state.asked:
        return False
    saying = None if state.asked else question(node, node.prompt)
    state.asked = True
    typed = yield Ask(node, saying)
    while (value := read_value(node, str(typed))) is None:
        state.retries += 1
        if state.retries >= node.retries:
            yield Say(
                Saying(
                    "problem",
                    f"I could not understand that {node.retries} times, so I stopped here. "
                    "Ask me again when you like.",
                )
            )
            return True
        typed = yield Ask(node, question(node, node.error_prompt))
    entities[node.name] = value
    return False


def question(node: Entity, words: str) -> Saying:
    """An entity's prompt, with its items as quick replies."""
    replies = tuple(QuickReply(item.title, item.value) for item in node.items)
    return Saying("prompt", words, quick_replies=replies)


def _work(
    dialog: Dialog, node: Service | Script, state: ConversationState
) -> Generator[Step, Any, None]:
    if isinstance(node, Script):
        context, _ = yield RunScript(node, state.context)
        state.context = context
        return
    if state.signing_in == node.name:
        yield from _sign_in(node, state)
    elif state.begun == node.name and trouble.harmful(node):
        yield from _offer(node, state, trouble.cut_off(node))
    elif state.failed == node.name:
        yield from _offer(node, state, None)
    while (saying := (yield from _call(dialog, node, state))) is not None:
        yield from _offer(node, state, saying)


def _call(
    dialog: Dialog, node: Service, state: ConversationState
) -> Generator[Step, Any, Saying | None]:
    """Send the request. None when the dialog task can go on, else what to say with the offer."""
    request = fill(node.request, state.context, node.name)
    while True:
        state.begun = node.name
        answer: ServiceAnswer = yield CallService(node, request)
        state.begun = None
        if not answer.needs_sign_in:
            break
        yield from _sign_in(node, state)
    state.exchange_id = state.exchange_id or answer.exchange_id
    if node.on_failure == "close_task":
        if answer.status is None:
            failure = answer.failure or StudioError("The service did not answer.", "Try again.")
            unsure = trouble.harmful(node) and not answer.unsent
            return trouble.explained(failure, node, unsure=unsure)
        if trouble.may_pass(answer.status):
            return (yield from _refusal(dialog, node, state, answer))
    state.context[node.name] = _response(answer)
    return None


def _sign_in(node: Service, state: ConversationState) -> Generator[Step, Any, None]:
    """Wait until the end user has signed in. What was answered so far stays."""
    state.signing_in = node.name
    yield SignIn(node)
    state.signing_in = None


def _refusal(
    dialog: Dialog, node: Service, state: ConversationState, answer: ServiceAnswer
) -> Generator[Step, Any, Saying]:
    """What the message that follows says about it; the state stays where it is."""
    assert answer.status is not None
    context = {**state.context, node.name: _response(answer)}
    message = message_after(dialog, state.node, context)
    texts: tuple[str, ...] = ()
    if message is not None:
        try:
            _, texts = yield RunScript(message, context)
        except StudioError:  # the offer to try again is worth more than the script's own trouble
            texts = ()
    plain = [read_printed(text).text for text in texts]
    *first, last = trouble.refused(plain, node, answer.status, answer.correlation_id)
    for saying in first:
        yield Say(saying)
    return last


def _response(answer: ServiceAnswer) -> dict[str, Any]:
    body = {} if answer.status is None else answer.body
    return {"response": {"statusCode": answer.status or 0, "body": body}}


def _offer(
    node: Service, state: ConversationState, saying: Saying | None
) -> Generator[Step, Any, None]:
    """Wait until the person wants the request sent again."""
    state.begun = None
    state.failed = node.name
    words = yield Offer(saying)
    while not trouble.means_try_again(str(words)):
        words = yield Offer(trouble.REMINDER)
    state.failed = None
    state.exchange_id = None


def _message(node: Message, state: ConversationState) -> Generator[Step, Any, None]:
    context, printed = yield RunScript(node, state.context)
    state.context = context
    for text in printed:
        yield Say(read_printed(text))
