"""The conversation engine: walks a dialog task and yields what should be done.

It does no I/O. Whoever runs it carries out each step and sends back what came of it:

    steps = run(dialog, state)
    step = next(steps)                   # Ask(entity=dealName, …)
    step = steps.send("Nike renewal")    # Ask(entity=dealStage, …)
    step = steps.send("Contract Sent")   # CallService(node=createDealService, …)
    step = steps.send(ServiceAnswer(201, {…}))

`state` is plain data and up to date at every step. Kept as JSON and given to `run` again, the
conversation goes on where it stood: a question is not asked twice, a finished call not sent twice.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import asdict, dataclass, field
from typing import Any

from studio.dialogs.chat import QuickReply, Saying
from studio.dialogs.conditions import next_node
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

REPEATABLE = frozenset({"GET", "PUT", "DELETE"})
"""Methods that may be sent again after a kill without doing a thing twice (RFC 9110 9.2.2)."""


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
class CallService:
    """Send this request; answered with a `ServiceAnswer`."""

    node: Service
    request: FilledRequest


@dataclass(frozen=True)
class ServiceAnswer:
    """What came of a request."""

    status: int | None
    """None when no answer came."""
    body: Any = None
    failure: StudioError | None = None
    exchange_id: str | None = None


@dataclass(frozen=True)
class RunScript:
    """Run this JavaScript on the context; answered with `(context, printed texts)`."""

    node: Script | Message
    context: dict[str, Any]


@dataclass(frozen=True)
class Say:
    """Say this to the person; answered with None."""

    saying: Saying


Step = Ask | CallService | RunScript | Say
Steps = Generator[Step, Any, None]


def run(dialog: Dialog, state: ConversationState) -> Steps:
    """Walk `dialog` from where `state` stands to its end.

    Raises:
        StudioError: a service gave no answer, a request or a script cannot be carried out. The
            dialog task is over then (platform default: Close the Task).
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
                    yield from _work(node.nodes[number], state)
                    state.child = number + 1
            case Message():
                yield from _message(node, state)
            case Service() | Script():
                yield from _work(node, state)
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


def _work(node: Service | Script, state: ConversationState) -> Generator[Step, Any, None]:
    if isinstance(node, Script):
        context, _ = yield RunScript(node, state.context)
        state.context = context
        return
    if state.begun == node.name and node.request.method not in REPEATABLE:
        raise StudioError(
            "I was cut off while a request was under way, so I do not know whether it arrived.",
            "Look whether it did before you ask me again.",
            field=node.name,
            code="dialogs.cut_off",
        )
    request = fill(node.request, state.context, node.name)
    state.begun = node.name
    answer: ServiceAnswer = yield CallService(node, request)
    state.begun = None
    if answer.status is None:
        if node.on_failure == "close_task":
            raise answer.failure or StudioError("The service did not answer.", "Try again.")
        state.context[node.name] = {"response": {"statusCode": 0, "body": {}}}
        return
    state.exchange_id = state.exchange_id or answer.exchange_id
    state.context[node.name] = {"response": {"statusCode": answer.status, "body": answer.body}}


def _message(node: Message, state: ConversationState) -> Generator[Step, Any, None]:
    context, printed = yield RunScript(node, state.context)
    state.context = context
    for text in printed:
        yield Say(read_printed(text))
