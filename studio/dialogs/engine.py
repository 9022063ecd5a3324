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
from typing import Any

from studio.dialogs import trouble
from studio.dialogs.asking import ask
from studio.dialogs.chat import Saying
from studio.dialogs.conditions import message_after, next_node
from studio.dialogs.definitions import (
    END,
    NOT_CONNECTED,
    BotAction,
    Dialog,
    DialogNode,
    Entity,
    Message,
    Script,
    Service,
)
from studio.dialogs.paging import SHOW_MORE, for_page, means_more, note_next, offered, turn_page
from studio.dialogs.printed import read_printed
from studio.dialogs.steps import (
    CallService,
    ConversationState,
    Offer,
    Pick,
    RunScript,
    Say,
    ServiceAnswer,
    SignIn,
    Step,
    Steps,
)
from studio.dialogs.templating import fill, fill_text
from studio.errors import StudioError

MOST_WITHOUT_ASKING = 200
"""Nodes in a row that ask nothing: more of them can only be a circle."""


def run(dialog: Dialog, state: ConversationState) -> Steps:
    """Walk `dialog` from where `state` stands to its end.

    Raises:
        StudioError: a request or a script cannot be carried out, a connection leads to a node
            that is not there, or nodes lead in a circle without asking anything. The dialog task
            is over then (platform default: Close the Task).
    """
    passed = 0
    while True:
        if state.node in (END, NOT_CONNECTED):
            if state.more is None:
                return
            yield from _offer_more(state)
            passed = 0
        node = _node(dialog, state.node)
        passed = 0 if isinstance(node, Entity) else passed + 1
        if passed > MOST_WITHOUT_ASKING:
            raise StudioError(
                f"{dialog.name} goes in a circle at {node.name} without asking anything.",
                "Open the dialog and lead one of its connections elsewhere.",
                code="dialogs.circle",
            )
        target = yield from _carry_out(dialog, node, state)
        state.child = 0
        state.asked = False
        state.retries = 0
        state.node = next_node(node.transitions, state.context) if target is None else target


def _carry_out(
    dialog: Dialog, node: DialogNode, state: ConversationState
) -> Generator[Step, Any, str | None]:
    """Do what a node does. Where it goes on elsewhere than its connections say, the target."""
    match node:
        case Entity():
            return (yield from ask(node, state))
        case BotAction():
            for number in range(state.child, len(node.nodes)):
                state.child = number
                target = yield from _work(dialog, node.nodes[number], state)
                if target is not None:
                    return target
                state.child = number + 1
        case Message():
            yield from _message(node, state)
        case Service() | Script():
            return (yield from _work(dialog, node, state))
    return None


def _node(dialog: Dialog, name: str) -> DialogNode:
    try:
        return dialog.node(name)
    except KeyError:
        raise StudioError(
            f"{dialog.name} leads to {name}, which is not there.",
            "Open the dialog and look at View Warnings.",
            code="dialogs.missing_node",
        ) from None


def _offer_more(state: ConversationState) -> Generator[Step, Any, None]:
    """Wait until the person wants to see the next page of a list."""
    words = yield Offer(None)
    while not means_more(str(words)):
        words = yield Offer(Saying("prompt", "Say Show more.", quick_replies=(SHOW_MORE,)))
    turn_page(state)


def _work(
    dialog: Dialog, node: Service | Script, state: ConversationState
) -> Generator[Step, Any, str | None]:
    if isinstance(node, Script):
        context, _ = yield RunScript(node, state.context)
        state.context = context
        return None
    if state.signing_in == node.name:
        yield from _sign_in(node, state)
    elif state.begun == node.name and trouble.harmful(node):
        yield from _offer(node, state, trouble.cut_off(node))
    elif state.failed == node.name:
        yield from _offer(node, state, None)
    while (saying := (yield from _call(dialog, node, state))) is not None:
        yield from _offer(node, state, saying)
    unanswered = state.context[node.name]["response"]["statusCode"] == 0
    return node.failure_to if unanswered and node.on_failure == "continue" else None


def _call(
    dialog: Dialog, node: Service, state: ConversationState
) -> Generator[Step, Any, Saying | None]:
    """Send the request. None when the dialog task can go on, else what to say with the offer."""
    if not node.request.path:
        raise StudioError(
            f"{node.name} has no request yet.",
            "Open the dialog and press Define Request.",
            field=node.name,
            code="dialogs.no_request",
        )
    request = for_page(fill(node.request, state.context, node.name), state, node)
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
    if answer.status is not None and answer.status < 300:
        note_next(state, node, answer.body)
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
    if not node.script.strip():
        if node.texts:
            number = yield Pick(len(node.texts))
            yield Say(Saying("text", fill_text(node.texts[number], state.context)))
        return
    context, printed = yield RunScript(node, state.context)
    state.context = context
    for text in printed:
        yield Say(offered(read_printed(text), state))
