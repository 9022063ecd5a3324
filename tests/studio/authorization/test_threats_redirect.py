"""Attacks on the way back from a sign-in: forged, replayed, mixed up and misled redirects."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import httpx
import pytest
from desk import ACME_SALES, HUBSPOT, PLAIN, SYSTEM, Desk, query_of, sign_in
from hypothesis import given
from hypothesis import strategies as st

from studio.authorization.callback import belongs, code_from
from studio.authorization.errors import AuthorizationError
from studio.authorization.exchange import OAuthApp, OpenPage, PostForm, Redirected, authorize
from studio.authorization.login import LoginAttempt, LoginOutcome
from studio.errors import StudioError
from studio.ids import SystemIds

CALLBACK = "https://idp.kore.ai/workflows/callback/"
STATE = "Zm9v-YmFy_1"


def ended(attempt: LoginAttempt, url: str) -> str:
    """The code of the error that a redirect ends an attempt with."""
    with pytest.raises(StudioError) as caught:
        attempt.complete(url)
    return caught.value.code


def app(name: str) -> OAuthApp:
    return OAuthApp(
        client_id=f"{name}-client",
        client_secret=f"{name}-secret",
        authorize_url=f"https://app.{name}.example/oauth/authorize",
        token_url=f"https://api.{name}.example/oauth/token",
        callback_url=CALLBACK,
        scopes=("oauth",),
    )


@given(st.text(max_size=40))
def test_no_other_state_is_ever_taken(state: str) -> None:
    url = f"{CALLBACK}?{urlencode({'code': 'c', 'state': state})}"
    assert belongs(url, CALLBACK, STATE) == (state == STATE)
    if state != STATE:
        with pytest.raises(AuthorizationError) as caught:
            code_from(url, CALLBACK, STATE)
        assert caught.value.code == "authorization.state_mismatch"


def test_a_state_cannot_be_guessed() -> None:
    from studio.authorization.signing_in import STATE_BYTES, VERIFIER_BYTES

    # RFC 6749 section 10.10 asks for a chance of 2^-128 at most, RFC 7636 7.1 for 256 bits.
    assert STATE_BYTES * 8 >= 128
    assert VERIFIER_BYTES * 8 >= 256
    assert len({SystemIds().token(STATE_BYTES) for _ in range(1000)}) == 1000


def test_the_redirect_of_a_finished_sign_in_is_worth_nothing_to_the_next(desk: Desk) -> None:
    first = desk.begin()
    url = desk.redirect(first)
    first.complete(url)
    assert ended(desk.begin(), url) == "authorization.state_mismatch"
    assert desk.exchanges == 1


def test_a_redirect_that_comes_after_the_window_was_closed_is_worth_nothing(desk: Desk) -> None:
    attempt = desk.begin()
    url = desk.redirect(attempt)
    attempt.abandon(LoginOutcome.TIMED_OUT)
    assert ended(attempt, url) == "authorization.replayed"
    assert desk.exchanges == 0


@pytest.mark.parametrize(
    "query",
    [
        f"code=good&code=evil&state={STATE}",
        f"code=good&state={STATE}&state=evil",
        f"code=good&state=evil&state={STATE}",
        f"code=&state={STATE}",
        f"state={STATE}",
        f"code=good#state={STATE}",
    ],
)
def test_a_redirect_that_says_something_twice_or_not_at_all_is_refused(query: str) -> None:
    with pytest.raises(AuthorizationError):
        code_from(f"{CALLBACK}?{query}", CALLBACK, STATE)


def test_a_code_in_the_fragment_is_not_read() -> None:
    with pytest.raises(AuthorizationError) as caught:
        code_from(f"{CALLBACK}#code=c&state={STATE}", CALLBACK, STATE)
    assert caught.value.code == "authorization.state_mismatch"


def test_an_error_with_another_state_ends_nothing_in_the_browser() -> None:
    url = f"{CALLBACK}?error=access_denied&state=forged"
    assert not belongs(url, CALLBACK, STATE)
    assert not belongs(f"{CALLBACK}?error=access_denied", CALLBACK, STATE)


def test_two_threads_with_one_redirect_exchange_it_once(desk: Desk) -> None:
    attempt = desk.begin()
    url = desk.redirect(attempt)

    def complete(_: int) -> str:
        try:
            return attempt.complete(url).account_id
        except StudioError as error:
            return error.code

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(complete, range(8)))
    assert results.count(str(ACME_SALES)) == 1
    assert results.count("authorization.replayed") == 7
    assert desk.exchanges == 1


def test_a_code_that_somebody_saw_is_useless_without_the_verifier(desk: Desk) -> None:
    attempt = desk.begin()
    code = query_of(sign_in(attempt))["code"]
    info = desk.studio.environment.ensure_sandbox()
    stolen = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": attempt.callback_url,
        "client_id": info.client_id,
        "client_secret": info.client_secret,
    }
    answer = httpx.post(info.token_url, data=stolen, verify=PLAIN)
    assert answer.json()["status"] == "BAD_CODE_VERIFIER"


def test_every_link_asks_for_the_strong_challenge(desk: Desk) -> None:
    asked = query_of(desk.begin().authorize_url)
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["code_challenge"]) == 43
    assert asked["response_type"] == "code"


@pytest.mark.parametrize(
    "issuer",
    [
        "https://evil.example",
        "https://app.honest.example.evil.example",
        "http://app.honest.example",
    ],
)
def test_an_answer_that_names_another_issuer_is_a_mix_up(issuer: str) -> None:
    steps = authorize(app("honest"), state=STATE, verifier="v" * 64)
    next(steps)
    url = f"{CALLBACK}?{urlencode({'code': 'c', 'state': STATE, 'iss': issuer})}"
    with pytest.raises(AuthorizationError) as caught:
        steps.send(Redirected(url))
    assert caught.value.code == "authorization.mix_up"


def test_an_answer_that_names_its_own_issuer_is_taken() -> None:
    steps = authorize(app("honest"), state=STATE, verifier="v" * 64)
    next(steps)
    url = f"{CALLBACK}?{urlencode({'code': 'c', 'state': STATE, 'iss': 'https://app.honest.example'})}"
    assert isinstance(steps.send(Redirected(url)), PostForm)


def test_a_code_of_one_service_never_reaches_another() -> None:
    honest = authorize(app("honest"), state="state-of-honest", verifier="v" * 64)
    evil = authorize(app("evil"), state="state-of-evil", verifier="w" * 64)
    pages = [next(steps) for steps in (honest, evil)]
    assert all(isinstance(page, OpenPage) for page in pages)
    # The attacker's service sends the browser on with the code it got from the honest one.
    with pytest.raises(AuthorizationError):
        evil.send(Redirected(f"{CALLBACK}?code=honest&state=state-of-honest"))
    form = honest.send(Redirected(f"{CALLBACK}?code=honest&state=state-of-honest"))
    assert isinstance(form, PostForm)
    assert form.url == "https://api.honest.example/oauth/token"
    assert form.fields["client_secret"] == "honest-secret"


def test_a_sign_in_of_one_environment_never_ends_in_the_other(desk: Desk) -> None:
    attempt = desk.begin()
    url = desk.redirect(attempt)
    before = len(desk.studio.journal.list())
    desk.studio.settings.set("environment", "live")
    assert ended(attempt, url) == "authorization.environment_changed"
    assert len(desk.studio.journal.list()) == before, "neither code nor token went anywhere"
    assert desk.studio.authorization.account(HUBSPOT) is None
    desk.studio.settings.set("environment", "sandbox")
    assert desk.studio.authorization.account(HUBSPOT) is None


@pytest.mark.parametrize(
    "target",
    ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example"],
)
def test_the_sandbox_sends_nobody_to_an_address_that_is_not_registered(
    desk: Desk, target: str
) -> None:
    attempt = desk.begin()
    link = attempt.authorize_url.replace(
        quote(attempt.callback_url, safe=""), quote(target, safe="")
    )
    assert query_of(link)["redirect_uri"] == target
    page = httpx.get(link, verify=PLAIN)
    assert page.status_code == 400
    assert "location" not in page.headers


def test_the_callback_goes_with_the_code_so_that_another_one_is_refused(desk: Desk) -> None:
    desk.studio.actions.choose(HUBSPOT, SYSTEM)
    attempt = desk.studio.authorization.begin(HUBSPOT)
    other = desk.studio.catalogue.get(HUBSPOT).loopback_callback_urls[0]
    url = desk.redirect(attempt, redirect_uri=other)
    assert parse_qs(urlsplit(url).query)["state"]
    assert ended(attempt, url) == "authorization.redirect_mismatch"
