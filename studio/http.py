"""The one HTTP client. Every request leaves here and is written to the journal, redacted first."""

from __future__ import annotations

import json as jsonlib
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlencode, urlsplit

from studio import __version__, redaction
from studio.clock import Clock, iso
from studio.errors import StudioError
from studio.ids import Ids
from studio.retry import Retry, pause_before_retry
from studio.workspace.journal import Exchange, Journal

if TYPE_CHECKING:
    import httpx

LARGEST_BODY = 10 * 1024 * 1024
"""Bytes of an answer that are read before it is refused."""
KEPT_BODY = 64 * 1024
"""Characters of a body that the journal keeps."""
DEFAULT_TIMEOUT = 20.0
"""Seconds a whole request may take, from connecting to the last byte."""

ErrorKind = Literal["timeout", "connect", "dns", "tls", "protocol", "too_large"]


class HttpError(StudioError):
    """No answer came, or none that can be read.

    `kind` says what happened: `timeout`, `connect` (nobody listens, or the line broke before an
    answer), `dns`, `tls`, `protocol` (what came is not HTTP, or is cut off), `too_large`.
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
    secrets: tuple[str, ...] = ()
    """Values in this request that must not reach the journal, whatever their field is called."""


@dataclass(frozen=True)
class Response:
    """What came back. Bodies are bytes as received; `text` and `json` read them."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes
    exchange_id: str
    elapsed_ms: float

    @property
    def correlation_id(self) -> str | None:
        """The service's own id of this request, from its headers or its JSON body."""
        for name in sorted(self.headers):
            if name.endswith(("correlation-id", "request-id")):
                return self.headers[name]
        data = self.json_or_none()
        found = data.get("correlationId") if isinstance(data, dict) else None
        return str(found) if found else None

    @property
    def text(self) -> str:
        """The body as text; bytes that are not UTF-8 are replaced."""
        return self.body.decode("utf-8", "replace")

    def json_or_none(self) -> Any:
        """The body as JSON, or None when it is none."""
        try:
            return jsonlib.loads(self.body)
        except (ValueError, RecursionError):
            return None


class HttpClient:
    """Sends requests and keeps the journal. Safe to use from many threads at once.

    Args:
        journal: Where each exchange is kept, already redacted.
        clock: Time stamps, durations, and the pauses between tries.
        ids: Ids for exchanges.
        secrets: Answers with every secret known so far; none of them reaches the journal.
    """

    def __init__(
        self,
        journal: Journal,
        clock: Clock,
        ids: Ids,
        secrets: Callable[[], Iterable[str]] = tuple,
    ) -> None:
        self._journal = journal
        self._clock = clock
        self._ids = ids
        self._secrets = secrets
        self._lock = threading.Lock()
        self._client: httpx.Client | None = None

    def send(self, request: Request) -> Response:
        """Send `request`, again where its `retry` allows, and answer with what came back.

        An answer with an error status is an answer: callers read `status`. Redirects are not
        followed.

        Raises:
            HttpError: no answer came, or none that can be read.
        """
        tries = 0
        while True:
            tries += 1
            failure: HttpError | None = None
            response: Response | None = None
            try:
                response = self._send_once(request)
            except HttpError as error:
                failure = error
            pause = pause_before_retry(
                request.retry,
                request.method,
                tries,
                status=response.status if response else None,
                headers=response.headers if response else {},
                body=response.json_or_none() if response and response.status == 429 else None,
                unsent=failure is not None and failure.unsent,
                now=self._clock.now(),
            )
            if pause is not None:
                self._clock.wait(pause)
            elif response is not None:
                return response
            else:
                assert failure is not None
                raise failure

    def close(self) -> None:
        """Close pooled connections."""
        with self._lock:
            if self._client is not None:
                self._client.close()
                self._client = None

    def _send_once(self, request: Request) -> Response:
        exchange_id = self._ids.uuid()
        headers, content = _encode(request)
        at = iso(self._clock.now())
        start = self._clock.monotonic()
        response: Response | None = None
        error: HttpError | None = None
        try:
            with _plain_errors(request, exchange_id):
                status, answered, body = self._exchange(request, headers, content, start)
            elapsed = (self._clock.monotonic() - start) * 1000
            response = Response(status, answered, body, exchange_id, round(elapsed, 1))
            return response
        except HttpError as failure:
            error = failure
            raise
        finally:
            elapsed = (self._clock.monotonic() - start) * 1000
            self._write_down(request, headers, content, exchange_id, at, elapsed, response, error)

    def _exchange(
        self, request: Request, headers: dict[str, str], content: bytes | None, start: float
    ) -> tuple[int, dict[str, str], bytes]:
        client = self._pool()
        deadline = start + request.timeout
        body = bytearray()
        with client.stream(
            request.method,
            request.url,
            headers=headers,
            content=content,
            timeout=request.timeout,
        ) as answer:
            for piece in answer.iter_bytes():
                body += piece
                if len(body) > LARGEST_BODY:
                    raise _too_large(request)
                if self._clock.monotonic() > deadline:
                    raise _timeout(request)
            answered = {name.lower(): value for name, value in answer.headers.items()}
            return answer.status_code, answered, bytes(body)

    def _pool(self) -> httpx.Client:
        with self._lock:
            if self._client is None:
                import httpx

                self._client = httpx.Client(
                    follow_redirects=False,
                    # Loopback never goes through a proxy, whatever the environment says.
                    mounts={"http://127.0.0.1": None, "http://localhost": None},
                    headers={"User-Agent": f"Action Studio/{__version__}"},
                    limits=httpx.Limits(max_connections=20, max_keepalive_connections=10),
                )
            return self._client

    def _write_down(
        self,
        request: Request,
        headers: Mapping[str, str],
        content: bytes | None,
        exchange_id: str,
        at: str,
        elapsed: float,
        response: Response | None,
        error: HttpError | None,
    ) -> None:
        secrets = (*self._secrets(), *request.secrets)
        answered = dict(response.headers) if response else {}
        self._journal.add(
            Exchange(
                id=exchange_id,
                at=at,
                purpose=request.purpose,
                connector_id=request.connector_id,
                method=request.method,
                url=redaction.url(request.url, secrets),
                request_headers=redaction.headers(headers, secrets),
                request_body=_kept(content or b"", headers.get("Content-Type", ""), secrets),
                status=response.status if response else None,
                response_headers=redaction.headers(answered, secrets),
                response_body=_kept(
                    response.body if response else b"", answered.get("content-type", ""), secrets
                ),
                elapsed_ms=round(elapsed, 1),
                error=redaction.known_values(error.message, secrets) if error else None,
                correlation_id=response.correlation_id if response else None,
            )
        )


