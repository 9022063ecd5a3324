"""Pre-flight says of a profile what the sandbox will say: on thousands that nobody thought of."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from urllib.parse import urlsplit

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from preflight_bench import (
    CLIENT_ID,
    GOOD,
    SANDBOX,
    SCOPES,
    SECRET,
    registration,
    running_sandbox,
    situation,
)
from starlette.datastructures import QueryParams
from starlette.routing import compile_path

from studio.authorization.exchange import authorization_url
from studio.authorization.preflight import Draft, Registration, Situation, check
from studio.authorization.preflight.addresses import split
from studio.sandbox import RunningSandbox
from studio.sandbox.authorize import BadRequest, read_request
from studio.sandbox.people import read_cast

APP = read_cast("acme").app
WHERE = situation(
    "sandbox",
    registration=Registration(
        APP.client_id, APP.redirect_uris, APP.required_scopes, tuple(APP.declared_scopes)
    ),
)
PAGE = {
    "This app is not known": "client",
    "The redirect URL does not match": "redirect",
    "Scopes are missing": "scopes_missing",
    "The scopes do not match": "scopes_undeclared",
}
"""What each error page of the sandbox means; any other would fail the test."""
JUDGED_BY_THE_PAGE = {"address", *PAGE.values()}
ROUTES = [compile_path(f"/oauth/{path}authorize")[0] for path in ("", "{account:int}/")]
STATE, VERIFIER = "s" * 32, "v" * 64


def link_of(draft: Draft, where: Situation) -> str | None:
    """The link that the studio opens here for a draft; None when it leads elsewhere."""
    address = where.address(draft.value("authorization_url"), "authorize")
    if address is None:
        return None
    return authorization_url(replace(draft.app(), authorize_url=address), STATE, VERIFIER)


def judged_in_process(draft: Draft) -> str:
    """The kind of error page that the sandbox shows for a draft's link, empty for the sign-in."""
    link = link_of(draft, WHERE)
    parts = split(link) if link else None
    if parts is None or not any(route.match(parts.path) for route in ROUTES):
        return "address"
    try:
        read_request(QueryParams(parts.query), APP)
    except BadRequest as bad:
        return PAGE[bad.title]
    return ""


def judged_over_http(draft: Draft, where: Situation, browser: httpx.Client) -> str:
    link = link_of(draft, where)
    if link is None:
        return "address"
    answer = browser.get(link.partition("#")[0], follow_redirects=True)
    if answer.status_code in (404, 421):
        return "address"
    if answer.status_code == 200:
        assert "password" in answer.text
        return ""
    title = re.search(r"<h1[^>]*>\s*(.*?)\s*</h1>", answer.text, re.S)
    assert title is not None, answer.text
    return PAGE[title.group(1)]


def changed(field: str, *values: str) -> list[Callable[[Draft], Draft]]:
    return [lambda draft, value=value: draft.with_value(field, value) for value in values]  # type: ignore[misc, arg-type]


def scoped(*ways: Callable[[tuple[str, ...]], tuple[str, ...]]) -> list[Callable[[Draft], Draft]]:
    return [lambda draft, way=way: replace(draft, scope=way(draft.scope)) for way in ways]  # type: ignore[misc]


