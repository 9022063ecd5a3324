"""What the sandbox remembers of each write to a record."""

from __future__ import annotations

from typing import Any

import httpx
from sandbox_bench import ACME_SALES, Bench


def shown(bench: Bench, kind: str, record_id: str) -> dict[str, Any]:
    return bench.admin(f"records/{ACME_SALES}/{kind}/{record_id}")


def test_each_write_says_when_and_what_changed(bench: Bench, api: httpx.Client) -> None:
    made = api.post("/crm/v3/objects/deals", json={"properties": {"dealname": "One"}}).json()
    bench.clock.advance(60)
    change = {"properties": {"dealname": "Two", "amount": "5"}}
    api.patch(f"/crm/v3/objects/deals/{made['id']}", json=change)
    bench.clock.advance(60)
    api.delete(f"/crm/v3/objects/deals/{made['id']}")

    record = shown(bench, "deals", made["id"])
    archived, updated, created = record["history"]
    assert record["archived"] is True
    assert archived["changes"] == {"archived": ["false", "true"]}
    assert updated["changes"]["dealname"] == ["One", "Two"]
    assert updated["changes"]["amount"] == [None, "5"]
    assert "dealstage" not in updated["changes"]
    assert created["changes"]["dealname"] == [None, "One"]
    assert created["at"] == made["createdAt"]
    assert created["at"] < updated["at"] < archived["at"] == record["updatedAt"]
    assert created["source"] == "INTEGRATION"


def test_a_seeded_record_begins_with_its_creation(bench: Bench, api: httpx.Client) -> None:
    api.patch("/crm/v3/objects/deals/10146264661", json={"properties": {"dealname": "Changed"}})
    _, first = shown(bench, "deals", "10146264661")["history"]
    assert first["at"] == "2022-09-11T10:06:55.570Z"
    assert first["source"] == "CRM_UI"
    assert first["changes"]["dealname"] == [None, "Integrations"]


def test_a_value_taken_away_is_told(bench: Bench, api: httpx.Client) -> None:
    api.patch("/crm/v3/objects/contacts/301", json={"properties": {"phone": ""}})
    last = shown(bench, "contacts", "301")["history"][0]
    assert last["changes"]["phone"] == ["+1 202 555 0114", None]


def test_a_record_is_shown_with_all_it_has(bench: Bench) -> None:
    record = shown(bench, "contacts", "301")
    assert record["properties"]["jobtitle"] == "Head of Procurement"
    titles = [one["title"] for one in record["associations"]["deals"]]
    assert "Basic deal" in titles
    page = bench.http.get(record["url"])
    assert page.status_code == 200
    assert "Maya Lindqvist" in page.text


def test_records_are_listed_newest_change_first(bench: Bench) -> None:
    # Later than every change in the seed.
    bench.admin("clock", {"now": "2027-01-01T00:00:00Z"})
    api = bench.api()
    api.patch("/crm/v3/objects/contacts/451", json={"properties": {"city": "Pune"}})
    listed = bench.admin(f"records?portal_id={ACME_SALES}&kind=contacts&count=2")
    assert listed["total"] == 12
    assert listed["records"][0]["id"] == "451"
    assert len(listed["records"]) == 2
    named = bench.admin(f"records?portal_id={ACME_SALES}&kind=contacts&query=lindq")
    assert [one["id"] for one in named["records"]] == ["301"]
    api.delete("/crm/v3/objects/contacts/451")
    api.close()
    gone = bench.admin(f"records?portal_id={ACME_SALES}&kind=contacts&archived=true")
    assert [one["id"] for one in gone["records"]] == ["451"]
    by_name = bench.admin(f"records?portal_id={ACME_SALES}&kind=contacts&sort=lastname")
    names = [one["properties"]["lastname"] for one in by_name["records"]]
    assert names == sorted(names)
