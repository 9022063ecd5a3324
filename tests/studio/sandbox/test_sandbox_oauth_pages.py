from __future__ import annotations

import re

import pytest
from sandbox_bench import ACME_SALES, CALLBACK, CHALLENGE, SCOPES, VERIFIER, Bench, Browser, Page


def test_a_person_signs_in_chooses_an_account_and_agrees(browser: Browser) -> None:
    page = browser.open()
    assert {"username", "password", "sign-in"} <= page.by_id.keys()
    page = browser.sign_in()
    assert {f"account-{ACME_SALES}", "account-148307662", "choose-account"} <= page.by_id.keys()
    assert "Choose Account" in page.text
    page = browser.choose()
    assert {"connect", "cancel"} <= page.by_id.keys()
    assert "Connect app" in page.text
    assert "Acme Sales" in page.text
    told = browser.connect()
    assert re.fullmatch(r"na1(-[0-9a-f]{4,12}){5}", told["code"])
    assert told["state"] == "st at/e"


def test_the_code_is_good_for_a_token_of_the_chosen_account(browser: Browser) -> None:
    browser.open()
    browser.sign_in()
    browser.choose(148307662)
    code = browser.connect()["code"]
    answer = browser.bench.token_call(
        grant_type="authorization_code", code=code, redirect_uri=CALLBACK
    )
    assert answer.status_code == 200
    assert answer.json()["hub_id"] == 148307662


def test_every_scope_is_told_in_words(browser: Browser) -> None:
    browser.open()
    browser.sign_in()
    text = browser.choose().text
    for words in ("View deals", "Create, change and delete deals", "View contacts", "basics"):
        assert words in text


def test_names_and_passwords_to_use_stand_on_the_sign_in_page(browser: Browser) -> None:
    text = browser.open().text
    for name, password in (
        ("dana@acme.example", "sandbox-dana"),
        ("theo@acme.example", "sandbox-theo"),
        ("ines@nordlicht.example", "sandbox-ines"),
    ):
        assert name in text
        assert password in text


def test_picking_a_name_from_the_list_fills_in_the_form(browser: Browser) -> None:
    browser.open()
    href = re.search(r'href="(/oauth/sign-in[^"]*theo[^"]*)"', browser.page.response.text)
    assert href is not None
    page = Page(browser.http.get(href.group(1).replace("&amp;", "&")))
    assert page.by_id["username"]["value"] == "theo@acme.example"
    assert page.by_id["password"]["value"] == "sandbox-theo"


@pytest.mark.parametrize("name", ["dana@acme.example", "nobody@acme.example"])
def test_a_wrong_password_is_said_on_the_page_and_the_name_stays(
    browser: Browser, name: str
) -> None:
    browser.open()
    page = browser.sign_in(name, "wrong")
    assert "do not match" in page.text
    assert "error" in page.by_id
    assert page.by_id["username"]["value"] == name
    assert page.by_id["password"]["value"] == ""
    assert f"account-{ACME_SALES}" in browser.sign_in().by_id


def test_cancel_leads_to_a_page_and_sends_nothing_back(browser: Browser) -> None:
    browser.open()
    browser.sign_in()
    target = browser.choose().by_id["cancel"]["href"].replace("&amp;", "&")
    assert target.startswith("/oauth/declined")
    page = Page(browser.http.get(target))
    assert "not connected" in page.text
    assert browser.post("/oauth/consent").status_code == 400


def test_who_may_not_connect_apps_reads_why_and_gets_no_code(browser: Browser) -> None:
    browser.open()
    browser.sign_in("theo@acme.example", "sandbox-theo")
    page = browser.choose()
    assert page.response.status_code == 403
    assert "may not connect apps to Acme Sales" in page.text
    assert "super admin" in page.text
    page = browser.submit("/oauth/sign-out")
    assert "username" in page.by_id


def test_somebody_in_europe_gets_european_codes(browser: Browser) -> None:
    browser.open()
    browser.sign_in("ines@nordlicht.example", "sandbox-ines")
    browser.choose(139874512)
    assert browser.connect()["code"].startswith("eu1-")


def test_an_account_of_somebody_else_cannot_be_chosen(browser: Browser) -> None:
    browser.open()
    browser.sign_in("ines@nordlicht.example", "sandbox-ines")
    page = browser.choose(ACME_SALES)
    assert page.response.status_code == 403
    assert "connect" not in page.by_id


def test_whoever_is_signed_in_already_goes_straight_to_the_accounts(browser: Browser) -> None:
    browser.open()
    browser.sign_in()
    assert f"account-{ACME_SALES}" in browser.open().by_id


