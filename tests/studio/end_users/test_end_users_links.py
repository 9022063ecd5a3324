"""Authorization links: once, in time, by whom they were sent to, for what they were sent."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from desk import HUBSPOT, INES, NORDLICHT, SYSTEM, Desk

from studio.authorization.arriving import OtherAccount
from studio.authorization.values import App, AuthorizationType, Choice
from studio.end_users.values import DEVELOPER, LinkError, LinkState
from studio.errors import StudioError

USERS = Choice(AuthorizationType.ALLOW_USERS, oauth=True, app=App.SYSTEM)


@pytest.fixture
def ann(desk: Desk) -> str:
    """An end user beside the developer, in an app whose end users sign in."""
    desk.studio.actions.choose(HUBSPOT, USERS)
    desk.studio.actions.enable(HUBSPOT)
    return desk.studio.end_users.add("Ann Lee").id


def refused(call: Callable[[], object]) -> LinkState:
    with pytest.raises(LinkError) as caught:
        call()
    assert caught.value.code == f"authorization.link_{caught.value.state.value}"
    assert caught.value.next_step
    return caught.value.state


def test_a_link_signs_in_who_it_was_sent_to(desk: Desk, ann: str) -> None:
    users = desk.studio.end_users
    link = users.links.issue(ann, HUBSPOT)
    attempt = users.open_link(link.url, ann)
    account = attempt.complete(desk.redirect(attempt))
    assert desk.studio.authorization.account(HUBSPOT, ann) == account
    line = next(line for line in users.connections(HUBSPOT) if line.user.id == ann)
    assert (line.account, line.link_state) == (account, LinkState.USED)


def test_the_sign_in_says_for_which_end_user_it_is(desk: Desk, ann: str) -> None:
    users = desk.studio.end_users
    attempt = users.open_link(users.links.issue(ann, HUBSPOT).id, ann)
    assert attempt.reason.endswith("for Acme demo, as its end user Ann Lee")


def test_the_list_tells_whether_end_users_are_asked_at_all(desk: Desk, ann: str) -> None:
    assert all(line.asked for line in desk.studio.end_users.connections(HUBSPOT))
    desk.studio.actions.choose(HUBSPOT, SYSTEM)
    assert not any(line.asked for line in desk.studio.end_users.connections(HUBSPOT))


def test_an_account_is_kept_under_names_and_numbers(desk: Desk, ann: str) -> None:
    def signs_in(**who: object) -> str:
        attempt = desk.studio.authorization.begin(HUBSPOT, user=ann)
        try:
            return attempt.complete(desk.redirect(attempt, **who)).label
        except OtherAccount:
            return attempt.accept().label

    assert signs_in() == "Ann Lee Acme demo 1 1"
    assert signs_in() == "Ann Lee Acme demo 1 2"
    assert signs_in(persona=INES, portal_id=NORDLICHT) == "Ann Lee Acme demo 2 3"


def test_a_sign_in_that_failed_is_told_with_its_reason_until_the_next(desk: Desk, ann: str) -> None:
    users = desk.studio.end_users
    attempt = users.open_link(users.links.issue(ann, HUBSPOT).id, ann)
    with pytest.raises(StudioError):
        attempt.complete(desk.redirect(attempt, state="forged"))
    told = users.problem(ann, HUBSPOT)
    assert told is not None
    assert told.code == "authorization.state_mismatch"
    line = next(line for line in users.connections(HUBSPOT) if line.user.id == ann)
    assert (line.account, line.problem) == (None, told)
    users.open_link(users.links.issue(ann, HUBSPOT).id, ann)
    assert users.problem(ann, HUBSPOT) is None


def test_a_link_works_once(desk: Desk, ann: str) -> None:
    link = desk.studio.end_users.links.issue(ann, HUBSPOT)
    desk.studio.end_users.open_link(link.id, ann)
    assert refused(lambda: desk.studio.end_users.open_link(link.id, ann)) is LinkState.USED


def test_the_window_that_opened_a_link_may_begin_anew_and_nobody_else(desk: Desk, ann: str) -> None:
    users = desk.studio.end_users
    link = users.links.issue(ann, HUBSPOT)
    users.open_link(link.id, ann)
    assert users.open_link(link.id, ann, again=True)
    with_dev = refused(lambda: users.open_link(link.id, DEVELOPER, again=True))
    assert with_dev is LinkState.FOREIGN
    desk.clock.advance(16 * 60)
    late = refused(lambda: users.open_link(link.id, ann, again=True))
    assert late is LinkState.EXPIRED
    desk.restart()
    assert refused(lambda: desk.studio.end_users.open_link(link.id, ann, again=True)) is (
        LinkState.USED
    )


def test_a_link_of_somebody_else_opens_nothing_and_stays_good(desk: Desk, ann: str) -> None:
    users = desk.studio.end_users
    link = users.links.issue(ann, HUBSPOT)
    assert refused(lambda: users.open_link(link.url, DEVELOPER)) is LinkState.FOREIGN
    assert users.open_link(link.url, ann)


def test_a_link_ends_after_the_minutes_that_are_set(desk: Desk, ann: str) -> None:
    users = desk.studio.end_users
    assert users.links.minutes == 15
    desk.studio.settings.set("authorization.link_minutes", 2)
    link = users.links.issue(ann, HUBSPOT)
    desk.clock.advance(119)
    assert users.links.state(link.id, ann) is LinkState.OPEN
    desk.clock.advance(1)
    assert refused(lambda: users.open_link(link.id, ann)) is LinkState.EXPIRED
    newest = users.links.newest(ann, HUBSPOT)
    assert newest is not None
    assert newest[1] is LinkState.IGNORED, "as the conversation sees it"


@pytest.mark.parametrize("kept", [0, -5, "soon", None, True, 10**9])
def test_a_lifetime_that_is_none_is_not_taken(desk: Desk, kept: object) -> None:
    desk.studio.settings.set("authorization.link_minutes", kept)
    assert 1 <= desk.studio.end_users.links.minutes <= 24 * 60


def test_a_fresh_link_takes_the_place_of_the_one_before(desk: Desk, ann: str) -> None:
    users = desk.studio.end_users
    first, second = (users.links.issue(ann, HUBSPOT) for _ in range(2))
    assert refused(lambda: users.open_link(first.id, ann)) is LinkState.REPLACED
    assert users.links.state(second.id, ann) is LinkState.OPEN


def test_a_link_is_for_one_app_and_environment(desk: Desk, ann: str) -> None:
    users = desk.studio.end_users
    link = users.links.issue(ann, HUBSPOT)
    desk.studio.settings.set("environment", "live")
    assert refused(lambda: users.open_link(link.id, ann)) is LinkState.WITHDRAWN
    desk.studio.settings.set("environment", "sandbox")
    desk.studio.actions.choose(HUBSPOT, SYSTEM)
    assert refused(lambda: users.open_link(link.id, ann)) is LinkState.WITHDRAWN


def test_a_link_nobody_sent_opens_nothing(desk: Desk, ann: str) -> None:
    users = desk.studio.end_users
    assert refused(lambda: users.open_link("authorization-link:x", ann)) is LinkState.UNKNOWN


def test_a_link_that_could_open_nothing_works_still(desk: Desk, ann: str) -> None:
    users = desk.studio.end_users
    choice = Choice(AuthorizationType.ALLOW_USERS, True, App.CUSTOM, "no such profile")
    desk.studio.actions.choose(HUBSPOT, choice)
    link = users.links.issue(ann, HUBSPOT)
    with pytest.raises(StudioError) as caught:
        users.open_link(link.id, ann)
    assert caught.value.code == "profile.unknown"
    assert users.links.state(link.id, ann) is LinkState.OPEN


def test_disconnect_revokes_and_withdraws(desk: Desk, ann: str) -> None:
    users = desk.studio.end_users
    attempt = desk.studio.authorization.begin(HUBSPOT, user=ann)
    attempt.complete(desk.redirect(attempt))
    link = users.links.issue(ann, HUBSPOT)
    gone = users.disconnect(ann, HUBSPOT)
    assert gone is not None
    assert gone.revoked
    assert desk.studio.authorization.account(HUBSPOT, ann) is None
    assert users.links.state(link.id, ann) is LinkState.WITHDRAWN
    assert desk.studio.changes.list()[0].change == "HubSpot: end user Ann Lee disconnected"
    assert users.disconnect(ann, HUBSPOT) is None


def test_end_users_are_added_and_removed(desk: Desk, ann: str) -> None:
    users = desk.studio.end_users
    assert [user.name for user in users.list()] == ["Developer", "Ann Lee"]
    for name in ("ann  lee", "developer", "  ", "x" * 256):
        with pytest.raises(StudioError):
            users.add(name)
    attempt = desk.studio.authorization.begin(HUBSPOT, user=ann)
    attempt.complete(desk.redirect(attempt))
    assert [one.revoked for one in users.remove(ann)] == [True]
    assert [user.id for user in users.list()] == [DEVELOPER]
    with pytest.raises(StudioError):
        users.remove(DEVELOPER)
