"""Rules of the CRM beyond single records: names, batches, merges, links, definitions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest
from sandbox_bench import SECRET, Bench

from studio.clock import ManualClock
from studio.sandbox import SandboxOptions, start

DEALS, CONTACTS = "/crm/v3/objects/deals", "/crm/v3/objects/contacts"
ADIDAS, LONELY, MAYA = "10096681328", "10168816194", "301"
SCHEMAS = "crm.schemas.deals.write crm.objects.deals.read crm.objects.deals.write"


def create(api: httpx.Client, base: str = DEALS, **properties: Any) -> Any:
    answer = api.post(base, json={"properties": properties})
    assert answer.status_code == 201, answer.text
    return answer.json()


@pytest.mark.parametrize("kind", ["deals", "deal", "0-3", "DEAL", "DEALS"])
@pytest.mark.parametrize(
    "base", ["/crm/v3/objects", "/crm/objects/2026-03", "/crm/objects/2026-09"]
)
def test_every_call_takes_every_name(api: httpx.Client, base: str, kind: str) -> None:
    path = f"{base}/{kind}"
    made = api.post(path, json={"properties": {"dealname": "x"}}).json()["id"]
    assert api.get(f"{path}/{made}").status_code == 200
    assert api.patch(f"{path}/{made}", json={"properties": {"amount": "1"}}).status_code == 200
    read = api.post(f"{path}/batch/read", json={"inputs": [{"id": made}]})
    assert (read.status_code, len(read.json()["results"])) == (200, 1)
    assert api.post(f"{path}/search", json={}).status_code == 200
    assert api.delete(f"{path}/{made}").status_code == 204


@pytest.mark.parametrize(
    "path", ["/crm/v3/owners/", f"{DEALS}/", f"{DEALS}/{ADIDAS}/", "/account-info/v3/details/"]
)
def test_a_slash_at_the_end_changes_nothing(bench: Bench, path: str) -> None:
    with bench.api(scopes="oauth crm.objects.owners.read crm.objects.deals.read") as api:
        assert api.get(path).content == api.get(path.rstrip("/")).content


def test_a_record_names_its_page(api: httpx.Client) -> None:
    expected = f"https://app.hubspot.com/contacts/148209731/record/0-1/{MAYA}"
    assert api.get(f"{CONTACTS}/{MAYA}").json()["url"] == expected


def test_a_write_gives_its_mark_back(api: httpx.Client) -> None:
    body = {"properties": {"dealname": "x"}, "objectWriteTraceId": "mine"}
    assert api.post(DEALS, json=body).json()["objectWriteTraceId"] == "mine"


def test_history_tells_who_wrote(bench: Bench, api: httpx.Client) -> None:
    bench.clock.advance(60)
    api.patch(f"{DEALS}/{ADIDAS}", json={"properties": {"amount": ""}})
    got = api.get(f"{DEALS}/{ADIDAS}", params={"propertiesWithHistory": "amount,nothing"}).json()
    assert got["properties"]["amount"] is None
    (now, before) = got["propertiesWithHistory"]["amount"]
    assert (now["value"], now["sourceType"]) == ("", "INTEGRATION")
    assert (before["sourceType"], before["updatedByUserId"]) == ("CRM_UI", 52117340)
    assert "nothing" not in got["propertiesWithHistory"]


def test_a_list_with_history_has_smaller_pages(api: httpx.Client) -> None:
    query = {"propertiesWithHistory": "amount"}
    assert api.get(DEALS, params=query | {"limit": "51"}).status_code == 400
    results = api.get(DEALS, params=query | {"limit": "50"}).json()["results"]
    assert all("amount" in one["propertiesWithHistory"] for one in results)


def test_updates_of_records_that_are_gone_are_told_beside_the_rest(api: httpx.Client) -> None:
    inputs = [{"id": one, "properties": {"amount": "3"}} for one in (ADIDAS, "999", "abc")]
    answer = api.post(f"{DEALS}/batch/update", json={"inputs": inputs})
    assert answer.status_code == 207
    body = answer.json()
    assert (body["status"], body["numErrors"]) == ("COMPLETE", 1)
    assert [one["id"] for one in body["results"]] == [ADIDAS]
    assert body["errors"][0]["context"] == {"ids": ["999", "abc"]}


def test_a_batch_that_is_refused_does_nothing(api: httpx.Client) -> None:
    before = api.get(DEALS, params={"limit": "100"}).json()
    good, bad = {"properties": {"dealname": "x"}}, {"properties": {"amount": "x"}}
    assert api.post(f"{DEALS}/batch/create", json={"inputs": [good, bad]}).status_code == 400
    change = [{"id": ADIDAS, "properties": {"amount": "9"}}, {"id": LONELY} | bad]
    assert api.post(f"{DEALS}/batch/update", json={"inputs": change}).status_code == 400
    assert api.get(DEALS, params={"limit": "100"}).json() == before


def test_two_new_contacts_cannot_share_an_address(api: httpx.Client) -> None:
    twin = {"properties": {"email": "twin@example.com"}}
    together = api.post(f"{CONTACTS}/batch/create", json={"inputs": [twin, twin]})
    assert together.status_code == 400
    marked = [twin | {"objectWriteTraceId": mark} for mark in ("a", "b")]
    partly = api.post(f"{CONTACTS}/batch/create", json={"inputs": marked})
    assert partly.status_code == 207
    (error,) = partly.json()["errors"]
    assert error["category"] == "CONFLICT"
    assert error["context"] == {"objectWriteTraceId": ["b"]}


def test_two_contacts_cannot_be_given_one_address(api: httpx.Client) -> None:
    inputs = [{"id": one, "properties": {"email": "twin@example.com"}} for one in (MAYA, "451")]
    assert api.post(f"{CONTACTS}/batch/update", json={"inputs": inputs}).status_code == 400


def test_companies_are_a_kind_that_nothing_is_linked_with(api: httpx.Client) -> None:
    body = api.get(f"{DEALS}/{ADIDAS}", params={"associations": "companies,contacts"}).json()
    assert body["associations"].keys() == {"contacts"}


def test_a_deal_counts_its_contacts(api: httpx.Client) -> None:
    asked = {"properties": "num_associated_contacts"}
    for deal, number in ((ADIDAS, "1"), (LONELY, "0")):
        values = api.get(f"{DEALS}/{deal}", params=asked).json()["properties"]
        assert values["num_associated_contacts"] == number


def test_an_upsert_by_address_is_all_or_nothing_even_when_marked(api: httpx.Client) -> None:
    inputs = [
        {"id": f"{n}@example.com", "idProperty": "email", "properties": p, "objectWriteTraceId": n}
        for n, p in (("a", {"city": "Lund"}), ("b", {"no_such": "1"}))
    ]
    assert api.post(f"{CONTACTS}/batch/upsert", json={"inputs": inputs}).status_code == 400
    gone = api.get(f"{CONTACTS}/a@example.com", params={"idProperty": "email"})
    assert gone.status_code == 404


def test_numeric_ids_are_taken_in_batches(api: httpx.Client) -> None:
    answer = api.post(f"{DEALS}/batch/archive", json={"inputs": [{"id": int(ADIDAS)}]})
    assert (answer.status_code, answer.content) == (204, b"")
    assert api.get(f"{DEALS}/{ADIDAS}").status_code == 404
    body = {"inputs": [{"id": ADIDAS}]}
    archived = api.post(f"{DEALS}/batch/read", params={"archived": "true"}, json=body)
    assert archived.json()["results"][0]["archived"] is True


def test_a_merge_keeps_what_the_first_has_and_takes_the_rest(api: httpx.Client) -> None:
    one = create(api, dealname="One", amount="1")["id"]
    two = create(api, dealname="Two", description="from two")["id"]
    api.put(f"/crm/v4/objects/deals/{two}/associations/default/contacts/{MAYA}")
    merged = api.post(f"{DEALS}/merge", json={"primaryObjectId": one, "objectIdToMerge": two})
    values = merged.json()["properties"]
    assert (values["dealname"], values["amount"], values["description"]) == ("One", "1", "from two")
    linked = api.get(f"{DEALS}/{one}", params={"associations": "contacts"}).json()
    assert linked["associations"]["contacts"]["results"][0]["id"] == MAYA
    assert api.get(f"{DEALS}/{two}").json()["id"] == one
    three = create(api, dealname="Three")["id"]
    api.post(f"{DEALS}/merge", json={"primaryObjectId": three, "objectIdToMerge": one})
    api.patch(f"{DEALS}/{two}", json={"properties": {"amount": "7"}})
    asked = {"properties": "amount,hs_merged_object_ids"}
    values = api.get(f"{DEALS}/{three}", params=asked).json()["properties"]
    assert (values["amount"], values["hs_merged_object_ids"]) == ("7", f"{one};{two}")
    assert api.delete(f"{DEALS}/{two}").status_code == 204
    assert api.get(f"{DEALS}/{three}").status_code == 404


def test_a_deal_cannot_be_deleted_for_good(api: httpx.Client) -> None:
    assert api.post(f"{DEALS}/gdpr-delete", json={"objectId": ADIDAS}).status_code == 404


@pytest.mark.parametrize(
    ("types", "status"),
    [
        ([{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 3}], 201),
        (None, 201),
        ([{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 4}], 400),
        ([{"associationCategory": "USER_DEFINED", "associationTypeId": 3}], 400),
        ("3", 400),
    ],
)
def test_a_link_is_of_a_type_that_the_kinds_have(
    api: httpx.Client, types: Any, status: int
) -> None:
    body = {
        "properties": {"dealname": "x"},
        "associations": [{"to": {"id": MAYA}, "types": types}],
    }
    assert api.post(DEALS, json=body).status_code == status


@pytest.mark.parametrize(
    ("objects", "batches"),
    [
        ("/crm/v4/objects", "/crm/v4/associations"),
        ("/crm/objects/2026-03", "/crm/associations/2026-03"),
        ("/crm/objects/2026-09", "/crm/associations/2026-09"),
    ],
)
def test_links_are_made_under_every_version(api: httpx.Client, objects: str, batches: str) -> None:
    path = f"{objects}/deals/{LONELY}/associations"
    assert api.put(f"{path}/default/contacts/{MAYA}").status_code == 200
    assert api.get(f"{path}/contacts").json() == {
        "results": [
            {
                "toObjectId": 301,
                "associationTypes": [{"category": "HUBSPOT_DEFINED", "typeId": 3, "label": None}],
            }
        ]
    }
    body = {"inputs": [{"id": LONELY}, {"id": "999"}]}
    read = api.post(f"{batches}/deals/contacts/batch/read", json=body)
    assert read.status_code == 207
    assert read.json()["errors"][0]["message"] == "No contact is associated with deal 999."
    assert api.delete(f"{path}/contacts/{MAYA}").status_code == 204
    assert api.get(f"{path}/contacts").json() == {"results": []}


def test_the_older_calls_below_a_record_link_too(api: httpx.Client) -> None:
    path = f"{DEALS}/{LONELY}/associations/contacts"
    assert api.put(f"{path}/{MAYA}/deal_to_contact").status_code == 200
    assert api.get(path).json() == {"results": [{"id": MAYA, "type": "deal_to_contact"}]}
    assert api.delete(f"{path}/{MAYA}/3").status_code == 204
    assert api.get(path).json() == {"results": []}


def test_a_multiple_choice_is_joined_and_added_to(bench: Bench) -> None:
    options = [{"label": one, "value": one} for one in ("red", "green", "blue")]
    with bench.api(scopes=SCHEMAS) as api:
        definition = {
            "name": "colours",
            "label": "Colours",
            "type": "enumeration",
            "fieldType": "checkbox",
            "groupName": "dealinformation",
            "options": options,
        }
        assert api.post("/crm/v3/properties/deals", json=definition).status_code == 201
        made = create(api, colours="red;blue")["id"]
        changed = api.patch(f"{DEALS}/{made}", json={"properties": {"colours": ";green;red"}})
        assert changed.json()["properties"]["colours"] == "red;blue;green"


def test_ids_of_pipelines_and_stages_can_be_chosen_and_are_unique(bench: Bench) -> None:
    stage = {"label": "A", "displayOrder": 0, "metadata": {"probability": "0.1"}, "stageId": "mine"}
    body = {"label": "P", "displayOrder": 1, "stages": [stage], "pipelineId": "renewals"}
    with bench.api(scopes=SCHEMAS) as api:
        made = api.post("/crm/v3/pipelines/deals", json=body).json()
        assert (made["id"], made["stages"][0]["id"]) == ("renewals", "mine")
        again = api.post("/crm/v3/pipelines/deals", json=body | {"label": "Q"})
        assert again.status_code == 400
        other = body | {"label": "Q", "pipelineId": "other"}
        answer = api.post("/crm/v3/pipelines/deals", json=other)
        assert answer.status_code == 409
        assert answer.json()["subCategory"] == "PipelineError.STAGE_ID_EXISTS_IN_ANOTHER_PIPELINE"
        create(api, dealstage="mine")
        new = {"label": "B", "displayOrder": 1, "metadata": {"probability": "0.2"}}
        kept = api.put("/crm/v3/pipelines/deals/renewals", json=body | {"stages": [stage, new]})
        assert kept.json()["stages"][0]["id"] == "mine"
        assert kept.json()["stages"][1]["id"].isdecimal()


@pytest.mark.parametrize(("version", "status"), [("v3", 204), ("2026-03", 204), ("2026-09", 400)])
def test_newer_calls_never_delete_a_pipeline_with_deals(
    bench: Bench, version: str, status: int
) -> None:
    base = "/crm/v3/pipelines" if version == "v3" else f"/crm/pipelines/{version}"
    with bench.api(scopes=SCHEMAS) as api:
        assert api.delete(f"{base}/deals/default").status_code == status


def test_sensitive_definitions_are_none(bench: Bench) -> None:
    asked = {"dataSensitivity": "sensitive"}
    with bench.api(scopes=SCHEMAS) as api:
        assert api.get("/crm/v3/properties/deals", params=asked).json() == {"results": []}
        assert api.get("/crm/v3/properties/deals/amount", params=asked).status_code == 404


def test_what_an_account_defined_outlives_a_restart(tmp_path: Path) -> None:
    options = SandboxOptions(state=tmp_path / "state", clock=ManualClock(), client_secret=SECRET)
    definition = {
        "name": "contract",
        "label": "Contract",
        "type": "string",
        "fieldType": "text",
        "groupName": "dealinformation",
    }
    pipeline = {
        "label": "Renewals",
        "displayOrder": 1,
        "stages": [{"label": "Won", "displayOrder": 0, "metadata": {"probability": "1.0"}}],
    }
    made: dict[str, Any] = {}
    for run in ("first", "second"):
        running = start(options)
        with httpx.Client(base_url=running.info.base_url, verify=False) as http:
            bench = Bench(running, ManualClock(), http)
            with bench.api(scopes=SCHEMAS) as api:
                if run == "first":
                    assert api.post("/crm/v3/properties/deals", json=definition).status_code == 201
                    made = api.post("/crm/v3/pipelines/deals", json=pipeline).json()
                    create(api, contract="C-1", dealstage=made["stages"][0]["id"])
                else:
                    assert api.get("/crm/v3/properties/deals/contract").status_code == 200
                    known = api.get("/crm/v3/pipelines/deals").json()["results"]
                    assert [one["label"] for one in known] == ["Sales Pipeline", "Renewals"]
                    search = {"query": "", "properties": ["contract", "hs_is_closed_won"]}
                    filters = [{"propertyName": "contract", "operator": "EQ", "value": "C-1"}]
                    body = search | {"filterGroups": [{"filters": filters}]}
                    (found,) = api.post(f"{DEALS}/search", json=body).json()["results"]
                    assert found["properties"]["hs_is_closed_won"] == "true"
        running.stop()


def test_definitions_are_of_one_snapshot_with_the_records(bench: Bench) -> None:
    bench.admin("snapshot", {"name": "before"})
    definition = {
        "name": "contract",
        "label": "Contract",
        "type": "string",
        "fieldType": "text",
        "groupName": "dealinformation",
    }
    with bench.api(scopes=SCHEMAS) as api:
        api.post("/crm/v3/properties/deals", json=definition)
        create(api, contract="C-1")
    bench.admin("restore", {"name": "before"})
    with bench.api(scopes=SCHEMAS) as api:
        assert api.get("/crm/v3/properties/deals/contract").status_code == 404
        assert api.post(DEALS, json={"properties": {"contract": "C-1"}}).status_code == 400
