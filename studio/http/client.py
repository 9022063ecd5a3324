"""Sending a request: encode, send, try again where that is safe, and write every try down."""

from __future__ import annotations

import contextlib
import json
import logging
import threading
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from studio.clock import Clock, iso
from studio.http import failures
from studio.http.record import Attempt, redacted
from studio.http.values import LARGEST_BODY, HttpError, Request, Response, correlation_id
from studio.ids import Ids
from studio.preferences.way import WayOut
from studio.retry import pause_before_retry
from studio.workspace.journal import Journal

if TYPE_CHECKING:
    from studio.http.line import Lines

CONNECT_TIMEOUT = 10.0
"""Seconds until somebody has to pick up; shorter than the whole, so that a retry fits."""

log = logging.getLogger(__name__)


class HttpClient:
    """Sends requests and keeps the journal. Safe to use from many threads at once.

    Args:
        journal: Where each exchange is kept, already redacted; None keeps none, for calls that
            are the studio's own business and not traffic.
        clock: Time stamps, durations, and the pauses between tries.
        ids: Ids for exchanges.
        secrets: Answers with every secret known so far; none of them reaches the journal.
        patience: Seconds that one try may take at most, whatever its request says; None for as
            long as that says.
        way: Answers with the proxy and the authorities that hold now; asked for each request.
    """

    def __init__(
        self,
        journal: Journal | None,
        clock: Clock,
        ids: Ids,
        secrets: Callable[[], Iterable[str]] = tuple,
        *,
        patience: float | None = None,
        way: Callable[[], WayOut] = WayOut,
    ) -> None:
        self._journal = journal
        self._clock = clock
        self._ids = ids
        self._secrets = secrets
        self._patience = patience
        self._lock = threading.Lock()
        self._way = way
        self._lines: Lines | None = None
        self._retired: list[Lines] = []

    def send(self, request: Request) -> Response:
        """Send `request`, again where its `retry` allows, and answer with what came back.

        An answer with an error status is an answer: callers read `status`. Redirects are not
        followed, cookies not kept.

        Raises:
            HttpError: no answer came, or none that can be read.
        """
        if self._patience is not None:
            request = replace(request, timeout=min(request.timeout, self._patience))
        tries = 0
        while True:
            tries += 1
            try:
                answer: Response | HttpError = self._try(request)
            except HttpError as error:
                answer = error
            pause = self._pause(request, tries, answer)
            if pause is not None:
                if not request.sequence:  # all tries of a request belong together
                    request = replace(request, sequence=answer.exchange_id or "")
                self._clock.wait(pause)
            elif isinstance(answer, HttpError):
                raise answer
            else:
                return answer

    def warm_up(self) -> None:
        """Load what the first request needs (0.15 s), ahead of it and on a worker thread."""
        with contextlib.suppress(Exception):  # the first request will say what is wrong
            self._open_lines()

    def close(self) -> None:
        """Close pooled connections."""
        with self._lock:
            for lines in (*self._retired, *filter(None, (self._lines,))):
                lines.close()
            self._retired.clear()
            self._lines = None

    def _pause(self, request: Request, tries: int, answer: Response | HttpError) -> float | None:
        now = self._clock.now()
        if isinstance(answer, HttpError):
            passing = answer.kind in ("connect", "dns", "timeout")
            return pause_before_retry(
                request.retry,
                request.method,
                tries,
                unsent=passing and answer.unsent,
                broken_off=answer.kind == "connect" and not answer.unsent,
                now=now,
            )
        return pause_before_retry(
            request.retry,
            request.method,
            tries,
            status=answer.status,
            headers=answer.headers,
            body=answer.json_or_none() if answer.status == 429 else None,
            now=now,
        )

    def _try(self, request: Request) -> Response:
        headers, content = _encoded(request)
        attempt = Attempt(
            request,
            self._ids.uuid(),
            iso(self._clock.now()),
            self._clock.monotonic(),
            headers,
            content,
        )
        try:
            self._exchange(attempt)
        except Exception as error:
            attempt.error = failures.explained(error, request)
            attempt.error.exchange_id = attempt.exchange_id
            attempt.error.correlation_id = correlation_id(attempt.answered, b"")
            raise attempt.error from error
        finally:
            attempt.elapsed_ms = round((self._clock.monotonic() - attempt.start) * 1000, 1)
            self._write_down(attempt)
        assert attempt.status is not None
        return Response(
            attempt.status,
            attempt.answered,
            bytes(attempt.body),
            attempt.exchange_id,
            attempt.elapsed_ms,
        )

    def _exchange(self, attempt: Attempt) -> None:
        import httpx

        from studio.http.line import set_deadline

        request = attempt.request
        client = self._open_lines().client(request.url)
        attempt.start = self._clock.monotonic()  # loading httpx is not the service's doing
        phases = httpx.Timeout(request.timeout, connect=min(CONNECT_TIMEOUT, request.timeout))
        set_deadline(request.timeout)
        try:
            with client.stream(
                request.method,
                request.url,
                headers=dict(attempt.headers),
                content=attempt.content or None,
                timeout=phases,
            ) as answer:
                attempt.status = answer.status_code
                attempt.answered = {name.lower(): value for name, value in answer.headers.items()}
                for piece in answer.iter_bytes():
                    attempt.body += piece
                    if len(attempt.body) > LARGEST_BODY:
                        raise failures.too_large(request)
        finally:
            set_deadline(None)

    def _open_lines(self) -> Lines:
        from studio.http.line import Lines

        way = self._way()
        with self._lock:
            if self._lines is None or self._lines.way != way:
                opened = Lines(way)
                if self._lines is not None:  # requests may be under way there
                    self._retired.append(self._lines)
                self._lines = opened
            return self._lines

    def _write_down(self, attempt: Attempt) -> None:
        """Keep the exchange. What was sent has been sent: trouble here must not undo it."""
        if self._journal is None:
            return
        try:
            secrets = (*self._secrets(), *attempt.request.secrets)
            self._journal.add(redacted(attempt, secrets))
        except Exception as error:  # noqa: BLE001 - a full disk, a locked file, anything
            # Only the kind of trouble: the error's text might hold what was to be redacted.
            log.warning("An exchange is missing in the journal: %s", type(error).__name__)


def _encoded(request: Request) -> tuple[dict[str, str], bytes]:
    headers = dict(request.headers)
    if request.form is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        return headers, urlencode(request.form).encode()
    if request.json is not None:
        headers.setdefault("Content-Type", "application/json")
        return headers, json.dumps(request.json, ensure_ascii=False).encode()
    return headers, request.content or b""
