"""The engine fed by hand: what it asks, calls and says, with no socket and no script engine."""

from __future__ import annotations

import json
from typing import Any

import pytest
from dialog_tasks import dialog_task
from hypothesis import given
from hypothesis import strategies as st

from studio.connectors.catalogue import Catalogue
from studio.dialogs.conditions import holds, next_node
from studio.dialogs.definitions import Dialog, Item, Request, Test, Transition
from studio.dialogs.engine import run
from studio.dialogs.entities import find_item, read_value
from studio.dialogs.printed import read_printed
from studio.dialogs.steps import (
    Ask,
    CallService,
    ConversationState,
    Offer,
    RunScript,
    Say,
    ServiceAnswer,
    Step,
    Steps,
)
from studio.dialogs.templating import fill
from studio.dialogs.training import Intents
from studio.errors import StudioError

ALL = tuple(dialog_task(template.id) for template in Catalogue().templates("hubspot"))
CREATE = ALL[0]


def start(template: Dialog = CREATE, **entities: str) -> ConversationState:
    return ConversationState.start(template, entities)


def test_create_a_deal_asks_in_order_then_calls_then_answers() -> None:
    steps = run(CREATE, start())
    asked = next(steps)
    assert isinstance(asked, Ask)
    assert asked.saying is not None
    assert asked.saying.text == "What is the deal name?"
    stage = steps.send("Nike renewal")
    assert isinstance(stage, Ask)
    assert stage.saying is not None
    assert len(stage.saying.quick_replies) == 7
    call = steps.send("contract sent")
    assert isinstance(call, CallService)
    assert call.request.json == {
        "properties": {
            "dealname": "Nike renewal",
            "dealstage": "contractsent",
            "pipeline": "default",
        }
    }
    account = steps.send(ServiceAnswer(201, {"id": "1"}))
    assert isinstance(account, CallService)
    assert account.node.name == "getAccountService"
    script = steps.send(ServiceAnswer(200, {"portalId": 1}))
    assert isinstance(script, RunScript)
    assert script.context["createDealService"]["response"] == {
        "statusCode": 201,
        "body": {"id": "1"},
    }
    said = steps.send((script.context, ("done",)))
    assert isinstance(said, Say)
    with pytest.raises(StopIteration):
        steps.send(None)


def test_what_the_opening_words_gave_is_not_asked_again() -> None:
    step = next(run(CREATE, start(dealName="Nike", dealStage="closedwon")))
    assert isinstance(step, CallService)


def test_a_value_that_does_not_fit_is_asked_for_again_a_limited_number_of_times() -> None:
    steps = run(CREATE, start(dealName="Nike"))
    next(steps)
    for _ in range(4):
        repeated = steps.send("somewhere else entirely")
        assert isinstance(repeated, Ask)
        assert repeated.saying is not None
        assert "select a value from the list" in repeated.saying.text
    given_up = steps.send("nonsense again")
    assert isinstance(given_up, Say)
    assert given_up.saying.kind == "problem"
    with pytest.raises(StopIteration):
        steps.send(None)


def test_a_killed_conversation_goes_on_at_the_same_question() -> None:
    state = start()
    steps = run(CREATE, state)
    next(steps)
    steps.send("Nike renewal")
    kept = json.loads(json.dumps(state.to_json()))
    later = run(CREATE, ConversationState.from_json(kept))
    waiting = next(later)
    assert isinstance(waiting, Ask)
    assert waiting.saying is None, "it was asked already"
    call = later.send("Closed Won")
    assert isinstance(call, CallService)
    assert call.request.json["properties"]["dealname"] == "Nike renewal"


def again(template: Dialog, state: ConversationState) -> Steps:
    """The same conversation after a restart of the program."""
    return run(template, ConversationState.from_json(json.loads(json.dumps(state.to_json()))))


