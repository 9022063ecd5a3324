"""Property definitions and their groups (fact sheet hubspot-api 7)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from studio.clock import Clock
from studio.sandbox.answers import json_answer
from studio.sandbox.crm import refusals
from studio.sandbox.crm.batches import Outcome, read_inputs
from studio.sandbox.crm.calls import DATES, Call, Doors, Entry
from studio.sandbox.crm.property_groups import PropertyGroups
from studio.sandbox.crm.property_shapes import changed_property, new_property, property_answer
from studio.sandbox.definitions import Definitions
from studio.sandbox.errors import ApiError, keys_missing
from studio.sandbox.moments import stamp
from studio.sandbox.properties import Property

BASES = ("/crm/v3/properties/{kind}", *(f"/crm/properties/{date}/{{kind}}" for date in DATES))
READ_ANY = (
    "crm.objects.deals.read",
    "crm.objects.deals.write",
    "crm.schemas.deals.read",
    "crm.objects.contacts.read",
    "crm.objects.contacts.write",
    "crm.schemas.contacts.read",
)
"""Any of these lets a call in (fact sheet 2.6); one of the kind itself lets it see."""
WRITE = ("crm.schemas.{kind}.write",)


class PropertyEndpoints:
    """Definitions one by one and in batches; groups are next door."""

    def __init__(
        self, definitions: Definitions, groups: PropertyGroups, clock: Clock, doors: Doors
    ) -> None:
        self._definitions = definitions
        self._groups = groups
        self._clock = clock
        self._doors = doors

    def routes(self) -> list[Route]:
        found: list[Route] = []
        add = self._doors.routes
        for base in BASES:
            found += add(
                base, {"GET": Entry(self._list, READ_ANY), "POST": Entry(self._create, WRITE)}
            )
            found += self._groups.routes(base)
            found += add(f"{base}/batch/read", {"POST": Entry(self._batch_read, READ_ANY)})
            found += add(f"{base}/batch/create", {"POST": Entry(self._batch_create, WRITE)})
            found += add(f"{base}/batch/archive", {"POST": Entry(self._batch_archive, WRITE)})
            found += add(
                f"{base}/{{name}}",
                {
                    "GET": Entry(self._get, READ_ANY),
                    "PATCH": Entry(self._update, WRITE),
                    "DELETE": Entry(self._archive, WRITE),
                },
            )
        return found

    async def _list(self, call: Call) -> Response:
        may_view(call)
        known = self._known(call, archived=call.flag("archived"))
        return json_answer({"results": [self._answer(call, one) for one in known.values()]})

    async def _get(self, call: Call) -> Response:
        may_view(call)
        known = self._known(call, archived=call.flag("archived"))
        return json_answer(self._answer(call, _one(known, call.path("name"))))

    async def _create(self, call: Call) -> Response:
        one = self._make(call, await call.body())
        base = str(call.request.base_url).rstrip("/")
        location = f"{base}/crm/v3/properties/{call.kind.name}/{one.name}"
        return json_answer(self._answer(call, one), 201, {"Location": location})

    async def _update(self, call: Call) -> Response:
        before = _one(call.kind.properties, call.path("name"))
        after = changed_property(before, await call.body(), self._now())
        if after.group != before.group:
            self._groups.check_known(call, after.group)
        self._definitions.keep_property(call.portal_id, call.kind, after)
        return json_answer(self._answer(call, after))

    async def _archive(self, call: Call) -> Response:
        self._put_away(call, call.path("name"))
        return Response(status_code=204)

    async def _batch_read(self, call: Call) -> Response:
        may_view(call)
        body, outcome = await call.body(), Outcome(self._now())
        known = self._known(call, archived=body.get("archived") is True)
        for name in _names(read_inputs(body)):
            if name in known:
                outcome.results.append(self._answer(call, known[name]))
            else:
                outcome.errors.append(_refused(refusals.no_such_property(name)))
        return outcome.response(self._now())

    async def _batch_create(self, call: Call) -> Response:
        outcome = Outcome(self._now())
        # Our guess: what can be made is made, and each that cannot is an error of its own.
        for row in read_inputs(await call.body()):
            try:
                outcome.results.append(self._answer(call, self._make(call, row)))
            except ApiError as failure:
                outcome.errors.append(_refused(failure))
        return outcome.response(self._now(), 201)

    async def _batch_archive(self, call: Call) -> Response:
        # Documented: 204 whatever became of each name before.
        for name in _names(read_inputs(await call.body())):
            if name in call.kind.properties:
                self._put_away(call, name)
        return Response(status_code=204)

    def _make(self, call: Call, body: dict[str, Any]) -> Property:
        """A new property; the name of an archived one brings that one back with its values."""
        one = new_property(body, self._now())
        if one.name in call.kind.properties:
            raise refusals.property_exists(one.name)
        self._groups.check_known(call, one.group)
        before = self._definitions.archived_properties(call.portal_id, call.kind).get(one.name)
        if before is not None:
            one = replace(one, created_at=before.created_at)
        self._definitions.keep_property(call.portal_id, call.kind, one)
        return one

    def _put_away(self, call: Call, name: str) -> None:
        one = _one(call.kind.properties, name)
        if not one.custom:
            raise refusals.invalid_definition(
                "name", "CANNOT_DELETE_HUBSPOT_DEFINED", f"Property {name} cannot be archived"
            )
        archived = replace(one, archived_at=self._now(), updated_at=self._now())
        self._definitions.keep_property(call.portal_id, call.kind, archived)

    def _known(self, call: Call, *, archived: bool) -> dict[str, Property]:
        if call.request.query_params.get("dataSensitivity", "non_sensitive") != "non_sensitive":
            return {}
        if archived:
            return self._definitions.archived_properties(call.portal_id, call.kind)
        return call.kind.properties

    def _answer(self, call: Call, one: Property) -> dict[str, Any]:
        return property_answer(one, self._definitions.pipelines(call.portal_id))

    def _now(self) -> str:
        return stamp(self._clock.now())


def may_view(call: Call) -> None:
    """Definitions are seen with a scope of their own kind. Raises ApiError 403, as recorded."""
    kind = call.kind.name
    own = {f"crm.objects.{kind}.read", f"crm.objects.{kind}.write", f"crm.schemas.{kind}.read"}
    if not own & set(call.caller.access.grant.scopes):
        raise refusals.may_not_view(call.kind, call.portal_id)


def _one(known: dict[str, Property], name: str) -> Property:
    found = known.get(name)
    if found is None:
        raise refusals.no_such_property(name)
    return found


def _names(rows: list[dict[str, Any]]) -> list[str]:
    for row in rows:
        if not isinstance(row.get("name"), str):
            raise keys_missing(["name"])
    return list(dict.fromkeys(row["name"] for row in rows))


def _refused(failure: ApiError) -> dict[str, Any]:
    return {key: value for key, value in (failure.body or {}).items() if key != "links"}
