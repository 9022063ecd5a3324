"""Thirty mistakes that people make: named before the attempt, and explained after it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from html import unescape
from typing import Any

import httpx
import pytest
from desk import PLAIN, Desk, sign_in
from preflight_bench import CATALOGUE, GOOD, HUBSPOT, SCOPES, situation

from studio.authorization.errors import AuthorizationError
from studio.authorization.explaining import app_here, explain_page
from studio.authorization.login import LoginAttempt
from studio.authorization.posting import TokenPoster
from studio.authorization.preflight import Draft, Situation, check
from studio.clock import ManualClock
from studio.errors import StudioError

UUID = "0b9f1f5e-6d52-4d1c-9a55-7c1f4d1f8a11"
REFRESH = "na1-8f1e-4c2b-9a61-2f0c7e5d9b14"
AFTER_THE_END = datetime(2027, 2, 16, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Mistake:
    """What is done to a good profile, and what must be said of it."""

    name: str
    field: str
    """The field that pre-flight has to name; it may name others besides."""
    code: str
    """What the attempt ends with."""
    changes: dict[str, Any]
    at: datetime | None = None


def mistake(name: str, field: str, code: str, at: datetime | None = None, **to: Any) -> Mistake:
    return Mistake(name, field, f"authorization.{code}", to, at)


CLIENT, REDIRECT, SECRET = "client_unknown", "redirect_mismatch", "client_secret"
MISSING, UNDECLARED, FOREIGN = "scopes_missing", "scopes_undeclared", "foreign_address"
MISTAKES = [
    mistake("no client id", "client_id", CLIENT, client_id=""),
    mistake("placeholder", "client_id", CLIENT, client_id="<your-client-id>"),
    mistake("x for the id", "client_id", CLIENT, client_id="xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"),
    mistake("padded id", "client_id", CLIENT, client_id="{id}  "),
    mistake("quoted id", "client_id", CLIENT, client_id='"{id}"'),
    mistake("the app's number", "client_id", CLIENT, client_id="1902746"),
    mistake("swapped", "client_id", CLIENT, client_id="{secret}", client_secret="{id}"),
    mistake("another app's id", "client_id", CLIENT, client_id=UUID),
    mistake("id cut short", "client_id", CLIENT, client_id="6f2b1c0e-8d47-4b53-9a61"),
    mistake("placeholder secret", "client_secret", SECRET, client_secret="your-client-secret"),
    mistake("dots", "client_secret", SECRET, client_secret="••••••••-••••"),
    mistake("private app token", "client_secret", SECRET, client_secret="pat-na1-1b2c3d4e-5f60"),
    mistake("developer key", "client_secret", SECRET, client_secret=REFRESH),
    mistake("id twice", "client_secret", SECRET, client_secret="{id}"),
    mistake("padded secret", "client_secret", SECRET, client_secret="{secret} "),
    mistake("slash lost", "callback_url", REDIRECT, callback_url=GOOD.callback_url.rstrip("/")),
    mistake("port", "callback_url", REDIRECT, callback_url="http://localhost:8764/callback"),
    mistake("number", "callback_url", REDIRECT, callback_url="http://127.0.0.1:8765/callback"),
    mistake("capitals", "callback_url", REDIRECT, callback_url=GOOD.callback_url.upper()),
    mistake(
        "http", "callback_url", REDIRECT, callback_url="http://idp.kore.ai/workflows/callback/"
    ),
    mistake("no oauth", "scope", MISSING, scope=SCOPES[1:]),
    mistake("commas", "scope", MISSING, scope=(",".join(SCOPES),)),
    mistake("misspelled", "scope", UNDECLARED, scope=(*SCOPES, "crm.object.owners.read")),
    mistake("undeclared", "scope", UNDECLARED, scope=(*SCOPES, "tickets")),
    mistake(
        "urls swapped",
        "authorization_url",
        FOREIGN,
        authorization_url=GOOD.token_url,
        token_url=GOOD.authorization_url,
    ),
    mistake(
        "tenant", "authorization_url", FOREIGN, authorization_url="https://{tenant}.hubspot.com/"
    ),
    mistake(
        "wrong page",
        "authorization_url",
        "no_such_page",
        authorization_url="https://app.hubspot.com/oauth/authorise",
    ),
    mistake(
        "region", "token_url", FOREIGN, token_url="https://api-eu1.hubapi.com/oauth/2026-03/token"
    ),
    mistake("http token", "token_url", FOREIGN, token_url=GOOD.token_url.replace("https", "http")),
    mistake(
        "v1 after its end",
        "token_url",
        "token_address",
        AFTER_THE_END,
        token_url="https://api.hubapi.com/oauth/v1/token",
    ),
]


def test_there_are_thirty_different_mistakes() -> None:
    assert len({one.name for one in MISTAKES}) == len(MISTAKES) == 30


@pytest.fixture(scope="module")
def shared_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    desk = Desk(tmp_path_factory.mktemp("desk"))
    yield desk
    desk.close()


def made(one: Mistake, desk: Desk) -> tuple[Draft, Situation]:
    """The profile with this mistake, of the app that is registered in the desk's sandbox."""
    info = desk.studio.environment.ensure_sandbox()
    if one.at is not None:
        assert isinstance(desk.clock, ManualClock)
        desk.clock.advance((one.at - desk.clock.now()).total_seconds())
    good = replace(GOOD, client_id=info.client_id, client_secret=info.client_secret)
    words = {"{id}": info.client_id, "{secret}": info.client_secret}
    changes = {
        name: _filled(value, words) if isinstance(value, str) else value
        for name, value in one.changes.items()
    }
    return replace(good, **changes), desk.studio.preflight.situation(HUBSPOT)


