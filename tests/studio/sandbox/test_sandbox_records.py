from __future__ import annotations

import re
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sandbox_bench import Bench

DEALS, CONTACTS = "/crm/v3/objects/deals", "/crm/v3/objects/contacts"


def create(api: httpx.Client, base: str = DEALS, **properties: Any) -> httpx.Response:
    return api.post(base, json={"properties": properties})


def test_a_created_deal_can_be_read(bench: Bench, api: httpx.Client) -> None:
    made = create(api, dealname="New deal", dealstage="qualifiedtobuy", pipeline="default")
    assert made.status_code == 201
    record_id = made.json()["id"]
    assert re.fullmatch(r"\d{11}", record_id)
    base_url = bench.running.info.base_url
    assert made.headers["location"] == f"{base_url}{DEALS}/{record_id}"
    body = api.get(f"{DEALS}/{record_id}").json()
    assert list(body["properties"]) == [
        "amount",
        "closedate",
        "createdate",
        "dealname",
        "dealstage",
        "hs_lastmodifieddate",
        "hs_object_id",
        "pipeline",
    ]
    assert body["properties"]["dealname"] == "New deal"
    assert body["properties"]["amount"] is None
    assert body["properties"]["hs_object_id"] == record_id
    assert body["archived"] is False


def test_creating_a_deal_returns_what_follows_from_it(api: httpx.Client) -> None:
    values = create(api, dealname="x", dealstage="appointmentscheduled", amount="50").json()
    properties = values["properties"]
    assert list(properties) == sorted(properties)
    expected = {
        "days_to_close": "0",
        "hs_closed_amount": "0",
        "hs_is_closed": "false",
        "hs_is_open_count": "1",
        "hs_object_source": "INTEGRATION",
        "hs_forecast_amount": "50",
        "hs_projected_amount": "10",
        "pipeline": "default",
        "hs_deal_stage_probability_shadow": (
            "0.200000000000000011102230246251565404236316680908203125"
        ),
    }
    assert expected.items() <= properties.items()
    assert all(isinstance(value, str) for value in properties.values())


def test_creating_a_contact_returns_what_follows_from_it(api: httpx.Client) -> None:
    made = create(api, CONTACTS, email="New.Person@Example.com", firstname="New").json()
    expected = {
        "email": "new.person@example.com",
        "hs_email_domain": "example.com",
        "lifecyclestage": "lead",
        "hs_is_contact": "true",
        "hs_all_contact_vids": made["id"],
        "hs_pipeline": "contacts-lifecycle-pipeline",
    }
    assert expected.items() <= made["properties"].items()


def test_moments_carry_milliseconds_unless_they_are_zero(bench: Bench, api: httpx.Client) -> None:
    bench.clock.advance(0.25)
    stamp = create(api, dealname="x").json()["createdAt"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", stamp)
    bench.clock.advance(0.75)
    assert re.fullmatch(r"[^.]*:\d\dZ", create(api, dealname="x").json()["createdAt"])


@pytest.mark.parametrize(
    "base",
    [
        "/crm/v3/objects/deals",
        "/crm/v3/objects/0-3",
        "/crm/v3/objects/DEAL",
        "/crm/objects/2026-03/deals",
        "/crm/objects/2026-09/0-3",
    ],
)
def test_the_same_deal_is_found_under_every_name(api: httpx.Client, base: str) -> None:
    body = api.get(f"{base}/10146264661").json()
    assert body["properties"]["dealname"] == "Integrations"
    assert body["createdAt"] == "2022-09-11T10:06:55.570Z"


def test_asked_properties_come_with_the_ones_that_always_come(api: httpx.Client) -> None:
    path = f"{DEALS}/10096681328"
    always = {"createdate", "hs_lastmodifieddate", "hs_object_id"}
    joined = api.get(path, params={"properties": "amount,description,no_such_thing"}).json()
    assert joined["properties"].keys() == {"amount", "description"} | always
    assert joined["properties"]["description"] is None
    repeated = api.get(path, params={"properties": ["amount", "description"]}).json()
    assert repeated == joined


def test_linked_records_come_when_asked_for(api: httpx.Client) -> None:
    body = api.get(f"{DEALS}/10096681328", params={"associations": "contacts"}).json()
    assert body["associations"] == {
        "contacts": {"results": [{"id": "301", "type": "deal_to_contact"}]}
    }
    assert "associations" not in api.get(f"{DEALS}/10096681328").json()
    lonely = api.get(f"{DEALS}/10168816194", params={"associations": "contacts"}).json()
    assert "associations" not in lonely


def test_a_deal_can_be_linked_when_it_is_made(api: httpx.Client) -> None:
    made = api.post(
        DEALS,
        json={
            "properties": {"dealname": "Linked"},
            "associations": [
                {
                    "to": {"id": "301"},
                    "types": [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 3}],
                }
            ],
        },
    ).json()
    contact = api.get(f"{CONTACTS}/301", params={"associations": "deals"}).json()
    assert {"id": made["id"], "type": "contact_to_deal"} in contact["associations"]["deals"][
        "results"
    ]


