from __future__ import annotations

from typing import Any

import pytest
from hubspot.crm import associations
from hubspot.crm.associations import v4

ADIDAS, LONELY, MAYA = "10096681328", "10168816194", "301"


def linked(hs: Any, deal_id: str) -> list[str]:
    page = hs.crm.associations.v4.basic_api.get_page("deals", deal_id, "contacts")
    return [one.to_object_id for one in page.results]


def test_v3_batches_make_read_and_end_associations(hs: Any) -> None:
    api = hs.crm.associations.batch_api
    pair = associations.PublicAssociation(
        _from=associations.PublicObjectId(id=LONELY),
        to=associations.PublicObjectId(id=MAYA),
        type="deal_to_contact",
    )
    batch = associations.BatchInputPublicAssociation(inputs=[pair])
    made = api.create("deals", "contacts", batch)
    assert (made.results[0]._from.id, made.results[0].to.id) == (LONELY, MAYA)
    ask = associations.BatchInputPublicObjectId(
        inputs=[associations.PublicObjectId(id=one) for one in (LONELY, "999")]
    )
    read = api.read("deals", "contacts", ask)
    assert [one.id for one in read.results[0].to] == [MAYA]
    assert read.errors[0].sub_category == "crm.associations.NO_ASSOCIATIONS_FOUND"
    assert api.archive("deals", "contacts", batch) is None
    assert linked(hs, LONELY) == []


def test_types_are_listed(hs: Any) -> None:
    (one,) = hs.crm.associations.schema.types_api.get_all("deal", "contact").results
    assert (one.id, one.name) == ("3", "deal_to_contact")
    (label,) = hs.crm.associations.v4.schema.definitions_api.get_all("contacts", "deals").results
    assert (label.category, label.type_id, label.label) == ("HUBSPOT_DEFINED", 4, None)


def test_v4_makes_lists_and_ends_one(hs: Any) -> None:
    api = hs.crm.associations.v4.basic_api
    done = api.create_default("deals", LONELY, "contacts", MAYA)
    assert [one.association_spec.association_type_id for one in done.results] == [3, 4]
    assert linked(hs, LONELY) == [MAYA]
    api.archive("deals", LONELY, "contacts", MAYA)
    assert linked(hs, LONELY) == []
    spec = v4.AssociationSpec(association_category="HUBSPOT_DEFINED", association_type_id=3)
    made = api.create("deals", LONELY, "contacts", MAYA, [spec])
    assert (made.from_object_type_id, made.to_object_id, made.labels) == ("0-3", MAYA, [])
    (entry,) = api.get_page("deals", LONELY, "contacts").results
    assert entry.association_types[0].type_id == 3
    wrong = v4.AssociationSpec(association_category="HUBSPOT_DEFINED", association_type_id=4)
    with pytest.raises(v4.exceptions.ApiException):
        api.create("deals", LONELY, "contacts", MAYA, [wrong])


def test_v4_lists_in_pages(hs: Any) -> None:
    api = hs.crm.associations.v4.basic_api
    for contact_id in ("301", "451", "501"):
        api.create_default("deals", LONELY, "contacts", contact_id)
    first = api.get_page("deals", LONELY, "contacts", limit=2)
    rest = api.get_page("deals", LONELY, "contacts", after=first.paging.next.after)
    found = [one.to_object_id for one in [*first.results, *rest.results]]
    assert found == ["301", "451", "501"]
    assert rest.paging is None


def test_v4_batches(hs: Any) -> None:
    api = hs.crm.associations.v4.batch_api
    ends = {"_from": v4.PublicObjectId(id=LONELY), "to": v4.PublicObjectId(id=MAYA)}
    spec = v4.AssociationSpec(association_category="HUBSPOT_DEFINED", association_type_id=3)
    api.create(
        "deals",
        "contacts",
        v4.BatchInputPublicAssociationMultiPost(
            inputs=[v4.PublicAssociationMultiPost(types=[spec], **ends)]
        ),
    )
    assert linked(hs, LONELY) == [MAYA]
    read = api.get_page(
        "deals",
        "contacts",
        v4.BatchInputPublicFetchAssociationsBatchRequest(
            inputs=[v4.PublicFetchAssociationsBatchRequest(id=one) for one in (ADIDAS, LONELY)]
        ),
    )
    assert [one._from.id for one in read.results] == [ADIDAS, LONELY]
    away = v4.PublicAssociationMultiArchive(_from=ends["_from"], to=[ends["to"]])
    api.archive("deals", "contacts", v4.BatchInputPublicAssociationMultiArchive(inputs=[away]))
    assert linked(hs, LONELY) == []
    default = v4.PublicDefaultAssociationMultiPost(**ends)
    api.create_default(
        "deals", "contacts", v4.BatchInputPublicDefaultAssociationMultiPost(inputs=[default])
    )
    assert linked(hs, LONELY) == [MAYA]
