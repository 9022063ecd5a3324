from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hubspot.crm import contacts, deals

MAYA = "301"
AMOUNTS = {"One": "10", "Two": "20", "Three": "30", "None": None}


def find(hs: Any, *filters: dict[str, Any], **rest: Any) -> Any:
    groups = (
        [deals.FilterGroup(filters=[deals.Filter(**one) for one in filters])] if filters else []
    )
    return hs.crm.deals.search_api.do_search(
        deals.PublicObjectSearchRequest(filter_groups=groups, **rest)
    )


@pytest.fixture
def stocked(hs: Any) -> Any:
    for name, amount in AMOUNTS.items():
        values = {"dealname": f"Zeta {name}"} | ({"amount": amount} if amount else {})
        hs.crm.deals.basic_api.create(
            deals.SimplePublicObjectInputForCreate(properties=values, associations=[])
        )
    return hs


def names(found: Any) -> set[str]:
    return {one.properties["dealname"].removeprefix("Zeta ") for one in found.results}


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"operator": "EQ", "value": "20"}, {"Two"}),
        ({"operator": "NEQ", "value": "20"}, {"One", "Three", "None"}),
        ({"operator": "LT", "value": "20"}, {"One"}),
        ({"operator": "LTE", "value": "20"}, {"One", "Two"}),
        ({"operator": "GT", "value": "20"}, {"Three"}),
        ({"operator": "GTE", "value": "20"}, {"Two", "Three"}),
        ({"operator": "BETWEEN", "value": "10", "high_value": "20"}, {"One", "Two"}),
        ({"operator": "IN", "values": ["10", "30"]}, {"One", "Three"}),
        ({"operator": "NOT_IN", "values": ["10", "30"]}, {"Two", "None"}),
        ({"operator": "HAS_PROPERTY"}, {"One", "Two", "Three"}),
        ({"operator": "NOT_HAS_PROPERTY"}, {"None"}),
    ],
)
def test_every_operator_compares(
    stocked: Any, condition: dict[str, Any], expected: set[str]
) -> None:
    zeta = {"property_name": "dealname", "operator": "CONTAINS_TOKEN", "value": "Zeta"}
    found = find(stocked, zeta, {"property_name": "amount", **condition}, limit=200)
    assert names(found) == expected
    assert found.total == len(expected)


def test_words_are_found_and_left_out(stocked: Any) -> None:
    token = {"property_name": "dealname", "operator": "CONTAINS_TOKEN", "value": "zet*"}
    assert names(find(stocked, token, limit=200)) == set(AMOUNTS)
    other = {"property_name": "dealname", "operator": "NOT_CONTAINS_TOKEN", "value": "One"}
    assert names(find(stocked, token, other, limit=200)) == {"Two", "Three", "None"}
    assert names(find(stocked, query="zeta two")) == {"Two"}


def test_groups_are_alternatives(stocked: Any) -> None:
    groups = [
        deals.FilterGroup(
            filters=[deals.Filter(property_name="dealname", operator="EQ", value=f"zeta {name}")]
        )
        for name in ("one", "two")
    ]
    request = deals.PublicObjectSearchRequest(filter_groups=groups, limit=10)
    assert names(stocked.crm.deals.search_api.do_search(request)) == {"One", "Two"}


def test_results_are_sorted_and_paged_by_offset(stocked: Any) -> None:
    ask = {"query": "zeta", "sorts": [{"propertyName": "amount", "direction": "DESCENDING"}]}
    first = find(stocked, **ask, limit=2, properties=["amount"])
    assert [one.properties["amount"] for one in first.results] == ["30", "20"]
    assert (first.total, first.paging.next.after, first.paging.next.link) == (4, "2", None)
    second = find(stocked, **ask, limit=2, after="2")
    assert len(second.results) == 2
    assert second.paging is None


@pytest.mark.parametrize(
    "request_",
    [
        {"limit": 201},
        {"limit": 100, "after": "9901"},
        {"sorts": ["amount", "dealname"]},
        {"query": "x" * 3001},
    ],
)
def test_what_is_too_much_is_refused(
    hs: Any, refused: Callable[..., Any], request_: dict[str, Any]
) -> None:
    status, body = refused(
        hs.crm.deals.search_api.do_search, deals.PublicObjectSearchRequest(**request_)
    )
    assert (status, body["category"]) == (400, "VALIDATION_ERROR")


def test_contacts_are_found_by_their_deals(hs: Any) -> None:
    filters = [
        contacts.Filter(property_name="associations.deal", operator="EQ", value="10096681328"),
    ]
    found = hs.crm.contacts.search_api.do_search(
        contacts.PublicObjectSearchRequest(
            filter_groups=[contacts.FilterGroup(filters=filters)], limit=5
        )
    )
    assert [one.id for one in found.results] == [MAYA]