def test_a_contact_is_found_by_its_address(api: httpx.Client) -> None:
    path = f"{CONTACTS}/Maya.Lindqvist@example.com"
    assert api.get(path, params={"idProperty": "email"}).json()["id"] == "301"


def test_an_unknown_id_is_a_html_page_on_get(api: httpx.Client) -> None:
    answer = api.get(f"{DEALS}/12345")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "text/html;charset=iso-8859-1"
    assert "<title>Error 404 Not Found</title>" in answer.text
    assert "<p>Resource not found</p>" in answer.text
    assert answer.headers["x-hubspot-notfound"] == "true"
    assert "x-hubspot-ratelimit-max" in answer.headers


@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
def test_an_unknown_id_is_json_on_changes(api: httpx.Client, method: str) -> None:
    body = {"properties": {"dealname": "x"}} if method == "PATCH" else None
    answer = api.request(method, f"{DEALS}/12345", json=body)
    assert answer.status_code == 404
    assert answer.json()["message"] == "resource not found"
    assert "category" not in answer.json()


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_an_id_that_is_no_number_is_named(api: httpx.Client, method: str) -> None:
    answer = api.request(method, f"{DEALS}/abc", json={"properties": {"dealname": "x"}})
    assert answer.status_code == 404
    body = answer.json()
    assert body["message"] == "Object not found.  objectId are usually numeric."
    assert body["context"] == {"id": ["abc"]}
    assert body["category"] == "OBJECT_NOT_FOUND"


def test_an_update_answers_with_what_changed_and_what_follows(
    bench: Bench, api: httpx.Client
) -> None:
    bench.clock.advance(5)
    answer = api.patch(f"{CONTACTS}/301", json={"properties": {"lastname": "Holm"}})
    assert answer.status_code == 200
    properties = answer.json()["properties"]
    assert properties["lastname"] == "Holm"
    assert "lifecyclestage" in properties
    assert "hs_is_contact" in properties
    assert "email" not in properties
    assert "firstname" not in properties
    read = api.get(f"{CONTACTS}/301").json()
    assert read["properties"]["lastname"] == "Holm"
    assert read["properties"]["firstname"] == "Maya"
    assert read["updatedAt"] == answer.json()["updatedAt"]


def test_winning_a_deal_changes_what_is_computed(api: httpx.Client) -> None:
    made = create(api, dealname="x", dealstage="contractsent", amount="100").json()
    changed = api.patch(
        f"{DEALS}/{made['id']}", json={"properties": {"dealstage": "closedwon"}}
    ).json()["properties"]
    assert changed["hs_is_closed_won"] == "true"
    assert changed["hs_closed_amount"] == "100"
    assert changed["hs_deal_stage_probability_shadow"] == "1"
    assert "hs_open_deal_create_date" not in changed