def words(step: Step) -> str:
    assert isinstance(step, Offer)
    assert step.saying is not None
    assert [reply.title for reply in step.saying.quick_replies] == ["Try again", "Discard"]
    return step.saying.text


def call_of(step: Step) -> CallService:
    assert isinstance(step, CallService)
    return step


def test_a_post_that_was_under_way_at_a_kill_is_sent_again_only_at_the_persons_word() -> None:
    state = start(dealName="Nike", dealStage="closedwon")
    first = call_of(next(run(CREATE, state)))
    steps = again(CREATE, state)
    assert "look before you try again" in words(next(steps))
    assert "The task waits" in words(steps.send("what?"))
    assert call_of(steps.send("Try again.")).request == first.request


def test_a_call_that_failed_waits_at_its_place_over_a_restart_and_is_sent_again_the_same() -> None:
    state = start(dealName="Nike", dealStage="closedwon")
    steps = run(CREATE, state)
    first = call_of(next(steps))
    failure = StudioError("Nobody answered.", "Check the line.", correlation_id="c-7")
    told = words(steps.send(ServiceAnswer(None, failure=failure, unsent=True)))
    assert told == "Something went wrong. Nobody answered. (correlation ID c-7) Check the line."
    steps = again(CREATE, state)
    asked = next(steps)
    assert isinstance(asked, Offer)
    assert asked.saying is None, "it was offered already"
    assert call_of(steps.send("try again")).request == first.request
    assert call_of(steps.send(ServiceAnswer(201, {"id": "1"}))).node.name == "getAccountService"


@pytest.mark.parametrize(
    ("template", "entities", "unsent", "expected"),
    [
        (0, {"dealName": "N", "dealStage": "closedwon"}, False, "may have been created"),
        (0, {"dealName": "N", "dealStage": "closedwon"}, True, "Wait."),
        (1, {"dealID": "1"}, False, "Wait."),
        (4, {"Keyword": "Nike"}, False, "Wait."),
        (5, {"DealId": "1"}, False, "Wait."),
    ],
    ids=["a create", "a create that was never sent", "a read", "a search", "a delete"],
)
def test_only_what_may_be_done_twice_asks_to_look_first(
    template: int, entities: dict[str, str], unsent: bool, expected: str
) -> None:
    steps = run(ALL[template], start(ALL[template], **entities))
    call_of(next(steps))
    failure = StudioError("Nobody answered.", "Wait.")
    assert expected in words(steps.send(ServiceAnswer(None, failure=failure, unsent=unsent)))


@pytest.mark.parametrize("status", [401, 403, 408, 423, 429, 477, 500, 502, 503, 504, 521, 599])
def test_a_refusal_that_may_pass_is_told_in_the_dialogs_own_words_and_offered_again(
    status: int,
) -> None:
    state = start(dealName="Nike", dealStage="closedwon")
    steps = run(CREATE, state)
    call_of(next(steps))
    script = steps.send(ServiceAnswer(status, {}, correlation_id="c-8"))
    assert isinstance(script, RunScript)
    assert script.node.name == "createDealMessage"
    assert script.context["createDealService"]["response"]["statusCode"] == status
    told = words(steps.send((script.context, ("It did not work.",))))
    assert told.startswith("It did not work. (correlation ID c-8)")
    assert ("may have been created" in told) == (status in (500, 502, 504, 599))
    assert call_of(steps.send("again")).node.name == "createDealService"


@pytest.mark.parametrize("printed", [(), StudioError("The script broke.", "")])
def test_a_message_that_says_nothing_does_not_cost_the_offer(printed: Any) -> None:
    steps = run(CREATE, start(dealName="Nike", dealStage="closedwon"))
    next(steps)
    script = steps.send(ServiceAnswer(503, {}))
    assert isinstance(script, RunScript)
    failed = isinstance(printed, StudioError)
    offer = steps.throw(printed) if failed else steps.send((script.context, printed))
    assert "503" in words(offer)


