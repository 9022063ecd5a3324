from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from hubspot.crm import contacts, deals, properties


def definition(name: str = "contract_number", **changes: Any) -> Any:
    fields = {
        "label": "Contract number",
        "type": "string",
        "field_type": "text",
        "group_name": "dealinformation",
    }
    return properties.PropertyCreate(name=name, **fields | changes)


def test_every_definition_is_complete(hs: Any) -> None:
    for kind in ("deals", "contacts"):
        found = hs.crm.properties.core_api.get_all(kind).results
        assert len(found) > 30
        for one in found:
            assert isinstance(one.created_at, datetime)
            assert one.modification_metadata.read_only_value in (True, False)
            assert one.hubspot_defined is True
            assert one.group_name in ("dealinformation", "contactinformation")


def test_stages_and_pipelines_are_options_and_owners_are_elsewhere(hs: Any) -> None:
    api = hs.crm.properties.core_api
    stages = api.get_by_name("deals", "dealstage").options
    assert [one.value for one in stages][:2] == ["appointmentscheduled", "qualifiedtobuy"]
    assert [one.value for one in api.get_by_name("0-3", "pipeline").options] == ["default"]
    owner = api.get_by_name("deals", "hubspot_owner_id")
    assert (owner.external_options, owner.referenced_object_type) == (True, "OWNER")


def test_a_property_that_was_made_works_on_records(hs: Any, refused: Callable[..., Any]) -> None:
    api, deal_api = hs.crm.properties.core_api, hs.crm.deals.basic_api
    made = api.create("deals", definition(has_unique_value=True))
    assert (made.hubspot_defined, made.has_unique_value) == (False, True)
    assert made.modification_metadata.archivable is True
    given = deals.SimplePublicObjectInputForCreate(
        properties={"dealname": "x", "contract_number": "C-1"}, associations=[]
    )
    deal = deal_api.create(given)
    assert deal.properties["contract_number"] == "C-1"
    assert deal_api.get_by_id("C-1", id_property="contract_number").id == deal.id
    status, body = refused(deal_api.create, given)
    assert status == 400
    assert f"{deal.id} already has that value" in body["message"]
    found = hs.crm.deals.search_api.do_search(
        deals.PublicObjectSearchRequest(
            filter_groups=[
                deals.FilterGroup(
                    filters=[
                        deals.Filter(property_name="contract_number", operator="EQ", value="c-1")
                    ]
                )
            ]
        )
    )
    assert [one.id for one in found.results] == [deal.id]
    upserted = hs.crm.deals.batch_api.upsert(
        deals.BatchInputSimplePublicObjectBatchInputUpsert(
            inputs=[
                deals.SimplePublicObjectBatchInputUpsert(
                    id=number, id_property="contract_number", properties={"amount": "1"}
                )
                for number in ("C-1", "C-2")
            ]
        )
    )
    assert [one.new for one in upserted.results] == [False, True]


def test_a_property_is_changed_archived_and_brought_back(
    hs: Any, refused: Callable[..., Any]
) -> None:
    api, deal_api = hs.crm.properties.core_api, hs.crm.deals.basic_api
    api.create("deals", definition())
    deal = deal_api.create(
        deals.SimplePublicObjectInputForCreate(
            properties={"contract_number": "C-1"}, associations=[]
        )
    )
    changed = api.update("deals", "contract_number", properties.PropertyUpdate(label="Number"))
    assert (changed.label, changed.group_name) == ("Number", "dealinformation")
    assert refused(api.create, "deals", definition())[1]["subCategory"] == (
        "Properties.PROPERTY_WITH_NAME_EXISTS"
    )
    api.archive("deals", "contract_number")
    assert refused(api.get_by_name, "deals", "contract_number")[1]["category"] == (
        "OBJECT_NOT_FOUND"
    )
    assert api.get_by_name("deals", "contract_number", archived=True).archived is True
    got = deal_api.get_by_id(deal.id, properties=["contract_number"])
    assert "contract_number" not in got.properties
    deal_api.update(deal.id, deals.SimplePublicObjectInput(properties={"amount": "1"}))
    api.create("deals", definition(label="Again"))
    got = deal_api.get_by_id(deal.id, properties=["contract_number"])
    assert got.properties["contract_number"] == "C-1"


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"type": "bool", "field_type": "booleancheckbox"}, "INVALID_BOOLEAN_OPTION"),
        ({"type": "enumeration", "field_type": "select"}, "MISSING_OPTIONS"),
        ({"type": "number", "field_type": "radio"}, "INVALID_FIELD_TYPE"),
        ({"group_name": "nowhere"}, "INVALID_GROUP"),
        ({"name": "1st"}, "INVALID_NAME"),
    ],
)
def test_a_definition_that_cannot_be_is_refused(
    hs: Any, refused: Callable[..., Any], changes: dict[str, Any], word: str
) -> None:
    status, body = refused(hs.crm.properties.core_api.create, "deals", definition(**changes))
    assert status == 400
    assert body["subCategory"] == f"PropertyValidationError.{word}"


