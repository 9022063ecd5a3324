"""The token endpoints where they are particular: order, PKCE, rotation, the end of v1."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from sandbox_bench import CALLBACK, SCOPES, SECRET, Bench

from studio.clock import ManualClock
from studio.sandbox import SandboxOptions, start
from studio.sandbox.open_points import OAuthOpenPoints

TOKEN = "/oauth/2026-03/token"
BEFORE, AFTER = "2027-02-15T23:59:59.999Z", "2027-02-16T00:00:00Z"


def code_of(bench: Bench, **body: Any) -> str:
    text: str = bench.admin("codes", body)["code"]
    return text


def exchange(bench: Bench, code: str, path: str = TOKEN, **changes: str) -> httpx.Response:
    fields = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK}
    return bench.token_call(path, **(fields | changes))


def refresh(bench: Bench, token: str, path: str = TOKEN) -> httpx.Response:
    return bench.token_call(path, grant_type="refresh_token", refresh_token=token)


def test_what_is_wrong_first_is_told_first(bench: Bench) -> None:
    everything_wrong = {
        "grant_type": "password",
        "client_id": "x",
        "client_secret": "x",
        "redirect_uri": "",
        "code": "x",
    }
    mended = {
        "BAD_GRANT_TYPE": {"grant_type": "authorization_code"},
        "BAD_CLIENT_ID": {"client_id": bench.running.info.client_id},
        "BAD_CLIENT_SECRET": {"client_secret": SECRET},
        "BAD_REDIRECT_URI": {"redirect_uri": "https://other.example/"},
        "BAD_AUTH_CODE": {},
    }
    told = []
    for fields in mended.values():
        told.append(bench.http.post(TOKEN, data=everything_wrong).json()["status"])
        everything_wrong |= fields
    assert told == list(mended)


def test_a_late_code_with_a_wrong_redirect_and_verifier_is_too_late(bench: Bench) -> None:
    challenge = "c" * 43
    code = code_of(bench, code_challenge=challenge)
    bench.clock.advance(300)
    answer = exchange(bench, code, redirect_uri="https://other.example/")
    assert answer.json()["status"] == "EXPIRED_AUTH_CODE"


def test_a_code_is_good_until_its_last_millisecond(bench: Bench) -> None:
    code = code_of(bench)
    bench.clock.advance(299.999)
    assert exchange(bench, code).status_code == 200
    bench.clock.advance(0.001)


def test_an_exchange_that_fails_has_spent_the_code(bench: Bench) -> None:
    code = code_of(bench)
    exchange(bench, code, redirect_uri="https://other.example/")
    assert exchange(bench, code).json()["status"] == "BAD_AUTH_CODE"


@pytest.mark.parametrize(
    "redirect_uri", ["callback", "ftp://x.example/", "https://", "http://[x", "https://é.example/"]
)
def test_a_redirect_uri_that_is_none_is_told_so(bench: Bench, redirect_uri: str) -> None:
    answer = exchange(bench, code_of(bench), redirect_uri=redirect_uri)
    assert answer.json()["status"] == "BAD_REDIRECT_URI"


def s256(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


@pytest.mark.parametrize(
    ("verifier", "status"),
    [
        ("v" * 43, 200),
        ("-._~" + "A0" * 62, 200),
        ("v" * 42, 400),
        ("v" * 129, 400),
        ("v" * 50 + "+", 400),
        ("v" * 50 + "é", 400),
        ("v" * 50 + "\n", 400),
    ],
)
def test_a_verifier_is_what_the_rfc_says(bench: Bench, verifier: str, status: int) -> None:
    code = code_of(bench, code_challenge=s256(verifier))
    answer = exchange(bench, code, code_verifier=verifier)
    assert answer.status_code == status
    if status == 400:
        assert answer.json()["status"] == "BAD_CODE_VERIFIER"


def test_a_verifier_is_never_asked_for_without_a_challenge(bench: Bench) -> None:
    assert exchange(bench, code_of(bench)).status_code == 200
    assert exchange(bench, code_of(bench), code_verifier="anything").status_code == 200


@pytest.mark.parametrize("version", ["v3", "2026-03", "2026-09"])
def test_only_the_old_endpoint_reads_its_query(bench: Bench, version: str) -> None:
    fields = {"grant_type": "refresh_token", "client_id": bench.running.info.client_id}
    answer = bench.http.post(
        f"/oauth/{version}/token", params={"client_secret": SECRET}, data=fields
    )
    assert answer.json()["status"] == "BAD_CLIENT_SECRET"


def test_the_old_endpoint_reads_only_two_things_from_its_query(bench: Bench) -> None:
    answer = bench.http.post("/oauth/v1/token", params={"grant_type": "refresh_token"}, data={})
    assert answer.json()["status"] == "BAD_GRANT_TYPE"


@pytest.mark.parametrize("version", ["v1", "v3", "2026-03"])
def test_the_app_gets_a_token_of_its_own_that_opens_no_account(bench: Bench, version: str) -> None:
    answer = bench.token_call(
        f"/oauth/{version}/token",
        grant_type="client_credentials",
        scope="developer.webhooks_journal.read crm.objects.contacts.read",
    )
    assert answer.status_code == 200
    body = answer.json()
    assert body["token_use"] == "client_credentials"
    assert body["expires_in"] == 1800
    assert "refresh_token" not in body
    bearer = {"Authorization": f"Bearer {body['access_token']}"}
    assert bench.http.get("/crm/v3/objects/contacts", headers=bearer).status_code == 401


@pytest.mark.parametrize("scope", ["", "tickets", "oauth tickets"])
def test_the_app_gets_no_token_for_scopes_it_does_not_have(bench: Bench, scope: str) -> None:
    answer = bench.token_call(grant_type="client_credentials", scope=scope)
    assert (answer.status_code, answer.json()["status"]) == (400, "BAD_SCOPES")


def test_the_newest_version_does_not_offer_tokens_for_the_app(bench: Bench) -> None:
    answer = bench.token_call(
        "/oauth/2026-09/token", grant_type="client_credentials", scope="oauth"
    )
    assert answer.json()["status"] == "BAD_GRANT_TYPE"


def test_with_rotation_the_old_refresh_token_dies(bench: Bench) -> None:
    assert bench.admin("limits", {"rotation": True})["rotation"] is True
    first = bench.admin("tokens", {})
    second = refresh(bench, first["refresh_token"]).json()
    assert second["refresh_token"] != first["refresh_token"]
    assert second["refresh_token"].startswith("na1-")
    again = refresh(bench, first["refresh_token"])
    assert again.json()["status"] == "BAD_REFRESH_TOKEN"
    assert refresh(bench, second["refresh_token"]).status_code == 200
    for token in (first["access_token"], second["access_token"]):
        bearer = {"Authorization": f"Bearer {token}"}
        assert bench.http.get("/account-info/v3/details", headers=bearer).status_code == 200


def test_rotation_is_off_again_after_a_reset(bench: Bench) -> None:
    bench.admin("limits", {"rotation": True})
    bench.admin("reset", {})
    first = bench.admin("tokens", {})
    assert refresh(bench, first["refresh_token"]).json()["refresh_token"] == first["refresh_token"]


def test_a_revoked_access_token_opens_nothing_and_its_grant_goes_on(bench: Bench) -> None:
    tokens = bench.admin("tokens", {})
    path = "/oauth/2026-03/token/revoke"
    assert bench.token_call(path, token=tokens["access_token"]).status_code == 200
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    assert bench.http.get("/account-info/v3/details", headers=bearer).status_code == 401
    assert refresh(bench, tokens["refresh_token"]).status_code == 200
    assert bench.token_call(path, token="never-given").status_code == 200


def test_introspection_tells_all_that_the_spec_requires(bench: Bench) -> None:
    tokens = bench.admin("tokens", {})
    path = "/oauth/2026-03/token/introspect"
    common = {"active", "app_id", "client_id", "hub_id", "scopes", "token", "token_type"}
    access = bench.token_call(path, token=tokens["access_token"]).json()
    assert common | {"expires_in", "is_private_distribution", "signed_access_token"} <= set(access)
    assert access["signed_access_token"]["hubId"] == access["hub_id"]
    refreshing = bench.token_call(path, token=tokens["refresh_token"]).json()
    assert common | {"token_use", "user_id"} <= set(refreshing)
    bench.clock.advance(1800)
    assert bench.token_call(path, token=tokens["access_token"]).json() == {"active": False}


def v1_answers(bench: Bench) -> list[int]:
    """The status of every v1 call there is, all in good order."""
    tokens = bench.admin("tokens", {})
    access, again = tokens["access_token"], tokens["refresh_token"]
    return [
        exchange(bench, code_of(bench), "/oauth/v1/token").status_code,
        refresh(bench, again, "/oauth/v1/token").status_code,
        bench.http.get(f"/oauth/v1/access-tokens/{access}").status_code,
        bench.http.get(f"/oauth/v1/refresh-tokens/{again}").status_code,
        bench.http.delete(f"/oauth/v1/refresh-tokens/{again}").status_code,
    ]


def test_the_v1_calls_are_gone_from_the_day_hubspot_announced(bench: Bench) -> None:
    bench.admin("clock", {"now": BEFORE})
    assert v1_answers(bench) == [200, 200, 200, 200, 204]
    bench.admin("clock", {"now": AFTER})
    assert v1_answers(bench) == [404] * 5


@pytest.mark.parametrize("version", ["v3", "2026-03", "2026-09"])
def test_the_later_versions_go_on(bench: Bench, version: str) -> None:
    bench.admin("clock", {"now": "2027-06-01T00:00:00Z"})
    answer = exchange(bench, code_of(bench), f"/oauth/{version}/token")
    assert answer.status_code == 200
    token = answer.json()["refresh_token"]
    found = bench.token_call(f"/oauth/{version}/token/introspect", token=token)
    assert found.json()["active"] is True
    assert bench.token_call(f"/oauth/{version}/token/revoke", token=token).status_code == 200


def test_no_header_announces_what_hubspot_announces_on_a_page(bench: Bench) -> None:
    headers = exchange(bench, code_of(bench), "/oauth/v1/token").headers
    assert not {"deprecation", "sunset"} & set(headers)


@pytest.fixture
def other_guesses() -> Iterator[Bench]:
    """A sandbox that answers the open points the other way round."""
    clock = ManualClock()
    points = OAuthOpenPoints(
        code_seconds=60, client_error_status=401, v1_gone_status=410, json_bodies=True
    )
    running = start(SandboxOptions(clock=clock, client_secret=SECRET, oauth=points))
    with httpx.Client(base_url=running.info.base_url, verify=False) as client:
        yield Bench(running, clock, client)
    running.stop()


def test_the_open_points_can_be_switched(other_guesses: Bench) -> None:
    bench = other_guesses
    code = code_of(bench)
    fields = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": CALLBACK,
        "client_id": bench.running.info.client_id,
        "client_secret": SECRET,
    }
    wrong = bench.http.post(TOKEN, json=fields | {"client_secret": "x"})
    assert (wrong.status_code, wrong.json()["status"]) == (401, "BAD_CLIENT_SECRET")
    answer = bench.http.post(TOKEN, json=fields)
    assert (answer.status_code, answer.json()["scopes"]) == (200, SCOPES.split())
    half = {"client_id": "x", "client_secret": "\ud800", "grant_type": "refresh_token"}
    half["client_id"] = bench.running.info.client_id
    as_json = {"Content-Type": "application/json"}
    refused = bench.http.post(TOKEN, content=json.dumps(half), headers=as_json)
    assert refused.json()["status"] == "BAD_CLIENT_SECRET"
    assert bench.http.post(TOKEN, json=["no", "object"]).json()["status"] == "BAD_GRANT_TYPE"
    late = code_of(bench)
    bench.clock.advance(60)
    assert exchange(bench, late).json()["status"] == "EXPIRED_AUTH_CODE"
    bench.admin("clock", {"now": AFTER})
    gone = refresh(bench, answer.json()["refresh_token"], "/oauth/v1/token")
    assert (gone.status_code, gone.json()["status"]) == (410, "error")
