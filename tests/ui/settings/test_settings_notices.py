"""An authorization that stops working is told wherever the person is; and that it works again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest

from studio.app import Studio
from studio.authorization.login import LoginAttempt
from studio.errors import StudioError
from studio.journeys.format import Step
from ui.authorization.notices import AuthorizationNotices
from ui.journeys.waiting import wait_for


@pytest.fixture
def watched(keeper: Any, enable_in: Callable[[Studio], None]) -> Any:
    """Somebody in the window of an enabled action, which watches by now."""
    enable_in(keeper.studio)
    bell = keeper.studio.authorization._bell
    wait_for(lambda: bool(bell._listeners) or None, 8, lambda: "the window does not watch")
    return keeper


def redirect(studio: Studio, attempt: LoginAttempt) -> str:
    """Where the sign-in would end, by the sandbox's admin API."""
    state = parse_qs(urlsplit(attempt.authorize_url).query)["state"][0]
    admin = studio.environment.ensure_sandbox().admin_url
    code = httpx.post(f"{admin}/codes", json={"redirect_uri": attempt.callback_url}).json()["code"]
    return f"{attempt.callback_url}?{urlencode({'code': code, 'state': state})}"


def lose(keeper: Any) -> None:
    """The grant was taken back at the service; the next request finds out."""
    studio = keeper.studio
    token = studio.authorization.access_token("hubspot")
    studio.environment.sandbox_faults().arm("refresh_token_revoked", count=1)
    with pytest.raises(StudioError):
        studio.authorization.access_token("hubspot", rejected=token)


def test_what_is_lost_is_told_on_any_page(watched: Any) -> None:
    lose(watched)
    watched.sees("window.result.title", "HubSpot needs authorization")
    watched.sees("window.result.text", "Authorize")


def test_that_it_works_again_is_told_too(watched: Any) -> None:
    lose(watched)
    watched.sees("window.result.title", "needs authorization")
    attempt = watched.studio.authorization.begin("hubspot")
    attempt.complete(redirect(watched.studio, attempt))
    watched.sees("window.result.title", "HubSpot works again")


@pytest.mark.parametrize("on", [True, False])
def test_the_desktop_is_told_where_settings_say_so(
    watched: Any, on: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(
        AuthorizationNotices, "_on_desktop", lambda self, title, text: told.append(title)
    )
    monkeypatch.setattr("ui.authorization.notices.QGuiApplication.focusWindow", lambda: None)
    watched.come()
    if not on:
        watched.click("settings.notifications")
        watched.sees("settings.notices.saved")
    assert watched.studio.preferences.read().notifications is on
    lose(watched)
    watched.sees("window.result.title", "needs authorization")
    assert told == (["HubSpot needs authorization"] if on else [])
    watched.do(Step(click="window.result.close"))