@pytest.mark.parametrize("status", [200, 400, 404, 409, 415])
def test_any_other_answer_goes_on_to_the_message(status: int) -> None:
    steps = run(CREATE, start(dealName="Nike", dealStage="closedwon"))
    next(steps)
    assert call_of(steps.send(ServiceAnswer(status, {}))).node.name == "getAccountService"


def test_a_get_that_was_under_way_at_a_kill_is_sent_again() -> None:
    state = start(ALL[1], dealID="1")
    next(run(ALL[1], state))
    assert isinstance(next(run(ALL[1], ConversationState.from_json(state.to_json()))), CallService)


def test_without_an_answer_about_the_account_the_task_goes_on() -> None:
    state = start(dealName="Nike", dealStage="closedwon")
    steps = run(CREATE, state)
    next(steps)
    failure = StudioError("No answer.", "Try again.")
    steps.send(ServiceAnswer(201, {"id": "1"}))
    script = steps.send(ServiceAnswer(None, failure=failure))
    assert isinstance(script, RunScript), "the deal was made: that is said, without a link"


def test_update_takes_the_branch_that_was_chosen() -> None:
    update = ALL[3]
    steps = run(update, start(update, dealId="7"))
    next(steps)
    asked = steps.send("Deal Stage")
    assert isinstance(asked, Ask)
    assert asked.entity.name == "dealStage"
    script = steps.send("won")
    assert isinstance(script, RunScript)
    call = steps.send(({**script.context, "dealChanges": {"dealstage": "closedwon"}}, ()))
    assert isinstance(call, CallService)
    assert call.request.json == {"properties": {"dealstage": "closedwon"}}


@given(st.text(max_size=200))
def test_typed_text_stays_a_value_in_the_body_and_one_segment_in_the_path(text: str) -> None:
    context = {"entities": {"x": text}}
    body = '{"a": "{{context.entities.x}}", "b": "<{{context.entities.x}}>"}'
    request = Request(method="POST", path="/p/{{context.entities.x}}/q", body=body)
    try:
        text.encode()
    except UnicodeEncodeError:
        return
    filled = fill(request, context, "node")
    assert filled.json == {"a": text, "b": f"<{text}>"}
    assert filled.path.count("/") == 3
    assert not set("?#\r\n ") & set(filled.path)


def test_a_value_is_never_searched_for_placeholders() -> None:
    context = {"entities": {"x": "{{context.secret}}"}, "secret": "s"}
    request = Request(method="POST", path="/p", body='{"a": "{{context.entities.x}}"}')
    assert fill(request, context, "n").json == {"a": "{{context.secret}}"}


def test_a_header_takes_no_line_break() -> None:
    request = Request(method="GET", path="/p", headers={"X": "{{context.v}}"})
    assert fill(request, {"v": "a\r\nEvil: 1"}, "n").headers == {"X": "a Evil: 1"}


def test_an_unknown_placeholder_is_named() -> None:
    request = Request(method="GET", path="/p/{{context.entities.nope}}")
    with pytest.raises(StudioError, match=r"context\.entities\.nope"):
        fill(request, {"entities": {}}, "n")


CONTEXT: dict[str, Any] = {"entities": {"n": "7", "t": "Nike"}, "a": {"b": [1, 2]}}
CONDITIONS = [
    (Test(op="exists", entity="t"), True),
    (Test(op="exists", entity="u"), False),
    (Test(op="does_not_exist", context="context.a.c"), True),
    (Test(op="equal_to", entity="t", value="nike"), True),
    (Test(op="not_equal_to", entity="t", value="Adidas"), True),
    (Test(op="contains", entity="t", value="ik"), True),
    (Test(op="greater_than", entity="n", value=6), True),
    (Test(op="less_than", entity="n", value="6.5"), False),
    (Test(op="greater_than_or_equal_to", entity="n", value=7), True),
    (Test(op="less_than_or_equal_to", entity="t", value=7), False),
    (Test(op="equal_to", context="a.b.1", value=2), True),
]


