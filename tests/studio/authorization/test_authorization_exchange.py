"""The exchange as decisions: what is asked for, and what is made of each answer. No I/O."""

from __future__ import annotations

import base64
import hashlib
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from desk import query_of
from hypothesis import given
from hypothesis import strategies as st

from studio.authorization.callback import is_callback
from studio.authorization.errors import LONGEST_WORDS, AuthorizationError
from studio.authorization.exchange import (
    OAuthApp,
    OpenPage,
    PostForm,
    Redirected,
    authorize,
    challenge,
    refresh,
)
from studio.authorization.grant import Answered, Grant, TokenEndpointError

CALLBACK = "https://idp.kore.ai/workflows/callback/"
STATE, VERIFIER = "st-a_te~1", "v" * 64
APP = OAuthApp(
    client_id="client",
    client_secret="s3cret-of-the-app",
    authorize_url="https://app.example/oauth/authorize",
    token_url="https://api.example/oauth/token",
    callback_url=CALLBACK,
    scopes=("oauth", "deals.read"),
)
GOOD = {
    "token_type": "bearer",
    "access_token": "the-access-token",
    "refresh_token": "the-refresh-token",
    "expires_in": 1800,
}


def back(**fields: str) -> str:
    return f"{CALLBACK}?{urlencode(fields)}"


def started(app: OAuthApp = APP) -> tuple[Any, OpenPage]:
    steps = authorize(app, state=STATE, verifier=VERIFIER)
    page = next(steps)
    assert isinstance(page, OpenPage)
    return steps, page


def redirected(url: str) -> PostForm:
    """What is posted after a redirect; raises what the exchange raises."""
    form = started()[0].send(Redirected(url))
    assert isinstance(form, PostForm)
    return form


def answered(status: int, body: Any, steps: Any = None) -> Grant:
    """The grant that an answer of the token endpoint ends in."""
    if steps is None:
        steps, _ = started()
        steps.send(Redirected(back(code="c0de", state=STATE)))
    try:
        steps.send(Answered(status, body))
    except StopIteration as end:
        grant: Grant = end.value
        return grant
    raise AssertionError("nothing more is to be asked after the token endpoint's answer")


def test_the_page_asks_for_a_code_for_this_app_these_scopes_and_this_sign_in() -> None:
    _, page = started()
    assert page.url.startswith("https://app.example/oauth/authorize?")
    assert "scope=oauth%20deals.read" in page.url
    assert query_of(page.url) == {
        "client_id": "client",
        "redirect_uri": CALLBACK,
        "scope": "oauth deals.read",
        "state": STATE,
        "response_type": "code",
        "code_challenge": challenge(VERIFIER),
        "code_challenge_method": "S256",
    }


def test_the_page_holds_neither_the_verifier_nor_the_client_secret() -> None:
    _, page = started()
    assert VERIFIER not in page.url
    assert APP.client_secret not in page.url


def test_an_address_that_has_a_query_already_keeps_it() -> None:
    tenants = "https://app.example/auth?tenant=7"
    _, page = started(OAuthApp("c", "s", tenants, APP.token_url, CALLBACK, ()))
    assert query_of(page.url)["tenant"] == "7"
    assert query_of(page.url)["client_id"] == "c"


