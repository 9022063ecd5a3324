"""Signing in against the real sandbox: every way it can end, and what is left of each."""

from __future__ import annotations

import pytest
from desk import ACME_SALES, HUBSPOT, INES, NORDLICHT, SYSTEM, Desk, query_of, sign_in

from studio.authorization.errors import AuthorizationError
from studio.authorization.login import LoginAttempt, LoginOutcome
from studio.authorization.values import App, AuthorizationType, Choice, Problem
from studio.errors import StudioError


def problem(desk: Desk) -> Problem | None:
    return desk.studio.actions.get(HUBSPOT).problem


def refused(attempt: LoginAttempt, url: str) -> StudioError:
    with pytest.raises(StudioError) as caught:
        attempt.complete(url)
    return caught.value


def test_signing_in_on_the_services_pages_ends_in_the_account(desk: Desk) -> None:
    attempt = desk.begin()
    account = attempt.complete(sign_in(attempt))
    assert account.name == "Acme Sales"
    assert account.account_id == str(ACME_SALES)
    assert account.signed_in_as == "dana@acme.example"
    assert account.renews
    assert account.authorized_at == desk.clock.now()
    assert (account.expires_at - desk.clock.now()).total_seconds() == 1800
    asked = query_of(attempt.authorize_url)["scope"].split()
    assert [scope.name for scope in account.scopes] == asked
    assert all(scope.reason for scope in account.scopes)
    assert desk.studio.authorization.account(HUBSPOT) == account
    assert desk.studio.actions.get(HUBSPOT).account == account
    assert problem(desk) is None


def test_the_account_that_was_chosen_is_the_one_that_counts(desk: Desk) -> None:
    attempt = desk.begin()
    account = attempt.complete(sign_in(attempt, INES, "sandbox-ines", NORDLICHT))
    assert (account.account_id, account.signed_in_as) == (str(NORDLICHT), INES)


def test_the_login_window_is_told_why_and_where_it_ends(desk: Desk) -> None:
    attempt = desk.begin()
    assert attempt.reason == "Signing in to authorize HubSpot for Acme demo"
    assert attempt.is_callback(sign_in(attempt))
    assert not attempt.is_callback(attempt.authorize_url)
    base = attempt.authorize_url.partition("/oauth/")[0]
    assert attempt.is_declined(f"{base}/oauth/declined?flow=1")
    assert not attempt.is_declined("https://evil.example/oauth/declined")
    assert not attempt.is_declined(attempt.authorize_url)


def test_no_two_sign_ins_share_a_state_or_a_verifier(desk: Desk) -> None:
    first, second = (query_of(desk.begin().authorize_url) for _ in range(2))
    assert first["state"] != second["state"]
    assert first["code_challenge"] != second["code_challenge"]


def test_a_sign_in_completes_once_only(desk: Desk) -> None:
    attempt = desk.begin()
    url = desk.redirect(attempt)
    account = attempt.complete(url)
    assert refused(attempt, url).code == "authorization.replayed"
    assert desk.exchanges == 1
    assert desk.studio.authorization.account(HUBSPOT) == account
    assert problem(desk) is None


def test_a_forged_state_reaches_no_token_endpoint(desk: Desk) -> None:
    attempt = desk.begin()
    error = refused(attempt, desk.redirect(attempt, state="forged"))
    assert error.code == "authorization.state_mismatch"
    assert desk.exchanges == 0
    assert desk.studio.authorization.account(HUBSPOT) is None
    told = problem(desk)
    assert told is not None
    assert told.message == error.message
    assert desk.authorize().account_id == str(ACME_SALES)
    assert problem(desk) is None


def test_a_state_of_another_sign_in_is_not_taken(desk: Desk) -> None:
    first, second = desk.begin(), desk.begin()
    assert refused(second, desk.redirect(first)).code == "authorization.state_mismatch"


def test_an_error_from_the_service_is_told(desk: Desk) -> None:
    attempt = desk.begin()
    error = refused(attempt, f"{attempt.callback_url}?error=access_denied")
    assert error.code == "authorization.declined"
    assert desk.exchanges == 0


@pytest.mark.parametrize("outcome", LoginOutcome)
def test_a_sign_in_without_an_answer_leaves_its_reason_for_the_next_start(
    desk: Desk, outcome: LoginOutcome
) -> None:
    attempt = desk.begin()
    error = attempt.abandon(outcome)
    assert error.code == f"authorization.{outcome.value}"
    assert problem(desk) == Problem.of(error)
    desk.restart()
    assert problem(desk) == Problem.of(error)
    assert desk.studio.actions.get(HUBSPOT).can_authorize
    desk.studio.authorization.begin(HUBSPOT)
    assert problem(desk) is None


def test_an_abandoned_sign_in_takes_no_redirect_any_more(desk: Desk) -> None:
    attempt = desk.begin()
    url = desk.redirect(attempt)
    attempt.abandon(LoginOutcome.CLOSED)
    assert refused(attempt, url).code == "authorization.replayed"
    assert desk.exchanges == 0


