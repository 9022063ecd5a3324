"""The list, Test and Delete, against the sandbox's endpoints."""

from __future__ import annotations

from typing import Any

from studio.clock import SystemClock
from studio.journeys.format import Step
from studio.workspace.integrations import Integrations
from ui.journeys import finding
from ui.journeys.waiting import wait_for

PASSWORD = "sandbox-dana"


def gear(admin: Any, number: int, *keys: str) -> None:
    """The menu of a profile."""
    admin.click(f"profiles.list.{number}.gear")
    admin.press(*keys)


def test_an_empty_place_says_what_will_be_here(admin: Any) -> None:
    admin.sees("profiles.empty", "No profile yet")
    admin.sees("window.breadcrumb", "Dev Tools")
    admin.click("profiles.empty.new")
    admin.sees("profiles.mechanism.kerberos")


def test_a_profile_shows_its_name_mechanism_and_users(admin: Any) -> None:
    profile = admin.save("oauth_v2_client_credentials", **CLIENT)
    admin.sees("profiles.list.1.name", "Machines")
    admin.sees("profiles.list.1.mechanism", "OAuth v2 client credentials")
    admin.sees("profiles.list.1.users", "Not used yet")
    Integrations(admin.studio.workspace, SystemClock()).change("hubspot", profile_id=profile)
    admin.do(Step(click="nav.actions"), Step(click="nav.authorization_profiles"))
    admin.do(Step(expect="profiles.list.1.users", text="Used by HubSpot"))


CLIENT = {
    "name": "Machines",
    "client_id": "sandbox-client",
    "client_secret": "sandbox-client-secret-77d0",
    "token_url": "https://machines.example/token",
}


def test_deleting_is_asked_and_done(admin: Any) -> None:
    admin.save("basic", name="Portal")
    gear(admin, 1, "Down", "Down", "Return")
    admin.sees("profiles.delete", "cannot be restored")
    admin.click("profiles.delete.cancel")
    admin.sees("profiles.list.1.name", "Portal")
    gear(admin, 1, "Down", "Down", "Return")
    admin.click("profiles.delete.delete")
    admin.sees("profiles.empty")
    assert admin.studio.profiles.list() == ()


def test_what_is_in_use_is_not_deleted_and_its_users_are_named(admin: Any) -> None:
    profile = admin.save("basic", name="Portal")
    gear(admin, 1, "Down", "Down", "Return")
    admin.sees("profiles.delete")
    # Chosen by another window while the question stands.
    Integrations(admin.studio.workspace, SystemClock()).change("hubspot", profile_id=profile)
    admin.click("profiles.delete.delete")
    admin.sees("profiles.in_use", "HubSpot")
    admin.click("profiles.in_use.ok")
    admin.sees("profiles.list.1.users", "Used by HubSpot")
    gear(admin, 1, "Down", "Down", "Return")
    admin.sees("profiles.in_use", "Select another profile there")
    assert len(admin.studio.profiles.list()) == 1


def test_basic_auth_is_tested_with_what_is_asked_and_nothing_of_it_stays(admin: Any) -> None:
    admin.save("basic", name="Portal", check_url=admin.tests()["basic"]["check_url"])
    admin.click("profiles.list.1.test")
    admin.do(
        Step(type="profiles.test.username", text="dana@acme.example"),
        Step(type="profiles.test.password", text="a wrong canary"),
        Step(click="profiles.test_dialog.test"),
        Step(expect="profiles.list.1.result", text="Auth Test Failed"),
        Step(expect="profiles.list.1.outcome", contains="(401)"),
        Step(expect="profiles.list.1.outcome.headers", contains="www-authenticate"),
        Step(click="profiles.list.1.outcome.tab.response"),
        Step(expect="profiles.list.1.outcome.body", contains="Wrong user name or password"),
    )
    outcome = admin.widget("profiles.list.1")
    assert "canary" not in finding.words(outcome)
    admin.click("profiles.list.1.test")
    admin.do(
        Step(expect="profiles.test.username", text="dana@acme.example"),
        Step(expect="profiles.test.password", text=""),
        Step(type="profiles.test.password", text=PASSWORD),
        Step(click="profiles.test_dialog.test"),
        Step(expect="profiles.list.1.result", text="Auth Test Passed"),
    )


def test_what_test_needs_is_asked_until_it_is_there(admin: Any) -> None:
    admin.save("api_key", name="Maps")
    admin.click("profiles.list.1.test")
    admin.click("profiles.test_dialog.test")
    admin.sees("profiles.test.check_url.remark", "Auth Check URL is missing")
    admin.sees("profiles.test.api_key.remark", "API Key is missing")
    admin.click("profiles.test_dialog.cancel")
    admin.do(Step(expect="profiles.list.1.test", enabled=True))
    admin.do(Step(expect="profiles.list.1.result", visible=False))


def test_client_credentials_need_no_dialog(admin: Any) -> None:
    told = admin.tests()["oauth_v2_client_credentials"]
    admin.save("oauth_v2_client_credentials", **{**CLIENT, "token_url": told["token_url"]})
    admin.click("profiles.list.1.test")
    admin.do(Step(expect="profiles.list.1.result", text="Auth Test Passed"))


def test_a_field_that_is_to_blame_is_one_click_away(admin: Any) -> None:
    admin.save("oauth_v2_password", name="Grant", token_url="https://x.example/{{region}}/token")
    admin.click("profiles.list.1.test")
    admin.do(
        Step(type="profiles.test.username", text="dana@acme.example"),
        Step(type="profiles.test.password", text=PASSWORD),
        Step(click="profiles.test_dialog.test"),
        Step(expect="profiles.list.1.outcome", contains="Nothing fills"),
        Step(click="profiles.list.1.outcome.edit"),
        Step(expect="profiles.field.token_url"),
    )
    field = admin.widget("profiles.field.token_url")
    wait_for(lambda: admin.window.focusWidget() is field, 5, lambda: "it has no focus")


def ours(admin: Any) -> dict[str, Any]:
    """HubSpot's own addresses, the sandbox's app."""
    info = admin.studio.environment.ensure_sandbox()
    return {
        "name": "Ours",
        "client_id": info.client_id,
        "client_secret": info.client_secret,
        "authorization_url": "https://app.hubspot.com/oauth/authorize",
        "token_url": "https://api.hubapi.com/oauth/2026-03/token",
        "scope": [{"key": "scope", "value": " ".join(info.required_scopes)}],
    }


def test_a_closed_login_window_fails_the_test_and_it_can_be_repeated(admin: Any) -> None:
    """On the sandbox, HubSpot's own addresses lead to the sandbox: nothing leaves this computer."""
    admin.save("oauth_v2", **ours(admin))
    for _ in range(2):
        admin.click("profiles.list.1.test")
        admin.do(
            Step(expect="login"),
            Step(expect="login.reason", contains="Signing in to test Ours"),
            Step(expect="login.origin", contains="127.0.0.1"),
            Step(expect="profiles.list.1.progress", contains="Waiting for your sign-in"),
            Step(click="login.close"),
            Step(expect="login", gone=True),
            Step(expect="profiles.list.1.result", text="Auth Test Failed"),
            Step(expect="profiles.list.1.outcome", contains="was closed before"),
        )
