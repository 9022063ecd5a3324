"""Answers of the API: compact JSON, HubSpot's content type, a correlation id on each."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response

from studio.sandbox import errors
from studio.sandbox.errors import ApiError
from studio.sandbox.moments import CorrelationIds

JSON_TYPE = "application/json;charset=utf-8"
CORRELATION = "X-HubSpot-Correlation-Id"
LARGEST_FORM = 65_536
# Our guess: HubSpot names no largest body; a hundred records of text fit well into this.
LARGEST_BODY = 10 * 1024 * 1024
"""Bytes a JSON body may have."""
NOT_FOUND_PAGE = """<html>
<head>
<meta http-equiv="Content-Type" content="text/html;charset=ISO-8859-1"/>
<title>Error 404 Not Found</title>
</head>
<body>
<h2>HTTP ERROR 404</h2>
<p>Resource not found</p>
</body>
</html>
"""

Handler = Callable[[Request], Awaitable[Response]]


def json_answer(
    body: object, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """A JSON answer without blanks, as HubSpot writes it."""
    text = json.dumps(body, separators=(",", ":"), ensure_ascii=False)
    return Response(text, status, dict(headers or {}) | {"Content-Type": JSON_TYPE})


def error_answer(failure: ApiError, correlation_id: str) -> Response:
    """The answer for an error: JSON with its correlation id third, or the Jetty page."""
    if failure.body is None:
        return Response(
            NOT_FOUND_PAGE,
            404,
            {"Content-Type": "text/html;charset=iso-8859-1", "X-HubSpot-NotFound": "true"},
        )
    body: dict[str, Any] = {}
    for key, value in failure.body.items():
        body[key] = value
        if key == "message":
            body[key] = str(value).replace(errors.CORRELATION_ID, correlation_id)
        if key == "message" and "error_description" not in failure.body:
            body["correlationId"] = correlation_id
    return json_answer(body, failure.status)


class Plain:
    """Wraps endpoints that need no token: errors become answers, correlation ids are added."""

    def __init__(self, correlation: CorrelationIds) -> None:
        self._correlation = correlation

    def __call__(self, handler: Handler) -> Handler:
        async def endpoint(request: Request) -> Response:
            correlation_id = self._correlation.next()
            try:
                response = await handler(request)
            except ApiError as failure:
                response = error_answer(failure, correlation_id)
            response.headers[CORRELATION] = correlation_id
            response.headers["Cache-Control"] = "no-store"
            return response

        return endpoint


async def form_fields(request: Request) -> dict[str, str]:
    """The fields of a form body (RFC 6749 appendix B); empty for any other kind of body."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        return {}
    body = await request.body()
    if len(body) > LARGEST_FORM:
        return {}
    return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))


async def json_object(request: Request) -> dict[str, Any]:
    """The JSON object of a body.

    Raises:
        ApiError: 400 as HubSpot's parser would, 413 when it is too large, 415 for other types.
    """
    content = await _json(request)
    if not isinstance(content, dict):
        raise errors.wrong_type(errors.JAVA_MAP, content)
    return content


async def json_list(request: Request) -> list[Any]:
    """The JSON array of a body. Raises ApiError like `json_object`."""
    content = await _json(request)
    if not isinstance(content, list):
        raise errors.wrong_type("java.util.ArrayList<java.lang.Object>", content)
    return content


async def _json(request: Request) -> object:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        # Our guess: the body of a 415.
        raise errors.error(415, "HTTP 415 Unsupported Media Type")
    text = (await _whole_body(request)).decode("utf-8", "replace")
    try:
        content: object = json.loads(text, parse_constant=_no_constant)
    except json.JSONDecodeError as failure:
        raise errors.not_json(text, failure) from None
    except (ValueError, RecursionError):
        # A number of thousands of digits, NaN, or brackets nested by the thousand.
        raise errors.not_json(text, json.JSONDecodeError("", text, 0)) from None
    if "\\ud" in text.lower():
        # Half of a surrogate pair is a character to JSON and none to UTF-8.
        content = json.loads(json.dumps(content, ensure_ascii=False).encode("utf-8", "replace"))
    return content


async def _whole_body(request: Request) -> bytes:
    """The body, read to its end also when it is too large, so that the answer is heard."""
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size <= LARGEST_BODY:
            parts.append(part)
    if size > LARGEST_BODY:
        # Our guess: the body of a 413.
        raise errors.error(413, "HTTP 413 Request Entity Too Large")
    return b"".join(parts)


def _no_constant(word: str) -> object:
    raise ValueError(word)
