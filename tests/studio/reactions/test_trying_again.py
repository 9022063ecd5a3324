"""What was answered outlives a call that failed: Try again, Discard, a restart, signing in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from desk import HUBSPOT, Desk, connector_with
from loopback import LoopbackServer, answer
from stage import LIFE, Stage

from studio.actions import ActionState
from studio.authorization.values import AuthorizationType, Choice
from studio.dialogs.chat import ChatMessage
from studio.dialogs.trouble import OFFER


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """Of its own for each test, which may restart it."""
    stage = Stage(tmp_path, None)
    yield stage
    stage.desk.close()


def failed(stage: Stage, fault: str = "unavailable_503", route: str = "deals.create") -> str:
    """Answer everything a deal needs, and have the call fail; what the bot says."""
    assert stage.arm(fault, route).status_code == 200
    stage.says("Create a deal")
    stage.says("Nike renewal")
    told = stage.says("Contract Sent")
    assert told.quick_replies == OFFER
    return told.text


def test_it_survives_a_restart_of_the_program(stage: Stage) -> None:
    failed(stage)
    before = stage.deals()
    stage.desk.restart()
    last = stage.desk.studio.talk.history()[-1]
    assert (last.kind, last.quick_replies) == ("problem", OFFER)
    assert last.exchange_id is not None
    made = stage.says("Try again")
    assert made.text == "Nike renewal is created."
    assert dict(made.fields)["Stage"] == "Contract Sent"
    assert stage.deals() == before + 1


@pytest.mark.parametrize("words", ["try again", "TRY AGAIN!", "Again.", "retry"])
def test_it_can_be_typed(stage: Stage, words: str) -> None:
    failed(stage)
    stage.clear()
    assert stage.says(words).text == "Nike renewal is created."


def test_discard_drops_it(stage: Stage) -> None:
    failed(stage)
    assert stage.says("Discard").text == "The task is discarded."
    stage.clear()
    assert "did not understand" in stage.says("try again").text


def test_a_new_task_drops_it_and_other_words_do_not(stage: Stage) -> None:
    failed(stage)
    assert stage.says("hmm").quick_replies == OFFER
    assert "No deal matches" in stage.says("search deals for zzzzqqq").text
    stage.clear()
    assert "did not understand" in stage.says("try again").text


def test_the_call_goes_on_when_the_token_ended_and_cannot_be_renewed_for_a_while(
    stage: Stage,
) -> None:
    stage.desk.clock.advance(LIFE)
    told = failed(stage, "server_error_500", "refresh")
    assert "token endpoint is in trouble" in told
    assert "look before" not in told, "nothing was sent"
    stage.clear()
    assert stage.says("Try again").text == "Nike renewal is created."


def test_signing_in_again_is_all_it_takes_after_the_authorization_ended(stage: Stage) -> None:
    stage.desk.clock.advance(LIFE)
    assert "revoked" in failed(stage, "refresh_token_revoked", "refresh")
    assert stage.action.state is ActionState.ERROR
    again = stage.says("Try again")
    assert "needs authorization" in again.text
    assert again.quick_replies == OFFER, "asking too early loses nothing"
    assert "needs authorization" in stage.says("create a deal").text
    stage.clear()
    stage.desk.authorize()
    assert stage.says("Try again").text == "Nike renewal is created."


def test_an_action_that_is_chosen_anew_in_between_keeps_the_answers(stage: Stage) -> None:
    stage.says("Create a deal")
    stage.says("Nike renewal")
    stage.desk.studio.actions.choose(HUBSPOT, Choice(AuthorizationType.PRE_AUTHORIZE))
    told = stage.says("Contract Sent")
    assert "needs authorization" in told.text
    assert told.quick_replies == OFFER
    stage.desk.authorize()
    assert stage.says("Try again").text == "Nike renewal is created."


def test_a_token_that_is_refused_even_when_new_is_not_renewed_over_and_over(stage: Stage) -> None:
    mark = stage.newest()
    failed(stage, "unauthorized_401")
    purposes = [exchange.purpose for exchange in stage.sent_since(mark)]
    assert sum("createDealService" in purpose for purpose in purposes) == 2
    assert sum("Renew" in purpose for purpose in purposes) == 1
    assert stage.action.enabled


def test_a_token_that_ends_earlier_than_it_says_is_renewed_by_its_401(stage: Stage) -> None:
    assert stage.arm("token_expires_early", "exchange", count=1).status_code == 200
    stage.desk.authorize()
    stage.desk.clock.advance(300)
    mark = stage.newest()
    assert stage.says("create a deal named Nike in closed won").text == "Nike is created."
    assert sum("Renew" in exchange.purpose for exchange in stage.sent_since(mark)) == 1


def test_a_post_that_was_done_though_its_answer_was_lost_is_made_again_only_when_asked(
    stage: Stage,
) -> None:
    before = stage.deals()
    assert "look before you try again" in failed(stage, "reset_in_body")
    assert stage.deals() == before + 1, "it was made, and nobody sent it twice"
    stage.says("Discard")
    assert stage.deals() == before + 1


def test_a_wrong_value_is_told_with_its_field_and_not_offered_again(stage: Stage) -> None:
    assert stage.arm("bad_request_400", "deals.create").status_code == 200
    stage.says("Create a deal")
    stage.says("Nike")
    told = stage.says("Closed Won")
    assert "Check the value and ask me again" in told.text
    assert told.quick_replies == ()
    assert stage.kept() is None


def test_an_enabled_action_stays_enabled_whatever_a_call_ends_with(stage: Stage) -> None:
    failed(stage, "missing_scope_403")
    assert stage.action.enabled
    assert stage.action.problem is None
    assert stage.token()


ODD_SUCCESSES = [
    (
        rb'{"id": "1", "properties": {"dealname": "half a letter \ud83d"}}',
        "half a letter \ufffd is",
    ),
    (rb'{"id": "1", "properties": {"dealname": "\ud83d\udc4b"}}', "\U0001f44b is created."),
    (rb'{"id": "1"}', "Nike is created."),
    (rb'{"id": "1", "properties": null}', "Nike is created."),
    (rb'{"id": "1", "properties": []}', "Nike is created."),
    (rb'{"id": "1", "properties": "' + b"x" * 1_100_000 + b'"}', "more than 1 MB"),
]


@pytest.mark.parametrize(("body", "words"), ODD_SUCCESSES, ids=range(len(ODD_SUCCESSES)))
def test_a_success_that_is_odd_is_told_all_the_same(
    desk: Desk, tmp_path: Path, body: bytes, words: str
) -> None:
    made = answer(201, body, content_type="application/json")
    with LoopbackServer(made, answer(404)) as server:
        # The sandbox's address becomes a part of the path, so that it still has to run.
        desk.open(catalogue=connector_with(tmp_path, api=f"{server.url}{{sandbox}}"))
        desk.enable()
        desk.studio.templates.install(HUBSPOT, "create-a-deal")
        heard: list[ChatMessage] = []
        desk.studio.talk.say("create a deal named Nike in closed won", heard.append)
        assert words in heard[-1].text
