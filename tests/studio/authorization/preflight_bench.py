"""A profile without a mistake, and the situations that pre-flight judges by."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Literal

from studio.authorization.preflight import Draft, Finding, Registration, Report, Situation, check
from studio.connectors.catalogue import Catalogue
from studio.sandbox import RunningSandbox, SandboxInfo, SandboxOptions, start

HUBSPOT = "hubspot"
CATALOGUE = Catalogue()
SECRET = "5e1f6a9c-3b7d-4c2a-8e90-1d4f7b6a2c35"
CLIENT_ID = "6f2b1c0e-8d47-4b53-9a61-2f0c7e5d9b14"
TODAY = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
SANDBOX = "http://127.0.0.1:49213"
SCOPES = tuple(scope.name for scope in CATALOGUE.get(HUBSPOT).scopes)

GOOD = Draft(
    client_id=CLIENT_ID,
    client_secret=SECRET,
    authorization_url="https://app.hubspot.com/oauth/authorize",
    token_url="https://api.hubapi.com/oauth/2026-03/token",
    callback_url="https://idp.kore.ai/workflows/callback/",
    scope=SCOPES,
)


def registration(info: SandboxInfo) -> Registration:
    """What the sandbox tells of its app."""
    return Registration(
        info.client_id, info.redirect_uris, info.required_scopes, info.declared_scopes
    )


def situation(
    environment: Literal["sandbox", "live"] = "live",
    *,
    base_url: str = SANDBOX,
    now: datetime = TODAY,
    **more: Any,
) -> Situation:
    connector = CATALOGUE.get(HUBSPOT)
    live = connector.environments.live
    return Situation(
        environment=environment,
        now=now,
        knowledge=CATALOGUE.preflight(HUBSPOT),
        live=live,
        here=connector.environments.sandbox.at(base_url) if environment == "sandbox" else live,
        needed_scopes=SCOPES,
        **more,
    )


def report(where: Situation | None = None, **changes: Any) -> Report:
    """Pre-flight's report on the good profile with some fields changed."""
    return check(replace(GOOD, **changes), where or situation())


def about(field: str, where: Situation | None = None, **changes: Any) -> list[str]:
    """Ids of what pre-flight finds wrong with a field, `hint`s included."""
    return [one.id for one in report(where, **changes).findings if one.field == field]


def only(where: Situation | None = None, **changes: Any) -> Finding:
    """The one thing that pre-flight finds, apart from what is always hinted at."""
    found = [one for one in report(where, **changes).findings if one.id != "callback-register-it"]
    assert len(found) == 1, found
    return found[0]


@contextmanager
def running_sandbox(**options: Any) -> Iterator[RunningSandbox]:
    running = start(SandboxOptions(client_secret=SECRET, **options))
    try:
        yield running
    finally:
        running.stop()
