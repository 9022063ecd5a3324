"""Associations as the v3 calls give them: batches, types, and the calls below a record."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from studio.clock import Clock
from studio.sandbox import errors
from studio.sandbox.answers import json_answer
from studio.sandbox.crm.batches import Outcome, id_of, read_inputs
from studio.sandbox.crm.calls import READ, WRITE, Call, Doors, Entry
from studio.sandbox.crm.ends import Ends, Pair, nothing_linked
from studio.sandbox.crm.shapes import answer
from studio.sandbox.moments import stamp

BASE = "/crm/v3/associations/{kind}/{to}"
BELOW = "/crm/v3/objects/{kind}/{record_id}/associations/{to}"


class AssociationsV3:
    """`/crm/v3/associations/…`, and `/crm/v3/objects/…/associations/…`."""

    def __init__(self, ends: Ends, clock: Clock, doors: Doors) -> None:
        self._ends = ends
        self._clock = clock
        self._doors = doors

    def routes(self) -> list[Route]:
        return [
            *self._doors.routes(f"{BASE}/batch/read", {"POST": Entry(self._read, READ)}),
            *self._doors.routes(f"{BASE}/batch/create", {"POST": Entry(self._create, WRITE)}),
            *self._doors.routes(f"{BASE}/batch/archive", {"POST": Entry(self._archive, WRITE)}),
            *self._doors.routes(f"{BASE}/types", {"GET": Entry(self._types, READ)}),
            *self._doors.routes(BELOW, {"GET": Entry(self._list, READ)}),
            *self._doors.routes(
                f"{BELOW}/{{to_id}}/{{type}}",
                {"PUT": Entry(self._put, WRITE), "DELETE": Entry(self._delete, WRITE)},
            ),
        ]

    async def _read(self, call: Call) -> Response:
        pair, outcome = self._ends.pair(call), Outcome(self._now())
        for text in dict.fromkeys(id_of(row) for row in read_inputs(await call.body())):
            record = self._ends.record(call, pair.one, text)
            ids = [] if record is None else self._ends.of(record, pair)
            if ids:
                to = [{"id": str(one), "type": pair.word} for one in ids]
                outcome.results.append({"from": {"id": text}, "to": to})
            else:
                outcome.errors.append(nothing_linked(pair, text))
        return outcome.response(self._now())

    async def _create(self, call: Call) -> Response:
        pair, outcome = self._ends.pair(call), Outcome(self._now())
        rows = read_inputs(await call.body())
        for row in rows:
            _check_type(pair, row.get("type"))
        for _, one, other in self._ends.ends(call, pair, rows, outcome):
            self._ends.make(pair, one, other)
            outcome.results.append(
                {"from": {"id": str(one.id)}, "to": {"id": str(other.id)}, "type": pair.word}
            )
        return outcome.response(self._now(), 201)

    async def _archive(self, call: Call) -> Response:
        pair, rows = self._ends.pair(call), read_inputs(await call.body())
        for row in rows:
            _check_type(pair, row.get("type"))
        for _, one, other in self._ends.ends(call, pair, rows, Outcome("")):
            self._ends.end(pair, call.portal_id, one.id, other.id)
        return Response(status_code=204)

    async def _types(self, call: Call) -> Response:
        pair = self._ends.pair(call)
        return json_answer({"results": [{"id": str(pair.type_id), "name": pair.word}]})

    async def _list(self, call: Call) -> Response:
        pair = self._ends.pair(call)
        record = self._ends.record(call, pair.one, call.path("record_id"))
        if record is None:
            raise errors.not_found_page()
        ids = self._ends.of(record, pair)
        return json_answer({"results": [{"id": str(one), "type": pair.word} for one in ids]})

    async def _put(self, call: Call) -> Response:
        pair = self._ends.pair(call)
        _check_type(pair, call.path("type"))
        one = self._ends.here(call, pair.one, call.path("record_id"))
        other = self._ends.here(call, pair.other, call.path("to_id"))
        self._ends.make(pair, one, other)
        to: dict[str, Any] = {"id": str(other.id), "type": pair.word}
        linked = {"associations": {pair.other.name: {"results": [to]}}}
        return json_answer(answer(one, call.kind.default_names, call.portal) | linked)

    async def _delete(self, call: Call) -> Response:
        pair = self._ends.pair(call)
        _check_type(pair, call.path("type"))
        ends = {"from": {"id": call.path("record_id")}, "to": {"id": call.path("to_id")}}
        for _, one, other in self._ends.ends(call, pair, [ends], Outcome("")):
            self._ends.end(pair, call.portal_id, one.id, other.id)
        return Response(status_code=204)

    def _now(self) -> str:
        return stamp(self._clock.now())


def _check_type(pair: Pair, value: object) -> None:
    if value is None:
        raise errors.keys_missing(["type"])
    if str(value) not in (pair.word, str(pair.type_id)):
        # Our guess: the text for an association type that the kinds do not have.
        raise errors.validation(
            f"{value} is not a valid association type from {pair.one.singular}"
            f" to {pair.other.singular}"
        )
