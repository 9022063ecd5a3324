"""What is sent, what comes back, and what is raised when nothing does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlsplit

from studio import json_text
from studio.errors import StudioError
from studio.retry import Retry

LARGEST_BODY = 10 * 1024 * 1024
"""Bytes of an answer that are read before it is refused."""
DEFAULT_TIMEOUT = 20.0
"""Seconds one try may take, from connecting to the last byte."""

ErrorKind = Literal[
    "timeout", "connect", "dns", "tls", "protocol", "too_large", "redirect", "not_json"
]


class HttpError(StudioError):
    """No answer came, or none that can be read.

    `kind` says what happened: `timeout`, `connect` (nobody listens, or the line broke before an
    answer), `dns`, `tls`, `protocol` (what came is not HTTP, or is cut off; or what was to be
    sent is not), `too_large`, `redirect` (not followed), `not_json` where JSON is due.
    """

    def __init__(
        self,
        kind: ErrorKind,
        message: str,
        next_step: str,
        *,
        exchange_id: str | None = None,
        unsent: bool = False,
    ) -> None:
        super().__init__(message, next_step, code=f"http.{kind}", exchange_id=exchange_id)
        self.kind: ErrorKind = kind
        self.unsent = unsent
        """The request certainly never reached the service, so sending it again is safe."""


@dataclass(frozen=True)
class Request:
    """One request as the studio wants it sent."""

    method: str
    url: str
    purpose: str
    """Why, in words a person reads in Traffic: "Create a deal"."""
    headers: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] | None = None
    json: Any = None
    content: bytes | None = None
    connector_id: str | None = None
    timeout: float = DEFAULT_TIMEOUT
    retry: Retry = Retry.SAFE
    sequence: str = ""
    """The sign-in or turn of the conversation it is a part of; stands alone when empty."""
    secrets: tuple[str, ...] = ()
    """Values in this request that must not reach the journal, whatever their field is called."""

    @property
    def host(self) -> str:
        """Host and port as people read them, without user info; the URL itself when it is none."""
        try:
            return urlsplit(self.url).netloc.rpartition("@")[2] or self.url
        except ValueError:
            return self.url


@dataclass(frozen=True)
class Response:
    """What came back. Bodies are bytes as received; `text` and `json_or_none` read them."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes
    exchange_id: str
    elapsed_ms: float

    @property
    def correlation_id(self) -> str | None:
        """The service's own id of this request, from its headers or its JSON body."""
        return correlation_id(self.headers, self.body)

    @property
    def text(self) -> str:
        """The body as text; bytes that are not UTF-8 are replaced."""
        return self.body.decode("utf-8", "replace")

    def json_or_none(self) -> Any:
        """The body as JSON, or None when it is none."""
        return parsed(self.body)


def correlation_id(headers: Mapping[str, str], body: bytes) -> str | None:
    """The service's own id of a request: a header, or `correlationId` of an error body."""
    for name in sorted(headers):
        if name.endswith(("correlation-id", "request-id")):
            return headers[name]
    data = parsed(body) if b"correlationId" in body else None
    found = data.get("correlationId") if isinstance(data, dict) else None
    return str(found) if found else None


def parsed(body: bytes) -> Any:
    """JSON, or None when it is none."""
    try:
        return json_text.read(body)
    except (ValueError, RecursionError):
        return None