def _filled(text: str, words: dict[str, str]) -> str:
    for word, value in words.items():
        text = text.replace(word, value)
    return text


def attempt(draft: Draft, where: Situation, desk: Desk) -> StudioError | None:
    """Really try it, as the window does: open the link, sign in, exchange the code."""
    poster = TokenPoster(lambda: desk.studio.http, CATALOGUE)

    def finish(attempt: LoginAttempt, steps: Any, form: Any) -> Any:
        return poster.carry_out(steps, form, HUBSPOT, "Exchange the authorization code for tokens")

    try:
        login = LoginAttempt(
            app_here(draft, where),
            reason="",
            state="s" * 32,
            verifier="v" * 64,
            declined_paths=(),
            finish=finish,
            give_up=lambda error: None,
        )
        page = httpx.get(login.authorize_url, verify=PLAIN)
        if page.status_code != 200:
            text = unescape(re.sub(r"<style.*?</style>|<[^>]+>", " ", page.text, flags=re.S))
            return explain_page(CATALOGUE.get(HUBSPOT).errors.page, text)
        login.complete(sign_in(login))
    except StudioError as error:
        return error
    return None


def test_a_profile_without_a_mistake_passes_both(shared_desk: Desk) -> None:
    draft, where = made(mistake("none", "", ""), shared_desk)
    assert check(draft, where).findings == ()
    assert attempt(draft, where, shared_desk) is None


@pytest.mark.parametrize(
    "one", sorted(MISTAKES, key=lambda m: m.at is not None), ids=lambda m: m.name
)
def test_a_mistake_is_named_before_and_explained_after(one: Mistake, shared_desk: Desk) -> None:
    draft, where = made(one, shared_desk)

    report = check(draft, where)
    named = {found.field for found in report.findings if found.severity == "blocks"}
    assert one.field in named
    assert all(found.message and found.next_step and found.source for found in report.findings)

    error = attempt(draft, where, shared_desk)
    assert isinstance(error, AuthorizationError)
    assert error.code == one.code
    assert error.field in named
    assert error.message
    assert error.next_step


def test_the_live_service_judges_most_of_them_too() -> None:
    """Without knowing the app: only what the app's registration decides cannot be foreseen."""
    unforeseen = set()
    for one in MISTAKES:
        words = {"{id}": GOOD.client_id, "{secret}": GOOD.client_secret}
        changes = {
            n: _filled(v, words) if isinstance(v, str) else v for n, v in one.changes.items()
        }
        where = situation(now=one.at) if one.at else situation()
        fields = {
            f.field for f in check(replace(GOOD, **changes), where).findings if f.severity != "hint"
        }
        if one.field not in fields:
            unforeseen.add(one.name)
    assert unforeseen == {
        "swapped",
        "another app's id",
        "slash lost",
        "port",
        "undeclared",
        "capitals",
    }
