from __future__ import annotations

import httpx
import pytest
from sandbox_bench import ACME_SALES, Bench, Page


def open_page(bench: Bench, path: str) -> Page:
    return Page(bench.http.get(f"/contacts/{ACME_SALES}/{path}"))


@pytest.mark.parametrize("path", ["record/0-3/41577209413", "deal/41577209413"])
def test_a_deal_is_shown_to_people(bench: Bench, path: str) -> None:
    page = open_page(bench, path)
    assert page.response.status_code == 200
    for said in (
        "Brightside Foods: warehouse rollout",
        "$86,500",
        "Contract Sent",
        "30 November 2026",
        "Theo Marsh",
        "Arjun Mehta",
        "41577209413",
        "Acme Sales",
    ):
        assert said in page.text
    assert "Sandbox" in page.text


@pytest.mark.parametrize("path", ["record/0-1/1401", "contact/1401"])
def test_a_contact_is_shown_to_people(bench: Bench, path: str) -> None:
    page = open_page(bench, path)
    for said in ("Lucas Ferreira", "lucas.ferreira@example.com", "Customer", "Nike deal"):
        assert said in page.text


def test_a_deal_with_hardly_anything_is_shown_too(bench: Bench, api: httpx.Client) -> None:
    made = api.post("/crm/v3/objects/deals", json={"properties": {"description": "<b>x</b>"}})
    page = open_page(bench, f"record/0-3/{made.json()['id']}")
    assert page.response.status_code == 200
    assert "Deal without a name" in page.text
    assert "&lt;b&gt;x&lt;/b&gt;" in page.response.text


def test_a_deleted_record_says_so(bench: Bench, api: httpx.Client) -> None:
    api.delete("/crm/v3/objects/deals/41577209413")
    assert "Deleted" in open_page(bench, "record/0-3/41577209413").text


@pytest.mark.parametrize("path", ["record/0-3/1", "record/0-9/1", "dream/1"])
def test_a_record_that_is_not_there_has_a_page_that_says_so(bench: Bench, path: str) -> None:
    page = open_page(bench, path)
    assert page.response.status_code == 404
    assert "no such record" in page.text


def test_every_seeded_record_can_be_shown(bench: Bench) -> None:
    for portal in (148209731, 148307662, 139874512):
        persona = "ines@nordlicht.example" if portal == 139874512 else "dana@acme.example"
        with bench.api(persona=persona, portal_id=portal) as api:
            for kind in ("0-1", "0-3"):
                for record in api.get(f"/crm/v3/objects/{kind}?limit=100").json()["results"]:
                    path = f"/contacts/{portal}/record/{kind}/{record['id']}"
                    assert bench.http.get(path).status_code == 200
