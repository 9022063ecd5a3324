"""Records and requests, for whoever wants to look at them."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

from starlette.requests import Request
from starlette.routing import Route

from studio.sandbox.admin.calls import Refused, get, query_number
from studio.sandbox.definitions import Definitions
from studio.sandbox.index import sort_key, text_of
from studio.sandbox.journal import KEPT, Journal
from studio.sandbox.moments import stamp
from studio.sandbox.people import Cast
from studio.sandbox.properties import Kind
from studio.sandbox.record import Record
from studio.sandbox.records import Records
from studio.sandbox.search import has_words

PAGE, LARGEST_PAGE = 100, 500
HIGHEST = 10**12
TIMES = {"createdAt": "created_at", "updatedAt": "updated_at"}


class Browsing:
    """`GET /records`, one record with its history, and `GET /journal`."""

    def __init__(
        self,
        cast: Cast,
        definitions: Definitions,
        records: Records,
        journal: Journal,
        *,
        base_url: str,
    ) -> None:
        self._cast = cast
        self._definitions = definitions
        self._records = records
        self._journal = journal
        self._base_url = base_url

    def routes(self) -> list[Route]:
        return [
            get("/records", self._list),
            get("/records/{portal_id}/{kind}/{id}", self._show),
            get("/journal", self._tell),
        ]

    def _list(self, request: Request) -> dict[str, Any]:
        """Records of one account and kind, all as they are now: no search lag here."""
        query = request.query_params
        portal_id, kind = self._place(query.get("portal_id", ""), query.get("kind", ""))
        start = query_number(request, "start", 0, high=HIGHEST)
        count = query_number(request, "count", PAGE, high=LARGEST_PAGE)
        archived = query.get("archived", "false").lower()
        if archived not in ("true", "false"):
            raise Refused("archived must be true or false")
        words = query.get("query", "").casefold().split()
        found = [
            record
            for record in self._records.page(
                portal_id, kind, start=0, limit=-1, archived=archived == "true"
            )
            if not words
            or has_words(text_of(record), words)
            or query.get("query") == str(record.id)
        ]
        self._sort(found, kind, query.get("sort") or "-updatedAt")
        return {
            "total": len(found),
            "records": [_shown(record) for record in found[start : start + count]],
            "labels": self._labels(portal_id, kind),
        }

    def _sort(self, found: list[Record], kind: Kind, sort: str) -> None:
        name, descending = sort.removeprefix("-"), sort.startswith("-")
        if name in TIMES:
            found.sort(key=attrgetter(TIMES[name], "id"), reverse=descending)
        elif name == "id":
            found.sort(key=attrgetter("id"), reverse=descending)
        elif name in kind.properties:
            definition = kind.properties[name]
            found.sort(key=lambda one: sort_key(definition, one), reverse=descending)
        else:
            raise Refused("sort must be id, createdAt, updatedAt or a property, with - before it")

    def _show(self, request: Request) -> dict[str, Any]:
        """One record whole: every property, what it is associated with, every version."""
        asked = request.path_params
        portal_id, kind = self._place(asked["portal_id"], asked["kind"])
        text = asked["id"]
        number = int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else -1
        record = self._records.get(portal_id, kind, number)
        if record is None:
            raise Refused(f"There is no record {text} among the {kind.name} of {portal_id}")
        return {
            **_shown(record),
            "labels": self._labels(portal_id, kind),
            "associations": self._associations(record),
            "history": [
                {"at": stamp(one.at), "source": one.source.word, "changes": one.changes}
                for one in reversed(self._records.history(record))
            ],
            "url": f"{self._base_url}/contacts/{portal_id}/record/{kind.type_id}/{record.id}",
        }

    def _labels(self, portal_id: int, kind: Kind) -> dict[str, dict[str, str]]:
        """How people read the values of a property: the labels of its options, by value."""
        listed = {
            name: {option.value: option.label for option in definition.options}
            for name, definition in kind.properties.items()
            if definition.options
        }
        if kind.name == "deals":
            pipelines = self._definitions.pipelines(portal_id).all
            listed["pipeline"] = {one.id: one.label for one in pipelines}
            listed["dealstage"] = {stage.id: stage.label for p in pipelines for stage in p.stages}
        return listed

    def _associations(self, record: Record) -> dict[str, list[dict[str, str]]]:
        kinds = self._definitions.kinds(record.portal_id)
        found = {}
        for kind in (kinds.deals, kinds.contacts):
            others = (
                self._records.get(record.portal_id, kind, record_id)
                for record_id in self._records.linked(record, kind)
            )
            listed = [{"id": str(one.id), "title": _title(one)} for one in others if one]
            if listed:
                found[kind.name] = listed
        return found

    def _place(self, portal_text: str, kind_text: str) -> tuple[int, Kind]:
        portal = next((p for p in self._cast.portals if str(p.portal_id) == portal_text), None)
        if portal is None:
            known = ", ".join(str(p.portal_id) for p in self._cast.portals)
            raise Refused(f"portal_id must be one of: {known}")
        kind = self._definitions.kinds(portal.portal_id).find(kind_text)
        if kind is None:
            raise Refused("kind must be deals or contacts")
        return portal.portal_id, kind

    def _tell(self, request: Request) -> dict[str, Any]:
        """Requests after number `after`, oldest first; `last` is the newest one's number."""
        after = query_number(request, "after", 0, high=HIGHEST)
        count = query_number(request, "count", 200, high=KEPT)
        entries = [dict(vars(entry)) for entry in self._journal.after(after, count)]
        return {"entries": entries, "last": self._journal.last}


def _shown(record: Record) -> dict[str, Any]:
    return {
        "id": str(record.id),
        "properties": dict(sorted(record.properties.items())),
        "createdAt": stamp(record.created_at),
        "updatedAt": stamp(record.updated_at),
        "archived": record.archived_at is not None,
    }


def _title(record: Record) -> str:
    values = record.properties
    if record.kind.name == "deals":
        return values.get("dealname", "Deal without a name")
    name = " ".join(values[key] for key in ("firstname", "lastname") if key in values)
    return name or values.get("email", "Contact without a name")