def test_empty_text_clears_a_value(api: httpx.Client) -> None:
    api.patch(f"{DEALS}/10096681328", json={"properties": {"amount": ""}})
    assert api.get(f"{DEALS}/10096681328").json()["properties"]["amount"] is None


def test_a_lifecycle_stage_only_moves_forward_unless_cleared(api: httpx.Client) -> None:
    def now(**properties: str) -> str | None:
        api.patch(f"{CONTACTS}/1301", json={"properties": properties})
        body = api.get(f"{CONTACTS}/1301", params={"properties": "lifecyclestage"}).json()
        stage: str | None = body["properties"]["lifecyclestage"]
        return stage

    assert now(lifecyclestage="opportunity") == "opportunity"
    assert now(lifecyclestage="lead") == "opportunity"
    assert now(lifecyclestage="") is None
    assert now(lifecyclestage="lead") == "lead"


def test_a_deleted_record_is_gone_and_can_be_seen_as_archived(api: httpx.Client) -> None:
    path = f"{DEALS}/10099894869"
    gone = api.delete(path)
    assert (gone.status_code, gone.content) == (204, b"")
    assert "content-type" not in gone.headers
    assert api.get(path).status_code == 404
    assert api.patch(path, json={"properties": {"dealname": "x"}}).status_code == 404
    assert api.delete(path).status_code == 204
    archived = api.get(path, params={"archived": "True"}).json()
    assert archived["archived"] is True
    assert archived["archivedAt"]
    listed = api.get(DEALS, params={"archived": "true"}).json()["results"]
    assert [record["id"] for record in listed] == ["10099894869"]


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(limit=st.integers(1, 100))
def test_paging_through_a_list_meets_every_record_once(api: httpx.Client, limit: int) -> None:
    met: list[str] = []
    after: str | None = None
    while True:
        query = {"limit": str(limit)} | ({} if after is None else {"after": after})
        body = api.get(DEALS, params=query).json()
        met += [record["id"] for record in body["results"]]
        if "paging" not in body:
            break
        after = body["paging"]["next"]["after"]
        assert int(after) == int(met[-1]) + 1
    assert len(met) == len(set(met)) == 22
    assert met == sorted(met, key=int)


def test_the_next_link_repeats_the_query(api: httpx.Client) -> None:
    body = api.get(DEALS, params={"limit": "2", "properties": "dealname"}).json()
    link = body["paging"]["next"]["link"]
    assert "limit=2" in link
    assert "properties=dealname" in link
    assert len(api.get(link).json()["results"]) == 2


def test_a_list_has_ten_records_unless_told(api: httpx.Client) -> None:
    assert len(api.get(DEALS).json()["results"]) == 10
    assert api.get(DEALS, params={"limit": "101"}).status_code == 400
    assert api.get(DEALS, params={"limit": "many"}).status_code == 400


def test_the_sample_records_are_there(api: httpx.Client) -> None:
    for record_id, name, stage in (
        (10274255383, "Adidas deal", "qualifiedtobuy"),
        (10168816194, "kora", "decisionmakerboughtin"),
        (10123889765, "Adidas Deal", "closedwon"),
    ):
        properties = api.get(f"{DEALS}/{record_id}").json()["properties"]
        assert (properties["dealname"], properties["dealstage"]) == (name, stage)
    for contact_id in (1401, 1301, 1201, 501, 451, 301):
        address = api.get(f"{CONTACTS}/{contact_id}").json()["properties"]["email"]
        assert address.endswith("@example.com")


def test_an_account_sees_only_its_own_records(bench: Bench, api: httpx.Client) -> None:
    with bench.api(persona="ines@nordlicht.example") as other:
        assert other.get(f"{DEALS}/10146264661").status_code == 404
        assert other.get(f"{DEALS}/42360875519").status_code == 200
    assert api.get(f"{DEALS}/42360875519").status_code == 404
