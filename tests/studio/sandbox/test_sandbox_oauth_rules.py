"""What an authorization link may ask for, and where it may lead."""

from __future__ import annotations

import json

import pytest
from sandbox_bench import CALLBACK, CHALLENGE, SCOPES, VERIFIER, Bench, Browser

from studio.sandbox.people import check_registrable, read_cast

CUSTOM = "crm.objects.custom.read"
LOCAL = "http://localhost:8765/callback"


def granted(browser: Browser, portal_id: int, redirect_uri: str = CALLBACK) -> list[str]:
    """Go through the pages as Dana; the scopes of the token."""
    browser.sign_in()
    browser.choose(portal_id)
    answer = browser.bench.token_call(
        grant_type="authorization_code",
        code=browser.connect()["code"],
        redirect_uri=redirect_uri,
    )
    assert answer.status_code == 200, answer.text
    scopes: list[str] = answer.json()["scopes"]
    return scopes


def test_a_conditionally_required_scope_binds_only_when_the_link_asks_for_it(
    browser: Browser,
) -> None:
    browser.open()
    assert CUSTOM not in granted(browser, 148307662)
    browser.open(scope=f"{SCOPES} {CUSTOM}")
    page = browser.choose(148307662)
    assert page.response.status_code == 400
    assert CUSTOM in page.text


def test_an_account_with_the_product_grants_a_conditionally_required_scope(
    browser: Browser,
) -> None:
    browser.open(scope=f"{SCOPES} {CUSTOM}")
    assert CUSTOM in granted(browser, 148209731)
    browser.open(scope=f"{SCOPES} {CUSTOM}")
    assert "View custom objects" in browser.choose(148209731).text


def test_as_an_optional_scope_it_is_dropped_without_a_word(browser: Browser) -> None:
    browser.open(optional_scope=CUSTOM)
    assert CUSTOM not in granted(browser, 148307662)


@pytest.mark.parametrize(
    "redirect_uri",
    [
        "http://localhost:8768/callback",
        "http://localhost/callback",
        "http://localhost:8765/callback/",
        "http://localhost:8765/Callback",
        "http://localhost:8765/callback?x=1",
        "https://localhost:8765/callback",
        "http://127.0.0.1:8765/callback",
        "http://LOCALHOST:8765/callback",
    ],
)
def test_a_redirect_url_must_match_to_the_letter(browser: Browser, redirect_uri: str) -> None:
    page = browser.open(redirect_uri=redirect_uri)
    assert page.response.status_code == 400
    assert "the app's registered redirect URL" in page.response.text.replace("&#39;", "'")


def test_other_programs_have_a_redirect_url_of_their_own(browser: Browser) -> None:
    assert LOCAL in browser.bench.running.info.redirect_uris
    page = browser.open(redirect_uri=LOCAL)
    assert page.response.status_code == 200
    browser.sign_in()
    page = browser.choose()
    assert (
        "form-action 'self' http://localhost:8765;"
        in page.response.headers["content-security-policy"]
    )
    location = browser.post("/oauth/consent").headers["location"]
    assert location.startswith(f"{LOCAL}?code=na1-")


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:8765/callback",
        "https://127.0.0.1/callback",
        "https://[::1]/callback",
        "http://example.com/callback",
        "ftp://localhost/callback",
        "callback",
        "https:///callback",
    ],
)
def test_what_hubspot_would_not_register_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="a redirect URL"):
        check_registrable(address)


def test_the_world_registers_only_what_hubspot_would() -> None:
    for address in read_cast("acme").app.redirect_uris:
        check_registrable(address)


def test_a_challenge_without_its_method_is_plain_and_refused(browser: Browser) -> None:
    page = browser.open(code_challenge=CHALLENGE)
    assert page.response.status_code == 400
    assert "S256" in page.text


@pytest.mark.parametrize(
    "redirect_uri", ["http://127.0.0.1:4711/x", "https://app.example/cb", "http://localhost:1/"]
)
def test_a_code_of_the_admin_api_may_lead_anywhere_on_the_web(
    bench: Bench, redirect_uri: str
) -> None:
    code = bench.admin("codes", {"redirect_uri": redirect_uri})["code"]
    answer = bench.token_call(grant_type="authorization_code", code=code, redirect_uri=redirect_uri)
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"redirect_uri": "javascript:alert(1)"}, "http://"),
        ({"redirect_uri": "/callback"}, "http://"),
        ({"redirect_uri": "https://x.example/\ud800"}, "http://"),
        ({"redirect_uri": "https://x.example/\r\nX: y"}, "http://"),
        ({"code_challenge": "short"}, "code_challenge"),
        ({"code_challenge": 5}, "code_challenge"),
    ],
)
def test_a_code_for_nowhere_is_refused(bench: Bench, body: dict[str, object], said: str) -> None:
    url = f"{bench.running.info.admin_url}/codes"
    as_json = {"Content-Type": "application/json"}
    answer = bench.http.post(url, content=json.dumps(body), headers=as_json)
    assert answer.status_code == 400
    assert said in answer.json()["error"]


def test_a_code_of_the_admin_api_takes_a_challenge(bench: Bench) -> None:
    for verifier, status in ((VERIFIER, 200), ("w" * 64, 400)):
        code = bench.admin("codes", {"code_challenge": CHALLENGE})["code"]
        answer = bench.token_call(
            grant_type="authorization_code",
            code=code,
            redirect_uri=CALLBACK,
            code_verifier=verifier,
        )
        assert answer.status_code == status
