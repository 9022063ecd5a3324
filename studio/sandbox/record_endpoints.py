"""Deals and contacts over HTTP: the calls of fact sheet hubspot-api 3 and 4."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from studio.sandbox import errors
from studio.sandbox.access import Caller, Gate, Guarded
from studio.sandbox.answers import Handler, json_answer, json_object
from studio.sandbox.computed import Source
from studio.sandbox.definitions import Definitions
from studio.sandbox.moments import stamp
from studio.sandbox.people import App
from studio.sandbox.properties import Kind, Kinds
from studio.sandbox.records import Record, Records
from studio.sandbox.search import find, read_search
from studio.sandbox.validation import checked

BASES = ("/crm/v3/objects", "/crm/objects/2026-03", "/crm/objects/2026-09")
DEFAULT_PAGE = 10
LARGEST_PAGE = 100
LIFECYCLE = (
    "subscriber",
    "lead",
    "marketingqualifiedlead",
    "salesqualifiedlead",
    "opportunity",
    "customer",
    "evangelist",
    "other",
)


class RecordEndpoints:
    """Create, get, list, update, archive and search."""

    def __init__(
        self, records: Records, kinds: Kinds, definitions: Definitions, app: App, gate: Gate
    ) -> None:
        self._records = records
        self._kinds = kinds
        self._definitions = definitions
        self._app = app
        self._gate = gate

    def routes(self) -> list[Route]:
        found: list[Route] = []
        for base in BASES:
            for kind in (self._kinds.deals, self._kinds.contacts):
                for name in (kind.name, kind.singular, kind.type_id, kind.legacy_name):
                    found += self._routes_of(f"{base}/{name}", kind)
            unknown = self._gate.guard(self._unknown_kind)
            found.append(Route(f"{base}/{{kind}}", unknown, methods=["GET", "POST"]))
        return found

    def _routes_of(self, path: str, kind: Kind) -> list[Route]:
        read, write = f"crm.objects.{kind.name}.read", f"crm.objects.{kind.name}.write"

        def guard(handler: Guarded, scope: str, *, limited: bool = True) -> Handler:
            async def of_kind(request: Request, caller: Caller) -> Response:
                request.state.kind = self._definitions.kinds(caller.portal.portal_id).named(
                    kind.name
                )
                return await handler(request, caller)

            return self._gate.guard(of_kind, scope, limited=limited)

        one = path + "/{record_id}"
        return [
            Route(path, guard(self._list, read), methods=["GET"]),
            Route(path, guard(self._create, write), methods=["POST"]),
            Route(f"{path}/search", guard(self._search, read, limited=False), methods=["POST"]),
            Route(one, guard(self._get, read), methods=["GET"]),
            Route(one, guard(self._update, write), methods=["PATCH"]),
            Route(one, guard(self._archive, write), methods=["DELETE"]),
        ]

    async def _unknown_kind(self, request: Request, caller: Caller) -> Response:
        raise errors.unknown_kind(request.path_params["kind"])

    async def _create(self, request: Request, caller: Caller) -> Response:
        kind: Kind = request.state.kind
        portal_id = caller.portal.portal_id
        body = await json_object(request)
        given = _properties(body)
        values = checked(
            kind, given, portal_id=portal_id, pipelines=self._definitions.pipelines(portal_id)
        )
        kept = {name: value for name, value in values.items() if value is not None}
        if "email" in kept:
            holder = self._records.by_email(portal_id, kind, kept["email"])
            if holder is not None:
                raise errors.contact_exists(holder.id)
        links = self._links(body, portal_id)
        source = Source("INTEGRATION", str(self._app.app_id))
        record = self._records.create(portal_id, kind, kept, source, links)
        location = f"{str(request.base_url).rstrip('/')}/crm/v3/objects/{kind.name}/{record.id}"
        answer = _answer(record, record.properties.keys())
        return json_answer(answer, 201, {"Location": location})

    def _links(self, body: dict[str, Any], portal_id: int) -> list[tuple[Kind, int]]:
        """Associations of a create: the ids of records that exist. Raises ApiError 400."""
        links = []
        for row in body.get("associations") or ():
            text = str((row.get("to") or {}).get("id", "")) if isinstance(row, dict) else ""
            if not text.isdecimal():
                raise errors.keys_missing(["to"])
            other = next(
                (
                    kind
                    for kind in (self._kinds.contacts, self._kinds.deals)
                    if self._records.get(portal_id, kind, int(text)) is not None
                ),
                None,
            )
            if other is None:
                raise errors.validation(f"Object with id {text} to associate does not exist")
            links.append((other, int(text)))
        return links

    async def _get(self, request: Request, caller: Caller) -> Response:
        archived = _flag(request, "archived")
        record = self._named(request, caller)
        if record is None or (record.archived_at is not None) != archived:
            raise errors.not_found_page()
        names = request.state.kind.shown(_names(request, "properties"))
        return json_answer(_answer(record, names) | self._associations(request, record))

    async def _list(self, request: Request, caller: Caller) -> Response:
        kind: Kind = request.state.kind
        limit = _whole(request, "limit", DEFAULT_PAGE)
        if not 1 <= limit <= LARGEST_PAGE:
            raise errors.validation(f"limit must be between 1 and {LARGEST_PAGE}, but was {limit}")
        page = self._records.page(
            caller.portal.portal_id,
            kind,
            start=_whole(request, "after", 0),
            limit=limit + 1,
            archived=_flag(request, "archived"),
        )
        shown = kind.shown(_names(request, "properties"))
        body: dict[str, Any] = {
            "results": [
                _answer(record, shown) | self._associations(request, record)
                for record in page[:limit]
            ]
        }
        if len(page) > limit:
            # The cursor is the last id plus one, as recorded (fact sheet 3.1).
            after = str(page[limit - 1].id + 1)
            body["paging"] = {"next": {"after": after, "link": _next_link(request, after)}}
        return json_answer(body)

    async def _update(self, request: Request, caller: Caller) -> Response:
        kind: Kind = request.state.kind
        record = self._named(request, caller)
        if record is None or record.archived_at is not None:
            raise errors.no_such_record()
        given = _properties(await json_object(request))
        if not given:
            raise errors.nothing_to_update()
        portal_id = caller.portal.portal_id
        changes = checked(
            kind,
            given,
            portal_id=portal_id,
            pipelines=self._definitions.pipelines(portal_id),
            before=record.properties,
        )
        email = changes.get("email")
        if email is not None:
            holder = self._records.by_email(portal_id, kind, email)
            if holder is not None and holder.id != record.id:
                raise errors.address_taken(portal_id, email, record.id, holder.id)
        changed = self._records.update(record, _forward_only(record, changes))
        return json_answer(_answer(changed, kind.patch_names | given.keys(), nulls=False))

    async def _archive(self, request: Request, caller: Caller) -> Response:
        record = self._named(request, caller)
        if record is None:
            raise errors.no_such_record()
        self._records.archive(record)
        return Response(status_code=204)

    async def _search(self, request: Request, caller: Caller) -> Response:
        kind: Kind = request.state.kind
        search = read_search(await json_object(request), kind)
        other = self._kinds.contacts if kind.name == "deals" else self._kinds.deals
        found = find(search, caller.portal.portal_id, kind, self._records, other)
        names = kind.shown(search.properties)
        body: dict[str, Any] = {
            "total": found.total,
            "results": [_answer(record, names) for record in found.records],
        }
        if found.next_after is not None:
            body["paging"] = {"next": {"after": str(found.next_after)}}
        return json_answer(body)

    def _named(self, request: Request, caller: Caller) -> Record | None:
        """The record a path names, by id or by `idProperty`, archived or not."""
        kind: Kind = request.state.kind
        text = request.path_params["record_id"]
        by = request.query_params.get("idProperty", "hs_object_id")
        if by == "email" and kind.name == "contacts":
            return self._records.by_email(caller.portal.portal_id, kind, text)
        if by != "hs_object_id":
            raise errors.validation(f"Property '{by}' does not have unique values")
        if not re.fullmatch(r"[0-9]{1,18}", text):
            raise errors.id_not_numeric(text)
        return self._records.get(caller.portal.portal_id, kind, int(text))

    def _associations(self, request: Request, record: Record) -> dict[str, Any]:
        """The `associations` key of an answer; absent when none were asked for or found."""
        listed: dict[str, Any] = {}
        for name in _names(request, "associations"):
            other = self._kinds.find(name)
            ids = [] if other is None else self._records.linked(record, other)
            if other is not None and ids:
                word = f"{record.kind.singular}_to_{other.singular}"
                listed[other.name] = {"results": [{"id": str(i), "type": word} for i in ids]}
        return {"associations": listed} if listed else {}


def _answer(record: Record, names: Iterable[str], *, nulls: bool = True) -> dict[str, Any]:
    """A record as the API gives it: properties by name, null where there is no value."""
    properties = {
        name: record.properties.get(name)
        for name in sorted(names)
        if nulls or name in record.properties
    }
    answer: dict[str, Any] = {
        "id": str(record.id),
        "properties": properties,
        "createdAt": stamp(record.created_at),
        "updatedAt": stamp(record.updated_at),
        "archived": record.archived_at is not None,
    }
    if record.archived_at is not None:
        answer["archivedAt"] = stamp(record.archived_at)
    return answer


def _properties(body: dict[str, Any]) -> dict[str, Any]:
    if "properties" not in body:
        raise errors.keys_missing(["properties"])
    properties = body["properties"]
    if not isinstance(properties, dict):
        raise errors.wrong_type(
            "java.util.LinkedHashMap<java.lang.String,java.lang.String>", properties
        )
    return properties


def _forward_only(record: Record, changes: dict[str, str | None]) -> dict[str, str | None]:
    """Without a step back in the lifecycle: that stage only moves forward (fact sheet 3.1)."""
    now, wanted = record.properties.get("lifecyclestage"), changes.get("lifecyclestage")
    if now is None or wanted is None or LIFECYCLE.index(wanted) >= LIFECYCLE.index(now):
        return changes
    return {name: value for name, value in changes.items() if name != "lifecyclestage"}


def _names(request: Request, key: str) -> list[str]:
    """A query list: the key repeated, joined by commas, or both."""
    joined = ",".join(request.query_params.getlist(key))
    return [name.strip() for name in joined.split(",") if name.strip()]


def _flag(request: Request, key: str) -> bool:
    return request.query_params.get(key, "").lower() == "true"


def _whole(request: Request, key: str, default: int) -> int:
    text = request.query_params.get(key, "")
    if not text:
        return default
    if not re.fullmatch(r"[0-9]{1,18}", text):
        raise errors.validation(f"{key} must be a number, but was {text}")
    return int(text)


def _next_link(request: Request, after: str) -> str:
    query = [(k, v) for k, v in request.query_params.multi_items() if k != "after"]
    base = str(request.base_url).rstrip("/") + request.url.path
    return f"{base}?{urlencode([*query, ('after', after)])}"
