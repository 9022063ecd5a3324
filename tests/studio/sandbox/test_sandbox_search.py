from __future__ import annotations

from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.sandbox.filters import contains_token

DEALS = "/crm/v3/objects/deals/search"
CONTACTS = "/crm/objects/2026-03/contacts/search"


def names(api: httpx.Client, *filters: dict[str, Any], **body: Any) -> list[str]:
    """Deal names that a search with one group of filters finds."""
    if filters:
        body["filterGroups"] = [{"filters": list(filters)}]
    answer = api.post(DEALS, json={"limit": 100} | body)
    assert answer.status_code == 200, answer.text
    return [record["properties"]["dealname"] for record in answer.json()["results"]]


def where(name: str, operator: str, value: object = None, **rest: object) -> dict[str, Any]:
    return {"propertyName": name, "operator": operator, "value": value} | rest


def refused(api: httpx.Client, body: dict[str, Any]) -> str:
    answer = api.post(DEALS, json=body)
    assert answer.status_code == 400
    assert answer.json()["category"] == "VALIDATION_ERROR"
    message: str = answer.json()["message"]
    return message


def test_the_newest_deals_come_first_when_sorted_so(api: httpx.Client) -> None:
    body = {"sorts": [{"propertyName": "createdate", "direction": "DESCENDING"}]}
    answer = api.post(DEALS, json=body).json()
    assert answer["total"] == 22
    assert len(answer["results"]) == 10
    dates = [record["properties"]["createdate"] for record in answer["results"]]
    assert dates == sorted(dates, reverse=True)
    assert answer["paging"] == {"next": {"after": "10"}}


def test_oldest_first_is_the_default_and_a_minus_turns_it_round(api: httpx.Client) -> None:
    assert names(api)[0] == "Basic deal"
    assert names(api, sorts=["-createdate"])[-1] == "Basic deal"
    assert names(api, sorts=["-amount"])[0].startswith("Brightside")


def test_a_deal_just_made_is_found(api: httpx.Client) -> None:
    api.post("/crm/v3/objects/deals", json={"properties": {"dealname": "Zebra crossing"}})
    assert names(api, query="zebra") == ["Zebra crossing"]


def test_a_deleted_deal_is_not_found(api: httpx.Client) -> None:
    api.delete("/crm/v3/objects/deals/10099894869")
    assert names(api, query="nike") == []


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("ADIDAS", ["Adidas Deal", "Adidas deal"]),
        ("integr", ["Custom data integrations", "Integrations"]),
        ("data custom", ["Custom data integrations"]),
        ("clinics", ["Meridian Clinics: patient reminders"]),
        ("yearly", ["Northwind Outfitters: renewal"]),
        ("tegrations", []),
        ("nothing like it", []),
    ],
)
def test_words_are_looked_for_where_words_begin(
    api: httpx.Client, query: str, found: list[str]
) -> None:
    assert names(api, query=query) == found


def test_contacts_are_found_by_name_address_phone_and_company(api: httpx.Client) -> None:
    for query in ("sofia", "marchetti@example", "sofia.marchetti@example.com", "velo", "0135"):
        answer = api.post(CONTACTS, json={"query": query}).json()
        assert [record["id"] for record in answer["results"]] == ["501"], query
    assert "phone" not in answer["results"][0]["properties"]


@pytest.mark.parametrize(
    ("one", "number"),
    [
        (where("dealstage", "EQ", "closedwon"), 4),
        (where("dealstage", "EQ", "ClosedWon"), 0),
        (where("dealstage", "NEQ", "closedwon"), 18),
        (where("dealname", "EQ", "ADIDAS DEAL"), 2),
        (where("amount", "GT", "54000"), 2),
        (where("amount", "GTE", "54000"), 3),
        (where("amount", "LT", "1800"), 1),
        (where("amount", "LTE", 1800), 2),
        (where("amount", "BETWEEN", "9000", highValue="13000"), 2),
        (where("closedate", "BETWEEN", "2026-12-01", highValue="2026-12-31"), 5),
        (where("createdate", "GTE", "1767225600000"), 9),
        (where("dealstage", "IN", values=["closedwon", "closedlost"]), 5),
        (where("dealstage", "NOT_IN", values=["closedwon", "closedlost"]), 17),
        (where("dealname", "IN", values=["kora", "assist"]), 2),
        (where("amount", "HAS_PROPERTY"), 13),
        (where("amount", "NOT_HAS_PROPERTY"), 9),
        (where("dealname", "CONTAINS_TOKEN", "deal"), 5),
        (where("dealname", "CONTAINS_TOKEN", "inte*"), 2),
        (where("dealname", "NOT_CONTAINS_TOKEN", "deal"), 17),
        (where("associations.contact", "EQ", "1401"), 4),
        (where("associations.contact", "NOT_HAS_PROPERTY"), 2),
        (where("hs_is_closed", "EQ", "true"), 5),
    ],
)
def test_every_operator_finds_its_records(
    api: httpx.Client, one: dict[str, Any], number: int
) -> None:
    assert len(names(api, one)) == number


