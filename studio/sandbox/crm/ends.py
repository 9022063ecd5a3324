"""Associations between deals and contacts: what is linked, by the v3 and the v4 calls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from studio.sandbox import errors
from studio.sandbox.crm.batches import Outcome, id_of
from studio.sandbox.crm.calls import Call, record_id
from studio.sandbox.crm.writing import ASSOCIATION_TYPES
from studio.sandbox.properties import Kind
from studio.sandbox.records import Record, Records


@dataclass(frozen=True)
class Pair:
    """The two kinds that a call links, in its direction."""

    one: Kind
    other: Kind

    @property
    def type_id(self) -> int:
        return ASSOCIATION_TYPES[self.one.name, self.other.name]

    @property
    def word(self) -> str:
        """The type's name in v3, `deal_to_contact`."""
        return f"{self.one.singular}_to_{self.other.singular}"

    @property
    def back(self) -> Pair:
        return Pair(self.other, self.one)

    @property
    def label(self) -> dict[str, Any]:
        """The type as v4 lists it; HubSpot's own has no label."""
        return {"category": "HUBSPOT_DEFINED", "typeId": self.type_id, "label": None}

    @property
    def spec(self) -> dict[str, Any]:
        """The type as v4 takes it."""
        return {"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": self.type_id}


class Ends:
    """Finds the two ends of an association, makes it and takes it away."""

    def __init__(self, records: Records) -> None:
        self._records = records

    def pair(self, call: Call) -> Pair:
        """The kinds in the path. Raises ApiError 400 when they are not linked here."""
        name = call.path("to")
        other = call.kinds.find(name)
        if other is None:
            raise errors.unknown_kind(name)
        if other.name == call.kind.name:
            # Our guess: the text for kinds that have no association type with each other.
            raise errors.validation(
                f"No association types exist between {call.kind.type_id} and {other.type_id}"
            )
        return Pair(call.kind, other)

    def record(self, call: Call, kind: Kind, value: object) -> Record | None:
        """A record in use by the id of a path or body; None when there is none."""
        found = self._records.get(call.portal_id, kind, record_id(value))
        return None if found is None or found.archived_at is not None else found

    def here(self, call: Call, kind: Kind, value: object) -> Record:
        """A record in use. Raises ApiError 404."""
        found = self.record(call, kind, value)
        if found is None:
            raise errors.no_such_record()
        return found

    def of(self, record: Record, pair: Pair) -> list[int]:
        """Ids of the records a record is linked with."""
        return self._records.linked(record, pair.other)

    def make(self, pair: Pair, one: Record, other: Record) -> None:
        self._records.link(one.portal_id, (pair.one, one.id), (pair.other, other.id))

    def end(self, pair: Pair, portal_id: int, one: int, other: int) -> None:
        self._records.unlink(portal_id, (pair.one, one), (pair.other, other))

    def ends(
        self, call: Call, pair: Pair, rows: list[dict[str, Any]], outcome: Outcome
    ) -> list[tuple[dict[str, Any], Record, Record]]:
        """The inputs whose two records are there; the others become errors of the outcome."""
        found = []
        missing: dict[str, list[str]] = {}
        for row in rows:
            one = self.record(call, pair.one, end_id(row, "from"))
            other = self.record(call, pair.other, end_id(row, "to"))
            if one is None:
                missing.setdefault(pair.one.legacy_name, []).append(end_id(row, "from"))
            if other is None:
                missing.setdefault(pair.other.legacy_name, []).append(end_id(row, "to"))
            if one is not None and other is not None:
                found.append((row, one, other))
        for name, ids in missing.items():
            outcome.missing(name, list(dict.fromkeys(ids)))
        return found


def end_id(row: dict[str, Any], key: str) -> str:
    """The id of one end of an input. Raises ApiError 400."""
    end = row.get(key)
    if not isinstance(end, dict):
        raise errors.keys_missing([key])
    return id_of(end)


def nothing_linked(pair: Pair, record_id: str) -> dict[str, Any]:
    """The error of a batch read for a record with no such association."""
    return {
        "status": "error",
        "category": "OBJECT_NOT_FOUND",
        "subCategory": "crm.associations.NO_ASSOCIATIONS_FOUND",
        "message": f"No {pair.other.singular} is associated with {pair.one.singular} {record_id}.",
        "context": {
            "fromObjectId": [record_id],
            "fromObjectType": [pair.one.singular],
            "toObjectType": [pair.other.singular],
        },
    }
