"""Account details, pipelines and owners: small reads that clients ask once (fact sheet 7)."""

from __future__ import annotations

import sqlite3
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from studio.sandbox import errors
from studio.sandbox.access import Caller, Gate
from studio.sandbox.answers import json_answer
from studio.sandbox.definitions import Definitions
from studio.sandbox.world import World

VERSIONS = ("v3", "2026-03", "2026-09")
PIPELINE_SCOPES = (
    "crm.objects.deals.read",
    "crm.schemas.deals.read",
    "crm.objects.contacts.read",
    "crm.schemas.contacts.read",
)
OWNER_PAGE = 100


class AccountEndpoints:
    """Read-only calls about the account as a whole."""

    def __init__(self, world: World, definitions: Definitions, gate: Gate) -> None:
        self._world = world
        self._definitions = definitions
        self._gate = gate

    def routes(self) -> list[Route]:
        details = self._gate.guard(self._details, "oauth")
        owners = self._gate.guard(self._owners, "crm.objects.owners.read")
        owner = self._gate.guard(self._owner, "crm.objects.owners.read")
        routes = [Route(f"/account-info/{v}/details", details) for v in VERSIONS]
        for base in ("/crm/v3/owners", "/crm/owners/2026-03", "/crm/owners/2026-09"):
            routes += [
                Route(base, owners, methods=["GET"]),
                Route(f"{base}/", owners, methods=["GET"]),
                Route(f"{base}/{{owner_id}}", owner, methods=["GET"]),
            ]
        pipelines = self._gate.guard(self._all_pipelines, *PIPELINE_SCOPES)
        pipeline = self._gate.guard(self._one_pipeline, *PIPELINE_SCOPES)
        stages = self._gate.guard(self._stages, *PIPELINE_SCOPES)
        for base in ("/crm/v3/pipelines", "/crm/pipelines/2026-03", "/crm/pipelines/2026-09"):
            for kind in ("deals", "0-3"):
                routes += [
                    Route(f"{base}/{kind}", pipelines, methods=["GET"]),
                    Route(f"{base}/{kind}/{{pipeline_id}}", pipeline, methods=["GET"]),
                    Route(f"{base}/{kind}/{{pipeline_id}}/stages", stages, methods=["GET"]),
                ]
        return routes

    async def _details(self, request: Request, caller: Caller) -> Response:
        portal = caller.portal
        sign = -1 if portal.utc_offset.startswith("-") else 1
        hours, minutes = portal.utc_offset[1:].split(":")
        offset = sign * (int(hours) * 60 + int(minutes)) * 60_000
        return json_answer(
            {
                "portalId": portal.portal_id,
                "accountType": portal.account_type,
                "timeZone": portal.time_zone,
                "companyCurrency": portal.currency,
                "additionalCurrencies": list(portal.additional_currencies),
                "utcOffset": portal.utc_offset,
                "utcOffsetMilliseconds": offset,
                "uiDomain": portal.ui_domain,
                "dataHostingLocation": portal.hosting,
                "portalName": portal.name,
                "createdAt": portal.created,
            }
        )

    async def _all_pipelines(self, request: Request, caller: Caller) -> Response:
        return json_answer(
            {
                "results": [
                    p.as_answer() for p in self._definitions.pipelines(caller.portal.portal_id).all
                ]
            }
        )

    async def _one_pipeline(self, request: Request, caller: Caller) -> Response:
        return json_answer(self._pipeline(request, caller))

    async def _stages(self, request: Request, caller: Caller) -> Response:
        return json_answer({"results": self._pipeline(request, caller)["stages"]})

    def _pipeline(self, request: Request, caller: Caller) -> dict[str, Any]:
        pipeline = self._definitions.pipelines(caller.portal.portal_id).get(
            request.path_params["pipeline_id"]
        )
        if pipeline is None:
            raise errors.not_found_page()
        return pipeline.as_answer()

    async def _owners(self, request: Request, caller: Caller) -> Response:
        query = request.query_params
        rows = self._world.rows(
            "SELECT * FROM owners WHERE portal_id = ? ORDER BY id", caller.portal.portal_id
        )
        email = query.get("email")
        found = [_owner(row) for row in rows if email is None or row["email"] == email.lower()]
        if query.get("archived", "").lower() == "true":
            found = []
        return json_answer({"results": found[:OWNER_PAGE]})

    async def _owner(self, request: Request, caller: Caller) -> Response:
        column = "user_id" if request.query_params.get("idProperty") == "userId" else "id"
        row = self._world.row(
            f"SELECT * FROM owners WHERE portal_id = ? AND {column} = ?",
            caller.portal.portal_id,
            request.path_params["owner_id"],
        )
        if row is None:
            raise errors.not_found_page()
        return json_answer(_owner(row))


def _owner(row: sqlite3.Row) -> dict[str, Any]:
    return {
        "id": str(row["id"]),
        "email": row["email"],
        "type": "PERSON",
        "firstName": row["first_name"],
        "lastName": row["last_name"],
        "userId": row["user_id"],
        "userIdIncludingInactive": row["user_id"],
        "createdAt": row["created_at"],
        "updatedAt": row["created_at"],
        "archived": False,
    }
