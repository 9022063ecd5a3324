"""Associations as the v4 calls and their dated successors give them."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from studio.clock import Clock
from studio.sandbox import errors
from studio.sandbox.answers import json_answer, json_list
from studio.sandbox.crm.batches import Outcome, id_of, read_inputs
from studio.sandbox.crm.calls import DATES, READ, WRITE, Call, Doors, Entry
from studio.sandbox.crm.ends import Ends, Pair, end_id, nothing_linked
from studio.sandbox.crm.objects import next_link
from studio.sandbox.crm.writing import check_types
from studio.sandbox.moments import stamp
from studio.sandbox.records import Record

OBJECTS = ("/crm/v4/objects", *(f"/crm/objects/{date}" for date in DATES))
BATCHES = ("/crm/v4/associations", *(f"/crm/associations/{date}" for date in DATES))
PAGE = 500
LARGEST_READ = 1_000
LARGEST_WRITE = 2_000


class AssociationsV4:
    """`…/objects/{kind}/{id}/associations/{to}`, and the batches of associations."""

    def __init__(self, ends: Ends, clock: Clock, doors: Doors) -> None:
        self._ends = ends
        self._clock = clock
        self._doors = doors

    def routes(self) -> list[Route]:
        found: list[Route] = []
        add = self._doors.routes
        for base in OBJECTS:
            below = f"{base}/{{kind}}/{{record_id}}/associations"
            found += add(f"{below}/default/{{to}}/{{to_id}}", {"PUT": Entry(self._default, WRITE)})
            found += add(f"{below}/{{to}}", {"GET": Entry(self._list, READ)})
            found += add(
                f"{below}/{{to}}/{{to_id}}",
                {"PUT": Entry(self._put, WRITE), "DELETE": Entry(self._delete, WRITE)},
            )
        for base in BATCHES:
            pair = f"{base}/{{kind}}/{{to}}"
            found += add(f"{pair}/batch/read", {"POST": Entry(self._batch_read, READ)})
            found += add(f"{pair}/batch/create", {"POST": Entry(self._batch_create, WRITE)})
            found += add(f"{pair}/batch/archive", {"POST": Entry(self._batch_archive, WRITE)})
            found += add(
                f"{pair}/batch/associate/default", {"POST": Entry(self._batch_default, WRITE)}
            )
            found += add(
                f"{pair}/batch/labels/archive", {"POST": Entry(self._batch_unlabel, WRITE)}
            )
            found += add(f"{pair}/labels", {"GET": Entry(self._labels, READ)})
        return found

    async def _list(self, call: Call) -> Response:
        pair = self._ends.pair(call)
        record = self._ends.record(call, pair.one, call.path("record_id"))
        if record is None:
            raise errors.not_found_page()
        limit, after = call.limit(PAGE, PAGE), call.whole("after", 0)
        ids = [one for one in self._ends.of(record, pair) if one >= after]
        body: dict[str, Any] = {"results": [_linked(pair, one) for one in ids[:limit]]}
        if len(ids) > limit:
            cursor = str(ids[limit - 1] + 1)
            body["paging"] = {"next": {"after": cursor, "link": next_link(call.request, cursor)}}
        return json_answer(body)

    async def _put(self, call: Call) -> Response:
        pair = self._ends.pair(call)
        specs = await json_list(call.request)
        if not specs:
            # Our guess: the text when no association type is named.
            raise errors.validation("At least one association type must be provided")
        check_types(pair.one, pair.other, specs)
        one, other = self._both(call, pair)
        self._ends.make(pair, one, other)
        return json_answer(_between(pair, one, other), 201)

    async def _default(self, call: Call) -> Response:
        pair, outcome = self._ends.pair(call), Outcome(self._now())
        one, other = self._both(call, pair)
        self._ends.make(pair, one, other)
        outcome.results += _both_ways(pair, one, other)
        return outcome.response(self._now())

    async def _delete(self, call: Call) -> Response:
        pair = self._ends.pair(call)
        ends = {"from": {"id": call.path("record_id")}, "to": {"id": call.path("to_id")}}
        self._end(call, pair, [ends])
        return Response(status_code=204)

    async def _labels(self, call: Call) -> Response:
        return json_answer({"results": [self._ends.pair(call).label]})

    async def _batch_read(self, call: Call) -> Response:
        pair, outcome = self._ends.pair(call), Outcome(self._now())
        rows = read_inputs(await call.body(), LARGEST_READ)
        for text in dict.fromkeys(id_of(row) for row in rows):
            record = self._ends.record(call, pair.one, text)
            ids = [] if record is None else self._ends.of(record, pair)
            if ids:
                to = [_linked(pair, one) for one in ids]
                outcome.results.append({"from": {"id": text}, "to": to})
            else:
                outcome.errors.append(nothing_linked(pair, text))
        return outcome.response(self._now())

    async def _batch_create(self, call: Call) -> Response:
        pair, outcome = self._ends.pair(call), Outcome(self._now())
        rows = read_inputs(await call.body(), LARGEST_WRITE)
        for row in rows:
            if not row.get("types"):
                raise errors.keys_missing(["types"])
            check_types(pair.one, pair.other, row["types"])
        for _, one, other in self._ends.ends(call, pair, rows, outcome):
            self._ends.make(pair, one, other)
            outcome.results.append(_between(pair, one, other))
        return outcome.response(self._now(), 201)

    async def _batch_default(self, call: Call) -> Response:
        pair, outcome = self._ends.pair(call), Outcome(self._now())
        rows = read_inputs(await call.body(), LARGEST_WRITE)
        for _, one, other in self._ends.ends(call, pair, rows, outcome):
            self._ends.make(pair, one, other)
            outcome.results += _both_ways(pair, one, other)
        return outcome.response(self._now())

    async def _batch_archive(self, call: Call) -> Response:
        pair, rows = self._ends.pair(call), read_inputs(await call.body(), LARGEST_WRITE)
        ends = []
        for row in rows:
            to = row.get("to")
            if not isinstance(to, list):
                raise errors.keys_missing(["to"])
            ends += [{"from": row.get("from"), "to": one} for one in to]
        self._end(call, pair, ends)
        return Response(status_code=204)

    async def _batch_unlabel(self, call: Call) -> Response:
        # HubSpot's own type has no label, so taking labels away ends the association.
        pair, rows = self._ends.pair(call), read_inputs(await call.body(), LARGEST_WRITE)
        for row in rows:
            check_types(pair.one, pair.other, row.get("types"))
        self._end(call, pair, rows)
        return Response(status_code=204)

    def _both(self, call: Call, pair: Pair) -> tuple[Record, Record]:
        one = self._ends.here(call, pair.one, call.path("record_id"))
        return one, self._ends.here(call, pair.other, call.path("to_id"))

    def _end(self, call: Call, pair: Pair, rows: list[dict[str, Any]]) -> None:
        for row in rows:
            end_id(row, "from")
            end_id(row, "to")
        for _, one, other in self._ends.ends(call, pair, rows, Outcome("")):
            self._ends.end(pair, call.portal_id, one.id, other.id)

    def _now(self) -> str:
        return stamp(self._clock.now())


def _linked(pair: Pair, record_id: int) -> dict[str, Any]:
    """Ids are numbers in these calls, unlike everywhere else."""
    return {"toObjectId": record_id, "associationTypes": [pair.label]}


def _between(pair: Pair, one: Record, other: Record) -> dict[str, Any]:
    return {
        "fromObjectTypeId": pair.one.type_id,
        "fromObjectId": one.id,
        "toObjectTypeId": pair.other.type_id,
        "toObjectId": other.id,
        "labels": [],
    }


def _both_ways(pair: Pair, one: Record, other: Record) -> list[dict[str, Any]]:
    """An association and its way back, as the default calls answer."""
    return [
        {"from": {"id": str(a.id)}, "to": {"id": str(b.id)}, "associationSpec": way.spec}
        for way, a, b in ((pair, one, other), (pair.back, other, one))
    ]
