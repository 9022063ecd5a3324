"""What a step was done with, by name: for reading, and for comparing with another time."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from studio.traffic.values import StepResult
from studio.workspace.journal import Exchange

Facts = tuple[tuple[str, str], ...]
NEW_EACH_TIME = frozenset(
    {
        "state",
        "code",
        "code_challenge",
        "code_verifier",
        "correlationid",
        "correlation_id",
        "requestid",
        "expires_in",
        "exp",
        "iat",
        "refresh_token",
        "access_token",
        "id_token",
        "token",
        "createdat",
        "updatedat",
        "id",
        "total",
    }
)
"""Names whose values are another one each time, so that a difference says nothing."""
LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
LONGEST = 400
ANSWER = "Answer: "
"""Before the name of what an answer says."""


def of_address(url: str, label: str) -> Facts:
    """The address and its parameters."""
    place, query = _split(url)
    return ((label, place), *(pair for pair in _pairs(query)))


def of_exchange(exchange: Exchange) -> Facts:
    """The request line, the form, the status, and what the answer says in short."""
    place, query = _split(exchange.url)
    status = str(exchange.status) if exchange.status is not None else "none"
    sent: Facts = ()
    if "x-www-form-urlencoded" in _header(exchange.request_headers, "content-type"):
        sent = _pairs(exchange.request_body)
    return (
        ("Request", f"{exchange.method} {place}"),
        *_pairs(query),
        *sent,
        ("Status", status),
        *((f"{ANSWER}{name}", value) for name, value in _said(exchange.response_body)),
    )


def path(url: str) -> str:
    """The path of an address with its query, for a line of text."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    return f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"


def outcome(exchange: Exchange) -> str:
    """ "200 in 14 ms"; what went wrong on the way is said elsewhere."""
    took = f"{exchange.elapsed_ms:,.0f} ms" if exchange.elapsed_ms is not None else "a moment"
    if exchange.status is None:
        return f"no answer, after {took}"
    return f"{exchange.status} in {took}"


def result(exchange: Exchange) -> StepResult:
    """Whether it did what it was sent for."""
    if exchange.error or exchange.status is None or exchange.status >= 400:
        return "failed"
    return "good"


def _split(url: str) -> tuple[str, str]:
    """The address without its query; a port of this computer says nothing and is left out."""
    try:
        parts = urlsplit(url)
        host = "" if parts.hostname in LOCAL else f"{parts.scheme}://{parts.netloc}"
    except ValueError:
        return url, ""
    return f"{host}{parts.path or '/'}", parts.query


def _pairs(text: str) -> Facts:
    return tuple(
        (name, value[:LONGEST])
        for name, value in parse_qsl(text, keep_blank_values=True)
        if name.lower() not in NEW_EACH_TIME
    )


def _said(body: str) -> Facts:
    try:
        data: Any = json.loads(body)
    except (ValueError, RecursionError):
        return ()
    if not isinstance(data, dict):
        return ()
    return tuple(
        (name, _text(value)[:LONGEST])
        for name, value in data.items()
        if name.lower() not in NEW_EACH_TIME and _tells(value)
    )


def _tells(value: Any) -> bool:
    if isinstance(value, list):
        return bool(value) and all(isinstance(item, str) for item in value)
    return isinstance(value, str | int | float | bool)


def _text(value: Any) -> str:
    if isinstance(value, list):
        return " ".join(sorted(value))
    return value if isinstance(value, str) else json.dumps(value)


def _header(headers: dict[str, str], wanted: str) -> str:
    return next((value for name, value in headers.items() if name.lower() == wanted), "")
