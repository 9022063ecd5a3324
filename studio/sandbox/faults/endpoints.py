"""`/sandbox-admin/faults`: which faults there are, which are armed; arming and switching off."""

from __future__ import annotations

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from studio.sandbox.admin.calls import NOT_JSON, is_json
from studio.sandbox.answers import json_answer
from studio.sandbox.faults.catalogue import FAULTS, UnknownFault
from studio.sandbox.faults.route import ADMIN
from studio.sandbox.faults.switchboard import Switchboard

KEYS = ("name", "route", "count", "probability", "seconds")


class FaultEndpoints:
    """JSON in and out; a refusal is 400 with `{"error": "…"}` that names what would be right."""

    def __init__(self, board: Switchboard) -> None:
        self._board = board

    def routes(self) -> list[Route]:
        where = f"{ADMIN}/faults"
        return [
            Route(where, self._list, methods=["GET"]),
            Route(where, self._arm, methods=["POST"]),
            Route(where, self._clear, methods=["DELETE"]),
            Route(where + "/{which}", self._clear, methods=["DELETE"]),
        ]

    async def _list(self, request: Request) -> Response:
        known = [
            {
                "name": fault.name,
                "line": fault.line,
                "route": fault.route,
                "routes": list(fault.routes),
                "patterns": fault.takes_patterns,
                "timed": fault.timed,
            }
            for fault in FAULTS
        ]
        return _answer({"active": self._board.active(), "known": known})

    async def _arm(self, request: Request) -> Response:
        if not is_json(request.headers.get("content-type", "")):
            return json_answer({"error": NOT_JSON}, 415)
        try:
            return _answer(self._board.arm(**_wanted(await request.body())))
        except UnknownFault as refused:
            return json_answer({"error": str(refused)}, 400)

    async def _clear(self, request: Request) -> Response:
        which = request.path_params.get("which")
        if not self._board.clear(which) and which is not None:
            said = f"no armed fault has the id or name {which!r}; GET /faults lists them"
            return json_answer({"error": said}, 400)
        return _answer({"active": self._board.active()})


def _answer(body: dict[str, Any]) -> Response:
    return json_answer(body, headers={"Cache-Control": "no-store"})


def _wanted(text: bytes) -> dict[str, Any]:
    """The arguments of `Switchboard.arm`, each of its type. Raises UnknownFault."""
    try:
        body = json.loads(text)
    except ValueError:
        raise UnknownFault("the body must be JSON") from None
    if not isinstance(body, dict):
        raise UnknownFault("the body must be a JSON object")
    for key in body:
        if key not in KEYS:
            raise UnknownFault(f"there is no key {key!r}; known are: {', '.join(KEYS)}")
    probability = _optional(body, "probability", (int, float), "probability must be a number")
    return {
        "name": _kept(body.get("name"), str, "name must be text"),
        "route_name": _optional(body, "route", str, "route must be text"),
        "count": _optional(body, "count", int, "count must be a whole number from 1 on"),
        "probability": 1.0 if probability is None else probability,
        "seconds": _optional(body, "seconds", (int, float), "seconds must be a number"),
    }


def _optional(body: dict[str, Any], key: str, kind: Any, said: str) -> Any:
    value = body.get(key)
    return None if value is None else _kept(value, kind, said)


def _kept(value: Any, kind: Any, said: str) -> Any:
    if not isinstance(value, kind) or isinstance(value, bool):
        raise UnknownFault(said)
    return value