def test_the_account_in_the_address_skips_the_choice(browser: Browser) -> None:
    browser.open(f"/oauth/{ACME_SALES}/authorize")
    page = browser.sign_in()
    assert "connect" in page.by_id
    assert "Acme Sales" in page.text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"client_id": "someone-else"}, "client ID doesn't belong"),
        ({"client_id": None}, "client ID doesn't belong"),
        ({"redirect_uri": CALLBACK + "x"}, "doesn't match the app's registered redirect URL"),
        ({"redirect_uri": CALLBACK.rstrip("/")}, "doesn't match the app's registered redirect"),
        ({"redirect_uri": None}, "doesn't match the app's registered redirect URL"),
        ({"scope": "oauth"}, "every scope that the app requires"),
        ({"scope": None}, "every scope that the app requires"),
        ({"scope": SCOPES + " tickets"}, "scopes that the app doesn't declare"),
        ({"optional_scope": "tickets"}, "scopes that the app doesn't declare"),
        ({"response_type": "token"}, "only response type"),
        ({"code_challenge": CHALLENGE, "code_challenge_method": "plain"}, "made with S256"),
        ({"code_challenge": "short", "code_challenge_method": "S256"}, "made with S256"),
    ],
)
def test_a_wrong_request_ends_on_an_error_page_and_never_redirects(
    browser: Browser, changes: dict[str, str | None], said: str
) -> None:
    page = browser.open(**changes)
    assert page.response.status_code == 400
    assert not page.response.history
    assert "error" in page.by_id
    assert said in page.response.text.replace("&#39;", "'")


def test_optional_scopes_are_dropped_without_a_word_when_the_account_lacks_the_product(
    browser: Browser,
) -> None:
    optional = "crm.objects.owners.read crm.schemas.deals.read"
    browser.open(optional_scope=optional)
    browser.sign_in()
    browser.choose(148307662)
    answer = browser.bench.token_call(
        grant_type="authorization_code", code=browser.connect()["code"], redirect_uri=CALLBACK
    ).json()
    assert answer["scopes"] == [*SCOPES.split(), "crm.objects.owners.read"]


def test_required_scopes_that_the_account_lacks_end_on_an_error_page(browser: Browser) -> None:
    browser.open(scope=SCOPES + " crm.schemas.deals.read")
    browser.sign_in()
    page = browser.choose(148307662)
    assert page.response.status_code == 400
    assert "connect" not in page.by_id


def test_a_state_that_was_not_sent_does_not_come_back(browser: Browser) -> None:
    browser.open(state=None)
    browser.sign_in()
    browser.choose()
    assert browser.connect().keys() == {"code"}


def test_the_challenge_is_verified_at_the_exchange(browser: Browser) -> None:
    for verifier, status in ((VERIFIER, 200), ("w" * 64, 400), ("", 400)):
        browser.open(code_challenge=CHALLENGE, code_challenge_method="S256")
        if "username" in browser.page.by_id:
            browser.sign_in()
        browser.choose()
        answer = browser.bench.token_call(
            grant_type="authorization_code",
            code=browser.connect()["code"],
            redirect_uri=CALLBACK,
            code_verifier=verifier,
        )
        assert answer.status_code == status
        if status == 400:
            assert answer.json()["status"] == "BAD_CODE_VERIFIER"


@pytest.mark.parametrize("step", ["/oauth/sign-in", "/oauth/choose-account", "/oauth/consent"])
def test_a_form_from_another_site_is_refused(browser: Browser, step: str) -> None:
    browser.open()
    browser.sign_in()
    browser.choose()
    hidden = browser.page.hidden
    forged = browser.http.post(step, data=hidden | {"csrf": "guess"})
    assert forged.status_code == 400
    elsewhere = browser.http.post(step, data=hidden, headers={"Origin": "https://evil.test"})
    assert elsewhere.status_code == 400


def test_a_form_cannot_be_sent_from_another_browser(bench: Bench, browser: Browser) -> None:
    browser.open()
    browser.sign_in()
    browser.choose()
    other = Browser(bench)
    other.page = browser.page
    assert other.post("/oauth/consent").status_code == 400
    other.http.close()


def test_agreeing_twice_gives_one_code(browser: Browser) -> None:
    browser.open()
    browser.sign_in()
    browser.choose()
    browser.connect()
    assert browser.post("/oauth/consent").status_code == 400


def test_a_sign_in_that_takes_too_long_is_over(browser: Browser) -> None:
    browser.open()
    browser.bench.clock.advance(16 * 60)
    page = browser.sign_in()
    assert page.response.status_code == 400
    assert "is over" in page.text


def test_pages_have_strict_headers_and_no_script(browser: Browser) -> None:
    for page in (browser.open(), browser.sign_in(), browser.choose(), browser.open(scope="x")):
        headers = page.response.headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-frame-options"] == "DENY"
        assert headers["cache-control"] == "no-store"
        assert "script" not in page.tags
        assert "Sandbox" in page.text


def test_only_the_consent_form_may_lead_to_the_callback(browser: Browser) -> None:
    assert "idp.kore.ai" not in browser.open().response.headers["content-security-policy"]
    browser.sign_in()
    policy = browser.choose().response.headers["content-security-policy"]
    assert "form-action 'self' https://idp.kore.ai;" in policy


def test_the_cookie_is_out_of_reach_of_scripts_and_changes_at_sign_in(browser: Browser) -> None:
    cookie = browser.open().response.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    before = browser.http.cookies["sandbox_session"]
    browser.sign_in()
    assert browser.http.cookies["sandbox_session"] != before


def test_what_a_request_says_is_shown_as_text(browser: Browser) -> None:
    page = browser.open(redirect_uri="<script>alert(1)</script>")
    assert "script" not in page.tags
