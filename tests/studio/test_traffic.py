"""Traffic's stories: every sign-in, renewal and turn, step by step, with what failed marked."""

from __future__ import annotations

import pytest
from desk import DANA, HUBSPOT, INES, NORDLICHT, Desk

from studio.authorization.arriving import OtherAccount
from studio.authorization.login import LoginAttempt, LoginOutcome
from studio.errors import StudioError
from studio.traffic.comparing import side_by_side
from studio.traffic.values import Step, Story
from studio.workspace.sequences import Sequence, Wanted

SIGN_IN = [
    "opened",
    "signed_in",
    "returned",
    "checked",
    "exchange",
    "account",
    "introspect",
    "kept",
]


def newest(desk: Desk, **wanted: str) -> Story:
    found = desk.studio.traffic.search(Wanted(**wanted), 0, 1).sequences
    story = desk.studio.traffic.story(found[0].id)
    assert story is not None
    return story


def keys(story: Story) -> list[str]:
    return [step.key for step in story.steps]


def at(story: Story, key: str) -> Step:
    return next(step for step in story.steps if step.key == key)


def fail(attempt: LoginAttempt, url: str) -> StudioError:
    with pytest.raises(StudioError) as caught:
        attempt.complete(url)
    return caught.value


def titles(desk: Desk) -> list[str]:
    return [one.title for one in desk.studio.traffic.search(Wanted(), 0, 50).sequences]


def test_a_sign_in_that_worked_is_told_step_by_step(desk: Desk) -> None:
    desk.authorize()
    story = newest(desk)
    assert story.sequence.title == "Authorize HubSpot"
    assert story.sequence.result == "good"
    assert keys(story) == SIGN_IN
    assert [name for _, name in story.lanes] == ["Studio", "Login window", "HubSpot"]
    assert {step.result for step in story.steps} == {"good"}
    assert all(step.why for step in story.steps)
    assert at(story, "exchange").outcome.startswith("200 in ")
    assert "RFC 7636" in at(story, "exchange").source
    assert "Acme Sales (148209731)" in dict(at(story, "kept").facts)["Account"]


def test_before_anything_came_back_the_sign_in_is_open(desk: Desk) -> None:
    desk.begin()
    story = newest(desk)
    assert keys(story) == ["opened", "signed_in"]
    assert (story.sequence.result, at(story, "signed_in").result) == ("open", "open")


@pytest.mark.parametrize("outcome", list(LoginOutcome))
def test_what_ends_in_the_window_is_marked_there(desk: Desk, outcome: LoginOutcome) -> None:
    error = desk.begin().abandon(outcome)
    story = newest(desk)
    assert keys(story) == ["opened", "signed_in"]
    marked = at(story, "signed_in")
    assert marked.trouble is not None
    assert (marked.trouble.message, marked.trouble.next_step) == (error.message, error.next_step)
    expected = "failed" if outcome is LoginOutcome.UNREACHABLE else "ended"
    assert (story.sequence.result, marked.result) == (expected, expected)


def test_a_state_that_differs_is_found_at_the_check(desk: Desk) -> None:
    attempt = desk.begin()
    error = fail(attempt, desk.redirect(attempt, state="another"))
    story = newest(desk)
    assert keys(story) == SIGN_IN[:4]
    check = at(story, "checked")
    assert check.result == "failed"
    assert check.trouble is not None
    assert check.trouble.message == error.message
    assert ("State", "not the one that was sent") in check.facts
    assert newest(desk, result="failed").sequence.said == error.message


def test_a_refused_exchange_is_the_step_that_failed_and_the_error_leads_there(desk: Desk) -> None:
    attempt = desk.begin()
    url = desk.redirect(attempt)
    desk.clock.advance(3600)
    error = fail(attempt, url)
    assert error.exchange_id is not None
    story = newest(desk)
    assert desk.studio.traffic.sequence_of(error.exchange_id) == story.sequence.id
    failed = at(story, "exchange")
    assert failed.exchange is not None
    assert failed.exchange.id == error.exchange_id
    assert failed.result == "failed"
    assert failed.trouble is not None
    assert failed.trouble.next_step == error.next_step
    assert keys(story)[-1] == "exchange"


def test_side_by_side_the_step_that_is_not_as_it_was_is_marked(desk: Desk) -> None:
    desk.authorize()
    attempt = desk.begin()
    url = desk.redirect(attempt)
    desk.clock.advance(3600)
    fail(attempt, url)
    story = newest(desk)
    good = desk.studio.traffic.last_good(story)
    assert good is not None
    pairs = side_by_side(story, good)
    told = [(p.now or p.then).key for p in pairs if p.now or p.then]  # type: ignore[union-attr]
    assert told == SIGN_IN
    unlike = {pair.now.key: pair.differences for pair in pairs if pair.now and pair.differences}
    assert list(unlike) == ["exchange"]
    named = {one.name: (one.then, one.now) for one in unlike["exchange"]}
    assert named["Status"] == ("200", "400")
    assert not any(one.now == "" for one in unlike["exchange"])
    assert [pair.then.key for pair in pairs if pair.now is None and pair.then] == SIGN_IN[5:]


def test_the_first_of_its_kind_has_nothing_beside_it(desk: Desk) -> None:
    desk.authorize()
    assert desk.studio.traffic.last_good(newest(desk)) is None