def test_filters_of_a_group_all_hold_and_one_group_is_enough(api: httpx.Client) -> None:
    won = where("dealstage", "EQ", "closedwon")
    large = where("amount", "GT", "50000")
    assert names(api, won, large) == ["Northwind Outfitters: renewal"]
    either = [{"filters": [won]}, {"filters": [large]}]
    assert len(names(api, filterGroups=either)) == 6
    assert names(api, filters=[won, large]) == ["Northwind Outfitters: renewal"]


def test_pages_go_on_where_the_last_ended(api: httpx.Client) -> None:
    met: list[str] = []
    after: object = None
    while True:
        body = {"limit": 7, "after": after, "query": "", "filterGroups": [], "properties": []}
        answer = api.post(DEALS, json=body).json()
        met += [record["id"] for record in answer["results"]]
        if "paging" not in answer:
            break
        after = answer["paging"]["next"]["after"]
        assert "link" not in answer["paging"]["next"]
    assert len(met) == len(set(met)) == 22


def test_asked_properties_are_the_ones_that_come(api: httpx.Client) -> None:
    answer = api.post(DEALS, json={"properties": ["dealname"], "limit": 1}).json()
    assert answer["results"][0]["properties"].keys() == {
        "createdate",
        "dealname",
        "hs_lastmodifieddate",
        "hs_object_id",
    }


def test_limits_are_kept(api: httpx.Client) -> None:
    one = where("amount", "GT", "1")
    assert "limit" in refused(api, {"limit": 201})
    assert "limit" in refused(api, {"limit": 0})
    assert "10000" in refused(api, {"after": "9995", "limit": 10})
    assert "3000" in refused(api, {"query": "x" * 3001})
    assert "5" in refused(api, {"filterGroups": [{"filters": [one]}] * 6})
    assert "6" in refused(api, {"filterGroups": [{"filters": [one] * 7}]})
    assert "18" in refused(api, {"filterGroups": [{"filters": [one] * 5}] * 4})
    assert "one sort" in refused(api, {"sorts": ["amount", "createdate"]})


@pytest.mark.parametrize(
    "body",
    [
        {"filterGroups": [{"filters": [where("nothing", "EQ", "x")]}]},
        {"filterGroups": [{"filters": [where("amount", "ABOUT", "x")]}]},
        {"filterGroups": [{"filters": [where("amount", "EQ", "many")]}]},
        {"filterGroups": [{"filters": [where("dealname", "EQ", " ")]}]},
        {"filterGroups": [{"filters": [where("dealname", "IN")]}]},
        {"filterGroups": [{"filters": [where("amount", "BETWEEN", "1")]}]},
        {"filterGroups": [{"filters": [{"operator": "EQ"}]}]},
        {"filterGroups": {"filters": []}},
        {"filterGroups": ["x"]},
        {"sorts": ["nothing"]},
        {"sorts": [{"propertyName": "amount", "direction": "UP"}]},
        {"after": "x"},
        {"query": 5},
        {"limit": True},
    ],
)
def test_what_cannot_be_understood_is_refused(api: httpx.Client, body: dict[str, Any]) -> None:
    assert refused(api, body)


def test_a_blank_value_is_refused_with_the_name_of_its_property(api: httpx.Client) -> None:
    message = refused(api, {"filters": [where("dealname", "EQ", "")]})
    assert message.endswith(
        "value must be non-empty and non-blank, if specified {propertyName: 'dealname'}"
    )


@given(st.text(max_size=40), st.text(max_size=20))
def test_any_text_can_be_looked_for(value: str, wanted: str) -> None:
    assert contains_token(value, wanted) in (True, False)


@given(st.from_regex(r"[a-z]{1,8}( [a-z]{1,8}){0,4}", fullmatch=True))
def test_a_text_contains_each_of_its_words_in_any_case(value: str) -> None:
    for word in value.split():
        assert contains_token(value, word.upper())
        assert contains_token(value, word[:1] + "*")
