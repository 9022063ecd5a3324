"""Each persona, met through the real pages."""

from __future__ import annotations

import httpx
import pytest
from sandbox_bench import ACME_SALES, CALLBACK, Bench, Browser, Page

ACME_SERVICE, NORDLICHT, PAPERLANE = 148307662, 139874512, 147920588
PERSONAS = {
    "super_admin": "dana@acme.example",
    "user_without_rights": "theo@acme.example",
    "eu_portal": "ines@nordlicht.example",
    "two_portals": "milo@acme.example",
    "wrong_tier": "wanda@paperlane.example",
    "decliner": "rafael@acme.example",
    "wrong_password_first": "ayumi@acme.example",
}


def password(name: str) -> str:
    return "sandbox-" + name.partition("@")[0]


def sign_in(browser: Browser, persona: str) -> Page:
    name = PERSONAS[persona]
    return browser.sign_in(name, password(name))


def refused(bench: Bench, path: str, **body: object) -> str:
    answer = bench.http.post(f"{bench.running.info.admin_url}/{path}", json=body)
    assert answer.status_code == 400
    text: str = answer.json()["error"]
    return text


def test_everybody_stands_on_the_sign_in_page_with_a_word_on_what_they_are_for(
    browser: Browser,
) -> None:
    text = browser.open().text
    for name in PERSONAS.values():
        assert name in text
        assert password(name) in text
    for words in ("Super admin", "May not connect", "hosted in the EU", "Declines", "refused"):
        assert words in text


def test_a_super_admin_connects_either_account(browser: Browser) -> None:
    for portal_id in (ACME_SALES, ACME_SERVICE):
        browser.open()
        if "username" in browser.page.by_id:
            sign_in(browser, "super_admin")
        browser.choose(portal_id)
        tokens = browser.bench.token_call(
            grant_type="authorization_code", code=browser.connect()["code"], redirect_uri=CALLBACK
        ).json()
        assert tokens["hub_id"] == portal_id


def test_a_user_without_rights_is_stopped_after_the_choice(browser: Browser) -> None:
    browser.open()
    sign_in(browser, "user_without_rights")
    page = browser.choose()
    assert page.response.status_code == 403
    assert "may not connect apps to Acme Sales" in page.text
    assert browser.post("/oauth/consent").is_redirect
    assert "connect" not in browser.submit("/oauth/consent").by_id


def test_two_portals_lie_in_two_data_centres(browser: Browser) -> None:
    prefixes = {}
    for portal_id in (ACME_SERVICE, NORDLICHT):
        browser.open()
        if "username" in browser.page.by_id:
            page = sign_in(browser, "two_portals")
            assert {f"account-{ACME_SERVICE}", f"account-{NORDLICHT}"} <= page.by_id.keys()
        browser.choose(portal_id)
        prefixes[portal_id] = browser.connect()["code"].partition("-")[0]
    assert prefixes == {ACME_SERVICE: "na1", NORDLICHT: "eu1"}


def test_the_eu_portal_links_to_another_host(bench: Bench, browser: Browser) -> None:
    browser.open()
    sign_in(browser, "eu_portal")
    browser.choose(NORDLICHT)
    tokens = bench.token_call(
        grant_type="authorization_code", code=browser.connect()["code"], redirect_uri=CALLBACK
    ).json()
    assert tokens["refresh_token"].startswith("eu1-")
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    details = bench.http.get("/account-info/v3/details", headers=bearer).json()
    assert (details["uiDomain"], details["dataHostingLocation"]) == ("app-eu1.hubspot.com", "eu1")


def test_the_wrong_tier_ends_on_an_error_page_that_names_the_scope(browser: Browser) -> None:
    browser.open()
    sign_in(browser, "wrong_tier")
    page = browser.choose(PAPERLANE)
    assert page.response.status_code == 400
    assert "doesn't have the product" in page.text.replace("&#39;", "'")
    assert "crm.objects.deals.write" in page.text
    assert "connect" not in page.by_id
    assert not browser.post("/oauth/consent").headers.get("location", "").startswith(CALLBACK)
    assert "username" in browser.submit("/oauth/sign-out").by_id


def test_the_decliner_is_led_to_the_declined_page_and_nothing_is_sent_back(
    browser: Browser,
) -> None:
    browser.open()
    sign_in(browser, "decliner")
    page = browser.choose()
    assert page.response.url.path == "/oauth/declined"
    assert "declined" in page.by_id
    assert "Rafael Duarte pressed Cancel" in page.text
    assert not any(CALLBACK in str(one.url) for one in page.response.history)


def test_the_decliner_cannot_agree_by_the_back_door(browser: Browser) -> None:
    browser.open()
    page = sign_in(browser, "decliner")
    assert "account-148209731" in page.by_id
    assert not browser.post("/oauth/consent").headers["location"].startswith(CALLBACK)


def test_a_wrong_password_first_is_refused_once_in_each_browser(
    bench: Bench, browser: Browser
) -> None:
    browser.open()
    page = sign_in(browser, "wrong_password_first")
    assert page.response.status_code == 200
    assert "do not match" in page.text
    assert f"account-{ACME_SALES}" in sign_in(browser, "wrong_password_first").by_id
    browser.submit("/oauth/sign-out")
    assert f"account-{ACME_SALES}" in sign_in(browser, "wrong_password_first").by_id
    other = Browser(bench)
    other.open()
    assert "do not match" in sign_in(other, "wrong_password_first").text
    other.http.close()


def test_nobody_else_is_refused_first(browser: Browser) -> None:
    browser.open()
    assert "do not match" in browser.sign_in("ayumi@acme.example", "sandbox-ayumi").text
    assert f"account-{ACME_SALES}" in sign_in(browser, "super_admin").by_id


@pytest.mark.parametrize("path", ["codes", "tokens"])
def test_the_admin_api_gives_nothing_that_the_pages_would_not(bench: Bench, path: str) -> None:
    assert "rafael@acme.example declined" in refused(bench, path, persona="decliner")
    assert "may not connect apps" in refused(bench, path, persona="user_without_rights")
    lacking = refused(bench, path, persona="wrong_tier")
    assert "Paperlane Studio lacks" in lacking
    assert "crm.objects.deals.write" in lacking


def test_a_persona_is_named_by_id_or_by_sign_in_name(bench: Bench) -> None:
    for persona in ("eu_portal", "ines@nordlicht.example", "INES@nordlicht.example"):
        assert bench.admin("tokens", {"persona": persona})["hub_id"] == NORDLICHT
    read = bench.admin("tokens", {"persona": "wrong_tier", "scopes": ["oauth"]})
    assert read["hub_id"] == PAPERLANE


def test_the_person_of_a_browser_is_looked_at_again_before_a_code_is_given(
    browser: Browser,
) -> None:
    browser.open()
    sign_in(browser, "super_admin")
    consent = browser.choose()
    signed_in_as_dana = dict(consent.hidden)
    browser.open()
    browser.submit("/oauth/sign-out")
    sign_in(browser, "user_without_rights")
    stale = signed_in_as_dana | {"csrf": browser.page.hidden["csrf"]}
    answer: httpx.Response = browser.http.post("/oauth/consent", data=stale)
    assert answer.status_code == 403
    assert "may not connect apps" in answer.text
