"""Searches that lag behind the writes (fact sheet hubspot-api 4)."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from sandbox_bench import Bench

DEALS = "/crm/v3/objects/deals"


def found(api: httpx.Client, **body: Any) -> tuple[int, list[str]]:
    answer = api.post(f"{DEALS}/search", json={"limit": 100, **body}).json()
    return answer["total"], [one["properties"]["dealname"] for one in answer["results"]]


def make(api: httpx.Client, name: str) -> str:
    answer = api.post(DEALS, json={"properties": {"dealname": name}})
    assert answer.status_code == 201, answer.text
    record_id: str = answer.json()["id"]
    return record_id


@pytest.fixture
def lagging(bench: Bench, api: httpx.Client) -> httpx.Client:
    bench.admin("limits", {"search_lag_seconds": 5})
    return api


def test_the_demo_world_does_not_lag(bench: Bench, api: httpx.Client) -> None:
    assert bench.admin("state")["search_lag_seconds"] == 0
    make(api, "At once")
    assert found(api, query="once")[1] == ["At once"]


def test_a_new_record_shows_after_the_lag(bench: Bench, lagging: httpx.Client) -> None:
    before, _ = found(lagging)
    make(lagging, "Late")
    assert found(lagging, query="late") == (0, [])
    assert found(lagging)[0] == before
    bench.clock.advance(4.9)
    assert found(lagging)[0] == before
    bench.clock.advance(0.2)
    assert found(lagging, query="late") == (1, ["Late"])
    assert found(lagging)[0] == before + 1


def test_a_change_shows_after_the_lag_everywhere_at_once(
    bench: Bench, lagging: httpx.Client
) -> None:
    record_id = make(lagging, "First name")
    bench.clock.advance(10)
    lagging.patch(f"{DEALS}/{record_id}", json={"properties": {"dealname": "Zz last name"}})
    equals = [{"filters": [{"propertyName": "dealname", "operator": "EQ", "value": "First name"}]}]
    assert found(lagging, filterGroups=equals) == (1, ["First name"])
    assert found(lagging, query="zz") == (0, [])
    assert lagging.get(f"{DEALS}/{record_id}").json()["properties"]["dealname"] == "Zz last name"
    assert found(lagging, sorts=["dealname"])[1][-1] != "Zz last name"
    bench.clock.advance(6)
    assert found(lagging, filterGroups=equals) == (0, [])
    assert found(lagging, sorts=["dealname"])[1][-1] == "Zz last name"


def test_an_archived_record_is_still_found_for_a_while(bench: Bench, lagging: httpx.Client) -> None:
    before, names = found(lagging, sorts=["-createdate"])
    lagging.delete(f"{DEALS}/10146264661")
    assert found(lagging, sorts=["-createdate"]) == (before, names)
    bench.clock.advance(6)
    assert found(lagging)[0] == before - 1


def test_paging_sees_one_and_the_same_past(bench: Bench, lagging: httpx.Client) -> None:
    total, names = found(lagging, sorts=["createdate"])
    for number in range(3):
        make(lagging, f"New {number}")
    lagging.delete(f"{DEALS}/10146264661")
    seen: list[str] = []
    after = "0"
    while after:
        answer = lagging.post(
            f"{DEALS}/search", json={"limit": 7, "after": after, "sorts": ["createdate"]}
        ).json()
        assert answer["total"] == total
        seen += [one["properties"]["dealname"] for one in answer["results"]]
        after = answer.get("paging", {}).get("next", {}).get("after", "")
    assert seen == names


def test_turned_off_it_shows_everything(bench: Bench, lagging: httpx.Client) -> None:
    make(lagging, "Hidden")
    assert found(lagging, query="hidden")[0] == 0
    bench.admin("limits", {"search_lag_seconds": 0})
    assert found(lagging, query="hidden")[0] == 1


def test_setting_the_clock_back_hides_nothing(bench: Bench, lagging: httpx.Client) -> None:
    bench.admin("clock", {"advance_seconds": 1500})
    make(lagging, "From the future")
    bench.admin("clock", {"offset_seconds": 0})
    assert found(lagging, query="future")[0] == 1


def test_the_fault_makes_one_search_see_the_world_of_30_seconds_ago(
    bench: Bench, api: httpx.Client
) -> None:
    make(api, "Quite new")
    bench.clock.advance(20)
    bench.admin("faults", {"name": "search_lag", "count": 1})
    assert found(api, query="quite")[0] == 0
    assert found(api, query="quite")[0] == 1
    bench.clock.advance(11)
    bench.admin("faults", {"name": "search_lag", "count": 1})
    assert found(api, query="quite")[0] == 1


@pytest.mark.parametrize("wrong", [-1, "5", True, 1e9])
def test_a_wrong_lag_is_refused(bench: Bench, wrong: Any) -> None:
    url = f"{bench.running.info.admin_url}/limits"
    answer = bench.http.post(url, json={"search_lag_seconds": wrong})
    assert answer.status_code == 400
    assert "search_lag_seconds" in answer.json()["error"]