def _encode(request: Request) -> tuple[dict[str, str], bytes | None]:
    headers = dict(request.headers)
    if request.form is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        return headers, urlencode(request.form).encode()
    if request.json is not None:
        headers.setdefault("Content-Type", "application/json")
        return headers, jsonlib.dumps(request.json, ensure_ascii=False).encode()
    return headers, request.content


def _kept(body: bytes, content_type: str, secrets: Iterable[str]) -> str:
    if not body:
        return ""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return f"({len(body):,} bytes that are not text)"
    clean = redaction.body(text, content_type, secrets)
    if len(clean) > KEPT_BODY:
        return f"{clean[:KEPT_BODY]}… ({len(clean):,} characters in all)"
    return clean


@contextmanager
def _plain_errors(request: Request, exchange_id: str) -> Iterator[None]:
    """Turn what httpx raises into what a person can act on."""
    import httpx

    host = urlsplit(request.url).netloc.rpartition("@")[2]
    try:
        yield
    except HttpError as error:
        error.exchange_id = exchange_id
        raise
    except httpx.TimeoutException as error:
        failure = _timeout(request)
        failure.exchange_id = exchange_id
        raise failure from error
    except (httpx.ConnectError, httpx.ReadError, httpx.WriteError) as error:
        unsent = isinstance(error, httpx.ConnectError)
        raise _line_error(error, host, exchange_id, unsent) from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise HttpError(
            "protocol",
            f"{host} sent something that is not a whole HTTP answer.",
            "Try again; if it stays, look at the exchange and tell the service's support.",
            exchange_id=exchange_id,
        ) from error


def _line_error(error: Exception, host: str, exchange_id: str, unsent: bool) -> HttpError:
    why = str(error).lower()
    if "ssl" in why or "certificate" in why or "tls" in why:
        return HttpError(
            "tls",
            f"The connection to {host} is not safe: its certificate could not be checked.",
            "Check the date of this computer, and your proxy or company certificate.",
            exchange_id=exchange_id,
        )
    if any(sign in why for sign in ("name or service", "getaddrinfo", "nodename", "resolution")):
        return HttpError(
            "dns",
            f"The address {host} could not be found.",
            "Check your network connection, then try again.",
            exchange_id=exchange_id,
            unsent=True,
        )
    return HttpError(
        "connect",
        f"{host} could not be reached."
        if unsent
        else f"{host} broke the connection off before it answered.",
        "Check your network connection, then try again.",
        exchange_id=exchange_id,
        unsent=unsent,
    )


def _timeout(request: Request) -> HttpError:
    host = urlsplit(request.url).netloc.rpartition("@")[2]
    return HttpError(
        "timeout",
        f"{host} did not answer within {request.timeout:g} seconds.",
        "Try again in a moment.",
    )


def _too_large(request: Request) -> HttpError:
    host = urlsplit(request.url).netloc.rpartition("@")[2]
    return HttpError(
        "too_large",
        f"{host} answered with more than {LARGEST_BODY // 1024 // 1024} MB.",
        "Ask for fewer records at once.",
    )
