from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hubspot.crm import contacts, deals

ADIDAS, MAYA = "10096681328", "301"


def deal(**properties: str) -> Any:
    return deals.SimplePublicObjectInputForCreate(properties=properties, associations=[])


def contact(**properties: str) -> Any:
    return contacts.SimplePublicObjectInputForCreate(properties=properties, associations=[])


def test_a_deal_lives_from_create_to_archive(hs: Any) -> None:
    api = hs.crm.deals.basic_api
    made = api.create(deal(dealname="Trial", dealstage="contractsent", pipeline="default"))
    assert made.id.isdecimal()
    assert made.properties["hs_is_closed"] == "false"
    assert isinstance(made.created_at, datetime)
    assert made.created_at.utcoffset() == datetime.now(UTC).utcoffset()
    changed = api.update(made.id, deals.SimplePublicObjectInput(properties={"amount": "10"}))
    assert changed.properties["amount"] == "10"
    got = api.get_by_id(made.id, properties=["dealname", "amount", "description"])
    assert got.properties["dealname"] == "Trial"
    assert got.properties["description"] is None
    assert api.archive(made.id) is None
    with pytest.raises(deals.exceptions.NotFoundException) as gone:
        api.get_by_id(made.id)
    assert gone.value.status == 404
    assert "Resource not found" in gone.value.body
    archived = api.get_by_id(made.id, archived=True)
    assert archived.archived is True
    assert isinstance(archived.archived_at, datetime)


def test_a_contact_is_found_changed_and_refused_by_its_address(
    hs: Any, refused: Callable[..., Any]
) -> None:
    api = hs.crm.contacts.basic_api
    made = api.create(contact(email="Ada@example.com", firstname="Ada"))
    assert made.properties["email"] == "ada@example.com"
    assert api.get_by_id("ada@example.com", id_property="email").id == made.id
    api.update(
        "ada@example.com",
        contacts.SimplePublicObjectInput(properties={"lastname": "Lovelace"}),
        id_property="email",
    )
    assert api.get_by_id(made.id).properties["lastname"] == "Lovelace"
    status, body = refused(api.create, contact(email="ada@example.com"))
    assert status == 409
    assert body["message"] == f"Contact already exists. Existing ID: {made.id}"
    assert body["category"] == "CONFLICT"


def test_get_all_walks_every_page(hs: Any) -> None:
    for number in range(101):
        hs.crm.deals.basic_api.create(deal(dealname=f"Deal {number}"))
    found = hs.crm.deals.get_all(properties=["dealname"])
    assert len(found) == len({one.id for one in found}) == 22 + 101


def test_pages_carry_cursor_and_link(hs: Any) -> None:
    page = hs.crm.contacts.basic_api.get_page(limit=2, associations=["deals"])
    assert len(page.results) == 2
    assert page.paging.next.after == str(int(page.results[-1].id) + 1)
    assert "associations=deals" in page.paging.next.link
    last = hs.crm.contacts.basic_api.get_page(limit=100)
    assert last.paging is None


def test_history_comes_newest_first(shop: Any, hs: Any) -> None:
    api = hs.crm.deals.basic_api
    made = api.create(deal(dealname="One"))
    for name in ("Two", "Three"):
        shop.clock.advance(60)
        api.update(made.id, deals.SimplePublicObjectInput(properties={"dealname": name}))
    got = api.get_by_id(made.id, properties_with_history=["dealname", "amount"])
    history = got.properties_with_history["dealname"]
    assert [entry.value for entry in history] == ["Three", "Two", "One"]
    assert {entry.source_type for entry in history} == {"INTEGRATION"}
    assert history[0].timestamp > history[1].timestamp
    assert got.properties_with_history["amount"] == []
    with pytest.raises(deals.exceptions.ApiException):
        api.get_page(limit=51, properties_with_history=["dealname"])
    assert len(api.get_page(limit=50, properties_with_history=["dealname"]).results) == 23


def test_linked_records_come_along_when_asked_for(hs: Any) -> None:
    got = hs.crm.deals.basic_api.get_by_id(ADIDAS, associations=["contacts"])
    (linked,) = got.associations["contacts"].results
    assert (linked.id, linked.type) == (MAYA, "deal_to_contact")
    made = hs.crm.deals.basic_api.create(
        deals.SimplePublicObjectInputForCreate(
            properties={"dealname": "Linked"},
            associations=[
                deals.PublicAssociationsForObject(
                    to=deals.PublicObjectId(id=MAYA),
                    types=[
                        deals.AssociationSpec(
                            association_category="HUBSPOT_DEFINED", association_type_id=3
                        )
                    ],
                )
            ],
        )
    )
    back = hs.crm.contacts.basic_api.get_by_id(MAYA, associations=["deals"])
    assert made.id in {one.id for one in back.associations["deals"].results}


def test_two_contacts_are_merged(hs: Any) -> None:
    api = hs.crm.contacts.basic_api
    one = api.create(contact(email="one@example.com"))
    two = api.create(contact(email="two@example.com", phone="555"))
    merged = api.merge(
        contacts.PublicMergeInput(primary_object_id=one.id, object_id_to_merge=two.id)
    )
    assert (merged.id, merged.properties["email"]) == (one.id, "one@example.com")
    assert merged.properties["phone"] == "555"
    assert merged.properties["hs_additional_emails"] == "two@example.com"
    assert api.get_by_id(two.id).id == one.id


def test_a_contact_is_deleted_for_good(hs: Any) -> None:
    api = hs.crm.contacts.basic_api
    api.purge(
        contacts.PublicGdprDeleteInput(object_id="maya.lindqvist@example.com", id_property="email")
    )
    with pytest.raises(contacts.exceptions.NotFoundException):
        api.get_by_id(MAYA, archived=True)
    got = hs.crm.deals.basic_api.get_by_id(ADIDAS, associations=["contacts"])
    assert got.associations is None


@pytest.mark.parametrize(
    ("properties", "code"),
    [
        ({"colour": "red"}, "PROPERTY_DOESNT_EXIST"),
        ({"dealstage": "registered"}, "INVALID_OPTION"),
        ({"amount": "much"}, "INVALID_INTEGER"),
        ({"hs_is_closed": "true"}, "READ_ONLY_VALUE"),
    ],
)
def test_a_bad_value_is_an_exception_with_its_body(
    hs: Any, refused: Callable[..., Any], properties: dict[str, str], code: str
) -> None:
    status, body = refused(hs.crm.deals.basic_api.create, deal(**properties))
    assert status == 400
    assert body["category"] == "VALIDATION_ERROR"
    assert body["errors"][0]["code"] == code
    assert body["correlationId"]


def test_a_missing_scope_and_a_bad_token_have_exceptions_of_their_own(shop: Any) -> None:
    poor = shop.granted("oauth crm.objects.contacts.read")
    with pytest.raises(deals.exceptions.ForbiddenException) as missing:
        poor.crm.deals.basic_api.get_page()
    assert "crm.objects.deals.read" in missing.value.body
    with pytest.raises(deals.exceptions.UnauthorizedException) as unknown:
        shop.client("x" * 200).crm.deals.basic_api.get_page()
    assert "INVALID_AUTHENTICATION" in unknown.value.body
    rich = shop.granted()
    shop.clock.advance(1801)
    with pytest.raises(deals.exceptions.UnauthorizedException) as expired:
        rich.crm.deals.basic_api.get_page()
    assert "EXPIRED_AUTHENTICATION" in expired.value.body