@pytest.mark.parametrize(("test", "expected"), CONDITIONS)
def test_conditions_hold_as_on_the_platform(test: Test, expected: bool) -> None:
    assert holds(test, CONTEXT) is expected


def test_and_wants_all_or_wants_one() -> None:
    both = (Test(op="exists", entity="t"), Test(op="exists", entity="u"))
    last = Transition(then="no")
    assert next_node((Transition(then="yes", tests=both, conjoin="or"), last), CONTEXT) == "yes"
    assert next_node((Transition(then="yes", tests=both), last), CONTEXT) == "no"
    assert next_node((), CONTEXT) == "end"


ENTITIES = [
    ("email", "write to ann@example.com please", "ann@example.com"),
    ("email", "ann at example", None),
    ("phone_number", "(877) 829-06966777", "(877) 829-06966777"),
    ("phone_number", "call me", None),
    ("number", "1,250.50", "1250.50"),
    ("string", "   ", None),
    ("string", "  Nike ", "Nike"),
]


@pytest.mark.parametrize(("kind", "typed", "value"), ENTITIES)
def test_values_are_read_by_their_type(kind: Any, typed: str, value: str | None) -> None:
    entity = CREATE.entity("dealName")
    assert entity is not None
    import msgspec

    assert read_value(msgspec.structs.replace(entity, entity_type=kind), typed) == value


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("Closed Won", "closedwon"),
        ("closed-won", "closedwon"),
        ("won", "closedwon"),
        ("6", "closedwon"),
        ("clsed won", "closedwon"),
        ("it is closed won now", "closedwon"),
        ("closed", None),
        ("banana", None),
    ],
)
def test_a_list_takes_titles_values_synonyms_numbers_and_near_spellings(
    typed: str, value: str | None
) -> None:
    stage = CREATE.entity("dealStage")
    assert stage is not None
    found: Item | None = find_item(stage.items, typed)
    assert (found.value if found else None) == value


MEANT = [
    ("create a deal", "Create a Deal", {}),
    ("Please create a deal named Nike renewal", "Create a Deal", {"dealName": "Nike renewal"}),
    (
        "create a deal named Nike in closed won",
        "Create a Deal",
        {"dealName": "Nike", "dealStage": "closedwon"},
    ),
    ("get deal 10146264661", "Get Deal by Id", {"dealID": "10146264661"}),
    ("creat a deel", "Create a Deal", {}),
    ("search deals for Nike", "Search Deal by Keyword", {"Keyword": "Nike"}),
    ("delete contact 7", "Delete Contact", {"ContactId": "7"}),
    ("list all contacts!", "List All Contacts", {}),
]


@pytest.mark.parametrize(("said", "name", "entities"), MEANT)
def test_what_is_said_finds_its_dialog_task(said: str, name: str, entities: dict[str, str]) -> None:
    meaning = Intents(ALL).find(said)
    assert meaning.dialog is not None
    assert (meaning.dialog.name, meaning.entities) == (name, entities)


def test_nonsense_means_nothing_and_half_a_sentence_offers_choices() -> None:
    assert Intents(ALL).find("qwertz uiop").dialog is None
    assert Intents(ALL).find("").candidates == ()
    assert len(Intents(ALL).find("get by id").candidates) >= 2


def test_printed_templates_are_read_and_anything_else_is_text() -> None:
    card = read_printed(
        '{"type":"template","payload":{"template_type":"button","text":"Hi",'
        '"fields":[{"title":"a","value":1}],"buttons":[{"type":"web_url","title":"V","url":"u"},'
        '{"type":"postback","title":"P"}]}}'
    )
    assert (card.kind, card.fields, [b.postback for b in card.buttons]) == (
        "card",
        (("a", "1"),),
        [None, "P"],
    )
    for text in ('{"type":"template"}', "{broken", "<b>bold</b>", "[1]"):
        assert read_printed(text).text == text