def test_sign_ins_side_by_side_keep_their_own_exchanges(desk: Desk) -> None:
    from studio.authorization.values import App, AuthorizationType, Choice

    desk.studio.actions.choose(
        HUBSPOT, Choice(AuthorizationType.ALLOW_USERS, oauth=True, app=App.SYSTEM)
    )
    people = [(desk.studio.end_users.add(name).id, name) for name in ("Ada", "Ben")]
    attempts = [desk.studio.authorization.begin(HUBSPOT, user=user) for user, _ in people]
    urls = [desk.redirect(attempt) for attempt in attempts]
    for attempt, url in zip(reversed(attempts), reversed(urls), strict=True):
        attempt.complete(url)
    found = desk.studio.traffic.search(Wanted(), 0, 10).sequences
    assert [one.title for one in found] == [
        "Authorize HubSpot for Ben",
        "Authorize HubSpot for Ada",
    ]
    for one in found:
        story = desk.studio.traffic.story(one.id)
        assert story is not None
        assert keys(story) == SIGN_IN


def test_another_sign_in_calls_the_first_one_off(desk: Desk) -> None:
    desk.begin()
    desk.authorize()
    first = desk.studio.traffic.search(Wanted(), 0, 10).sequences[1]
    assert first.result == "ended"
    story = desk.studio.traffic.story(first.id)
    assert story is not None
    assert keys(story) == ["opened", "signed_in", "called_off"]


def test_a_decision_about_another_account_is_part_of_the_story(desk: Desk) -> None:
    desk.authorize(persona=DANA)
    attempt = desk.begin()
    with pytest.raises(OtherAccount):
        attempt.complete(desk.redirect(attempt, persona=INES, portal_id=NORDLICHT))
    attempt.refuse()
    story = newest(desk)
    assert keys(story) == [*SIGN_IN[:-1], "asked", "failed", "revoke"]
    assert story.sequence.result == "ended"


def test_a_sign_in_in_the_browser_says_so(desk: Desk) -> None:
    login = desk.studio.authorization
    desk.begin().abandon(LoginOutcome.CLOSED)
    browser = login.begin_in_browser(HUBSPOT)
    browser.cancel()
    with pytest.raises(StudioError):
        browser.wait(5)
    story = newest(desk)
    assert story.lanes[1] == ("window", "Browser")
    assert story.sequence.code == "authorization.cancelled"


def test_renewals_and_turns_have_their_own_stories(desk: Desk) -> None:
    desk.enable()
    desk.studio.templates.install(HUBSPOT, "list-all-deals")
    desk.clock.advance(1790)
    desk.studio.talk.say("list all deals")
    found = desk.studio.traffic.search(Wanted(), 0, 10).sequences
    assert {one.kind for one in found} == {"authorization", "renewal", "turn"}
    turn = newest(desk, kind="turn")
    assert turn.sequence.title == "List All Deals"
    assert turn.sequence.result == "good"
    assert all(step.exchange is not None for step in turn.steps)
    assert [name for _, name in turn.lanes] == ["Studio", "HubSpot"]
    assert keys(newest(desk, kind="renewal")) == ["renew"]


def test_a_turn_that_was_refused_says_what_to_do(desk: Desk) -> None:
    desk.enable()
    desk.studio.templates.install(HUBSPOT, "list-all-deals")
    desk.admin("faults", name="unavailable_503", route="crm")
    desk.studio.talk.say("list all deals")
    turn = newest(desk, kind="turn")
    assert turn.sequence.result == "failed"
    assert all(step.key.startswith("call ") for step in turn.steps)
    assert turn.steps[-1].trouble is not None
    assert "Try again" in turn.steps[-1].trouble.next_step
    assert newest(desk, kind="turn", words="503").sequence == turn.sequence


def test_all_tries_of_one_request_belong_together(desk: Desk) -> None:
    desk.enable()
    desk.clock.advance(1790)
    desk.admin("faults", name="rate_limit_429_retry_after", route="refresh", count=1)
    desk.studio.authorization.access_token(HUBSPOT)
    story = newest(desk, kind="renewal")
    assert keys(story) == ["renew", "renew #2"]
    assert [step.result for step in story.steps] == ["failed", "good"]
    assert story.sequence.result == "good"


def test_search_and_filters_find_what_fits(desk: Desk) -> None:
    desk.authorize()
    desk.begin().abandon(LoginOutcome.CLOSED)
    traffic = desk.studio.traffic
    assert traffic.search(Wanted(), 0, 10).total == 2
    assert traffic.search(Wanted(words="introspect 200"), 0, 10).total == 1
    assert traffic.search(Wanted(words="closed"), 0, 10).total == 1
    assert traffic.search(Wanted(words="100% sure"), 0, 10).total == 0
    assert traffic.search(Wanted(kind="renewal"), 0, 10).total == 0
    assert traffic.search(Wanted(result="good"), 0, 10).total == 1
    correlation = desk.studio.journal.list()[0].correlation_id
    assert correlation
    assert traffic.search(Wanted(words=correlation), 0, 10).total == 1


def test_what_is_not_kept_any_more_has_no_story(desk: Desk) -> None:
    assert desk.studio.traffic.story("gone") is None
    assert desk.studio.traffic.sequence_of("gone") is None


def test_stories_outlive_a_restart(desk: Desk) -> None:
    desk.authorize()
    before = newest(desk)
    desk.restart()
    assert newest(desk) == before
    found: tuple[Sequence, ...] = desk.studio.traffic.search(Wanted(), 0, 10).sequences
    assert len(found) == 1