def test_closing_the_window_after_the_end_changes_nothing(desk: Desk) -> None:
    attempt = desk.begin()
    attempt.complete(desk.redirect(attempt))
    attempt.abandon(LoginOutcome.CLOSED)
    assert problem(desk) is None


def test_a_newer_sign_in_takes_the_place_of_the_older_one(desk: Desk) -> None:
    older = desk.begin()
    url = desk.redirect(older)
    newer = desk.begin()
    assert refused(older, url).code == "authorization.superseded"
    older.abandon(LoginOutcome.CLOSED)
    assert problem(desk) is None
    assert desk.exchanges == 0
    assert newer.complete(desk.redirect(newer)).account_id == str(ACME_SALES)


def test_another_choice_calls_the_sign_in_off(desk: Desk) -> None:
    attempt = desk.begin()
    url = desk.redirect(attempt)
    desk.studio.actions.choose(HUBSPOT, Choice(AuthorizationType.PRE_AUTHORIZE))
    assert refused(attempt, url).code == "authorization.superseded"
    assert desk.studio.authorization.account(HUBSPOT) is None


@pytest.mark.parametrize(
    "choice",
    [
        Choice(),
        Choice(AuthorizationType.PRE_AUTHORIZE),
        Choice(AuthorizationType.PRE_AUTHORIZE, oauth=True),
        Choice(AuthorizationType.ALLOW_USERS, oauth=True, app=App.SYSTEM),
        Choice(None, oauth=True, app=App.SYSTEM),
    ],
)
def test_nobody_signs_in_before_it_is_chosen_how(desk: Desk, choice: Choice) -> None:
    desk.studio.actions.choose(HUBSPOT, choice)
    with pytest.raises(AuthorizationError) as caught:
        desk.studio.authorization.begin(HUBSPOT)
    assert caught.value.code == "authorization.not_chosen"
    assert desk.studio.environment.sandbox_address() is None


def test_a_code_that_was_used_before_is_refused_in_plain_words(desk: Desk) -> None:
    first = desk.begin()
    url = desk.redirect(first)
    first.complete(url)
    second = desk.begin()
    code = query_of(url)["code"]
    state = query_of(second.authorize_url)["state"]
    error = refused(second, f"{second.callback_url}?code={code}&state={state}")
    assert error.code == "authorization.code_unknown"
    assert error.correlation_id
    assert error.exchange_id
    assert problem(desk) == Problem.of(error)


def test_a_code_that_is_too_old_is_refused_in_plain_words(desk: Desk) -> None:
    attempt = desk.begin()
    url = desk.redirect(attempt)
    desk.clock.advance(301)
    assert refused(attempt, url).code == "authorization.code_expired"
    assert desk.exchanges == 1


def test_a_code_for_another_redirect_is_refused_in_plain_words(desk: Desk) -> None:
    attempt = desk.begin()
    url = desk.redirect(attempt, redirect_uri="https://elsewhere.example/")
    assert refused(attempt, url).code == "authorization.redirect_mismatch"


def test_a_code_stolen_from_another_sign_in_is_useless(desk: Desk) -> None:
    # Its challenge belongs to the verifier of the sign-in it was made for (RFC 7636).
    victim = desk.begin()
    code = query_of(sign_in(victim))["code"]
    thief = desk.begin()
    state = query_of(thief.authorize_url)["state"]
    error = refused(thief, f"{thief.callback_url}?code={code}&state={state}")
    assert error.code == "authorization.verifier"
    assert desk.studio.authorization.account(HUBSPOT) is None


def test_authorizing_again_replaces_the_account_and_its_tokens(desk: Desk) -> None:
    desk.authorize()
    before = desk.secret("access_token")
    account = desk.authorize(persona=INES)
    assert account.signed_in_as == INES
    assert desk.secret("access_token") != before
    assert desk.studio.authorization.access_token(HUBSPOT) == desk.secret("access_token")


def test_a_failed_sign_in_leaves_the_account_there_was(desk: Desk) -> None:
    account = desk.enable()
    desk.begin().abandon(LoginOutcome.DECLINED)
    action = desk.studio.actions.get(HUBSPOT)
    assert action.enabled
    assert action.account == account
    assert action.problem is not None
    assert desk.studio.authorization.access_token(HUBSPOT)


def test_every_authorization_is_in_the_audit_log_without_a_secret(desk: Desk) -> None:
    desk.authorize()
    change = desk.studio.changes.list()[0]
    assert (change.module, change.change) == ("Global", "HubSpot authorized")
    assert change.after["id"] == str(ACME_SALES)
    assert desk.secret("access_token") not in str(change)


def test_the_choice_is_still_there_after_a_kill_while_the_window_was_open(desk: Desk) -> None:
    desk.begin()
    desk.open()  # nobody closed the first one
    action = desk.studio.actions.get(HUBSPOT)
    assert action.choice == SYSTEM
    assert action.can_authorize
    assert action.problem is None