def test_values_of_made_properties_are_checked_by_their_type(
    hs: Any, refused: Callable[..., Any]
) -> None:
    api, contact_api = hs.crm.properties.core_api, hs.crm.contacts.basic_api
    options = [
        properties.OptionInput(label=one.title(), value=one, display_order=place, hidden=False)
        for place, one in enumerate(("red", "green", "blue"))
    ]
    group = {"group_name": "contactinformation"}
    api.create(
        "contacts",
        definition("colours", type="enumeration", field_type="checkbox", options=options, **group),
    )
    api.create("contacts", definition("birthday", type="date", field_type="date", **group))

    def write(**values: str) -> Any:
        return contact_api.create(
            contacts.SimplePublicObjectInputForCreate(properties=values, associations=[])
        )

    made = write(colours="red;blue", birthday="1990-05-17")
    assert made.properties["birthday"] == "1990-05-17"
    more = contacts.SimplePublicObjectInput(properties={"colours": ";green"})
    assert contact_api.update(made.id, more).properties["colours"] == "red;blue;green"
    assert refused(write, colours="red;pink")[1]["errors"][0]["code"] == "INVALID_OPTION"
    noon = "643032000000"
    assert refused(write, birthday=noon)[1]["errors"][0]["code"] == "INVALID_DATE"


def test_groups(hs: Any, refused: Callable[..., Any]) -> None:
    api = hs.crm.properties.groups_api
    made = api.create("deals", properties.PropertyGroupCreate(name="legal", label="Legal"))
    assert (made.name, made.archived) == ("legal", False)
    assert "legal" in [one.name for one in api.get_all("deals").results]
    api.update("deals", "legal", properties.PropertyGroupUpdate(label="Law"))
    assert api.get_by_name("deals", "legal").label == "Law"
    hs.crm.properties.core_api.create("deals", definition(group_name="legal"))
    status, body = refused(api.archive, "deals", "legal")
    assert status == 400
    inner = json.loads(body["message"])
    assert inner["subCategory"] == "PropertyGroupError.GROUP_WITH_ACTIVE_PROPERTIES"
    assert inner["correlationId"] == body["correlationId"]
    hs.crm.properties.core_api.archive("deals", "contract_number")
    api.archive("deals", "legal")
    assert refused(api.get_by_name, "deals", "legal")[0] == 404


def test_batches_of_definitions(hs: Any) -> None:
    api = hs.crm.properties.batch_api
    rows = [definition("one"), definition("two")]
    made = api.create("deals", properties.BatchInputPropertyCreate(inputs=rows))
    assert [one.name for one in made.results] == ["one", "two"]
    names = [properties.PropertyName(name=name) for name in ("one", "missing")]
    read = api.read("deals", properties.BatchReadInputPropertyName(inputs=names, archived=False))
    assert [one.name for one in read.results] == ["one"]
    assert read.errors[0].category == "OBJECT_NOT_FOUND"
    api.archive("deals", properties.BatchInputPropertyName(inputs=names[:1]))
    left = [one.name for one in hs.crm.properties.core_api.get_all("deals").results]
    assert "two" in left
    assert "one" not in left


def test_what_an_account_made_is_not_seen_by_another_and_is_gone_after_a_reset(shop: Any) -> None:
    hs = shop.granted()
    hs.crm.properties.core_api.create("deals", definition())
    other = shop.granted(persona="ines@nordlicht.example")
    assert "contract_number" not in [
        one.name for one in other.crm.properties.core_api.get_all("deals").results
    ]
    shop.admin("reset")
    again = shop.granted()
    with pytest.raises(properties.exceptions.NotFoundException):
        again.crm.properties.core_api.get_by_name("deals", "contract_number")