PORT = urlsplit(SANDBOX).port
MISTAKES: list[Callable[[Draft], Draft]] = [
    *changed("client_id", "", "xxx", "<your client id>", "1902746", SECRET, CLIENT_ID.upper()),
    *changed("client_id", f" {CLIENT_ID}", f"{CLIENT_ID}\n", f'"{CLIENT_ID}"', CLIENT_ID[:-1]),
    *changed("client_id", "pat-na1-1b2c3d4e-aaaa", f"\u200b{CLIENT_ID}", f"{CLIENT_ID}\u00a0"),
    *changed("client_id", f"https://app.hubspot.com/oauth/authorize?client_id={CLIENT_ID}"),
    lambda draft: replace(draft, client_id=draft.client_secret, client_secret=draft.client_id),
    *changed("client_secret", "", "xxx", CLIENT_ID, "pat-na1-1b2c3d4e-aaaa", f"{SECRET} "),
    *changed("callback_url", *APP.redirect_uris),
    *changed("callback_url", *(f"{uri}/" for uri in APP.redirect_uris)),
    *changed("callback_url", *(uri.rstrip("/") for uri in APP.redirect_uris)),
    *changed("callback_url", *(uri.upper() for uri in APP.redirect_uris)),
    *changed("callback_url", "", " ", "http://localhost:8764/callback", "kore:callback"),
    *changed("callback_url", "http://127.0.0.1:8765/callback", "http://[::1]:8765/callback"),
    *changed("callback_url", "https://localhost:8765/callback", "http://localhost/callback"),
    *changed("callback_url", "http://idp.kore.ai/workflows/callback/", f"{APP.redirect_uris[0]}#x"),
    *changed("callback_url", "https://idp.kore.com/workflows/callback/", "http://localhost:x/cb"),
    *changed("callback_url", f" {APP.redirect_uris[0]}", f"{APP.redirect_uris[0]}?a=b&c=d e"),
    *changed(
        "authorization_url", "", " ", "app.hubspot.com/oauth/authorize", "javascript:alert(1)"
    ),
    *changed(
        "authorization_url", f"{SANDBOX}/oauth/authorize", f"{SANDBOX}/oauth/148209731/authorize"
    ),
    *changed("authorization_url", f"http://localhost:{PORT}/oauth/authorize", f"{SANDBOX}/oauth/x"),
    *changed(
        "authorization_url", f"https://127.0.0.1:{PORT}/oauth/authorize", "http://127.0.0.1:1/"
    ),
    *changed("authorization_url", "http://app.hubspot.com/oauth/authorize", "https://[/oauth"),
    *changed("authorization_url", "https://app-eu1.hubspot.com/oauth/authorize"),
    *changed("authorization_url", "https://APP.hubspot.com:443/oauth/authorize/"),
    *changed("authorization_url", "https://app.hubspot.com:8443/oauth/authorize"),
    *changed("authorization_url", "https://login.hubspot.com/login", "https://app.hubspot.com/"),
    *changed("authorization_url", "https://app.hubspot.com.evil.example/oauth/authorize"),
    *changed("authorization_url", "https://app.hubspot.com@evil.example/oauth/authorize"),
    *changed("authorization_url", "https://dana@app.hubspot.com/oauth/authorize"),
    *changed("authorization_url", "https://{tenant}.hubspot.com/oauth/authorize"),
    *changed("authorization_url", "https://app.hubspot.com/{{account}}/oauth/authorize"),
    *changed("authorization_url", "https://app.hubspot.com/OAuth/Authorize", GOOD.token_url),
    *(
        lambda draft, tail=tail: replace(draft, authorization_url=draft.authorization_url + tail)  # type: ignore[misc]
        for tail in ("?", "/", "#", "#x", " ", "?a=b", "?#x", "?a=b#x", "?response_type=token")
    ),
    *(
        lambda draft, tail=tail: replace(draft, authorization_url=draft.authorization_url + tail)  # type: ignore[misc]
        for tail in (
            f"?client_id={SECRET}",
            "?optional_scope=crm.objects.owners.read",
            "?optional_scope=tickets",
            "?optional_scopes=tickets%20files",
            "?scope=oauth&redirect_uri=http://evil.example/",
            "?tenant={tenant}",
        )
    ),
    lambda draft: replace(
        draft, authorization_url=draft.token_url, token_url=draft.authorization_url
    ),
    lambda draft: replace(draft, tenant="app"),
    *changed("token_url", "", "https://api.hubapi.com/oauth/v1/token", "http://api.hubapi.com/x"),
    *changed("refresh_url", "https://api-eu1.hubapi.com/oauth/v1/token"),
    *scoped(
        lambda scopes: (),
        lambda scopes: scopes[1:],
        lambda scopes: scopes[:-1],
        lambda scopes: scopes[::-1],
        lambda scopes: (*scopes, *scopes[:1]),
        lambda scopes: (",".join(scopes),),
        lambda scopes: ("%20".join(scopes),),
        lambda scopes: (" \n ".join(scopes),),
        lambda scopes: tuple(scope.upper() for scope in scopes),
        lambda scopes: (*scopes, "crm.objects.owners.read"),
        lambda scopes: (*scopes, "crm.objects.custom.read"),
        lambda scopes: (*scopes, "tickets"),
        lambda scopes: (*scopes, "crm.object.deals.read"),
        lambda scopes: (*scopes, "files,forms"),
        lambda scopes: (*scopes, "crm.objects.owners.read", "crm.objects.owners.read"),
    ),
]
ODD_TEXT = st.text(
    st.sampled_from(" \t,/:?#@&=%{}[].-_aA0é\u200b\u00a0") | st.characters(codec="utf-8"),
    max_size=40,
)


@st.composite
def drafts(draw: st.DrawFn) -> Draft:
    """Nearly good profiles: none to three mistakes, and now and then a field of any text."""
    draft = GOOD
    for mistake in draw(st.lists(st.sampled_from(MISTAKES), max_size=3)):
        draft = mistake(draft)
    field = draw(st.sampled_from(["", "", "", "client_id", "callback_url", "scope"]))
    if field:
        odd = draw(ODD_TEXT)
        value = getattr(draft, field)
        text = " ".join(value) if isinstance(value, tuple) else value
        at = draw(st.integers(0, len(text)))
        draft = draft.with_value(field, text[:at] + odd + text[at:])  # type: ignore[arg-type]
    return draft


def agrees(draft: Draft, judged: str, where: Situation) -> None:
    report = check(draft, where)
    predicted = report.verdict if report.verdict in JUDGED_BY_THE_PAGE else ""
    assert predicted == judged
    shown = {one.field for one in report.findings if one.severity == "blocks"}
    about_the_page = shown - {"client_secret", "token_url", "refresh_url"}
    assert bool(about_the_page) == bool(judged), report.findings


@settings(max_examples=2000, deadline=None, suppress_health_check=list(HealthCheck))
@given(drafts())
def test_preflight_predicts_the_page_that_the_sandbox_shows(draft: Draft) -> None:
    agrees(draft, judged_in_process(draft), WHERE)


def test_the_mistakes_that_are_generated_lead_to_every_kind_of_page() -> None:
    kinds = {judged_in_process(mistake(GOOD)) for mistake in MISTAKES}
    assert kinds == JUDGED_BY_THE_PAGE | {""}
    assert judged_in_process(GOOD) == ""
    assert GOOD.scope == SCOPES


@pytest.fixture(scope="module")
def running() -> Iterator[RunningSandbox]:
    with running_sandbox() as running:
        yield running


def test_preflight_predicts_what_a_browser_is_answered(running: RunningSandbox) -> None:
    info = running.info
    where = situation("sandbox", base_url=info.base_url, registration=registration(info))
    port = str(urlsplit(info.base_url).port)
    with httpx.Client(verify=False) as browser:
        for mistake in (lambda draft: draft, *MISTAKES):
            draft = mistake(GOOD)
            moved = draft.authorization_url.replace(str(PORT), port)
            draft = replace(draft, authorization_url=moved)
            judged = judged_over_http(draft, where, browser)
            agrees(draft, judged, where)
