from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hubspot.crm import contacts, deals

ADIDAS, MAYA = "10096681328", "301"


def ids(*values: str) -> Any:
    return [deals.SimplePublicObjectId(id=value) for value in values]


def test_a_batch_is_made_read_changed_and_archived(hs: Any) -> None:
    api = hs.crm.deals.batch_api
    inputs = [
        deals.SimplePublicObjectBatchInputForCreate(
            properties={"dealname": f"Deal {number}"}, associations=[]
        )
        for number in range(100)
    ]
    made = api.create(deals.BatchInputSimplePublicObjectBatchInputForCreate(inputs=inputs))
    assert made.status == "COMPLETE"
    known = [one.id for one in made.results]
    assert len(set(known)) == 100
    read = api.read(
        deals.BatchReadInputSimplePublicObjectId(
            inputs=ids(*known), properties=["dealname"], properties_with_history=[]
        )
    )
    assert [one.properties["dealname"] for one in read.results] == [
        f"Deal {number}" for number in range(100)
    ]
    changes = [
        deals.SimplePublicObjectBatchInput(id=one, properties={"amount": "5"}) for one in known[:3]
    ]
    changed = api.update(deals.BatchInputSimplePublicObjectBatchInput(inputs=changes))
    assert {one.properties["amount"] for one in changed.results} == {"5"}
    assert api.archive(deals.BatchInputSimplePublicObjectId(inputs=ids(*known))) is None
    assert len(hs.crm.deals.get_all()) == 22


def test_what_is_missing_of_a_batch_is_told_beside_the_rest(hs: Any) -> None:
    read = hs.crm.contacts.batch_api.read(
        contacts.BatchReadInputSimplePublicObjectId(
            inputs=[contacts.SimplePublicObjectId(id=one) for one in (MAYA, "999")],
            properties=["email"],
            properties_with_history=[],
        )
    )
    assert [one.id for one in read.results] == [MAYA]
    assert read.num_errors == 1
    (error,) = read.errors
    assert error.category == "OBJECT_NOT_FOUND"
    assert error.message == (
        "Could not get some CONTACT objects, they may be deleted or not exist. "
        "Check that ids are valid."
    )
    assert error.context == {"ids": ["999"]}


def test_contacts_are_read_by_address(hs: Any) -> None:
    read = hs.crm.contacts.batch_api.read(
        contacts.BatchReadInputSimplePublicObjectId(
            inputs=[contacts.SimplePublicObjectId(id="maya.lindqvist@example.com")],
            id_property="email",
            properties=["email"],
            properties_with_history=["email"],
        )
    )
    (one,) = read.results
    assert one.id == MAYA
    assert one.properties_with_history["email"][0].value == "maya.lindqvist@example.com"


def test_an_upsert_tells_new_from_known(hs: Any) -> None:
    inputs = [
        contacts.SimplePublicObjectBatchInputUpsert(
            id=address, id_property="email", properties={"city": "Lund"}
        )
        for address in ("maya.lindqvist@example.com", "new@example.com")
    ]
    done = hs.crm.contacts.batch_api.upsert(
        contacts.BatchInputSimplePublicObjectBatchInputUpsert(inputs=inputs)
    )
    assert [one.new for one in done.results] == [False, True]
    assert hs.crm.contacts.basic_api.get_by_id("new@example.com", id_property="email")
    city = hs.crm.contacts.basic_api.get_by_id(MAYA, properties=["city"]).properties["city"]
    assert city == "Lund"


def test_marked_inputs_fail_one_by_one_and_unmarked_ones_together(
    hs: Any, refused: Callable[..., Any]
) -> None:
    def inputs(*marks: str | None) -> Any:
        return deals.BatchInputSimplePublicObjectBatchInputForCreate(
            inputs=[
                deals.SimplePublicObjectBatchInputForCreate(
                    properties={"amount": amount}, associations=[], object_write_trace_id=mark
                )
                for amount, mark in zip(("1", "much"), marks, strict=True)
            ]
        )

    api = hs.crm.deals.batch_api
    partly = api.create(inputs("first", "second"))
    assert [one.object_write_trace_id for one in partly.results] == ["first"]
    (error,) = partly.errors
    assert error.context == {"objectWriteTraceId": ["second"]}
    assert error.category == "VALIDATION_ERROR"
    status, _ = refused(api.create, inputs(None, None))
    assert status == 400
    assert len(hs.crm.deals.get_all()) == 23


def test_more_than_a_hundred_and_the_same_twice_are_refused(
    hs: Any, refused: Callable[..., Any]
) -> None:
    api = hs.crm.deals.batch_api
    many = deals.BatchReadInputSimplePublicObjectId(
        inputs=ids(*map(str, range(101))), properties=[], properties_with_history=[]
    )
    status, body = refused(api.read, many)
    assert (status, body["message"]) == (
        400,
        "The maximum number of inputs supported in a batch is 100. "
        "Please reduce the number of items and try again",
    )
    histories = deals.BatchReadInputSimplePublicObjectId(
        inputs=ids(*map(str, range(51))), properties=[], properties_with_history=["amount"]
    )
    assert "for property histories is 50." in refused(api.read, histories)[1]["message"]
    twice = deals.BatchInputSimplePublicObjectBatchInput(
        inputs=[
            deals.SimplePublicObjectBatchInput(id=ADIDAS, properties={"amount": "1"})
            for _ in range(2)
        ]
    )
    status, body = refused(api.update, twice)
    assert status == 400
    assert body["message"] == f"Duplicate IDs found in batch input: [{ADIDAS}]. IDs must be unique"
    assert body["context"] == {"ids": [ADIDAS]}
