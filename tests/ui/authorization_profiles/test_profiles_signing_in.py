"""Test of profiles that sign somebody in: in the login window, and in the system's browser."""

from __future__ import annotations

import threading
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from desk import sign_in
from profile_bench import allow, profiles_of

from studio.authorization.profiles.browser_test import answers
from studio.journeys.format import Step
from ui.journeys.waiting import wait_for

pytestmark = pytest.mark.webengine
BACK = "http://localhost:8765/callback"
PAGE = "https://login.example/authorize?state=s-1&client_id=c"


@pytest.fixture
def opened(admin: Any) -> list[str]:
    """The addresses that the system's browser was given."""
    found: list[str] = []
    admin.window.links.opened.connect(found.append)
    return found


class Browser:
    """The system's browser, as far as a sign-in is concerned."""

    def __init__(self, url: str) -> None:
        self.authorize_url = url

    @staticmethod
    def is_callback(url: str) -> bool:
        return urlsplit(url).hostname == "localhost"


def in_the_browser(walk: Any) -> None:
    """Walk the pages and follow the redirect home, while the window goes on."""
    thread = threading.Thread(target=lambda: httpx.get(walk(), verify=False))
    thread.start()
    wait_for(lambda: not thread.is_alive(), 15, lambda: "the browser is not done")


def save(admin: Any, mechanism: str) -> None:
    base = admin.studio.environment.ensure_sandbox().base_url
    values = {k: v for k, v in profiles_of(base)[mechanism].values.items() if k != "callback_url"}
    admin.save(mechanism, **values)


def of_the_sandbox(admin: Any) -> None:
    info = admin.studio.environment.ensure_sandbox()
    admin.save(
        "oauth_v2",
        name="Ours",
        client_id=info.client_id,
        client_secret=info.client_secret,
        authorization_url=info.authorize_url,
        token_url=info.token_url,
        scope=[{"key": "scope", "value": " ".join(info.required_scopes)}],
    )


def test_a_page_that_refuses_other_programs_leads_to_the_browser_and_the_test_passes(
    admin: Any, opened: list[str]
) -> None:
    of_the_sandbox(admin)
    admin.studio.environment.sandbox_faults().arm("embedded_sign_in_refused", None, count=1)
    admin.click("profiles.list.1.test")
    admin.sees("login.refusal", "inside another program")
    admin.click("login.refusal.browser")
    admin.misses("login")
    admin.sees("profiles.list.1.progress", "in the browser")
    wait_for(lambda: opened, 8, lambda: "no browser was opened")
    in_the_browser(lambda: sign_in(Browser(opened[0])))  # type: ignore[arg-type]
    admin.do(Step(expect="profiles.list.1.result", text="Auth Test Passed"))


def test_a_test_in_the_browser_can_be_cancelled(admin: Any, opened: list[str]) -> None:
    admin.studio.preferences.change("login_policy", "browser")
    of_the_sandbox(admin)
    admin.click("profiles.list.1.test")
    admin.sees("profiles.list.1.progress", "in the browser")
    admin.misses("login")
    wait_for(lambda: opened, 8, lambda: "no browser was opened")
    admin.click("profiles.list.1.cancel")
    admin.sees("profiles.list.1.outcome", "cancelled before the sign-in was finished")


def test_a_system_that_opens_no_browser_is_said_to_open_none(admin: Any) -> None:
    admin.studio.preferences.change("login_policy", "browser")
    of_the_sandbox(admin)
    admin.window.links.follow = True  # and without a screen, the system opens nothing
    admin.click("profiles.list.1.test")
    admin.sees("profiles.list.1.outcome", "Your system opened no browser")


def test_without_a_browser_there_is_no_offer(admin: Any) -> None:
    admin.studio.preferences.change("login_policy", "window")
    of_the_sandbox(admin)
    admin.studio.environment.sandbox_faults().arm("embedded_sign_in_refused", None, count=1)
    admin.click("profiles.list.1.test")
    admin.sees("login.refusal", "Where people sign in")
    admin.misses("login.refusal.browser")
    admin.click("login.close")


def test_oauth_v1_signs_in_in_the_login_window(admin: Any) -> None:
    save(admin, "oauth_v1")
    admin.click("profiles.list.1.test")
    admin.do(
        Step(expect="login.page >> #username"),
        Step(type="login.page >> #username", text="dana@acme.example"),
        Step(type="login.page >> #password", text="sandbox-dana"),
        Step(press="Return"),
        Step(expect="profiles.list.1.result", text="Auth Test Passed"),
    )


def test_oauth_v1_signs_in_in_the_browser(admin: Any, opened: list[str]) -> None:
    admin.studio.preferences.change("login_policy", "browser")
    save(admin, "oauth_v1")
    admin.click("profiles.list.1.test")
    wait_for(lambda: opened, 8, lambda: "no browser was opened")
    in_the_browser(lambda: allow(opened[0]))
    admin.do(Step(expect="profiles.list.1.result", text="Auth Test Passed"))


def test_kerberos_without_a_ticket_fails_with_what_to_do(admin: Any) -> None:
    save(admin, "kerberos")
    admin.click("profiles.list.1.test")
    admin.do(
        Step(expect="profiles.test_dialog.test"),
        Step(click="profiles.test_dialog.test"),
        Step(expect="profiles.list.1.result", text="Auth Test Failed", within=20),
        Step(expect="profiles.list.1.outcome", contains="ticket"),
    )


@pytest.mark.parametrize(
    ("url", "belongs"),
    [
        (f"{BACK}?code=1&state=s-1", True),
        (f"{BACK}?code=1&state=s-2", False),
        (f"{BACK}?code=1", False),
        (f"{BACK}?code=1&state=s-1&state=s-2", False),
        ("http://localhost:8766/callback?code=1&state=s-1", False),
    ],
)
def test_only_the_redirect_of_this_test_ends_it(url: str, belongs: bool) -> None:
    assert answers(url, PAGE, BACK) is belongs


def test_a_page_without_anything_to_bring_back_is_answered_by_nobody() -> None:
    assert not answers(f"{BACK}?code=1", "https://login.example/authorize", BACK)
