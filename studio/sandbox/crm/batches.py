"""Up to a hundred deals or contacts in one call (fact sheet hubspot-api 3, 3.2 and 5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from studio.clock import Clock
from studio.sandbox import errors
from studio.sandbox.answers import json_answer
from studio.sandbox.crm import refusals
from studio.sandbox.crm.calls import READ, RECORD_ID, WRITE, Call, Doors, Entry, record_id
from studio.sandbox.crm.objects import BASES, LARGEST_PAGE_WITH_HISTORY
from studio.sandbox.crm.shapes import Shown, answer, full_answer
from studio.sandbox.crm.writing import Draft, Writing
from studio.sandbox.errors import ApiError
from studio.sandbox.moments import stamp
from studio.sandbox.records import Record, Records
from studio.sandbox.world import World

LARGEST_BATCH = 100


@dataclass
class Outcome:
    """What came of a batch so far."""

    started: str
    results: list[dict[str, Any]] = field(default_factory=list)
    errors: list[dict[str, Any]] = field(default_factory=list)

    def response(self, completed: str, status: int = 200) -> Response:
        """`status`, or 207 when something went wrong (fact sheet 3.2)."""
        body: dict[str, Any] = {"status": "COMPLETE", "results": self.results}
        if self.errors:
            body |= {"numErrors": len(self.errors), "errors": self.errors}
        body |= {"startedAt": self.started, "completedAt": completed}
        return json_answer(body, 207 if self.errors else status)

    def refused(self, failure: ApiError, mark: str) -> None:
        """Note why one input was not carried out."""
        content = failure.body or {}
        self.errors.append(
            {
                "status": "error",
                "category": content.get("category", "VALIDATION_ERROR"),
                "message": content.get("message", ""),
                "context": {"objectWriteTraceId": [mark]},
            }
        )

    def missing(self, legacy_name: str, ids: Sequence[str]) -> None:
        """Note the ids of records that are not there, as one error."""
        if ids:
            self.errors.append(
                {
                    "status": "error",
                    "category": "OBJECT_NOT_FOUND",
                    "message": f"Could not get some {legacy_name} objects, they may be deleted "
                    "or not exist. Check that ids are valid.",
                    "context": {"ids": list(ids)},
                }
            )


class BatchEndpoints:
    """`batch/read`, `create`, `update`, `upsert` and `archive`."""

    def __init__(
        self, world: World, records: Records, writing: Writing, clock: Clock, doors: Doors
    ) -> None:
        self._world = world
        self._records = records
        self._writing = writing
        self._clock = clock
        self._doors = doors

    def routes(self) -> list[Route]:
        entries = {
            "read": Entry(self._read, READ),
            "create": Entry(self._create, WRITE),
            "update": Entry(self._update, WRITE),
            "upsert": Entry(self._upsert, WRITE),
            "archive": Entry(self._archive, WRITE),
        }
        return [
            route
            for base in BASES
            for name, entry in entries.items()
            for route in self._doors.routes(f"{base}/batch/{name}", {"POST": entry})
        ]

    async def _read(self, call: Call) -> Response:
        body = await call.body()
        inputs, outcome = read_inputs(body), self._outcome()
        by = _text(body, "idProperty")
        shown = Shown.of(call, _names(body, "properties"), _names(body, "propertiesWithHistory"))
        if shown.history and len(inputs) > LARGEST_PAGE_WITH_HISTORY:
            raise refusals.history_batch_too_large(LARGEST_PAGE_WITH_HISTORY)
        missing: list[str] = []
        for text in dict.fromkeys(id_of(row) for row in inputs):
            record = self._known(call, text, by)
            if record is None or (record.archived_at is not None) != call.flag("archived"):
                missing.append(text)
            else:
                outcome.results.append(full_answer(record, shown, call, self._records))
        outcome.missing(call.kind.legacy_name, missing)
        return outcome.response(self._now())

    async def _create(self, call: Call) -> Response:
        inputs, outcome = read_inputs(await call.body()), self._outcome()
        if not _marked(inputs):
            drafts = [self._writing.draft_new(call, row) for row in inputs]
            for name in call.kind.unique_names:
                _unlike([draft.values.get(name) for draft in drafts])
            with self._world.change():
                for row, draft in zip(inputs, drafts, strict=True):
                    self._write(call, row, draft, outcome)
            return outcome.response(self._now(), 201)
        with self._world.change():
            for row in inputs:
                try:
                    self._write(call, row, self._writing.draft_new(call, row), outcome)
                except ApiError as failure:
                    outcome.refused(failure, _mark(row))
        return outcome.response(self._now(), 201)

    async def _update(self, call: Call) -> Response:
        inputs, outcome = read_inputs(await call.body()), self._outcome()
        _unlike([id_of(row) for row in inputs])
        for row in inputs:
            self._check_update_key(call, _text(row, "idProperty"))
        found = [self._known(call, id_of(row), _text(row, "idProperty")) for row in inputs]
        pairs = [
            (row, record)
            for row, record in zip(inputs, found, strict=True)
            if record is not None and record.archived_at is None
        ]
        # Our guess: as documented for creates, only inputs that are marked fail one by one.
        marked = _marked(inputs)
        drafts = []
        for row, record in pairs:
            try:
                drafts.append((row, self._writing.draft_change(call, record, row)))
            except ApiError as failure:
                if not marked:
                    raise
                outcome.refused(failure, _mark(row))
        for name in call.kind.unique_names:
            _unlike([draft.values.get(name) for _, draft in drafts])
        with self._world.change():
            for row, draft in drafts:
                self._write(call, row, draft, outcome)
        there = {id_of(row) for row, _ in pairs}
        outcome.missing(
            call.kind.legacy_name, [id_of(row) for row in inputs if id_of(row) not in there]
        )
        return outcome.response(self._now())

    async def _upsert(self, call: Call) -> Response:
        inputs, outcome = read_inputs(await call.body()), self._outcome()
        for row in inputs:
            key = _text(row, "idProperty") or "hs_object_id"
            if key not in call.kind.unique_names:
                raise refusals.not_unique(call.kind, key, call.portal_id)
        _unlike([id_of(row).lower() for row in inputs])
        # Partial results are not to be had with an address (fact sheet 3).
        by_address = any(_text(row, "idProperty") == "email" for row in inputs)
        partly = _marked(inputs) and not by_address
        drafts = []
        for row in inputs:
            try:
                drafts.append((row, self._upsert_draft(call, row)))
            except ApiError as failure:
                if not partly:
                    raise
                outcome.refused(failure, _mark(row))
        for name in call.kind.unique_names:
            _unlike([draft.values.get(name) for _, draft in drafts])
        with self._world.change():
            for row, draft in drafts:
                self._write(call, row, draft, outcome)
                outcome.results[-1]["new"] = draft.record is None
        return outcome.response(self._now())

    async def _archive(self, call: Call) -> Response:
        inputs = read_inputs(await call.body())
        # Our guess: ids that do not exist are passed over, like a second delete of one.
        found = [
            self._records.get(call.portal_id, call.kind, record_id(id_of(row))) for row in inputs
        ]
        with self._world.change():
            for record in found:
                if record is not None:
                    self._records.archive(record, self._writing.source)
        return Response(status_code=204)

    def _upsert_draft(self, call: Call, row: dict[str, Any]) -> Draft:
        key, value = _text(row, "idProperty") or "", id_of(row)
        holder = self._writing.holder(call, key, value)
        given = row.get("properties")
        if isinstance(given, dict):
            own = value if holder is None else holder.properties[key]
            row = row | {"properties": {key: own} | given}
        if holder is None:
            return self._writing.draft_new(call, row)
        return self._writing.draft_change(call, holder, row)

    def _write(self, call: Call, row: dict[str, Any], draft: Draft, outcome: Outcome) -> None:
        record = self._writing.carry_out(call, draft)
        names = record.properties.keys()
        if draft.record is not None:
            names = call.kind.patch_names | row["properties"].keys()
        content = answer(record, names, call.portal, nulls=False)
        if _mark(row):
            content["objectWriteTraceId"] = _mark(row)
        outcome.results.append(content)

    def _known(self, call: Call, text: str, by: str | None) -> Record | None:
        """A record that may be missing: ids that are no numbers are missing too."""
        if by in (None, "", "hs_object_id") and not RECORD_ID.fullmatch(text):
            return None
        return self._writing.find(call, text, by)

    def _check_update_key(self, call: Call, key: str | None) -> None:
        # hubspot-api-nodejs#548 and users' reports: an address or the id itself is refused here.
        if key is not None and (key == "email" or key not in call.kind.unique_names):
            raise refusals.not_unique(call.kind, key, call.portal_id)

    def _outcome(self) -> Outcome:
        return Outcome(self._now())

    def _now(self) -> str:
        return stamp(self._clock.now())


def read_inputs(body: dict[str, Any], largest: int = LARGEST_BATCH) -> list[dict[str, Any]]:
    """The inputs of a batch. Raises ApiError 400 when there are none, or too many."""
    inputs = body.get("inputs")
    if inputs is None:
        raise errors.keys_missing(["inputs"])
    if not isinstance(inputs, list):
        raise errors.wrong_type("java.util.ArrayList<java.lang.Object>", inputs)
    for row in inputs:
        if not isinstance(row, dict):
            raise errors.wrong_type(errors.JAVA_MAP, row)
    if not inputs:
        raise refusals.empty_batch()
    if len(inputs) > largest:
        raise refusals.batch_too_large(largest)
    return inputs


def id_of(row: dict[str, Any]) -> str:
    """The id of one input, also when it came as a number (fact sheet 3). Raises ApiError 400."""
    value = row.get("id")
    if value is None or isinstance(value, bool) or not isinstance(value, str | int):
        raise errors.keys_missing(["id"])
    return str(value)


def _unlike(values: Sequence[str | None]) -> None:
    """Every id or unique value comes once. Raises ApiError 400, as recorded."""
    given = [value for value in values if value is not None]
    twice = [value for value in dict.fromkeys(given) if given.count(value) > 1]
    if twice:
        raise refusals.duplicate_ids(twice)


def _marked(inputs: Sequence[dict[str, Any]]) -> bool:
    return all(_mark(row) for row in inputs)


def _mark(row: dict[str, Any]) -> str:
    mark = row.get("objectWriteTraceId")
    return str(mark) if isinstance(mark, str | int) else ""


def _text(content: dict[str, Any], key: str) -> str | None:
    value = content.get(key)
    if value is not None and not isinstance(value, str):
        raise errors.wrong_type("java.lang.String", value)
    return value or None


def _names(content: dict[str, Any], key: str) -> list[str]:
    value = content.get(key) or []
    if not isinstance(value, list):
        raise errors.wrong_type("java.util.ArrayList<java.lang.String>", value)
    return [name for name in value if isinstance(name, str)]
