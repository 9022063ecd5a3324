"""The one HTTP client. Every request leaves here and is written to the journal, redacted first."""

from studio.http.client import HttpClient
from studio.http.record import KEPT_BODY
from studio.http.values import (
    DEFAULT_TIMEOUT,
    LARGEST_BODY,
    ErrorKind,
    HttpError,
    Request,
    Response,
)

__all__ = [
    "DEFAULT_TIMEOUT",
    "KEPT_BODY",
    "LARGEST_BODY",
    "ErrorKind",
    "HttpClient",
    "HttpError",
    "Request",
    "Response",
]
