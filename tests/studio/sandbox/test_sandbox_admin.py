from __future__ import annotations

from typing import Any

import httpx
import pytest
from sandbox_bench import ACME_SALES, CALLBACK, Bench


def test_a_code_and_tokens_are_had_without_a_browser(bench: Bench) -> None:
    body = {
        "redirect_uri": "http://localhost:8765/cb",
        "scopes": ["oauth"],
        "persona": "ines@nordlicht.example",
    }
    code = bench.admin("codes", body)["code"]
    answer = bench.token_call(
        grant_type="authorization_code", code=code, redirect_uri=body["redirect_uri"]
    ).json()
    assert (answer["hub_id"], answer["scopes"]) == (139874512, ["oauth"])
    tokens = bench.admin("tokens", {"portal_id": 148307662, "scopes": "oauth"})
    assert tokens["hub_id"] == 148307662
    assert tokens["expires_in"] == 1800


def test_a_code_is_for_the_registered_callback_unless_told(bench: Bench) -> None:
    assert bench.admin("codes", {})["redirect_uri"] == CALLBACK


def test_the_state_counts_records_and_names_grants(bench: Bench, api: httpx.Client) -> None:
    api.delete("/crm/v3/objects/deals/10146264661")
    state = bench.admin("state")
    (account,) = [one for one in state["accounts"] if one["portal_id"] == ACME_SALES]
    assert (account["deals"], account["contacts"], account["archived"]) == (21, 12, 1)
    assert state["grants"][0]["persona"] == "dana@acme.example"
    assert state["people"][0] == "dana@acme.example"


def test_reset_brings_the_seeded_world_back(bench: Bench, api: httpx.Client) -> None:
    api.delete("/crm/v3/objects/deals/10146264661")
    bench.admin("clock", {"advance_seconds": 100})
    state = bench.admin("reset", {})
    assert state["accounts"][0]["deals"] == 22
    assert state["grants"] == []
    assert bench.admin("clock")["offset_seconds"] == 0
    assert api.get("/crm/v3/objects/deals").status_code == 401


def test_the_clock_moves_and_tokens_end(bench: Bench, api: httpx.Client) -> None:
    before = bench.admin("clock")
    after = bench.admin("clock", {"advance_seconds": 1801})
    assert after["offset_seconds"] - before["offset_seconds"] == 1801
    assert api.get("/crm/v3/objects/deals").status_code == 401
    bench.admin("clock", {"offset_seconds": 0})
    assert api.get("/crm/v3/objects/deals").status_code == 200
    moved = bench.admin("clock", {"now": "2030-01-01T00:00:00Z"})
    assert moved["now"].startswith("2030-01-01T00:00:00")


@pytest.mark.parametrize(
    ("path", "body", "said"),
    [
        ("codes", {"persona": "nobody"}, "dana@acme.example"),
        ("tokens", {"persona": 5}, "persona must be one of"),
        ("tokens", {"portal_id": 1}, "148209731"),
        ("tokens", {"scopes": [1]}, "scopes must be"),
        ("codes", {"redirect_uri": 1}, "redirect_uri"),
        ("clock", {}, "advance_seconds"),
        ("clock", {"now": "later"}, "ISO 8601"),
        ("clock", {"advance_seconds": True}, "advance_seconds"),
        ("limits", {}, "enabled must be"),
        ("codes", [], "JSON object"),
    ],
)
def test_a_wrong_call_says_what_to_send(bench: Bench, path: str, body: Any, said: str) -> None:
    answer = bench.http.post(f"{bench.running.info.admin_url}/{path}", json=body)
    assert answer.status_code == 400
    assert said in answer.json()["error"]


def test_other_sites_may_not_call_it(bench: Bench) -> None:
    url = f"{bench.running.info.admin_url}/reset"
    forbidden = bench.http.post(url, headers={"Origin": "https://evil.test"})
    assert forbidden.status_code == 403
    assert "access-control-allow-origin" not in forbidden.headers
    own = {"Origin": bench.running.info.base_url}
    assert bench.http.post(url, headers=own).status_code == 200
