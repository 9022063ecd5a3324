"""Reset, snapshots and restore: the world as it was."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from sandbox_bench import ACME_SALES, SECRET, Bench

from studio.clock import ManualClock
from studio.sandbox import RunningSandbox, SandboxOptions, start

DEALS = "/crm/v3/objects/deals"


@pytest.fixture(params=["memory", "file"])
def own(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bench]:
    """A sandbox of its own, in memory and with a state file."""
    state = tmp_path / "x.sandbox" if request.param == "file" else None
    clock = ManualClock()
    running = start(SandboxOptions(state=state, clock=clock, client_secret=SECRET))
    with httpx.Client(base_url=running.info.base_url, verify=False) as client:
        yield Bench(running, clock, client)
    running.stop()
    assert running.mishaps == ()  # type: ignore[attr-defined]


def names(api: httpx.Client) -> list[str]:
    results = api.get(DEALS, params={"limit": 100}).json()["results"]
    return [one["properties"]["dealname"] for one in results]


def test_restore_brings_back_records_grants_clock_and_rules(own: Bench) -> None:
    with own.api() as api:
        made = api.post(DEALS, json={"properties": {"dealname": "Kept"}}).json()
        own.admin("clock", {"advance_seconds": 300})
        own.admin("limits", {"enabled": True, "search_lag_seconds": 7, "rotation": True})
        before = own.admin("state")
        taken = own.admin("snapshot", {"name": "before lunch"})
        assert taken == {"name": "before lunch", "at": before["now"]}
        listed = names(api)

        api.patch(f"{DEALS}/{made['id']}", json={"properties": {"dealname": "Changed"}})
        api.delete(f"{DEALS}/10146264661")
        own.admin("reset", {"world": "platform"})
        assert api.get(DEALS).status_code == 401

        state = own.admin("restore", {})
        assert api.get(DEALS).status_code == 200
        assert names(api) == listed
        for key in ("world", "clock", "limits", "search_lag_seconds", "rotation", "grants"):
            assert state[key] == before[key], key
        assert state["accounts"] == before["accounts"]
        history = own.admin(f"records/{ACME_SALES}/deals/{made['id']}")["history"]
        assert len(history) == 1


def test_snapshots_have_names_and_the_newest_is_put_back_by_default(own: Bench) -> None:
    with own.api() as api:
        assert own.admin("snapshot", {})["name"] == "snapshot-1"
        api.post(DEALS, json={"properties": {"dealname": "Second"}})
        assert own.admin("snapshot", {})["name"] == "snapshot-2"
        api.post(DEALS, json={"properties": {"dealname": "Third"}})
        own.admin("restore", {})
        assert ("Second" in names(api), "Third" in names(api)) == (True, False)
        own.admin("restore", {"name": "snapshot-1"})
        assert "Second" not in names(api)
    assert [one["name"] for one in own.admin("state")["snapshots"]] == ["snapshot-1", "snapshot-2"]
    refused = own.http.post(f"{own.running.info.admin_url}/restore", json={"name": "none"})
    assert refused.status_code == 400
    assert "snapshot-1, snapshot-2" in refused.json()["error"]


def test_no_token_is_given_twice_after_a_restore(own: Bench) -> None:
    own.admin("snapshot", {})
    given = []
    for _ in range(3):
        given.append(own.admin("tokens", {})["access_token"])
        given.append(own.admin("codes", {})["code"])
        own.admin("restore", {})
    own.admin("reset", {})
    given.append(own.admin("tokens", {})["access_token"])
    assert len(set(given)) == len(given)


def test_reset_can_keep_the_connection(own: Bench) -> None:
    with own.api() as api:
        api.delete(f"{DEALS}/10146264661")
        state = own.admin("reset", {"keep_grants": True})
        assert api.get(f"{DEALS}/10146264661").status_code == 200
        assert len(state["grants"]) == 1
        own.admin("reset", {"world": "platform", "keep_grants": True})
        assert len(names(api)) == 9
        own.admin("reset", {})
        assert api.get(DEALS).status_code == 401
    assert own.admin("state")["world"] == "platform"


def test_an_unknown_world_changes_nothing(own: Bench) -> None:
    before = own.admin("state")
    refused = own.http.post(f"{own.running.info.admin_url}/reset", json={"world": "mars"})
    assert refused.status_code == 400
    assert "acme, large, platform" in refused.json()["error"]
    assert own.admin("state") == before


def test_watchers_hear_of_a_new_world(own: Bench) -> None:
    heard: list[str] = []
    own.running.watch(heard.append)
    own.admin("snapshot", {})
    own.admin("reset", {})
    own.admin("restore", {})
    assert heard.count("world") == 2


def test_snapshots_survive_a_restart(tmp_path: Path) -> None:
    def running() -> RunningSandbox:
        return start(SandboxOptions(state=tmp_path / "x.sandbox", clock=ManualClock()))

    def post(sandbox: RunningSandbox, path: str, body: dict[str, Any]) -> Any:
        answer = httpx.post(f"{sandbox.info.admin_url}/{path}", json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    first = running()
    post(first, "limits", {"search_lag_seconds": 3})
    post(first, "snapshot", {"name": "kept"})
    post(first, "reset", {"world": "large"})
    first.stop()
    second = running()
    try:
        state = httpx.get(f"{second.info.admin_url}/state").json()
        assert state["world"] == "large"
        assert [one["name"] for one in state["snapshots"]] == ["kept"]
        state = post(second, "restore", {"name": "kept"})
        assert (state["world"], state["search_lag_seconds"]) == ("acme", 3)
        assert state["accounts"][0]["deals"] == 22
    finally:
        second.stop()
