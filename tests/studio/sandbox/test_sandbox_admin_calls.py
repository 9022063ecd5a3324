"""How calls of the admin API are read: JSON only, known keys only."""

from __future__ import annotations

import pytest
from sandbox_bench import ACME_SALES, Bench

POSTS = ("codes", "tokens", "limits", "reset", "snapshot", "restore", "clock", "faults")


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", None])
def test_a_body_that_a_foreign_page_could_post_is_refused(
    bench: Bench, path: str, kind: str | None
) -> None:
    before = bench.admin("state")
    headers = {} if kind is None else {"Content-Type": kind}
    answer = bench.http.post(
        f"{bench.running.info.admin_url}/{path}", content=b"{}", headers=headers
    )
    assert answer.status_code == 415
    assert "application/json" in answer.json()["error"]
    assert bench.admin("state") == before


@pytest.mark.parametrize("path", POSTS)
def test_an_unknown_key_is_named_with_those_there_are(bench: Bench, path: str) -> None:
    answer = bench.http.post(f"{bench.running.info.admin_url}/{path}", json={"keepgrants": True})
    assert answer.status_code == 400
    assert "'keepgrants'" in answer.json()["error"]
    assert "known are: " in answer.json()["error"]


def test_nothing_at_all_is_a_body_too(bench: Bench) -> None:
    assert bench.http.post(f"{bench.running.info.admin_url}/reset").status_code == 200


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("kind=deals", "portal_id must be one of"),
        ("portal_id=1&kind=deals", str(ACME_SALES)),
        (f"portal_id={ACME_SALES}&kind=tickets", "deals or contacts"),
        (f"portal_id={ACME_SALES}&kind=deals&count=501", "count"),
        (f"portal_id={ACME_SALES}&kind=deals&start=-1", "start"),
        (f"portal_id={ACME_SALES}&kind=deals&sort=colour", "sort must be"),
        (f"portal_id={ACME_SALES}&kind=deals&archived=perhaps", "archived"),
    ],
)
def test_a_wrong_question_about_records_says_what_to_send(
    bench: Bench, query: str, said: str
) -> None:
    answer = bench.http.get(f"{bench.running.info.admin_url}/records?{query}")
    assert answer.status_code == 400
    assert said in answer.json()["error"]


@pytest.mark.parametrize("record_id", ["0", "x", "9" * 40, "²"])
def test_a_record_that_is_not_there_is_told(bench: Bench, record_id: str) -> None:
    url = f"{bench.running.info.admin_url}/records/{ACME_SALES}/deals/{record_id}"
    answer = bench.http.get(url)
    assert answer.status_code == 400
    assert "There is no record" in answer.json()["error"]


def test_the_state_tells_all_there_is(bench: Bench) -> None:
    bench.admin("tokens", {"persona": "eu_portal"})
    bench.admin("faults", {"name": "search_lag"})
    state = bench.admin("state")
    assert state["world"] == "acme"
    assert state["seed"] == 1
    assert state["clock"] == bench.admin("clock")
    assert [one["name"] for one in state["faults"]] == ["search_lag"]
    (grant,) = state["grants"]
    assert grant["persona"] == "ines@nordlicht.example"
    assert grant["expires_at"] > grant["granted_at"]
    dana = state["personas"][0]
    assert (dana["id"], dana["password"]) == ("super_admin", "sandbox-dana")
    assert dana["accounts"][0] == ACME_SALES
    assert state["accounts"][0]["ui_domain"] == "app.hubspot.com"
