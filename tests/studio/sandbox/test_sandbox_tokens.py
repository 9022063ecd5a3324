from __future__ import annotations

import re

import httpx
import pytest
from sandbox_bench import ACME_SALES, CALLBACK, SCOPES, Bench

VERSIONS = ["v1", "v3", "2026-03", "2026-09"]


def exchange(bench: Bench, version: str = "2026-03", **changes: str) -> httpx.Response:
    code = bench.admin("codes", {})["code"]
    fields = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK}
    return bench.token_call(f"/oauth/{version}/token", **(fields | changes))


def says(answer: httpx.Response, status: str, error: str) -> None:
    assert answer.status_code == 400
    body = answer.json()
    assert list(body) == ["error", "error_description", "status", "message"]
    assert (body["status"], body["error"]) == (status, error)
    assert body["message"] == body["error_description"]


@pytest.mark.parametrize("version", VERSIONS)
def test_a_code_becomes_tokens_on_every_version(bench: Bench, version: str) -> None:
    answer = exchange(bench, version)
    assert answer.status_code == 200
    body = answer.json()
    assert body["token_type"] == "bearer"
    assert body["expires_in"] == 1800
    assert body["hub_id"] == ACME_SALES
    assert body["scopes"] == SCOPES.split()
    assert body["token_use"] == "access_token"
    assert body["user_id"] == 52117340
    assert re.fullmatch(r"na1(-[0-9a-f]{4,12}){5}", body["refresh_token"])
    assert re.fullmatch(r"[A-Za-z0-9_-]{150,300}", body["access_token"])
    assert answer.headers["content-type"] == "application/json;charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-hubspot-correlation-id"]


@pytest.mark.parametrize("version", VERSIONS)
def test_refreshing_gives_a_new_access_token_and_the_same_refresh_token(
    bench: Bench, version: str
) -> None:
    first = exchange(bench).json()
    answer = bench.token_call(
        f"/oauth/{version}/token",
        grant_type="refresh_token",
        refresh_token=first["refresh_token"],
        redirect_uri=CALLBACK,
    )
    assert answer.status_code == 200
    assert answer.json()["refresh_token"] == first["refresh_token"]
    assert answer.json()["access_token"] != first["access_token"]


def test_a_code_works_once(bench: Bench) -> None:
    code = bench.admin("codes", {})["code"]
    assert exchange(bench, code=code).status_code == 200
    says(exchange(bench, code=code), "BAD_AUTH_CODE", "invalid_grant")


def test_an_unknown_code_is_refused(bench: Bench) -> None:
    answer = exchange(bench, code="na1-nothing")
    says(answer, "BAD_AUTH_CODE", "invalid_grant")
    assert answer.json()["message"] == "missing or unknown auth code"


def test_a_code_is_too_old_after_five_minutes(bench: Bench) -> None:
    code = bench.admin("codes", {})["code"]
    bench.clock.advance(301)
    says(exchange(bench, code=code), "EXPIRED_AUTH_CODE", "invalid_grant")


def test_the_redirect_uri_must_be_the_one_of_the_request(bench: Bench) -> None:
    says(
        exchange(bench, redirect_uri="https://other.example/"),
        "MISMATCH_REDIRECT_URI_AUTH_CODE",
        "invalid_grant",
    )
    says(exchange(bench, redirect_uri=""), "BAD_REDIRECT_URI", "invalid_request")


def test_client_id_and_secret_must_be_the_apps(bench: Bench) -> None:
    says(exchange(bench, client_id="x"), "BAD_CLIENT_ID", "invalid_client")
    says(exchange(bench, client_secret="x"), "BAD_CLIENT_SECRET", "invalid_client")


def test_a_wrong_secret_leaves_the_code_unspent(bench: Bench) -> None:
    code = bench.admin("codes", {})["code"]
    exchange(bench, code=code, client_secret="x")
    assert exchange(bench, code=code).status_code == 200


