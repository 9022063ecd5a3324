"""Signing in to another account than before: asked, never silently."""

from __future__ import annotations

import pytest
from desk import ACME_SALES, HUBSPOT, INES, Desk

from studio.authorization.arriving import OtherAccount
from studio.authorization.errors import NeedsAuthorization
from studio.authorization.login import LoginAttempt
from studio.errors import StudioError


def other(desk: Desk) -> LoginAttempt:
    """A sign-in that ended in another account, and waits for a decision."""
    attempt = desk.begin()
    with pytest.raises(OtherAccount) as caught:
        attempt.complete(desk.redirect(attempt, persona=INES))
    assert attempt.undecided is caught.value
    return attempt


def test_another_account_waits_for_a_decision_and_nothing_is_kept(desk: Desk) -> None:
    first = desk.enable()
    attempt = other(desk)
    asked = attempt.undecided
    assert asked is not None
    assert asked.before == (first.name, first.account_id)
    assert asked.now[0] in asked.message
    assert first.name in asked.message
    assert desk.studio.authorization.account(HUBSPOT) == first
    assert desk.studio.actions.get(HUBSPOT).problem is None
    desk.restart()
    assert desk.studio.authorization.account(HUBSPOT) == first


def test_accepting_puts_it_in_place_of_the_one_before(desk: Desk) -> None:
    first = desk.enable()
    attempt = other(desk)
    account = attempt.accept()
    assert account.instead_of == (first.name, first.account_id)
    assert desk.studio.authorization.account(HUBSPOT) == account
    assert desk.studio.actions.get(HUBSPOT).enabled
    with pytest.raises(StudioError) as caught:
        attempt.accept()
    assert caught.value.code == "authorization.replayed"


def test_refusing_leaves_everything_and_gives_the_grant_back(desk: Desk) -> None:
    first = desk.enable()
    token = desk.secret("access_token")
    attempt = other(desk)
    said = attempt.refuse()
    assert first.name in said.next_step
    assert desk.sent("revocation") == 1
    assert desk.studio.authorization.account(HUBSPOT) == first
    assert desk.studio.authorization.access_token(HUBSPOT) == token
    with pytest.raises(StudioError):
        attempt.accept()


def test_refusing_with_the_service_out_of_reach_is_told(desk: Desk) -> None:
    desk.enable()
    attempt = other(desk)
    desk.studio.environment.sandbox_faults().arm("dns_failure", "revoke")
    assert "could not be found" in attempt.refuse().message


def test_a_decision_that_another_sign_in_overtook_is_worth_nothing(desk: Desk) -> None:
    desk.enable()
    attempt = other(desk)
    account = desk.authorize()
    with pytest.raises(StudioError) as caught:
        attempt.accept()
    assert caught.value.code == "authorization.superseded"
    assert desk.studio.authorization.account(HUBSPOT) == account


def test_another_account_is_noticed_after_the_authorization_ended(desk: Desk) -> None:
    desk.enable()
    desk.revoke()
    desk.clock.advance(3600)
    with pytest.raises(NeedsAuthorization):
        desk.studio.authorization.access_token(HUBSPOT)
    assert other(desk).accept().account_id != str(ACME_SALES)
    assert desk.studio.actions.get(HUBSPOT).enabled


def test_another_account_is_noticed_when_a_disabled_action_is_authorized_again(desk: Desk) -> None:
    desk.enable()
    desk.studio.actions.disable(HUBSPOT)
    asked = other(desk).undecided
    assert asked is not None
    assert asked.before[1] == str(ACME_SALES)


def test_the_first_account_needs_no_decision(desk: Desk) -> None:
    attempt = desk.begin()
    assert attempt.complete(desk.redirect(attempt)).instead_of is None
