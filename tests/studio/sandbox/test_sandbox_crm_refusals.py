"""Whatever is sent, the CRM answers as HubSpot would: with an error that says what is wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from sandbox_bench import Bench

DEALS, CONTACTS = "/crm/v3/objects/deals", "/crm/v3/objects/contacts"
ADIDAS, MAYA = "10096681328", "301"
EVERYTHING = " ".join(
    ["oauth", "crm.objects.owners.read"]
    + [
        f"crm.{what}.{kind}.{verb}"
        for what in ("objects", "schemas")
        for kind in ("deals", "contacts")
        for verb in ("read", "write")
    ]
)
RECORD: dict[str, Any] = {"properties": {"amount": "1", "closedate": "2026-12-24"}}
PERSON: dict[str, Any] = {"properties": {"firstname": "A", "email": "odd@example.com"}}
SPEC = {"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 3}
LINK = {"from": {"id": ADIDAS}, "to": {"id": MAYA}}
STAGE = {"label": "New", "displayOrder": 9, "metadata": {"probability": "0.5", "isClosed": "false"}}
PROPERTY = {
    "name": "odd",
    "label": "Odd",
    "type": "enumeration",
    "fieldType": "select",
    "groupName": "dealinformation",
    "displayOrder": 1,
    "hidden": False,
    "hasUniqueValue": False,
    "options": [{"label": "A", "value": "a", "displayOrder": 0, "hidden": False}],
}
SEARCH = {
    "query": "a",
    "filterGroups": [
        {
            "filters": [
                {"propertyName": "amount", "operator": "BETWEEN", "value": 1, "highValue": 2}
            ]
        },
        {"filters": [{"propertyName": "dealname", "operator": "IN", "values": ["a"]}]},
        {"filters": [{"propertyName": "closedate", "operator": "GT", "value": "2026-01-01"}]},
    ],
    "sorts": [{"propertyName": "amount", "direction": "ASCENDING"}],
    "properties": ["dealname"],
    "limit": 5,
    "after": "0",
}
READ = {"inputs": [{"id": ADIDAS}], "properties": ["a"], "propertiesWithHistory": ["dealname"]}
TO_CONTACT = [{"to": {"id": MAYA}, "types": [SPEC]}]
MARKED = {"objectWriteTraceId": "mark"}
WRITES: list[tuple[str, str, Any]] = [
    ("POST", DEALS, RECORD | MARKED | {"associations": TO_CONTACT}),
    ("POST", f"{DEALS}/search", SEARCH),
    ("PATCH", f"{DEALS}/{ADIDAS}", RECORD),
    ("PATCH", f"{CONTACTS}/{MAYA}", {"properties": {"firstname": "A", "lifecyclestage": "lead"}}),
    ("POST", f"{DEALS}/batch/read", READ),
    ("POST", f"{CONTACTS}/batch/read", {"inputs": [{"id": "a@b.example"}], "idProperty": "email"}),
    ("POST", f"{DEALS}/batch/create", {"inputs": [RECORD | {"associations": TO_CONTACT}]}),
    ("POST", f"{CONTACTS}/batch/create", {"inputs": [PERSON | MARKED]}),
    ("POST", f"{DEALS}/batch/update", {"inputs": [RECORD | MARKED | {"id": ADIDAS}]}),
    (
        "POST",
        f"{CONTACTS}/batch/upsert",
        {"inputs": [PERSON | {"id": "odd@example.com", "idProperty": "email"}]},
    ),
    ("POST", f"{DEALS}/batch/archive", {"inputs": [{"id": "10099894869"}]}),
    (
        "POST",
        f"{DEALS}/merge",
        {"primaryObjectId": ADIDAS, "objectIdToMerge": "10168816194"},
    ),
    ("POST", f"{CONTACTS}/gdpr-delete", {"objectId": "a@b.example", "idProperty": "email"}),
    ("POST", "/crm/v3/associations/deals/contacts/batch/read", {"inputs": [{"id": ADIDAS}]}),
    (
        "POST",
        "/crm/v3/associations/deals/contacts/batch/create",
        {"inputs": [LINK | {"type": "deal_to_contact"}]},
    ),
    (
        "POST",
        "/crm/v3/associations/deals/contacts/batch/archive",
        {"inputs": [LINK | {"type": "deal_to_contact"}]},
    ),
    ("POST", "/crm/v4/associations/deals/contacts/batch/read", {"inputs": [{"id": ADIDAS}]}),
    (
        "POST",
        "/crm/v4/associations/deals/contacts/batch/create",
        {"inputs": [LINK | {"types": [SPEC]}]},
    ),
    (
        "POST",
        "/crm/v4/associations/deals/contacts/batch/archive",
        {"inputs": [{"from": {"id": ADIDAS}, "to": [{"id": MAYA}]}]},
    ),
    ("POST", "/crm/v4/associations/deals/contacts/batch/associate/default", {"inputs": [LINK]}),
    (
        "POST",
        "/crm/v4/associations/deals/contacts/batch/labels/archive",
        {"inputs": [LINK | {"types": [SPEC]}]},
    ),
    ("PUT", f"/crm/v4/objects/deals/{ADIDAS}/associations/contacts/{MAYA}", [SPEC]),
    ("POST", "/crm/v3/properties/deals", PROPERTY),
    ("PATCH", "/crm/v3/properties/deals/dealtype", {"options": PROPERTY["options"]}),
    (
        "POST",
        "/crm/v3/properties/deals/batch/read",
        {"inputs": [{"name": "amount"}], "archived": False},
    ),
    ("POST", "/crm/v3/properties/deals/batch/create", {"inputs": [PROPERTY]}),
    ("POST", "/crm/v3/properties/deals/batch/archive", {"inputs": [{"name": "odd"}]}),
    ("POST", "/crm/v3/properties/deals/groups", {"name": "g", "label": "G", "displayOrder": 1}),
    ("PATCH", "/crm/v3/properties/deals/groups/dealinformation", {"label": "G"}),
    ("POST", "/crm/v3/pipelines/deals", {"label": "P", "displayOrder": 1, "stages": [STAGE]}),
    (
        "PUT",
        "/crm/v3/pipelines/deals/default",
        {"label": "P", "displayOrder": 1, "stages": [STAGE | {"label": "Closed Won"}]},
    ),
    ("PATCH", "/crm/v3/pipelines/deals/default", {"label": "P", "displayOrder": 1}),
    ("POST", "/crm/v3/pipelines/deals/default/stages", STAGE),
    ("PUT", "/crm/v3/pipelines/deals/default/stages/closedwon", STAGE),
    ("PATCH", "/crm/v3/pipelines/deals/default/stages/closedwon", STAGE),
]
ODD: list[object] = [
    None,
    True,
    7,
    1.5,
    "text",
    "\ud800",
    [],
    [None],
    [1],
    ["a"],
    [[]],
    [{}],
    {},
    {"id": None},
    {"id": {}},
    {"id": "abc"},
    {"id": True},
    "9" * 400,
    10**30,
    "12345",
    "٣",
]


@pytest.fixture
def all_scopes(bench: Bench) -> Any:
    with bench.api(scopes=EVERYTHING) as client:
        yield client


def odd_ones(body: Any) -> Iterator[Any]:
    """A good body with one of its parts, at any depth, missing or replaced by an odd value."""
    if isinstance(body, dict):
        for key, value in body.items():
            yield {k: v for k, v in body.items() if k != key}
            for odd in (*ODD, *odd_ones(value)):
                yield body | {key: odd}
    elif isinstance(body, list):
        for odd in (*ODD, *(odd_ones(body[0]) if body else ())):
            yield [odd, *body[1:]]


@pytest.mark.parametrize(("method", "path", "body"), WRITES, ids=lambda one: str(one)[:70])
def test_odd_bodies_are_answered_and_never_break_anything(
    all_scopes: httpx.Client, method: str, path: str, body: Any
) -> None:
    good = all_scopes.request(method, path, json=body)
    assert good.status_code < 300, good.text
    for odd in (*ODD, *odd_ones(body)):
        text = json.dumps(odd)
        answer = all_scopes.request(
            method, path, content=text, headers={"Content-Type": "application/json"}
        )
        assert answer.status_code < 500, text
        if answer.status_code >= 400 and answer.headers["content-type"].startswith("app"):
            content = answer.json()
            assert content["status"] == "error", text
            assert content["message"], text
            assert content["correlationId"] == answer.headers["x-hubspot-correlation-id"]


@pytest.mark.parametrize(
    ("method", "path", "scope"),
    [
        ("GET", DEALS, "crm.objects.deals.read"),
        ("POST", DEALS, "crm.objects.deals.write"),
        ("POST", f"{DEALS}/search", "crm.objects.deals.read"),
        ("GET", f"{CONTACTS}/{MAYA}", "crm.objects.contacts.read"),
        ("PATCH", f"{CONTACTS}/{MAYA}", "crm.objects.contacts.write"),
        ("DELETE", f"{CONTACTS}/{MAYA}", "crm.objects.contacts.write"),
        ("POST", f"{CONTACTS}/batch/read", "crm.objects.contacts.read"),
        ("POST", f"{CONTACTS}/batch/upsert", "crm.objects.contacts.write"),
        ("POST", f"{DEALS}/merge", "crm.objects.deals.write"),
        ("POST", f"{CONTACTS}/gdpr-delete", "crm.objects.contacts.write"),
        ("POST", "/crm/v3/associations/deals/contacts/batch/read", "crm.objects.deals.read"),
        ("PUT", "/crm/v4/objects/0-1/1/associations/0-3/2", "crm.objects.contacts.write"),
        ("GET", "/crm/v3/properties/deals", "crm.schemas.deals.read"),
        ("POST", "/crm/v3/properties/deals", "crm.schemas.deals.write"),
        ("GET", "/crm/v3/pipelines/deals", "crm.schemas.contacts.read"),
        ("DELETE", "/crm/v3/pipelines/deals/default", "crm.schemas.deals.write"),
        ("GET", "/crm/v3/owners/", "crm.objects.owners.read"),
        ("GET", "/account-info/v3/details", "oauth"),
    ],
)
def test_a_call_names_the_scopes_that_would_let_it(
    bench: Bench, method: str, path: str, scope: str
) -> None:
    with bench.api(scopes="crm.objects.custom.read") as api:
        answer = api.request(method, path, json={})
    assert answer.status_code == 403
    body = answer.json()
    assert body["category"] == "MISSING_SCOPES"
    context = body["errors"][0]["context"]
    assert scope in context["requiredScopes"]
    assert context["requiredScopes"] == context["requiredGranularScopes"]
    with bench.api(scopes=scope) as api:
        assert api.request(method, path, json={}).status_code != 403


def test_definitions_of_the_other_kind_may_not_be_viewed(bench: Bench) -> None:
    with bench.api(scopes="crm.objects.deals.read") as api:
        assert api.get("/crm/v3/properties/deals").status_code == 200
        answer = api.get("/crm/v3/properties/contacts/email")
    assert answer.status_code == 403
    assert answer.json()["message"] == (
        "You do not have permissions to view object type "
        "ObjectTypeId{legacyObjectType=CONTACT} in portal 148209731 "
        "(requires one of [contacts-read])"
    )
    assert "category" not in answer.json()


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "message"),
    [
        ("GET", "/crm/v3/objects/xyz", None, 400, "Unable to infer object type from: xyz"),
        (
            "POST",
            "/crm/v3/objects/xyz/batch/read",
            {},
            400,
            "Unable to infer object type from: xyz",
        ),
        (
            "GET",
            f"{DEALS}?associations=xyz",
            None,
            400,
            "Unable to infer object type from: xyz",
        ),
        (
            "POST",
            f"{DEALS}/batch/read",
            {"inputs": []},
            400,
            "Batch input provided should have at least one object.",
        ),
        (
            "POST",
            f"{DEALS}/batch/create",
            {},
            400,
            "Invalid input JSON on line 1, column 2. Some required fields were not set: [inputs]",
        ),
        (
            "POST",
            f"{DEALS}/batch/create",
            {"inputs": {}},
            400,
            "Invalid input JSON on line 1, column 1: Cannot deserialize value of type "
            "`java.util.ArrayList<java.lang.Object>` from Object value "
            "(token `JsonToken.START_OBJECT`)",
        ),
        (
            "POST",
            f"{DEALS}/batch/upsert",
            {"inputs": [{"id": "a", "idProperty": "dealname", "properties": {}}]},
            400,
            "Unable to perform update/upsert by non-unique 0-3 property dealname"
            " in portal ID 148209731",
        ),
        (
            "POST",
            f"{CONTACTS}/batch/update",
            {"inputs": [{"id": "a@b.example", "idProperty": "email", "properties": {"zip": "1"}}]},
            400,
            "Unable to perform update/upsert by non-unique 0-1 property email"
            " in portal ID 148209731",
        ),
        (
            "POST",
            f"{DEALS}/merge",
            {"primaryObjectId": ADIDAS},
            400,
            "Invalid input JSON on line 1, column 2. Some required fields were not set: "
            "[objectIdToMerge]",
        ),
        (
            "POST",
            f"{DEALS}/merge",
            {"primaryObjectId": ADIDAS, "objectIdToMerge": "1"},
            404,
            "resource not found",
        ),
        (
            "PUT",
            f"/crm/v4/objects/deals/{ADIDAS}/associations/default/contacts/abc",
            None,
            404,
            "Object not found.  objectId are usually numeric.",
        ),
        ("PUT", f"{DEALS}/{ADIDAS}", {}, 405, "HTTP 405 Method Not Allowed"),
        ("DELETE", f"{DEALS}/batch/read", None, 405, "HTTP 405 Method Not Allowed"),
    ],
)
def test_a_refusal_has_its_status_and_text(
    api: httpx.Client, method: str, path: str, body: Any, status: int, message: str
) -> None:
    answer = api.request(method, path, json=body)
    assert (answer.status_code, answer.json()["message"]) == (status, message)
    assert answer.headers["content-type"] == "application/json;charset=utf-8"
    if status == 400:
        assert answer.json()["category"] == "VALIDATION_ERROR"


def test_a_wrong_method_is_told_the_right_ones(api: httpx.Client) -> None:
    allowed = api.put(f"{DEALS}/{ADIDAS}", json={}).headers["allow"]
    assert set(allowed.split(", ")) == {"GET", "HEAD", "PATCH", "DELETE"}


def test_a_body_or_address_that_is_too_long_is_refused(api: httpx.Client) -> None:
    text = json.dumps({"properties": {"dealname": "x" * 11_000_000}})
    large = api.post(DEALS, content=text, headers={"Content-Type": "application/json"})
    assert large.status_code == 413
    assert large.json()["status"] == "error"
    long = api.get(DEALS, params={"properties": "x" * 17_000})
    assert long.status_code == 414
    assert "414 Request-URI Too Large" in long.text
    assert api.get(DEALS, params={"properties": "x" * 15_000}).status_code == 200


@pytest.mark.parametrize(
    "text",
    ["{", '{"properties": NaN}', '{"a": ' + "9" * 5_000 + "}", "[" * 100_000, '{"a" 1}', "\x00"],
)
def test_what_is_not_json_is_told_where(api: httpx.Client, text: str) -> None:
    answer = api.post(DEALS, content=text, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400
    assert answer.json()["message"].startswith("Invalid input JSON on line 1, column ")


def test_half_a_surrogate_pair_becomes_a_question_mark(api: httpx.Client) -> None:
    answer = api.post(
        DEALS,
        content='{"properties": {"dealname": "a\\ud800b"}}',
        headers={"Content-Type": "application/json"},
    )
    assert answer.json()["properties"]["dealname"] == "a?b"


@pytest.mark.parametrize(
    "path",
    [
        "/crm/v3/properties/deals/nothing",
        "/crm/v3/properties/deals/groups/nothing",
        "/crm/properties/2026-09/0-1/nothing",
    ],
)
def test_a_definition_that_is_not_there_is_json(all_scopes: httpx.Client, path: str) -> None:
    for method in ("GET", "PATCH", "DELETE"):
        answer = all_scopes.request(method, path, json={"label": "x"})
        assert (answer.status_code, answer.json()["category"]) == (404, "OBJECT_NOT_FOUND")


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("DELETE", "/crm/v3/properties/deals/amount", None),
        ("PATCH", "/crm/v3/properties/deals/amount", {"label": "Sum"}),
        ("POST", "/crm/v3/properties/deals", {"name": "hs_mine"}),
    ],
)
def test_what_is_hubspots_own_stays_as_it_is(
    all_scopes: httpx.Client, method: str, path: str, body: Any
) -> None:
    before = all_scopes.get("/crm/v3/properties/deals/amount").json()
    assert all_scopes.request(method, path, json=body).status_code == 400
    assert all_scopes.get("/crm/v3/properties/deals/amount").json() == before
