"""Dialog tasks that people build themselves: every kind of entity, message and way out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from desk import Desk
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from studio.dialogs import edits
from studio.dialogs.asking import SKIP_WORDS
from studio.dialogs.chat import ChatMessage
from studio.dialogs.definitions import (
    END,
    NOT_CONNECTED,
    Dialog,
    Entity,
    Item,
    Message,
    Request,
    Script,
    Service,
    Transition,
)
from studio.dialogs.entities import read_value
from studio.errors import Cancelled

replace = msgspec.structs.replace


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    desk.close()


def built(desk: Desk, *nodes: Any) -> Dialog:
    """A dialog task of these nodes, one after the other."""
    dialogs = desk.studio.dialogs
    dialog = before = dialogs.create("Greet", "", "hubspot")
    for node in nodes:
        dialog = edits.add_node(dialog, replace(node, component=dialogs.new_component_id()))
    return dialogs.save(dialog, before)


def changed(desk: Desk, dialog: Dialog, change: Dialog) -> None:
    desk.studio.dialogs.save(change, dialog)


def entity(**fields: Any) -> Entity:
    given = {"name": "guest", "entity_type": "string", "prompt": "Who?", "error_prompt": "Again?"}
    return Entity(**{**given, **fields})


def says(desk: Desk, text: str) -> list[ChatMessage]:
    heard: list[ChatMessage] = []
    desk.studio.talk.say(text, heard.append)
    return heard[1:]


HELLO = Message(name="hello", texts=("Hello {{context.entities.guest}}!",))


def test_a_text_names_what_was_answered_and_is_not_read_again(desk: Desk) -> None:
    built(desk, entity(), HELLO)
    assert says(desk, "greet")[0].text == "Who?"
    answer = says(desk, "{{context.session}} <b>Ann</b>")
    assert answer[0].text == "Hello {{context.session}} <b>Ann</b>!"


def test_it_needs_no_integration_where_it_calls_none(desk: Desk) -> None:
    built(desk, HELLO)
    assert not desk.studio.actions.get("hubspot").enabled
    assert says(desk, "greet")[0].text == "Hello !"


def test_one_of_several_texts_is_said(desk: Desk) -> None:
    built(desk, replace(HELLO, texts=("One", "Two")))
    said = {says(desk, "greet")[0].text for _ in range(20)}
    assert said == {"One", "Two"}


def test_an_optional_entity_is_asked_for_once(desk: Desk) -> None:
    built(desk, entity(asking="optional", default_value="friend", entity_type="email"), HELLO)
    assert [reply.title for reply in says(desk, "greet")[0].quick_replies] == ["Skip"]
    assert says(desk, "skip")[0].text == "Hello friend!"
    says(desk, "greet")
    assert says(desk, "no address at all")[0].text == "Hello friend!"
    says(desk, "greet")
    assert says(desk, "ann@example.com")[0].text == "Hello ann@example.com!"


def test_a_hidden_entity_is_never_asked_for(desk: Desk) -> None:
    built(desk, entity(asking="hidden", default_value="friend"), HELLO)
    assert says(desk, "greet")[0].text == "Hello friend!"


def test_tries_that_are_used_up_lead_to_a_node(desk: Desk) -> None:
    last = Message(name="sorry", texts=("Sorry.",))
    built(desk, entity(entity_type="number", retries=2, on_exceeding="sorry"), HELLO, last)
    says(desk, "greet")
    assert says(desk, "no number")[0].text == "Again?"
    heard = says(desk, "none again")
    assert "2 times" in heard[0].text
    assert heard[-1].text == "Sorry."


def test_not_connected_ends_the_dialog_task(desk: Desk) -> None:
    dialog = built(desk, entity(), HELLO)
    changed(desk, dialog, edits.connect_default(dialog, "guest", NOT_CONNECTED))
    says(desk, "greet")
    assert says(desk, "Ann") == []
    assert says(desk, "discard")[0].text == "No task is running."


def test_a_node_that_is_not_there_is_told(desk: Desk) -> None:
    dialog = built(desk, entity(), HELLO)
    changed(desk, dialog, edits.connect_default(dialog, "guest", "nobody"))
    says(desk, "greet")
    assert "leads to nobody, which is not there" in says(desk, "Ann")[0].text
    assert says(desk, "greet")[0].text == "Who?", "the bot still answers"


def test_a_dialog_task_that_is_deleted_meanwhile_ends_in_words(desk: Desk) -> None:
    dialog = built(desk, entity(), HELLO)
    says(desk, "greet")
    desk.studio.dialogs.delete(dialog.id)
    assert "does not exist any more" in says(desk, "Ann")[0].text
    assert says(desk, "discard")[0].text == "No task is running."
    assert not desk.studio.talk.can_go_on()


def test_a_circle_without_a_question_ends_in_words(desk: Desk) -> None:
    dialog = built(desk, Script(name="one", script=""), Script(name="two", script=""))
    changed(desk, dialog, edits.connect_default(dialog, "two", "one"))
    heard = says(desk, "greet")
    assert "goes in a circle" in heard[-1].text


def test_a_service_without_a_request_is_told(desk: Desk) -> None:
    desk.enable()
    built(desk, Service(name="call", request=Request(method="GET", path="")), HELLO)
    assert "call has no request yet" in says(desk, "greet")[0].text


def test_a_service_that_does_not_answer_leads_to_the_node_for_failures(desk: Desk) -> None:
    desk.enable()
    call = Service(
        name="call",
        request=Request(method="GET", path="/crm/v3/objects/deals"),
        on_failure="continue",
        failure_to="sorry",
    )
    built(desk, call, HELLO, Message(name="sorry", texts=("Sorry.",)))
    desk.studio.environment.ensure_sandbox()
    desk.studio.environment.sandbox_faults().arm("reset_before_answer")
    assert [one.text for one in says(desk, "greet")] == ["Sorry."]


def test_a_request_without_auth_carries_no_token(desk: Desk) -> None:
    desk.enable()
    request = Request(method="GET", path="/crm/v3/objects/deals")
    message = Message(name="said", script="print(String(context.call.response.statusCode));")
    built(desk, Service(name="call", request=request, auth=False), message)
    # A refusal may pass, so it is offered to be tried again; the message says its status.
    assert says(desk, "greet")[-1].text.startswith("401")
    sent = desk.studio.journal.list(1)[0]
    assert "authorization" not in {name.casefold() for name in sent.request_headers}


def test_an_answer_to_something_sensitive_is_not_kept(desk: Desk) -> None:
    built(desk, entity(sensitive=True), HELLO)
    says(desk, "greet")
    heard: list[ChatMessage] = []
    desk.studio.talk.say("4111 1111", heard.append)
    assert heard[0].text == "••••••"
    assert heard[1].text == "Hello 4111 1111!"
    kept = [one.text for one in desk.studio.talk.history() if one.author == "user"]
    assert kept == ["greet", "••••••"]


@pytest.mark.parametrize(
    ("kind", "said", "value"),
    [
        ("date", "2026-12-24", "2026-12-24"),
        ("date", "24 December 2026", "2026-12-24"),
        ("date", "Dec 24th, 2026", "2026-12-24"),
        ("date", "24.12.2026", "2026-12-24"),
        ("date", "12/24/2026", None),
        ("date", "30 February 2026", None),
        ("date", "24 Foo 2026", None),
        ("custom", "AB-12", "AB-12"),
        ("custom", "AB-123", None),
    ],
)
def test_dates_and_patterns(kind: Any, said: str, value: str | None) -> None:
    assert read_value(entity(entity_type=kind, regex_pattern=r"[A-Z]{2}-\d{2}"), said) == value


@pytest.mark.parametrize("pattern", [r"(a+)+$", r"(a|a)*b", "("])
def test_a_pattern_that_takes_long_fits_nothing(pattern: str) -> None:
    assert read_value(entity(entity_type="custom", regex_pattern=pattern), "a" * 60 + "!") is None


def test_more_of_a_list_is_shown_page_by_page(desk: Desk) -> None:
    desk.enable()
    desk.install_all()
    first = says(desk, "list all deals")[-1]
    assert first.text == "The newest 10 of 22 deals:"
    assert [reply.title for reply in first.quick_replies] == ["Show more"]
    desk.restart()
    second = says(desk, "Show more")[-1]
    assert second.text == "Numbers 11 to 20 of 22 deals:"
    third = says(desk, "more")[-1]
    assert third.text == "Numbers 21 to 22 of 22 deals:"
    assert third.quick_replies == ()
    titles = [item.subtitle for page in (first, second, third) for item in page.items]
    assert len(set(titles)) == 22
    assert says(desk, "show more")[-1].text.startswith("There is nothing more to show")


def test_a_list_with_more_to_show_is_in_nobodys_way(desk: Desk) -> None:
    desk.enable()
    desk.install_all()
    says(desk, "list all deals")
    assert says(desk, "create a deal")[-1].text == "What is the deal name?"


def test_what_is_untrained_is_not_understood_until_it_is_trained(desk: Desk) -> None:
    dialog = built(desk, HELLO)
    intent = replace(dialog.intent, utterances=("salutations to everybody",))
    changed(desk, dialog, replace(dialog, intent=intent))
    assert desk.studio.understanding.untrained() == ("Greet",)
    assert "did not understand" in says(desk, "salutations to everybody")[0].text
    told: list[tuple[int, int]] = []
    trained = desk.studio.understanding.train(lambda done, of: told.append((done, of)))
    assert trained.utterances == 2
    assert told[-1] == (2, 2)
    assert desk.studio.understanding.untrained() == ()
    assert says(desk, "salutations to everybody")[0].text == "Hello !"


def test_a_training_that_is_stopped_changes_nothing(desk: Desk) -> None:
    dialog = built(desk, HELLO)
    intent = replace(dialog.intent, utterances=("salutations to everybody",))
    changed(desk, dialog, replace(dialog, intent=intent))
    with pytest.raises(Cancelled):
        desk.studio.understanding.train(cancelled=lambda: True)
    assert desk.studio.understanding.untrained() == ("Greet",)


def test_an_entity_of_items_offers_them(desk: Desk) -> None:
    items = (Item(title="Big", value="b"), Item(title="Small", value="s"))
    built(desk, entity(entity_type="list_of_items", items=items, prompt=""), HELLO)
    asked = says(desk, "greet")[0]
    assert asked.text == "What is the guest?"
    assert [reply.title for reply in asked.quick_replies] == ["Big", "Small"]
    assert says(desk, "small")[0].text == "Hello s!"


def test_the_default_connection_of_a_fresh_node_ends(desk: Desk) -> None:
    dialog = built(desk, HELLO)
    assert dialog.nodes[0].transitions == (Transition(then=END),)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@example("{{context.session}}")
@example("skip")
@example("\u202e\x00 24 December 2026")
@given(st.text(max_size=200))
def test_any_answer_to_any_kind_of_entity_leads_on(desk: Desk, words: str) -> None:
    """Optional ones of each type: one answer each, and the message names what was taken."""
    if not desk.studio.dialogs.list():
        kinds: tuple[Any, ...] = ("date", "custom", "number", "email", "phone_number", "string")
        asked = [
            entity(name=f"e_{kind}", entity_type=kind, asking="optional", regex_pattern=r"(a+)+")
            for kind in kinds
        ]
        text = "Took {{context.entities.e_string}}."
        built(desk, *asked, Message(name="said", texts=(text,)))
    said = words.strip()
    if not said or said.casefold() == "discard":
        return
    says(desk, "greet")
    for _ in range(5):
        assert says(desk, words)[-1].text == "Who?"
    last = says(desk, words)[-1].text
    taken = "" if said.casefold() in SKIP_WORDS else said
    assert last == f"Took {taken}."
