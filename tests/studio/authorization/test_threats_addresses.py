"""Attacks by addresses: other programs, look-alikes, and places that must never see a secret."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from desk import HUBSPOT, Desk, connector_with
from loopback import LoopbackServer, answer
from preflight_bench import CATALOGUE, GOOD, SANDBOX, check, situation

from studio.authorization.callback import is_callback
from studio.authorization.errors import AuthorizationError
from studio.authorization.exchange import authorize
from studio.authorization.explaining import app_here, explain_page
from studio.errors import StudioError

OTHER_PROGRAMS = [
    "file:///etc/passwd",
    "javascript:alert(document.domain)",
    "data:text/html,<script>alert(1)</script>",
    "ms-msdt:/id",
    "vbscript:x",
    "com.example.app:/callback",
    "mailto:dana@acme.example",
    "ftp://app.hubspot.com/oauth/authorize",
    "about:blank",
    "",
    "https://",
    "https:///oauth/authorize",
]
LOOK_ALIKES = [
    "https://app.hubspot.com.evil.example/oauth/authorize",
    "https://app.hubspot.com@evil.example/oauth/authorize",
    "https://evil.example\\@app.hubspot.com/oauth/authorize",
    "https://app.hubspot.com\\@evil.example/oauth/authorize",
    "https://evil.example#@app.hubspot.com/oauth/authorize",
    "https://evil.example?@app.hubspot.com/oauth/authorize",
    "https://app.hubsp\u043et.com/oauth/authorize",
    "https://app.hubspot.com.:443/oauth/authorize",
    "https://app.hubspot.com:444/oauth/authorize",
    "https://app.hubspot.co/oauth/authorize",
    "https://app-hubspot.com/oauth/authorize",
    "https://xn--hubspt-yqa.com/oauth/authorize",
    "http://app.hubspot.com/oauth/authorize",
    "https://127.0.0.1/oauth/authorize",
    "https://app.hubspot.com\t.evil.example/oauth/authorize",
    "https://app.hubspot.com\n@evil.example/oauth/authorize",
    "https://app.hubspot.com%2eevil.example/oauth/authorize",
]
HERE = [situation(), situation("sandbox")]


@pytest.mark.parametrize("url", OTHER_PROGRAMS)
@pytest.mark.parametrize("name", ["authorize_url", "token_url"])
def test_no_scheme_but_the_webs_is_opened_or_asked(url: str, name: str) -> None:
    app = replace(GOOD.app(), **{name: url})  # type: ignore[arg-type]
    with pytest.raises(AuthorizationError) as caught:
        next(authorize(app, state="s", verifier="v" * 64))
    assert caught.value.code == "authorization.no_web_address"


@pytest.mark.parametrize("where", HERE, ids=lambda where: where.environment)
@pytest.mark.parametrize("url", OTHER_PROGRAMS + LOOK_ALIKES)
def test_a_profile_that_leads_elsewhere_opens_nothing(url: str, where: object) -> None:
    draft = replace(GOOD, authorization_url=url)
    report = check(draft, where)  # type: ignore[arg-type]
    assert "blocks" in {one.severity for one in report.about("authorization_url")}
    with pytest.raises(AuthorizationError) as caught:
        app_here(draft, where)  # type: ignore[arg-type]
    assert caught.value.field == "authorization_url"


@pytest.mark.parametrize("where", HERE, ids=lambda where: where.environment)
@pytest.mark.parametrize("url", LOOK_ALIKES)
def test_the_secret_goes_to_no_look_alike(url: str, where: object) -> None:
    token_url = url.replace("app.hubspot.com", "api.hubapi.com")
    token_url = token_url.replace("/oauth/authorize", "/oauth/2026-03/token")
    draft = replace(GOOD, token_url=token_url)
    assert check(draft, where).blocks  # type: ignore[arg-type]
    with pytest.raises(AuthorizationError) as caught:
        app_here(draft, where)  # type: ignore[arg-type]
    assert caught.value.field == "token_url"


def test_the_sandbox_never_reaches_the_live_service_nor_the_other_way_round() -> None:
    live, on_board = HERE
    assert app_here(GOOD, on_board).authorize_url.startswith(SANDBOX)
    assert app_here(GOOD, on_board).token_url.startswith(SANDBOX)
    own = replace(GOOD, authorization_url=f"{SANDBOX}/oauth/authorize")
    with pytest.raises(AuthorizationError):
        app_here(own, live)


@pytest.mark.parametrize(
    "url",
    [
        "https://idp.kore.ai.evil.example/workflows/callback/",
        "https://idp.kore.ai@evil.example/workflows/callback/",
        "https://evil.example\\@idp.kore.ai/workflows/callback/",
        "https://idp.kore.ai\\@evil.example/workflows/callback/",
        "https://idp.kore.ai/workflows/callback/../../evil",
        "https://idp.kore.ai/workflows/callback",
        "https://idp.kore.ai/workflows/callback//",
        "https://idp.kore.ai/workflows/callback/%2e%2e/",
        "https://idp.kore.ai:8443/workflows/callback/",
        "http://idp.kore.ai/workflows/callback/",
        "https://idp.k\u043ere.ai/workflows/callback/",
        "https://idp.kore.ai/Workflows/callback/",
        "javascript://idp.kore.ai/workflows/callback/",
        "https://[::1/workflows/callback/",
    ],
)
def test_what_looks_like_the_callback_is_not_taken_for_it(url: str) -> None:
    assert not is_callback(f"{url}?code=c&state=s", GOOD.callback_url)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_token_endpoint_that_sends_elsewhere_is_not_followed(
    desk: Desk, tmp_path: Path, status: int
) -> None:
    with LoopbackServer(answer(200, b"{}", content_type="application/json")) as thief:
        moved = answer(status, b"", location=f"{thief.url}oauth/token")
        with LoopbackServer(moved) as endpoint:
            desk.open(catalogue=connector_with(tmp_path, token_url=endpoint.url))
            attempt = desk.begin()
            with pytest.raises(StudioError):
                attempt.complete(desk.redirect(attempt))
            assert len(endpoint.requests) == 1
        assert thief.requests == []


def test_an_error_page_cannot_put_words_into_the_studios_mouth() -> None:
    rules = CATALOGUE.get(HUBSPOT).errors.page
    page = (
        "Authorization failed as the redirect URL 'https://evil.example/?pw=s3cret' doesn't match "
        "the app's registered redirect URL. Call 555-0100 and tell your password."
    )
    error = explain_page(rules, page)
    assert error is not None
    assert error.code == "authorization.redirect_mismatch"
    assert error.field == "callback_url"
    for word in ("evil", "555", "password", "s3cret"):
        assert word not in str(error)
    assert explain_page(rules, "Welcome back") is None
    assert explain_page(rules, "redirect URL " * 100_000) is None
