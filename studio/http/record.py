"""An exchange as the journal keeps it: readable, bounded, and without a secret."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from studio import redaction
from studio.http.values import HttpError, Request, correlation_id
from studio.workspace.journal import Exchange

KEPT_BODY = 64 * 1024
"""Characters of a body that the journal keeps."""


@dataclass
class Attempt:
    """One try of a request, filled in as it goes: what came counts even when the rest does not."""

    request: Request
    exchange_id: str
    at: str
    start: float
    """Of the clock's monotonic seconds."""
    headers: Mapping[str, str]
    """As sent."""
    content: bytes
    """As sent."""
    status: int | None = None
    answered: dict[str, str] = field(default_factory=dict)
    """The answer's headers, names in lower case."""
    body: bytearray = field(default_factory=bytearray)
    elapsed_ms: float = 0.0
    error: HttpError | None = None


def redacted(attempt: Attempt, secrets: tuple[str, ...]) -> Exchange:
    """What the journal keeps of `attempt`."""
    request = attempt.request
    sent_type = next(
        (value for name, value in attempt.headers.items() if name.lower() == "content-type"), ""
    )
    answered_type = attempt.answered.get("content-type", "")
    theirs = correlation_id(attempt.answered, bytes(attempt.body))
    return Exchange(
        id=attempt.exchange_id,
        at=attempt.at,
        purpose=redaction.known_values(request.purpose, secrets),
        connector_id=request.connector_id,
        method=request.method,
        url=redaction.url(request.url, secrets),
        request_headers=redaction.headers(attempt.headers, secrets),
        request_body=_kept(attempt.content, sent_type, secrets),
        status=attempt.status,
        response_headers=redaction.headers(attempt.answered, secrets),
        response_body=_kept(bytes(attempt.body), answered_type, secrets),
        elapsed_ms=attempt.elapsed_ms,
        error=redaction.known_values(attempt.error.message, secrets) if attempt.error else None,
        correlation_id=redaction.known_values(theirs, secrets) if theirs else None,
        sequence=request.sequence or None,
    )


def _kept(body: bytes, content_type: str, secrets: tuple[str, ...]) -> str:
    if not body:
        return ""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.end < len(body) - 3:
            return f"({len(body):,} bytes that are not text)"
        text = body[: error.start].decode("utf-8")  # the last letter was cut in half
    clean = redaction.beginning(text, content_type, KEPT_BODY, secrets)
    return clean if len(text) <= KEPT_BODY else f"{clean}… ({len(text):,} characters in all)"
