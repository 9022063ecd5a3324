"""Faults that make the authorization itself behave otherwise, each by its name."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx
import pytest
from faulty import arm
from sandbox_bench import ACME_SALES, CALLBACK, CHALLENGE, SCOPES, VERIFIER, Bench

DETAILS = "/account-info/v3/details"


def exchange(bench: Bench, **changes: str) -> httpx.Response:
    code = bench.admin("codes", {"code_challenge": CHALLENGE})["code"]
    fields = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": CALLBACK,
        "code_verifier": VERIFIER,
    }
    return bench.token_call(**(fields | changes))


def refresh(bench: Bench, token: str) -> httpx.Response:
    return bench.token_call(grant_type="refresh_token", refresh_token=token)


def details(bench: Bench, token: str) -> httpx.Response:
    return bench.http.get(DETAILS, headers={"Authorization": f"Bearer {token}"})


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        ("code_used", "BAD_AUTH_CODE"),
        ("code_expired", "EXPIRED_AUTH_CODE"),
        ("redirect_mismatch", "MISMATCH_REDIRECT_URI_AUTH_CODE"),
        ("bad_verifier", "BAD_CODE_VERIFIER"),
        ("wrong_client_secret", "BAD_CLIENT_SECRET"),
        ("unknown_client", "BAD_CLIENT_ID"),
        ("hub_gone", "BAD_HUB"),
    ],
)
def test_an_exchange_in_good_order_is_refused_once(bench: Bench, fault: str, status: str) -> None:
    arm(bench, fault, route="exchange", count=1)
    answer = exchange(bench)
    assert (answer.status_code, answer.json()["status"]) == (400, status)
    assert exchange(bench).status_code == 200


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        ("wrong_client_secret", "BAD_CLIENT_SECRET"),
        ("unknown_client", "BAD_CLIENT_ID"),
        ("hub_gone", "BAD_HUB"),
    ],
)
def test_a_refresh_in_good_order_is_refused_once(bench: Bench, fault: str, status: str) -> None:
    token = bench.admin("tokens", {})["refresh_token"]
    arm(bench, fault, route="refresh", count=1)
    assert refresh(bench, token).json()["status"] == status
    assert refresh(bench, token).status_code == 200


def test_a_revoked_refresh_token_stays_revoked(bench: Bench) -> None:
    token = bench.admin("tokens", {})["refresh_token"]
    arm(bench, "refresh_token_revoked", count=1)
    for _ in range(2):
        answer = refresh(bench, token)
        assert answer.json()["status"] == "BAD_REFRESH_TOKEN"
    assert bench.admin("state")["grants"] == []


def test_a_rotating_refresh_ends_the_old_token(bench: Bench) -> None:
    old = bench.admin("tokens", {})["refresh_token"]
    arm(bench, "refresh_rotates", count=1)
    new = refresh(bench, old).json()["refresh_token"]
    assert new != old
    assert refresh(bench, old).json()["status"] == "BAD_REFRESH_TOKEN"
    assert refresh(bench, new).json()["refresh_token"] == new


def test_a_refresh_may_bring_no_refresh_token_and_the_old_one_goes_on(bench: Bench) -> None:
    old = bench.admin("tokens", {})["refresh_token"]
    arm(bench, "refresh_without_refresh_token", count=1)
    answer = refresh(bench, old)
    assert answer.status_code == 200
    assert "refresh_token" not in answer.json()
    assert refresh(bench, old).json()["refresh_token"] == old


def test_a_scope_that_was_agreed_to_is_missing(bench: Bench) -> None:
    arm(bench, "scope_missing_after_consent", count=1)
    body = exchange(bench).json()
    assert set(SCOPES.split()) - set(body["scopes"]) == {"crm.objects.contacts.write"}
    bearer = {"Authorization": f"Bearer {body['access_token']}"}
    refused = bench.http.post("/crm/v3/objects/contacts", json={}, headers=bearer)
    assert refused.status_code == 403
    assert refresh(bench, body["refresh_token"]).json()["scopes"] == body["scopes"]


def test_the_tokens_are_for_another_account_than_was_chosen(bench: Bench) -> None:
    arm(bench, "account_switched", count=1)
    body = exchange(bench).json()
    assert body["hub_id"] not in (None, ACME_SALES)
    assert details(bench, body["access_token"]).json()["portalId"] == body["hub_id"]


def test_a_token_ends_early_whatever_it_says(bench: Bench) -> None:
    arm(bench, "token_expires_early", count=1)
    body = exchange(bench).json()
    assert body["expires_in"] == 1800
    bench.clock.advance(59)
    assert details(bench, body["access_token"]).status_code == 200
    bench.clock.advance(1)
    answer = details(bench, body["access_token"])
    assert (answer.status_code, answer.json()["category"]) == (401, "EXPIRED_AUTHENTICATION")
    assert refresh(bench, body["refresh_token"]).json()["expires_in"] == 1800


def test_a_short_token_says_how_short_it_is(bench: Bench) -> None:
    arm(bench, "token_short_lived", count=1)
    body = exchange(bench).json()
    assert body["expires_in"] == 60
    bench.clock.advance(59)
    assert details(bench, body["access_token"]).status_code == 200
    bench.clock.advance(1)
    assert details(bench, body["access_token"]).status_code == 401


def test_introspection_denies_a_good_token(bench: Bench) -> None:
    token = bench.admin("tokens", {})["access_token"]
    arm(bench, "introspection_inactive", count=1)
    path = "/oauth/2026-03/token/introspect"
    assert bench.token_call(path, token=token).json() == {"active": False}
    assert details(bench, token).status_code == 200
    assert bench.token_call(path, token=token).json()["active"] is True


def moment(answer: httpx.Response) -> datetime:
    return parsedate_to_datetime(answer.headers["date"]).astimezone(UTC)


@pytest.mark.parametrize(("fault", "minutes"), [("clock_ahead", 10), ("clock_behind", -10)])
def test_a_wrong_clock_shows_in_the_date_and_an_exchange_goes_on(
    bench: Bench, fault: str, minutes: int
) -> None:
    arm(bench, fault, route="token", count=2)
    now = datetime.fromisoformat(bench.admin("clock")["now"]).replace(microsecond=0)
    answer = exchange(bench)
    assert (answer.status_code, answer.json()["expires_in"]) == (200, 1800)
    assert moment(answer) == now + timedelta(minutes=minutes)
    token = answer.json()["refresh_token"]
    assert moment(refresh(bench, "na1-unknown")) == now + timedelta(minutes=minutes)
    assert moment(refresh(bench, token)) == now


def test_a_clock_that_is_ahead_ends_tokens_early(bench: Bench) -> None:
    token = bench.admin("tokens", {})["access_token"]
    bench.clock.advance(1199)
    arm(bench, "clock_ahead", route="account", count=2)
    assert details(bench, token).status_code == 200
    bench.clock.advance(1)
    early = details(bench, token)
    assert early.json()["category"] == "EXPIRED_AUTHENTICATION"
    assert details(bench, token).status_code == 200
    now = datetime.fromisoformat(bench.admin("clock")["now"])
    assert moment(early) == (now + timedelta(minutes=10)).replace(microsecond=0)


def test_a_clock_that_is_behind_takes_ended_tokens(bench: Bench) -> None:
    token = bench.admin("tokens", {})["access_token"]
    bench.clock.advance(2399)
    arm(bench, "clock_behind", route="account", count=2)
    assert details(bench, token).status_code == 200
    bench.clock.advance(1)
    assert details(bench, token).status_code == 401


def test_a_clock_that_is_ahead_introspects_by_its_own_time(bench: Bench) -> None:
    token = bench.admin("tokens", {})["access_token"]
    arm(bench, "clock_ahead", route="introspect", count=1)
    path = "/oauth/2026-03/token/introspect"
    assert bench.token_call(path, token=token).json()["expires_in"] == 1200
    assert bench.token_call(path, token=token).json()["expires_in"] == 1800