def test_the_challenge_is_the_one_of_the_standard() -> None:
    # RFC 7636 appendix B
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    assert challenge(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


@given(st.text("abcdefghijklmnopqrstuvwxyzABCXYZ0189-._~", min_size=43, max_size=128))
def test_a_challenge_is_the_hash_of_its_verifier_without_padding(verifier: str) -> None:
    made = challenge(verifier)
    assert len(made) == 43
    assert base64.urlsafe_b64decode(made + "=") == hashlib.sha256(verifier.encode()).digest()


def test_the_code_is_exchanged_with_everything_the_endpoint_wants() -> None:
    form = redirected(back(code="c0de", state=STATE))
    assert form.url == APP.token_url
    assert form.fields == {
        "grant_type": "authorization_code",
        "code": "c0de",
        "redirect_uri": CALLBACK,
        "client_id": "client",
        "client_secret": "s3cret-of-the-app",
        "code_verifier": VERIFIER,
    }


def test_more_in_the_query_than_expected_does_no_harm() -> None:
    form = redirected(back(hublet="na1", code="c0de", iss="https://app.example", state=STATE))
    assert form.fields["code"] == "c0de"


@pytest.mark.parametrize(
    ("url", "code"),
    [
        (back(code="c0de", state="forged"), "state_mismatch"),
        (back(code="c0de", state=STATE + "x"), "state_mismatch"),
        (back(code="c0de", state=""), "state_mismatch"),
        (back(code="c0de", state="stäte"), "state_mismatch"),
        (back(code="c0de"), "state_mismatch"),
        (f"{back(code='c0de', state=STATE)}&state={STATE}", "state_mismatch"),
        (f"{CALLBACK}#{urlencode({'code': 'c0de', 'state': STATE})}", "state_mismatch"),
        (back(error="access_denied", state="forged"), "state_mismatch"),
        (back(state=STATE), "no_code"),
        (back(code="", state=STATE), "no_code"),
        (f"{back(code='c0de', state=STATE)}&code=another", "no_code"),
        (back(error="access_denied", state=STATE), "declined"),
        (back(error="access_denied"), "declined"),
        (back(error="access_denied", code="c0de", state=STATE), "declined"),
        (back(error="temporarily_unavailable", state=STATE), "unavailable"),
        (back(error="server_error", state=STATE), "unavailable"),
        (back(error="invalid_scope", state=STATE), "refused"),
        (back(error="", state=STATE), "refused"),
        ("https://idp.kore.ai/elsewhere?code=c0de&state=" + STATE, "foreign_callback"),
    ],
)
def test_a_redirect_that_is_not_right_ends_before_anything_is_posted(url: str, code: str) -> None:
    with pytest.raises(AuthorizationError) as caught:
        redirected(url)
    assert caught.value.code == f"authorization.{code}"
    assert caught.value.next_step


def test_the_reason_that_the_service_gives_is_told() -> None:
    with pytest.raises(AuthorizationError, match=r"invalid_scope: The scope x is unknown\. "):
        redirected(back(error="invalid_scope", error_description="The scope x is unknown."))


def test_somebody_elses_words_stay_one_short_line() -> None:
    with pytest.raises(AuthorizationError) as caught:
        redirected(back(error="odd", error_description="first\r\nsecond\x00\u202e" + "x" * 5000))
    assert "first second" in caught.value.message
    assert caught.value.message.isprintable()
    assert len(caught.value.message) < LONGEST_WORDS + 100


LOOK_ALIKES = [
    "http://idp.kore.ai/workflows/callback/",
    "https://idp.kore.ai/workflows/callback",
    "https://idp.kore.ai/workflows/callback//",
    "https://idp.kore.ai/workflows/callback/more",
    "https://idp.kore.ai/Workflows/callback/",
    "https://idp.kore.ai/workflows/../workflows/callback/",
    "https://idp.kore.ai/workflows/callback%2F",
    "https://idp.kore.ai/workflows/callback/;x",
    "https://idp.kore.ai:8443/workflows/callback/",
    "https://idp.kore.ai:443/workflows/callback/",
    "https://idp.kore.ai./workflows/callback/",
    "https://idp.kore.ai.evil.example/workflows/callback/",
    "https://idp.kore.ai@evil.example/workflows/callback/",
    "https://somebody@idp.kore.ai/workflows/callback/",
    "https://idp.kore.ai\\@evil.example/workflows/callback/",
    "https://evil.example/?https://idp.kore.ai/workflows/callback/",
    "https://evil.example/https://idp.kore.ai/workflows/callback/",
    "https://idp.kore.com/workflows/callback/",
    "https://idp.k\u043ere.ai/workflows/callback/",
    "javascript:https://idp.kore.ai/workflows/callback/",
    "//idp.kore.ai/workflows/callback/",
    "https://[idp.kore.ai/workflows/callback/",
    "",
]


@pytest.mark.parametrize("url", LOOK_ALIKES)
def test_what_only_looks_like_the_callback_is_not_it(url: str) -> None:
    assert not is_callback(url, CALLBACK)
    assert not is_callback(f"{url}?code=c0de&state={STATE}", CALLBACK)


@pytest.mark.parametrize(
    "url",
    [
        CALLBACK,
        f"{CALLBACK}?code=c0de&state=x",
        f"{CALLBACK}?",
        f"{CALLBACK}#x",
        "HTTPS://IDP.KORE.AI/workflows/callback/?code=c0de",
    ],
)
def test_the_callback_is_known_whatever_its_query(url: str) -> None:
    assert is_callback(url, CALLBACK)


@given(st.text(max_size=60), st.text(max_size=60))
def test_nothing_that_leads_to_another_host_is_taken_for_the_callback(a: str, b: str) -> None:
    url = f"{a}idp.kore.ai{b}/workflows/callback/"
    if is_callback(url, CALLBACK):
        assert urlsplit(url).hostname == "idp.kore.ai"
        assert urlsplit(url).username is None


def test_the_grant_holds_what_was_given() -> None:
    grant = answered(200, GOOD | {"hub_id": 7, "id_token": "x.y.z", "scopes": ["oauth"]})
    assert (grant.access_token, grant.refresh_token) == ("the-access-token", "the-refresh-token")
    assert grant.expires_in == 1800
    assert grant.scopes == ("oauth",)
    assert grant.extra["hub_id"] == 7
    assert not [name for name in grant.extra if name.endswith("token")]


@pytest.mark.parametrize(
    ("told", "scopes"),
    [
        ({"scope": "oauth deals.read"}, ("oauth", "deals.read")),
        ({"scopes": ["oauth"]}, ("oauth",)),
        ({}, APP.scopes),
        ({"scope": ""}, APP.scopes),
        ({"scopes": {"odd": 1}}, APP.scopes),
    ],
)
def test_scopes_are_read_in_both_spellings_and_taken_as_asked_when_not_told(
    told: dict[str, Any], scopes: tuple[str, ...]
) -> None:
    assert answered(200, GOOD | told).scopes == scopes


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        (1800, 1800),
        ("1800", 1800),
        (0, 0),
        (-5, 0),
        (None, 300),
        ("soon", 300),
        (float("nan"), 300),
        (float("inf"), 10 * 365 * 86400),
        (1e30, 10 * 365 * 86400),
    ],
)
def test_a_life_time_is_believed_within_reason(told: Any, seconds: float) -> None:
    assert answered(200, GOOD | {"expires_in": told}).expires_in == seconds


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        "welcome",
        {},
        {"access_token": ""},
        {"access_token": None},
        {"access_token": 5},
        {"access_token": "two words"},
        {"access_token": "line\r\nX-Evil: 1"},
        {"access_token": "good", "token_type": "mac"},
        {"access_token": "good", "token_type": 5},
    ],
)
def test_an_agreement_without_a_token_that_can_be_used_is_none(body: Any) -> None:
    with pytest.raises(AuthorizationError) as caught:
        answered(200, body)
    assert caught.value.code == "authorization.no_token"


