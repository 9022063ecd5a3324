"""Where the workspace works: addresses, the sandbox on board, and where links may lead."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from desk import HUBSPOT, Desk

from studio.environment import sandbox_state_path
from studio.errors import StudioError
from studio.vault import MemoryVault


def test_a_new_workspace_works_against_the_sandbox_which_does_not_run_yet(desk: Desk) -> None:
    assert desk.studio.environment.name == "sandbox"
    assert desk.studio.environment.sandbox_address() is None


def test_the_sandbox_starts_when_an_address_is_needed(desk: Desk) -> None:
    endpoints = desk.studio.environment.endpoints(HUBSPOT)
    address = desk.studio.environment.sandbox_address()
    assert address is not None
    assert address.startswith("127.0.0.1:")
    for url in (endpoints.api, endpoints.token_url, endpoints.authorize_url, endpoints.app):
        assert url.startswith(f"http://{address}")
    assert "{" not in repr(endpoints)


def test_it_starts_once_for_all_who_need_it_at_the_same_time(desk: Desk) -> None:
    environment = desk.studio.environment
    with ThreadPoolExecutor(8) as pool:
        found = {
            info.base_url for info in pool.map(lambda _: environment.ensure_sandbox(), "12345678")
        }
    assert len(found) == 1


def test_its_world_lies_beside_the_workspace_and_outlives_a_restart(desk: Desk) -> None:
    desk.enable()
    first = desk.studio.authorization.access_token(HUBSPOT)
    assert sandbox_state_path(desk.path).exists()
    desk.restart()
    api = desk.studio.environment.endpoints(HUBSPOT).api
    bearer = {"Authorization": f"Bearer {first}"}
    answer = httpx.get(f"{api}/account-info/v3/details", headers=bearer, verify=False)
    assert answer.status_code == 200


def test_no_two_workspaces_share_a_world() -> None:
    folder = Path("somewhere")
    names = ["a.studio", "a.sandbox", "a.db", "b.studio"]
    worlds = {sandbox_state_path(folder / name) for name in names}
    assert len(worlds) == len(names)
    assert worlds.isdisjoint(folder / name for name in names)


def test_the_apps_secret_lasts_in_the_vault_and_is_kept_nowhere_else(desk: Desk) -> None:
    _, first = desk.studio.environment.system_app(HUBSPOT)
    desk.restart()
    assert desk.studio.environment.system_app(HUBSPOT)[1] == first, "profiles hold it"
    desk.restart(vault=MemoryVault())
    _, other = desk.studio.environment.system_app(HUBSPOT)
    assert other != first
    desk.close()
    for file in desk.path.parent.iterdir():
        for secret in (first, other):
            assert secret.encode() not in file.read_bytes()


def test_live_has_the_services_own_addresses_and_no_app_of_ours(desk: Desk) -> None:
    desk.studio.settings.set("environment", "live")
    assert desk.studio.environment.name == "live"
    endpoints = desk.studio.environment.endpoints(HUBSPOT)
    assert endpoints.api == "https://api.hubapi.com"
    with pytest.raises(StudioError) as caught:
        desk.begin()
    assert caught.value.code == "environment.no_system_app"
    problem = desk.studio.actions.get(HUBSPOT).problem
    assert problem is not None
    assert problem.code == "environment.no_system_app"
    assert desk.studio.environment.sandbox_address() is None


def test_an_account_of_the_sandbox_is_none_of_live(desk: Desk) -> None:
    desk.authorize()
    desk.studio.settings.set("environment", "live")
    assert desk.studio.authorization.account(HUBSPOT) is None
    with pytest.raises(StudioError) as caught:
        desk.studio.authorization.access_token(HUBSPOT)
    assert caught.value.code == "authorization.missing"
    desk.studio.settings.set("environment", "sandbox")
    assert desk.studio.authorization.access_token(HUBSPOT)


def test_a_link_to_the_service_leads_to_the_sandbox_and_shows_the_record(desk: Desk) -> None:
    page = "/contacts/148209731/record/0-3"
    link = desk.studio.environment.link(HUBSPOT, f"https://app.hubspot.com{page}/1?a=b#c")
    assert link == f"http://{desk.studio.environment.sandbox_address()}{page}/1?a=b#c"


def test_on_live_a_link_stays_as_it_is(desk: Desk) -> None:
    desk.studio.settings.set("environment", "live")
    url = "https://app-eu1.hubspot.com/contacts/1/record/0-3/2?a=b#c"
    assert desk.studio.environment.link(HUBSPOT, url) == url


@pytest.mark.parametrize("environment", ["sandbox", "live"])
@pytest.mark.parametrize(
    "url",
    [
        "http://app.hubspot.com/contacts/1",
        "https://app.hubspot.com.evil.example/contacts/1",
        "https://app.hubspot.com@evil.example/contacts/1",
        "https://evil@app.hubspot.com/contacts/1",
        "https://app.hubspot.com:8443/contacts/1",
        "https://app.hubspot.com\\@evil.example/",
        "https://evil.example/?https://app.hubspot.com/",
        "//app.hubspot.com/contacts/1",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "mailto:dana@acme.example",
        "https://[app.hubspot.com/",
        "contacts/1",
        "",
    ],
)
def test_no_link_leads_anywhere_else(desk: Desk, environment: str, url: str) -> None:
    desk.studio.settings.set("environment", environment)
    with pytest.raises(StudioError) as caught:
        desk.studio.environment.link(HUBSPOT, url)
    assert caught.value.code == "environment.foreign_link"


def test_a_closed_workspace_starts_no_sandbox(desk: Desk) -> None:
    environment = desk.studio.environment
    environment.close()
    with pytest.raises(StudioError):
        environment.ensure_sandbox()
    environment.close()