def test_only_two_grant_types_are_known(bench: Bench) -> None:
    says(exchange(bench, grant_type="password"), "BAD_GRANT_TYPE", "unsupported_grant_type")
    says(bench.token_call(), "BAD_GRANT_TYPE", "unsupported_grant_type")


def test_a_body_that_is_no_form_has_no_fields(bench: Bench) -> None:
    answer = bench.http.post("/oauth/2026-03/token", json={"grant_type": "refresh_token"})
    says(answer, "BAD_GRANT_TYPE", "unsupported_grant_type")


def test_the_old_endpoint_takes_secrets_from_the_query(bench: Bench) -> None:
    refresh = exchange(bench).json()["refresh_token"]
    own = bench.running.info
    answer = bench.http.post(
        "/oauth/v1/token",
        params={"client_secret": own.client_secret, "refresh_token": refresh},
        data={"grant_type": "refresh_token", "client_id": own.client_id},
    )
    assert answer.status_code == 200


def test_an_unknown_refresh_token_is_refused(bench: Bench) -> None:
    answer = bench.token_call(grant_type="refresh_token", refresh_token="na1-x")
    says(answer, "BAD_REFRESH_TOKEN", "invalid_grant")
    assert answer.json()["message"] == "refresh token is invalid, expired or revoked"


@pytest.mark.parametrize("version", ["v3", "2026-03", "2026-09"])
def test_introspection_tells_who_and_what(bench: Bench, version: str) -> None:
    tokens = exchange(bench).json()
    bench.clock.advance(60)
    path = f"/oauth/{version}/token/introspect"
    body = bench.token_call(path, token=tokens["access_token"]).json()
    assert body["active"] is True
    assert body["user"] == "dana@acme.example"
    assert body["hub_domain"] == "acme.example"
    assert body["expires_in"] == 1740
    assert body["token_use"] == "access_token"
    body = bench.token_call(path, token=tokens["refresh_token"]).json()
    assert (body["active"], body["token_use"]) == (True, "refresh_token")
    assert bench.token_call(path, token="nonsense").json() == {"active": False}


def test_a_revoked_grant_cannot_be_refreshed_but_its_access_token_goes_on(bench: Bench) -> None:
    tokens = exchange(bench).json()
    revoked = bench.token_call("/oauth/2026-03/token/revoke", token=tokens["refresh_token"])
    assert (revoked.status_code, revoked.content) == (200, b"")
    answer = bench.token_call(grant_type="refresh_token", refresh_token=tokens["refresh_token"])
    says(answer, "BAD_REFRESH_TOKEN", "invalid_grant")
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    assert bench.http.get("/account-info/v3/details", headers=bearer).status_code == 200
    inactive = bench.token_call("/oauth/v3/token/introspect", token=tokens["refresh_token"])
    assert inactive.json() == {"active": False}


def test_the_older_metadata_calls_answer_too(bench: Bench) -> None:
    tokens = exchange(bench).json()
    access = bench.http.get(f"/oauth/v1/access-tokens/{tokens['access_token']}").json()
    assert access["hub_id"] == ACME_SALES
    assert access["token_type"] == "access"
    assert access["signed_access_token"]["hublet"] == "na1"
    path = f"/oauth/v1/refresh-tokens/{tokens['refresh_token']}"
    assert bench.http.get(path).json()["token_type"] == "refresh"
    assert bench.http.delete(path).status_code == 204
    assert bench.http.get(path).status_code == 404


def test_uninstalling_the_app_ends_every_token_of_the_account(bench: Bench) -> None:
    tokens = exchange(bench).json()
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    gone = bench.http.delete("/appinstalls/v3/external-install", headers=bearer)
    assert gone.status_code == 204
    assert bench.http.get("/account-info/v3/details", headers=bearer).status_code == 401
    answer = bench.token_call(grant_type="refresh_token", refresh_token=tokens["refresh_token"])
    says(answer, "BAD_REFRESH_TOKEN", "invalid_grant")
