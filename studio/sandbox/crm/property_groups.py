"""The groups that properties stand in on a record's page."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from studio.sandbox import errors
from studio.sandbox.answers import json_answer
from studio.sandbox.crm import refusals
from studio.sandbox.crm.calls import Call, Doors, Entry
from studio.sandbox.crm.property_shapes import check_name
from studio.sandbox.definitions import OWN_GROUPS, Definitions

READ = (
    "crm.objects.{kind}.read",
    "crm.objects.{kind}.write",
    "crm.schemas.{kind}.read",
)
WRITE = ("crm.schemas.{kind}.write",)


class PropertyGroups:
    """`…/groups` below the properties of a kind."""

    def __init__(self, definitions: Definitions, doors: Doors) -> None:
        self._definitions = definitions
        self._doors = doors

    def routes(self, base: str) -> list[Route]:
        """The addresses below one spelling of the properties' own."""
        return [
            *self._doors.routes(
                f"{base}/groups",
                {"GET": Entry(self._list, READ), "POST": Entry(self._create, WRITE)},
            ),
            *self._doors.routes(
                f"{base}/groups/{{name}}",
                {
                    "GET": Entry(self._get, READ),
                    "PATCH": Entry(self._update, WRITE),
                    "DELETE": Entry(self._archive, WRITE),
                },
            ),
        ]

    def check_known(self, call: Call, name: str) -> None:
        """A property's group exists. Raises ApiError 400."""
        if name not in self._groups(call):
            raise refusals.invalid_definition(
                "groupName", "INVALID_GROUP", f"Property group {name} does not exist"
            )

    async def _list(self, call: Call) -> Response:
        return json_answer({"results": list(self._groups(call).values())})

    async def _get(self, call: Call) -> Response:
        return json_answer(self._one(call))

    async def _create(self, call: Call) -> Response:
        body = await call.body()
        missing = [key for key in ("name", "label") if not isinstance(body.get(key), str)]
        if missing:
            raise errors.keys_missing(missing)
        name = check_name(body["name"])
        if name in self._groups(call):
            raise refusals.group_exists(name)
        group = {"name": name, "label": body["label"], "displayOrder": -1, "archived": False}
        base = str(call.request.base_url).rstrip("/")
        location = f"{base}/crm/v3/properties/{call.kind.name}/groups/{name}"
        return json_answer(self._keep(call, group, body), 201, {"Location": location})

    async def _update(self, call: Call) -> Response:
        return json_answer(self._keep(call, self._one(call), await call.body()))

    async def _archive(self, call: Call) -> Response:
        group = self._one(call)
        if any(one.group == group["name"] for one in call.kind.properties.values()):
            raise refusals.group_in_use()
        self._keep(call, group | {"archived": True}, {})
        return Response(status_code=204)

    def _keep(self, call: Call, group: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
        if isinstance(body.get("label"), str):
            group = group | {"label": body["label"]}
        order = body.get("displayOrder")
        if isinstance(order, int) and not isinstance(order, bool):
            group = group | {"displayOrder": order}
        self._definitions.keep(call.portal_id, "group", call.kind.name, group["name"], group)
        return group

    def _one(self, call: Call) -> dict[str, Any]:
        found = self._groups(call).get(call.path("name"))
        if found is None:
            raise refusals.no_such_group(call.path("name"))
        return found

    def _groups(self, call: Call) -> dict[str, dict[str, Any]]:
        own: dict[str, dict[str, Any]] = {
            name: {"name": name, "label": label, "displayOrder": 0, "archived": False}
            for name, label in OWN_GROUPS[call.kind.name].items()
        }
        made = self._definitions.rows(call.portal_id, "group", call.kind.name)
        return {name: group for name, group in (own | made).items() if not group["archived"]}
