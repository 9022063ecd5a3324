"""Account details and owners: small reads that clients ask once (fact sheet hubspot-api 7)."""

from __future__ import annotations

import sqlite3
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from studio.sandbox import errors
from studio.sandbox.access import Caller, Gate
from studio.sandbox.answers import json_answer
from studio.sandbox.crm.calls import DATES, Call
from studio.sandbox.crm.objects import next_link
from studio.sandbox.definitions import Definitions
from studio.sandbox.world import World

OWNERS = ("/crm/v3/owners", *(f"/crm/owners/{date}" for date in DATES))
OWNER_PAGE = 100
LARGEST_OWNER_PAGE = 500


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
        return [
            *(
                Route(f"/account-info/{version}/details", details, methods=["GET"])
                for version in ("v3", *DATES)
            ),
            *(Route(base, owners, methods=["GET"]) for base in OWNERS),
            *(Route(f"{base}/{{owner_id}}", owner, methods=["GET"]) for base in OWNERS),
        ]

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

    async def _owners(self, request: Request, caller: Caller) -> Response:
        kinds = self._definitions.kinds(caller.portal.portal_id)
        call = Call(request, caller, kinds, kinds.deals)
        limit = call.limit(OWNER_PAGE, LARGEST_OWNER_PAGE)
        email = request.query_params.get("email")
        # Nobody leaves an account here, so that there are no archived owners to list.
        rows = [] if call.flag("archived") else self._from(call, call.whole("after", 0))
        found = [row for row in rows if email is None or row["email"] == email.lower()]
        body: dict[str, Any] = {"results": [_owner(row) for row in found[:limit]]}
        if len(found) > limit:
            # Our guess: the cursor is made as in lists of records, the last id plus one.
            after = str(found[limit - 1]["id"] + 1)
            body["paging"] = {"next": {"after": after, "link": next_link(request, after)}}
        return json_answer(body)

    async def _owner(self, request: Request, caller: Caller) -> Response:
        column = "user_id" if request.query_params.get("idProperty") == "userId" else "id"
        archived = request.query_params.get("archived", "").lower() == "true"
        row = self._world.row(
            f"SELECT * FROM owners WHERE portal_id = ? AND {column} = ?",
            caller.portal.portal_id,
            request.path_params["owner_id"],
        )
        if row is None or archived:
            raise errors.not_found_page()
        return json_answer(_owner(row))

    def _from(self, call: Call, first: int) -> list[sqlite3.Row]:
        return self._world.rows(
            "SELECT * FROM owners WHERE portal_id = ? AND id >= ? ORDER BY id",
            call.portal_id,
            first,
        )


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