def test_a_token_type_is_the_same_in_capitals() -> None:
    assert answered(200, GOOD | {"token_type": "Bearer"}).access_token == "the-access-token"


@pytest.mark.parametrize("body", [None, "<html>", {"error": "invalid_grant"}, {"message": "no"}])
def test_a_refusal_keeps_what_was_said_for_the_rules(body: Any) -> None:
    with pytest.raises(TokenEndpointError) as caught:
        answered(400, body)
    assert caught.value.status == 400
    assert caught.value.body == (body if isinstance(body, dict) else {})


@pytest.mark.parametrize(("status", "body"), [(200, GOOD), (200, {}), (400, {}), (503, None)])
def test_a_code_is_never_sent_a_second_time(status: int, body: Any) -> None:
    steps, _ = started()
    steps.send(Redirected(back(code="c0de", state=STATE)))
    with pytest.raises((StopIteration, AuthorizationError)):
        steps.send(Answered(status, body))
    with pytest.raises(StopIteration):
        steps.send(Redirected(back(code="c0de", state=STATE)))


def test_renewing_posts_the_refresh_token() -> None:
    form = next(refresh(APP, "r1"))
    assert form.url == APP.token_url
    assert form.fields == {
        "grant_type": "refresh_token",
        "refresh_token": "r1",
        "client_id": "client",
        "client_secret": "s3cret-of-the-app",
    }


@pytest.mark.parametrize(
    ("told", "kept"),
    [({"refresh_token": "r2"}, "r2"), ({}, "r1"), ({"refresh_token": None}, "r1")],
)
def test_a_new_refresh_token_replaces_the_old_one_which_else_stays(
    told: dict[str, Any], kept: str
) -> None:
    steps = refresh(APP, "r1")
    next(steps)
    body = {"access_token": "a2", "expires_in": 60} | told
    assert answered(200, body, steps).refresh_token == kept


def test_nothing_shows_a_secret_when_it_is_printed() -> None:
    grant = answered(200, GOOD)
    form = redirected(back(code="c0de", state=STATE))
    printed = f"{APP!r} {grant!r} {form!r} {Answered(200, GOOD)!r} {Redirected('u?code=c0de')!r}"
    for secret in (APP.client_secret, "the-access-token", "the-refresh-token", "c0de", VERIFIER):
        assert secret not in printed
