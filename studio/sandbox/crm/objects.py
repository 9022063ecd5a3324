"""Deals and contacts one at a time: the calls of fact sheet hubspot-api 3, and search (4)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from studio.sandbox import errors
from studio.sandbox.answers import json_answer
from studio.sandbox.crm.calls import DATES, READ, WRITE, Call, Doors, Entry
from studio.sandbox.crm.shapes import Shown, answer, full_answer
from studio.sandbox.crm.writing import Writing
from studio.sandbox.faults.struck import struck
from studio.sandbox.records import Record, Records
from studio.sandbox.search import FORCED_LAG, find, read_search

BASES = ("/crm/v3/objects/{kind}", *(f"/crm/objects/{date}/{{kind}}" for date in DATES))
DEFAULT_PAGE = 10
LARGEST_PAGE = 100
LARGEST_PAGE_WITH_HISTORY = 50


class ObjectEndpoints:
    """Create, get, list, update, archive and search."""

    def __init__(self, records: Records, writing: Writing, doors: Doors) -> None:
        self._records = records
        self._writing = writing
        self._doors = doors

    def routes(self) -> list[Route]:
        found: list[Route] = []
        for base in BASES:
            found += self._doors.routes(
                base, {"GET": Entry(self._list, READ), "POST": Entry(self._create, WRITE)}
            )
            found += self._doors.routes(
                f"{base}/search", {"POST": Entry(self._search, READ, limited=False)}
            )
            found += self._doors.routes(
                f"{base}/{{record_id}}",
                {
                    "GET": Entry(self._get, READ),
                    "PATCH": Entry(self._update, WRITE),
                    "DELETE": Entry(self._archive, WRITE),
                },
            )
        return found

    async def _create(self, call: Call) -> Response:
        body = await call.body()
        record = self._writing.carry_out(call, self._writing.draft_new(call, body))
        base = str(call.request.base_url).rstrip("/")
        location = f"{base}/crm/v3/objects/{call.kind.name}/{record.id}"
        content = answer(record, record.properties.keys(), call.portal)
        return json_answer(content | _trace(body), 201, {"Location": location})

    async def _get(self, call: Call) -> Response:
        shown = _asked(call)
        record = self._named(call)
        if record is None or (record.archived_at is not None) != call.flag("archived"):
            raise errors.not_found_page()
        return json_answer(full_answer(record, shown, call, self._records))

    async def _list(self, call: Call) -> Response:
        shown = _asked(call)
        largest = LARGEST_PAGE_WITH_HISTORY if shown.history else LARGEST_PAGE
        limit = call.limit(DEFAULT_PAGE, largest)
        page = self._records.page(
            call.portal_id,
            call.kind,
            start=call.whole("after", 0),
            limit=limit + 1,
            archived=call.flag("archived"),
        )
        body: dict[str, Any] = {
            "results": [full_answer(one, shown, call, self._records) for one in page[:limit]]
        }
        if len(page) > limit:
            # The cursor is the last id plus one, as recorded (fact sheet 3.1).
            after = str(page[limit - 1].id + 1)
            body["paging"] = {"next": {"after": after, "link": next_link(call.request, after)}}
        return json_answer(body)

    async def _update(self, call: Call) -> Response:
        body = await call.body()
        record = self._named(call)
        if record is None or record.archived_at is not None:
            raise errors.no_such_record()
        changed = self._writing.carry_out(call, self._writing.draft_change(call, record, body))
        names = call.kind.patch_names | body["properties"].keys()
        return json_answer(answer(changed, names, call.portal, nulls=False) | _trace(body))

    async def _archive(self, call: Call) -> Response:
        record = self._named(call)
        if record is None:
            raise errors.no_such_record()
        self._records.archive(record, self._writing.source)
        return Response(status_code=204)

    async def _search(self, call: Call) -> Response:
        search = read_search(await call.body(), call.kind)
        lag = self._records.search_lag_seconds
        if struck(call.request, "search_lag"):
            lag = max(lag, FORCED_LAG)
        found = find(search, call.portal_id, call.kind, self._records, call.other, lag)
        shown = Shown(call.kind.shown(search.properties))
        body: dict[str, Any] = {
            "total": found.total,
            "results": [
                full_answer(record, shown, call, self._records) for record in found.records
            ],
        }
        if found.next_after is not None:
            body["paging"] = {"next": {"after": str(found.next_after)}}
        return json_answer(body)

    def _named(self, call: Call) -> Record | None:
        by = call.request.query_params.get("idProperty")
        return self._writing.find(call, call.path("record_id"), by)


def next_link(request: Request, after: str) -> str:
    """The address of the next page: the same query with its cursor."""
    query = [(k, v) for k, v in request.query_params.multi_items() if k != "after"]
    base = str(request.base_url).rstrip("/") + request.url.path
    return f"{base}?{urlencode([*query, ('after', after)])}"


def _trace(body: dict[str, Any]) -> dict[str, str]:
    """The caller's own mark of a write, given back."""
    mark = body.get("objectWriteTraceId")
    return {"objectWriteTraceId": mark} if isinstance(mark, str) and mark else {}


def _asked(call: Call) -> Shown:
    """What the query of a list or a get wants to see. Raises ApiError 400."""
    return Shown.of(
        call,
        call.names("properties"),
        call.names("propertiesWithHistory"),
        call.names("associations"),
    )
