from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

DEALS, CONTACTS = "/crm/v3/objects/deals", "/crm/v3/objects/contacts"
STAGES = (
    "appointmentscheduled, qualifiedtobuy, presentationscheduled, decisionmakerboughtin, "
    "contractsent, closedwon, closedlost"
)


def create(api: httpx.Client, base: str = DEALS, **properties: Any) -> httpx.Response:
    return api.post(base, json={"properties": properties})


@pytest.mark.parametrize(
    ("base", "properties", "error", "message"),
    [
        (DEALS, {"colour": "red"}, "PROPERTY_DOESNT_EXIST", 'Property "colour" does not exist'),
        (
            DEALS,
            {"dealstage": "registered"},
            "INVALID_OPTION",
            "registered is not a valid pipeline stage ID. Valid options are: "
            f"pipelineId=default : [{STAGES}]",
        ),
        (
            DEALS,
            {"dealtype": "old"},
            "INVALID_OPTION",
            "old was not one of the allowed options: [newbusiness, existingbusiness]",
        ),
        (
            DEALS,
            {"pipeline": "mine"},
            "INVALID_OPTION",
            "mine was not one of the allowed options: [default]",
        ),
        (DEALS, {"amount": "much"}, "INVALID_INTEGER", "amount was not a valid number"),
        (DEALS, {"amount": "NaN"}, "INVALID_INTEGER", "amount was not a valid number"),
        (DEALS, {"closedate": "asd000"}, "INVALID_LONG", "asd000 was not a valid long."),
        (CONTACTS, {"email": "foo"}, "INVALID_EMAIL", "Email address foo is invalid"),
        (
            DEALS,
            {"hs_closed_amount": "1"},
            "READ_ONLY_VALUE",
            '"hs_closed_amount" is a calculated property; its value cannot be set.',
        ),
    ],
)
def test_a_bad_value_is_explained(
    api: httpx.Client, base: str, properties: dict[str, str], error: str, message: str
) -> None:
    answer = create(api, base, **properties)
    assert answer.status_code == 400
    body = answer.json()
    (name,) = properties
    assert body["category"] == "VALIDATION_ERROR"
    assert body["errors"] == [
        {"message": message, "code": error, "context": {"propertyName": [name]}}
    ]
    intro = "Property values were not valid: "
    assert body["message"].startswith(intro)
    (entry,) = json.loads(body["message"].removeprefix(intro))
    assert entry["isValid"] is False
    assert (entry["name"], entry["error"], entry["message"]) == (name, error, message)


def test_all_bad_properties_are_told_at_once(api: httpx.Client) -> None:
    body = create(api, a="1", amount="x", dealstage="y").json()
    assert [one["context"]["propertyName"] for one in body["errors"]] == [
        ["a"],
        ["amount"],
        ["dealstage"],
    ]


def test_nothing_is_made_or_changed_by_a_refused_call(api: httpx.Client) -> None:
    path = f"{DEALS}/10096681328"
    before = api.get(path).json()
    api.patch(path, json={"properties": {"dealname": "Changed", "amount": "x"}})
    assert api.get(path).json() == before


def test_a_second_contact_with_the_same_address_is_a_conflict(api: httpx.Client) -> None:
    answer = create(api, CONTACTS, email="MAYA.lindqvist@example.com")
    assert answer.status_code == 409
    assert answer.json()["message"] == "Contact already exists. Existing ID: 301"
    assert answer.json()["category"] == "CONFLICT"


def test_an_address_that_is_taken_cannot_be_moved_to(api: httpx.Client) -> None:
    answer = api.patch(
        f"{CONTACTS}/451", json={"properties": {"email": "maya.lindqvist@example.com"}}
    )
    assert answer.status_code == 400
    assert answer.json()["message"] == (
        "Cannot set PropertyValueCoordinates{portalId=148209731, "
        "objectTypeId=ObjectTypeId{legacyObjectType=CONTACT}, propertyName=email, "
        "value=maya.lindqvist@example.com} on 451. 301 already has that value."
    )


def test_an_address_is_free_again_after_its_contact_is_deleted(api: httpx.Client) -> None:
    api.delete(f"{CONTACTS}/301")
    assert create(api, CONTACTS, email="maya.lindqvist@example.com").status_code == 201


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("2026-12-24", "2026-12-24T00:00:00Z"),
        ("2026-12-24T18:30:00Z", "2026-12-24T18:30:00Z"),
        ("2026-12-24T18:30:00.250+01:00", "2026-12-24T17:30:00.250Z"),
        ("1798133400000", "2026-12-24T17:30:00Z"),
        (1798133400000, "2026-12-24T17:30:00Z"),
    ],
)
def test_moments_are_taken_in_every_form(api: httpx.Client, given: object, kept: str) -> None:
    assert create(api, closedate=given).json()["properties"]["closedate"] == kept


def test_numbers_and_truth_values_become_text(api: httpx.Client) -> None:
    assert create(api, amount=20).json()["properties"]["amount"] == "20"


def test_a_deal_needs_neither_stage_nor_pipeline(api: httpx.Client) -> None:
    properties = create(api, dealname="Bare").json()["properties"]
    assert "dealstage" not in properties
    assert "pipeline" not in properties


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "%%",
            "Invalid input JSON on line 1, column 2: Unexpected character ('%' (code 37)): "
            "expected a valid value (number, String, array, object, 'true', 'false' or 'null')",
        ),
        ("", "Invalid input JSON on line 1, column 1: Unexpected end-of-input"),
        (
            "{}",
            "Invalid input JSON on line 1, column 2. Some required fields were not set: "
            "[properties]",
        ),
        (
            "[]",
            "Invalid input JSON on line 1, column 1: Cannot deserialize value of type "
            "`java.util.LinkedHashMap<java.lang.String,java.lang.Object>` from Array value "
            "(token `JsonToken.START_ARRAY`)",
        ),
    ],
)
def test_a_body_that_cannot_be_read_is_explained(
    api: httpx.Client, text: str, message: str
) -> None:
    answer = api.post(DEALS, content=text, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400
    assert answer.json()["message"] == message


@pytest.mark.parametrize("value", [["a"], {"a": 1}])
def test_a_value_must_be_text(api: httpx.Client, value: object) -> None:
    answer = create(api, dealname=value)
    assert answer.status_code == 400
    assert "Cannot deserialize value of type `java.lang.String`" in answer.json()["message"]


def test_another_content_type_is_not_taken(api: httpx.Client) -> None:
    assert api.post(DEALS, content="properties=1").status_code == 415


def test_an_update_of_nothing_is_refused(api: httpx.Client) -> None:
    answer = api.patch(f"{DEALS}/10096681328", json={"properties": {}})
    assert answer.status_code == 400
    assert answer.json()["message"].startswith("No properties found to update")


@pytest.mark.parametrize("associations", [[{"to": {}}], [{"to": {"id": "999"}}], ["x"]])
def test_a_link_must_lead_to_a_record(api: httpx.Client, associations: list[Any]) -> None:
    body = {"properties": {"dealname": "x"}, "associations": associations}
    assert api.post(DEALS, json=body).status_code == 400
