"""Reading an answer that should be JSON, and saying what came in its place."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from studio.errors import STAND_IN
from studio.http.values import HttpError, Response, parsed


def due_json(response: Response, host: str) -> Any:
    """The JSON in an answer; None when it has no body and needs none (204, 205).

    The charset that the answer names is not asked: JSON is UTF-8 (RFC 8259 section 8.1), and what
    is not is told as unreadable, never shown as letters it is not.

    Args:
        response: What came.
        host: Who answered, for the words.

    Raises:
        HttpError: `redirect`, or `not_json`.
    """
    if is_redirect(response):
        raise redirected(response, host)
    if response.status in (204, 205) and not response.body:
        return None
    data = parsed(response.body)
    if data is None and response.body.strip() != b"null":
        raise not_json(response, host)
    return data


def is_redirect(response: Response) -> bool:
    """Whether the answer sends elsewhere (RFC 9110 section 15.4). Nothing here follows it."""
    return 300 <= response.status < 400


def redirected(response: Response, host: str) -> HttpError:
    """What to say about an answer that sends elsewhere."""
    target = _host_of(response.headers.get("location", ""))
    where = f" to {target}" if target and target != host else ""
    return _error(
        "redirect",
        f"{host} answered with a redirect{where} ({response.status}), which is not followed: what "
        "was sent is meant for nobody else.",
        f"Check your network connection: {STAND_IN}.",
        response,
        unsent=True,
    )


def not_json(response: Response, host: str) -> HttpError:
    """What to say about an answer that should be JSON and is not."""
    return _error(
        "not_json",
        f"{host} answered with {what_came(response)} ({response.status}).",
        f"Try again in a moment; if it stays, {STAND_IN}.",
        response,
    )


def what_came(response: Response) -> str:
    """What stands where JSON should, in words that follow "answered with"."""
    body = response.body.strip()
    if not body:
        return "nothing at all"
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return "letters that cannot be read (not UTF-8)"
    if text[:200].lower().lstrip("\ufeff").startswith(("<!doctype html", "<html")):
        return "a web page instead of data"
    if text == "null":
        return "null instead of data"
    if text[0] in "{[":
        return "data that breaks off or is damaged (not JSON)"
    return "something that is not JSON"


def _error(
    kind: Any, message: str, next_step: str, response: Response, *, unsent: bool = False
) -> HttpError:
    error = HttpError(kind, message, next_step, exchange_id=response.exchange_id, unsent=unsent)
    error.correlation_id = response.correlation_id
    return error


def _host_of(location: str) -> str:
    """Only the host: the rest of an address may carry what is not to be shown."""
    try:
        return urlsplit(location).netloc.rpartition("@")[2]
    except ValueError:
        return ""
