"""Two records made one, and a contact deleted for good (fact sheet hubspot-api 3)."""

from __future__ import annotations

from starlette.responses import Response
from starlette.routing import Route

from studio.sandbox import errors
from studio.sandbox.answers import json_answer
from studio.sandbox.crm.calls import WRITE, Call, Doors, Entry, record_id
from studio.sandbox.crm.objects import BASES
from studio.sandbox.crm.shapes import answer
from studio.sandbox.crm.writing import Writing
from studio.sandbox.records import Record, Records
from studio.sandbox.world import World


class MergeEndpoints:
    """`merge`, and `gdpr-delete` of contacts."""

    def __init__(self, world: World, records: Records, writing: Writing, doors: Doors) -> None:
        self._world = world
        self._records = records
        self._writing = writing
        self._doors = doors

    def routes(self) -> list[Route]:
        found: list[Route] = []
        for base in BASES:
            found += self._doors.routes(f"{base}/merge", {"POST": Entry(self._merge, WRITE)})
            found += self._doors.routes(f"{base}/gdpr-delete", {"POST": Entry(self._purge, WRITE)})
        return found

    async def _merge(self, call: Call) -> Response:
        body = await call.body()
        names = ("primaryObjectId", "objectIdToMerge")
        missing = [name for name in names if not body.get(name)]
        if missing:
            raise errors.keys_missing(missing)
        primary, other = (self._in_use(call, body[name]) for name in names)
        if primary.id == other.id:
            # Our guess: the text for merging a record with itself.
            raise errors.validation(f"Cannot merge object {primary.id} with itself")
        # Our guess: a merge keeps the primary's id and values; the other's id leads to it.
        with self._world.change():
            marked = self._records.update(primary, _marks(primary, other), self._writing.source)
            merged = self._records.merge(marked, other, self._writing.source)
        return json_answer(answer(merged, merged.properties.keys(), call.portal))

    async def _purge(self, call: Call) -> Response:
        if call.kind.name != "contacts":
            raise errors.not_found_page()
        body = await call.body()
        if not body.get("objectId"):
            raise errors.keys_missing(["objectId"])
        by = body.get("idProperty")
        record = self._writing.find(call, body["objectId"], by if isinstance(by, str) else None)
        # Our guess: deleting for good what is not there answers 204 too.
        if record is not None:
            self._records.erase(record)
        return Response(status_code=204)

    def _in_use(self, call: Call, value: object) -> Record:
        found = self._records.get(call.portal_id, call.kind, record_id(value))
        if found is None or found.archived_at is not None:
            raise errors.no_such_record()
        return found


def _marks(primary: Record, other: Record) -> dict[str, str | None]:
    """What a merged record says about the one that went into it."""
    ids = [_listed(primary, "hs_merged_object_ids"), str(other.id)]
    ids.append(_listed(other, "hs_merged_object_ids"))
    marks: dict[str, str | None] = {"hs_merged_object_ids": ";".join(filter(None, ids))}
    if "email" in primary.properties and "email" in other.properties:
        addresses = [_listed(primary, "hs_additional_emails"), other.properties["email"]]
        marks["hs_additional_emails"] = ";".join(filter(None, addresses))
    return marks


def _listed(record: Record, name: str) -> str:
    return record.properties.get(name, "")
