"""How every call of the admin API is read and answered."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from studio.errors import StudioError
from studio.sandbox.answers import json_answer

BASE = "/sandbox-admin"
NO_STORE = {"Cache-Control": "no-store"}
LARGEST_BODY = 1_048_576
NOT_JSON = "The body must be JSON, sent as Content-Type: application/json"


class Refused(Exception):
    """A call that cannot be carried out; its text says what to send instead."""

    def __init__(self, text: str, status: int = 400) -> None:
        super().__init__(text)
        self.status = status


Answer = Callable[[Request], dict[str, Any]]
AnswerToBody = Callable[[dict[str, Any]], dict[str, Any]]


def get(path: str, answer: Answer) -> Route:
    """A call that only tells something."""

    async def endpoint(request: Request) -> Response:
        return _answered(lambda: answer(request))

    return Route(BASE + path, endpoint, methods=["GET"])


def post(path: str, keys: Iterable[str], answer: AnswerToBody) -> Route:
    """A call that changes something, by a JSON object with some of these keys or by nothing."""
    known = tuple(keys)

    async def endpoint(request: Request) -> Response:
        content = await request.body()
        kind = request.headers.get("content-type", "")
        return _answered(lambda: answer(_body(content, kind, known)))

    return Route(BASE + path, endpoint, methods=["POST"])


def number(body: dict[str, Any], key: str, *, low: float, high: float) -> float:
    """A number of a body, within bounds. Raises Refused."""
    value = body[key]
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise Refused(f"{key} must be a number")
    if not low <= value <= high:
        raise Refused(f"{key} must be from {low:,.15g} to {high:,.15g}")
    return float(value)


def flag(body: dict[str, Any], key: str) -> bool:
    """A truth value of a body. Raises Refused."""
    value = body[key]
    if not isinstance(value, bool):
        raise Refused(f"{key} must be true or false")
    return value


def text(body: dict[str, Any], key: str, *, longest: int = 2000) -> str | None:
    """A text of a body, None when it is not there. Raises Refused."""
    value = body.get(key)
    if value is not None and not (isinstance(value, str) and 0 < len(value) <= longest):
        raise Refused(f"{key} must be text of 1 to {longest} characters")
    return value


def query_number(request: Request, key: str, default: int, *, high: int) -> int:
    """A whole number from 0 to `high` of a query. Raises Refused."""
    value = request.query_params.get(key, "")
    if not value:
        return default
    if not (value.isascii() and value.isdecimal() and int(value[:20]) <= high):
        raise Refused(f"{key} must be a whole number from 0 to {high}")
    return int(value)


def is_json(content_type: str) -> bool:
    """Whether a body may be read at all: a page elsewhere can post a form or plain text here
    without being asked, JSON it cannot."""
    return content_type.partition(";")[0].strip().lower() == "application/json"


def _answered(answer: Callable[[], dict[str, Any]]) -> Response:
    try:
        return json_answer(answer(), headers=NO_STORE)
    except Refused as refused:
        return json_answer({"error": str(refused)}, refused.status, NO_STORE)
    except StudioError as failure:
        return json_answer({"error": f"{failure.message} {failure.next_step}"}, 400, NO_STORE)


def _body(content: bytes, kind: str, known: tuple[str, ...]) -> dict[str, Any]:
    if not content:
        return {}
    if not is_json(kind):
        raise Refused(NOT_JSON, 415)
    if len(content) > LARGEST_BODY:
        raise Refused(f"The body may have at most {LARGEST_BODY:,} bytes", 413)
    try:
        body = json.loads(content)
    except (ValueError, RecursionError):
        raise Refused("The body must be JSON") from None
    if not isinstance(body, dict):
        raise Refused("The body must be a JSON object")
    unknown = [key for key in body if key not in known]
    if unknown:
        listed = ", ".join(known) or "none"
        raise Refused(f"There is no key {unknown[0]!r} here; known are: {listed}")
    return body
