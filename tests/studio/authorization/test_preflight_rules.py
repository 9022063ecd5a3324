"""Each rule of pre-flight: what it finds, how grave it is, and what its one click does."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from time import perf_counter
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from preflight_bench import (
    CATALOGUE,
    CLIENT_ID,
    GOOD,
    HUBSPOT,
    SANDBOX,
    SCOPES,
    SECRET,
    about,
    only,
    report,
    situation,
)

from studio.authorization.preflight import Draft, Registration, check
from studio.authorization.preflight.profile import values_with
from studio.authorization.profiles.using import preflight_draft
from studio.connectors.preflight import Preflight, check_preflight
from studio.connectors.reading import ConnectorError, read

CALLBACKS = (GOOD.callback_url, "http://localhost:8765/callback")
ON_BOARD = situation(
    "sandbox",
    registration=Registration(CLIENT_ID, CALLBACKS, SCOPES, (*SCOPES, "crm.objects.owners.read")),
    templates={"Create a Deal": ("crm.objects.deals.write", "oauth")},
)
LIVE = situation()
INSTALL = (
    f"https://app.hubspot.com/oauth/authorize?client_id={CLIENT_ID}"
    "&redirect_uri=https%3A%2F%2Fidp.kore.ai&scope=oauth%20crm.objects.deals.read"
)
TOKEN = "CKb1" * 40
SAMPLES: list[tuple[str, str, Any, dict[str, Any]]] = [
    ("client-id-empty", "client_id", LIVE, {"client_id": ""}),
    ("client-id-install-link", "client_id", LIVE, {"client_id": INSTALL}),
    ("client-id-placeholder", "client_id", LIVE, {"client_id": "YOUR_CLIENT_ID"}),
    ("client-id-placeholder", "client_id", LIVE, {"client_id": "{{client_id}}"}),
    ("client-id-token", "client_id", LIVE, {"client_id": "pat-na1-5f60-1b2c3d4e"}),
    ("client-id-token", "client_id", LIVE, {"client_id": TOKEN}),
    ("client-id-app-id", "client_id", LIVE, {"client_id": "1902746"}),
    ("client-id-quoted", "client_id", LIVE, {"client_id": f"'{CLIENT_ID}'"}),
    ("client-id-padded", "client_id", LIVE, {"client_id": f"\t{CLIENT_ID}"}),
    ("client-id-padded", "client_id", LIVE, {"client_id": f"{CLIENT_ID}\u200b"}),
    ("client-id-not-uuid", "client_id", LIVE, {"client_id": CLIENT_ID[:-3]}),
    ("client-id-case", "client_id", ON_BOARD, {"client_id": CLIENT_ID.upper()}),
    ("client-id-unknown", "client_id", ON_BOARD, {"client_id": CLIENT_ID.replace("6", "7")}),
    (
        "credentials-swapped",
        "client_id",
        ON_BOARD,
        {"client_id": SECRET, "client_secret": CLIENT_ID},
    ),
    ("secret-empty", "client_secret", LIVE, {"client_secret": "  "}),
    ("secret-placeholder", "client_secret", LIVE, {"client_secret": "****************"}),
    ("secret-private-app-token", "client_secret", LIVE, {"client_secret": "pat-eu1-5f60-1b2c"}),
    ("secret-developer-key", "client_secret", LIVE, {"client_secret": "eu1-1b2c-3d4e-5f60"}),
    ("secret-access-token", "client_secret", LIVE, {"client_secret": TOKEN}),
    ("secret-is-client-id", "client_secret", LIVE, {"client_secret": CLIENT_ID}),
    ("secret-quoted", "client_secret", LIVE, {"client_secret": f"`{SECRET}`"}),
    ("secret-padded", "client_secret", LIVE, {"client_secret": f"{SECRET}\n"}),
    ("secret-not-uuid", "client_secret", LIVE, {"client_secret": SECRET[4:]}),
    ("authorize-url-empty", "authorization_url", LIVE, {"authorization_url": ""}),
    ("authorize-url-padded", "authorization_url", LIVE, {"authorization_url": "{good} "}),
    ("authorize-url-malformed", "authorization_url", LIVE, {"authorization_url": "app.hubspot"}),
    (
        "authorize-url-userinfo",
        "authorization_url",
        LIVE,
        {"authorization_url": "https://app.hubspot.com@evil.example/"},
    ),
    (
        "urls-swapped",
        "authorization_url",
        LIVE,
        {"authorization_url": GOOD.token_url, "token_url": GOOD.authorization_url},
    ),
    (
        "authorize-url-api-host",
        "authorization_url",
        LIVE,
        {"authorization_url": "https://api.hubapi.com/oauth/authorize"},
    ),
    (
        "authorize-url-other-page",
        "authorization_url",
        LIVE,
        {"authorization_url": "https://login.hubspot.com/login"},
    ),
    (
        "authorize-url-region",
        "authorization_url",
        LIVE,
        {"authorization_url": "https://app-eu1.hubspot.com/oauth/authorize"},
    ),
    (
        "authorize-url-foreign",
        "authorization_url",
        LIVE,
        {"authorization_url": "https://app.hubspot.com.evil.example/oauth/authorize"},
    ),
    (
        "authorize-url-foreign",
        "authorization_url",
        LIVE,
        {"authorization_url": f"{SANDBOX}/oauth/authorize"},
    ),
    (
        "authorize-url-http",
        "authorization_url",
        LIVE,
        {"authorization_url": "http://app.hubspot.com/oauth/authorize"},
    ),
    (
        "authorize-url-tenant",
        "authorization_url",
        LIVE,
        {"authorization_url": "https://{tenant}.hubspot.com/oauth/authorize"},
    ),
    (
        "authorize-url-path",
        "authorization_url",
        LIVE,
        {"authorization_url": "https://app.hubspot.com/oauth/2026-03/authorize"},
    ),
    ("authorize-url-install-link", "authorization_url", LIVE, {"authorization_url": INSTALL}),
    ("authorize-url-query", "authorization_url", LIVE, {"authorization_url": "{good}?hubs=1"}),
    ("authorize-url-question-mark", "authorization_url", LIVE, {"authorization_url": "{good}?"}),
    ("authorize-url-fragment", "authorization_url", LIVE, {"authorization_url": "{good}#top"}),
    ("token-url-empty", "token_url", LIVE, {"token_url": ""}),
    ("token-url-padded", "token_url", LIVE, {"token_url": " {good}"}),
    ("token-url-malformed", "token_url", LIVE, {"token_url": "https:api.hubapi.com"}),
    ("token-url-malformed", "refresh_url", LIVE, {"refresh_url": "file:///etc/passwd"}),
    (
        "token-url-userinfo",
        "token_url",
        LIVE,
        {"token_url": "https://a:b@api.hubapi.com/oauth/v3/token"},
    ),
    (
        "token-url-tenant",
        "token_url",
        LIVE,
        {"token_url": "https://{tenant}.hubapi.com/oauth/v3/token"},
    ),
    (
        "token-url-app-host",
        "token_url",
        LIVE,
        {"token_url": "https://app.hubspot.com/oauth/v3/token"},
    ),
    (
        "token-url-region",
        "token_url",
        LIVE,
        {"token_url": "https://api-eu1.hubapi.com/oauth/v3/token"},
    ),
    ("token-url-foreign", "token_url", LIVE, {"token_url": "https://api.hubapi.co/oauth/v3/token"}),
    (
        "token-url-foreign",
        "refresh_url",
        LIVE,
        {"refresh_url": "https://evil.example/oauth/v3/token"},
    ),
    ("token-url-http", "token_url", LIVE, {"token_url": "http://api.hubapi.com/oauth/v3/token"}),
    ("token-url-path", "token_url", LIVE, {"token_url": "https://api.hubapi.com/oauth/token"}),
    ("token-url-v1", "token_url", LIVE, {"token_url": "https://api.hubapi.com/oauth/v1/token"}),
    ("token-url-v1", "refresh_url", LIVE, {"refresh_url": "https://api.hubapi.com/oauth/v1/token"}),
    ("token-url-secret", "token_url", LIVE, {"token_url": "{good}?client_secret=abc"}),
    ("token-url-query", "token_url", LIVE, {"token_url": "{good}?a=b"}),
    ("token-url-fragment", "token_url", LIVE, {"token_url": "{good}#"}),
    (
        "refresh-url-differs",
        "refresh_url",
        LIVE,
        {"refresh_url": "https://api.hubapi.com/oauth/v3/token"},
    ),
    ("callback-empty", "callback_url", LIVE, {"callback_url": ""}),
    ("callback-fragment", "callback_url", LIVE, {"callback_url": "{good}#x"}),
    ("callback-scheme", "callback_url", LIVE, {"callback_url": "com.example.app:/callback"}),
    ("callback-ip", "callback_url", LIVE, {"callback_url": "https://10.0.0.1/callback"}),
    ("callback-ip", "callback_url", LIVE, {"callback_url": "http://[::1]:8765/callback"}),
    (
        "callback-http",
        "callback_url",
        LIVE,
        {"callback_url": "http://idp.kore.ai/workflows/callback/"},
    ),
    ("callback-padded", "callback_url", LIVE, {"callback_url": "{good} "}),
    (
        "callback-slash",
        "callback_url",
        ON_BOARD,
        {"callback_url": "https://idp.kore.ai/workflows/callback"},
    ),
    (
        "callback-case",
        "callback_url",
        ON_BOARD,
        {"callback_url": "https://idp.kore.ai/Workflows/callback/"},
    ),
    ("callback-port", "callback_url", ON_BOARD, {"callback_url": "http://localhost:8766/callback"}),
    (
        "callback-http-or-https",
        "callback_url",
        ON_BOARD,
        {"callback_url": "https://localhost:8765/callback"},
    ),
    (
        "callback-loopback-number",
        "callback_url",
        ON_BOARD,
        {"callback_url": "http://127.0.0.1:8765/callback"},
    ),
    (
        "callback-host",
        "callback_url",
        ON_BOARD,
        {"callback_url": "https://idp.kore.com/workflows/callback/"},
    ),
    (
        "callback-unregistered",
        "callback_url",
        ON_BOARD,
        {"callback_url": "https://elsewhere.example/back"},
    ),
    ("callback-register-it", "callback_url", LIVE, {}),
    ("scopes-empty", "scope", LIVE, {"scope": ()}),
    ("scopes-separator", "scope", LIVE, {"scope": ("oauth,crm.objects.deals.read",)}),
    ("scopes-separator", "scope", LIVE, {"scope": ("oauth%20crm.objects.deals.read",)}),
    ("scopes-case", "scope", LIVE, {"scope": ("OAuth", *SCOPES[1:])}),
    ("scope-oauth-missing", "scope", LIVE, {"scope": SCOPES[1:]}),
    ("scopes-required", "scope", ON_BOARD, {"scope": SCOPES[:-1]}),
    ("scopes-undeclared", "scope", ON_BOARD, {"scope": (*SCOPES, "tickets")}),
    ("scopes-unknown", "scope", LIVE, {"scope": (*SCOPES, "crm.object.contact.reed")}),
    (
        "scopes-template",
        "scope",
        situation(templates={"Create a Deal": ("crm.objects.deals.write", "oauth")}),
        {"scope": ("oauth",)},
    ),
    ("scopes-repeated", "scope", LIVE, {"scope": (*SCOPES, "oauth")}),
    ("scopes-unneeded", "scope", LIVE, {"scope": (*SCOPES, "crm.objects.companies.read")}),
]


def draft_with(changes: dict[str, Any]) -> Draft:
    filled = {
        name: value.replace("{good}", getattr(GOOD, name)) if isinstance(value, str) else value
        for name, value in changes.items()
    }
    return replace(GOOD, **filled)


@pytest.mark.parametrize(("rule", "field", "where", "changes"), SAMPLES)
def test_a_rule_is_shown_at_its_field_in_words(
    rule: str, field: str, where: Any, changes: dict[str, Any]
) -> None:
    found = [one for one in check(draft_with(changes), where).findings if one.id == rule]
    assert [one.field for one in found] == [field]
    texts = (found[0].message, found[0].next_step, found[0].source)
    assert all(texts)
    assert not any("{" in text and "{tenant}" not in text for text in texts)


@pytest.mark.parametrize(("rule", "field", "where", "changes"), SAMPLES)
def test_a_repair_takes_its_finding_away_and_does_nothing_a_second_time(
    rule: str, field: str, where: Any, changes: dict[str, Any]
) -> None:
    draft = draft_with(changes)
    before = check(draft, where)
    found = next(one for one in before.findings if one.id == rule)
    if found.repair is None:
        return
    mended = found.repair.apply(draft)
    after = check(mended, where)
    assert rule not in {one.id for one in after.about(found.field)}
    assert found.repair.apply(mended) == mended
    assert len([f for f in after.findings if f.severity == "blocks"]) <= len(
        [f for f in before.findings if f.severity == "blocks"]
    )


def test_every_rule_that_ships_has_a_sample_and_there_are_more_than_thirty() -> None:
    rules = {rule.id for rule in CATALOGUE.preflight(HUBSPOT).rules}
    assert rules == {rule for rule, *_ in SAMPLES}
    assert len(rules) >= 30


def test_the_good_profile_is_left_alone() -> None:
    assert [one.id for one in report(LIVE).findings] == ["callback-register-it"]
    assert report(ON_BOARD).findings == ()
    assert not report(LIVE).blocks


@pytest.mark.parametrize(
    ("changes", "field", "value"),
    [
        ({"client_id": f" '{CLIENT_ID}' "}, "client_id", CLIENT_ID),
        (
            {"authorization_url": "http://app.hubspot.com/oauth/authorize"},
            "authorization_url",
            GOOD.authorization_url,
        ),
        ({"token_url": "https://api.hubapi.com/oauth/v1/token"}, "token_url", GOOD.token_url),
        (
            {"scope": ("oauth, crm.objects.deals.read;tickets",)},
            "scope",
            ("oauth", "crm.objects.deals.read", "tickets"),
        ),
        ({"scope": SCOPES[1:]}, "scope", SCOPES),
        ({"scope": (*SCOPES[:-1], "crm.object.contacts.write")}, "scope", SCOPES),
        ({"scope": ("OAUTH", *SCOPES[1:])}, "scope", SCOPES),
        ({"callback_url": "http://127.0.0.1:8765/callback"}, "callback_url", CALLBACKS[1]),
    ],
)
def test_one_click_gives_what_was_meant(changes: dict[str, Any], field: str, value: Any) -> None:
    where = ON_BOARD if field in ("callback_url",) else LIVE
    draft = replace(GOOD, **changes)
    repairs = [one.repair for one in check(draft, where).about(field) if one.repair]
    assert getattr(repairs[0].apply(draft), field) == value


@pytest.mark.parametrize(
    "scope",
    [
        "crm.objects.companies.read",
        "crm.objects.contacts.sensitive.read",
        "crm.schemas.deals.write",
        "crm.lists.read",
        "crm.import",
        "settings.users.teams.read",
        "conversations.visitor_identification.tokens.create",
        "communication_preferences.read_write",
        "automation",
        "business-intelligence",
        "e-commerce",
        "tickets",
        "files.ui_hidden.read",
    ],
)
def test_a_scope_that_the_service_has_is_not_called_unknown(scope: str) -> None:
    assert about("scope", LIVE, scope=(*SCOPES, scope)) == ["scopes-unneeded"]


@pytest.mark.parametrize(
    "scope", ["crm.objects.contcts.read", "crm.objects.deals.reed", "contacts", "deals.read", "x"]
)
def test_a_scope_that_the_service_does_not_have_is_told(scope: str) -> None:
    assert about("scope", LIVE, scope=(*SCOPES, scope)) == ["scopes-unknown"]


def test_swapped_credentials_are_swapped_back() -> None:
    draft = replace(GOOD, client_id=SECRET, client_secret=CLIENT_ID)
    found = only(ON_BOARD, client_id=SECRET, client_secret=CLIENT_ID)
    assert found.repair is not None
    assert found.repair.apply(draft) == GOOD


def test_an_install_link_fills_the_fields_it_speaks_of() -> None:
    draft = replace(GOOD, authorization_url=INSTALL, client_id="", scope=())
    (found,) = (f for f in check(draft, LIVE).findings if f.id == "authorize-url-install-link")
    assert found.repair is not None
    mended = found.repair.apply(draft)
    assert mended.authorization_url == GOOD.authorization_url
    assert mended.client_id == CLIENT_ID
    assert mended.scope == ("oauth", "crm.objects.deals.read")


def test_the_old_endpoints_warn_until_their_last_day_and_block_from_then_on() -> None:
    v1 = "https://api.hubapi.com/oauth/v1/token"
    days = [datetime(2027, 2, 15, 23, 59, tzinfo=UTC), datetime(2027, 2, 16, tzinfo=UTC)]
    found = [only(situation(now=day), token_url=v1) for day in days]
    assert [one.severity for one in found] == ["warns", "blocks"]
    assert "February 16, 2027" in found[0].message
    assert report(situation(now=days[1]), token_url=v1).verdict == "token_address"


def test_a_sandbox_address_is_good_in_the_sandbox_and_foreign_on_the_live_service() -> None:
    own = {
        "authorization_url": f"{SANDBOX}/oauth/authorize",
        "token_url": f"{SANDBOX}/oauth/v3/token",
    }
    assert report(ON_BOARD, **own).findings == ()
    assert about("authorization_url", LIVE, **own) == ["authorize-url-foreign"]
    assert about("token_url", LIVE, **own) == ["token-url-foreign"]


def test_the_services_own_addresses_stand_for_the_sandbox() -> None:
    assert ON_BOARD.address(GOOD.authorization_url, "authorize") == f"{SANDBOX}/oauth/authorize"
    assert ON_BOARD.address(GOOD.token_url, "token") == f"{SANDBOX}/oauth/2026-03/token"
    assert ON_BOARD.address(GOOD.token_url, "authorize") is None
    assert ON_BOARD.address("https://evil.example/oauth/authorize", "authorize") is None
    assert LIVE.address(GOOD.token_url, "token") == GOOD.token_url


@given(st.text(max_size=60), st.text(st.characters(exclude_categories=["Z", "C"]), max_size=60))
def test_neither_a_secret_nor_what_may_be_one_is_ever_quoted(public: str, secret: str) -> None:
    hidden, private = "s3cr3tv4lue", f"sekret{secret}"
    draft = replace(
        GOOD,
        client_id=f"{hidden}{public}",
        client_secret=f" {private}\n",
        token_url=f"https://api.hubapi.com/x?client_secret={hidden}",
        refresh_url=f"https://evil.example/{quote(private)}",
        scope=(private,),
    )
    for one in check(draft, LIVE).findings:
        shown = f"{one.message}{one.next_step}{one.repair and one.repair.label}"
        assert hidden not in shown
        assert private.strip() not in shown
    assert "sekret" not in repr(draft)
    assert hidden not in repr(draft)


@given(
    st.builds(
        Draft,
        *[st.text(max_size=80)] * 6,
        st.tuples(st.text(max_size=40)),
        st.just(()),
        st.text(max_size=10),
    )
)
def test_nothing_that_can_be_typed_makes_it_stumble(draft: Draft) -> None:
    for where in (LIVE, ON_BOARD):
        for one in check(draft, where).findings:
            if one.repair is not None:
                assert check(one.repair.apply(draft), where) is not None


@pytest.mark.parametrize(
    "unit", ["<", "{", "your ", "a.", "x", " ", "oauth ", "http://a?", "\u200b"]
)
def test_a_field_of_any_length_is_judged_at_once(unit: str) -> None:
    text = unit * 200_000
    draft = Draft(text, text, text, text, text, text, (text,), (text,))
    began = perf_counter()
    found = check(draft, ON_BOARD)
    assert perf_counter() - began < 5
    assert found.blocks
    assert all(one.repair is None for one in found.findings), "what was cut is not mended"


def test_a_repair_reaches_the_profile_and_leaves_the_rest_of_it() -> None:
    values = {
        "name": "HubSpot",
        "client_id": f" {CLIENT_ID}",
        "client_secret": SECRET,
        "authorization_url": GOOD.authorization_url,
        "token_url": GOOD.token_url,
        "scope": (
            {"key": "scope", "value": " ".join(SCOPES[1:])},
            {"key": "optional_scope", "value": "crm.objects.owners.read"},
            {"key": "audience", "value": "crm"},
        ),
    }
    before = preflight_draft(values, GOOD.callback_url)
    assert before is not None
    assert before.optional_scope == ("crm.objects.owners.read",)
    draft = before
    for one in check(before, LIVE).findings:
        if one.repair:
            draft = one.repair.apply(draft)
    mended = values_with(values, before, draft)
    assert mended["client_id"] == CLIENT_ID
    assert mended["name"] == "HubSpot"
    rows = mended["scope"]
    assert isinstance(rows, tuple)
    assert [row["key"] for row in rows] == ["scope", "optional_scope", "audience"]
    assert rows[0]["value"] == " ".join(SCOPES)
    assert values_with(values, before, before) == values


BROKEN = {
    'kind = "pattern"\npattern = "("': "rules[0].pattern",
    'kind = "pattern"\npattern = ""': "rules[0].pattern",
    'kind = "host"\nhosts = "nowhere"': "rules[0].hosts",
    'kind = "same"': "rules[0].other",
    'kind = "guess"': "rules[0].kind",
    'kind = "url"\nverdict = "thunder"': "rules[0].verdict",
    'kind = "url"\nunless = ["ghost"]': "rules[0].unless",
}


@pytest.mark.parametrize("broken", BROKEN)
def test_a_wrong_rule_is_refused_with_its_key(broken: str) -> None:
    text = f"""
verdict_order = ["client"]
[hosts]
[scopes]
always = []
known = []
[[rules]]
id = "a"
fields = ["client_id"]
severity = "blocks"
message = "m"
next_step = "n"
source = "s"
{broken}
"""
    with pytest.raises(ConnectorError) as caught:
        check_preflight("x/preflight.toml", read("x/preflight.toml", text, Preflight))
    assert caught.value.key == BROKEN[broken]


def test_a_rule_must_not_quote_what_may_be_a_secret() -> None:
    known = CATALOGUE.preflight(HUBSPOT)
    import msgspec

    rule = msgspec.structs.replace(known.rules[0], message="It is {value}")
    with pytest.raises(ConnectorError):
        check_preflight("x", msgspec.structs.replace(known, rules=(rule,)))
