"""How records stand in answers (fact sheet hubspot-api 3.1)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from studio.sandbox import errors
from studio.sandbox.crm.calls import Call
from studio.sandbox.moments import stamp
from studio.sandbox.people import Portal
from studio.sandbox.records import Record, Records

COUNTED = "num_associated_contacts"
ELSEWHERE = {
    *("company", "companies", "0-2", "ticket", "tickets", "0-5", "product", "products", "0-7"),
    *("line_item", "line_items", "0-8", "quote", "quotes", "0-14", "note", "notes", "0-46"),
    *("task", "tasks", "0-27", "call", "calls", "0-48", "email", "emails", "0-49"),
    *("meeting", "meetings", "0-47"),
}
"""Kinds of HubSpot's that the sandbox has no records of, so that nothing is linked with them."""


@dataclass(frozen=True)
class Shown:
    """What a reading call asked to see of each record."""

    names: frozenset[str]
    """Properties, those included that always come."""
    history: tuple[str, ...] = ()
    """Properties with their earlier values."""
    associations: tuple[str, ...] = ()
    """Kinds whose linked ids come along."""

    @staticmethod
    def of(
        call: Call,
        asked: Sequence[str],
        history: Sequence[str],
        associations: Sequence[str] = (),
    ) -> Shown:
        """From the names a query or body lists; names that do not exist are left out."""
        known = tuple(name for name in history if name in call.kind.properties)
        for name in associations:
            if call.kinds.find(name) is None and name.lower() not in ELSEWHERE:
                # Our guess: a kind that nobody knows is refused here as in a path.
                raise errors.unknown_kind(name)
        # Our guess: a property that is asked for with history comes among the properties too.
        return Shown(call.kind.shown([*asked, *history]), known, tuple(associations))


def answer(
    record: Record, names: Iterable[str], portal: Portal, *, nulls: bool = True
) -> dict[str, Any]:
    """A record as the API gives it: properties sorted by name, null where there is no value."""
    properties = {
        name: record.properties.get(name)
        for name in sorted(names)
        if nulls or name in record.properties
    }
    content: dict[str, Any] = {
        "id": str(record.id),
        "properties": properties,
        "createdAt": stamp(record.created_at),
        "updatedAt": stamp(record.updated_at),
        "archived": record.archived_at is not None,
    }
    if record.archived_at is not None:
        content["archivedAt"] = stamp(record.archived_at)
    content["url"] = record_url(record, portal)
    return content


def full_answer(record: Record, shown: Shown, call: Call, records: Records) -> dict[str, Any]:
    """A record with everything a reading call asked for."""
    content = answer(record, shown.names, call.portal)
    if COUNTED in shown.names:
        content["properties"][COUNTED] = str(len(records.linked(record, call.other)))
    if shown.history:
        content["propertiesWithHistory"] = history(record, shown.history, records)
    return content | associations(record, shown.associations, call, records)


def record_url(record: Record, portal: Portal) -> str:
    """The page for people about a record (fact sheet 7)."""
    return (
        f"https://{portal.ui_domain}/contacts/{portal.portal_id}"
        f"/record/{record.kind.type_id}/{record.id}"
    )


def associations(
    record: Record, asked: Sequence[str], call: Call, records: Records
) -> dict[str, Any]:
    """The `associations` key of an answer; absent when none were asked for or found."""
    listed: dict[str, Any] = {}
    for name in asked:
        other = call.kinds.find(name)
        ids = [] if other is None else records.linked(record, other)
        if other is not None and ids:
            word = f"{record.kind.singular}_to_{other.singular}"
            listed[other.name] = {"results": [{"id": str(i), "type": word} for i in ids]}
    return {"associations": listed} if listed else {}


def history(record: Record, names: Sequence[str], records: Records) -> dict[str, Any]:
    """Every value each property had, newest first; a value that was taken away is empty text."""
    listed: dict[str, list[dict[str, Any]]] = {name: [] for name in names}
    for version in reversed(records.history(record)):
        for name in version.changes.keys() & listed.keys():
            entry: dict[str, Any] = {
                "value": version.changes[name][1] or "",
                "timestamp": stamp(version.at),
                "sourceType": version.source.word,
                "sourceId": version.source.id,
            }
            user = version.source.id.removeprefix("userId:")
            if user != version.source.id and user.isdecimal():
                entry["updatedByUserId"] = int(user)
            listed[name].append(entry)
    return listed
