"""What the sandbox was asked and what it answered: the last requests, in memory, no secrets."""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from studio import redaction
from studio.sandbox.answers import CORRELATION
from studio.sandbox.bell import Bell
from studio.sandbox.faults.route import ADMIN, names_of
from studio.sandbox.faults.struck import STRUCK
from studio.sandbox.moments import MovableClock, stamp

KEPT = 2000
ASIDE = frozenset({"/favicon.ico", "/sandbox-auth"})
"""What browsers ask by themselves, and the list of what profiles can be tested against."""
LARGEST_BODY = 16_384
"""Bytes of a body that are kept."""
_HEARD = LARGEST_BODY + redaction.LONGEST_FIELD + 1
"""Bytes of a body that are looked at: a secret cut in two is found by what follows."""
PORTAL_ID = "portal_id"
"""Where rooms leave the account a request is about, in `scope["state"]`."""
_CORRELATION = CORRELATION.lower().encode()
_NOT_IN_NAMES = bytes(set(range(256)) - set(b"abcdefghijklmnopqrstuvwxyz0123456789"))
_SUSPICIOUS = tuple(word.encode() for word in (*redaction.SECRET_ENDINGS, *redaction.SCHEMES))
_OF_BROWSERS = re.compile(r"(^|[?&])(csrf|flow)=[^&]+")
"""Random on purpose, so that pages cannot be forged; nobody can do anything with them here."""


@dataclass(frozen=True)
class Entry:
    """One request and its answer. Nothing in it is secret."""

    number: int
    at: str
    method: str
    path: str
    query: str
    status: int | None
    """None: the connection ended without an answer."""
    route: str | None
    """The narrowest name the request goes by, such as `deals.search`."""
    fault: str | None
    """The faults that struck, joined by commas."""
    elapsed_ms: int
    """By the sandbox's clock."""
    portal_id: int | None
    correlation_id: str | None
    request_body: str
    response_body: str


class Journal:
    """The last requests, oldest first."""

    def __init__(self, bell: Bell) -> None:
        self._bell = bell
        self._entries: deque[Entry] = deque(maxlen=KEPT)
        self.last = 0
        """The number of the newest request; also how many there were."""

    def add(self, entry: Entry) -> None:
        self._entries.append(entry)
        self.last = entry.number
        self._bell.ring("journal")

    def after(self, number: int, count: int) -> list[Entry]:
        """Up to `count` entries with a greater number, oldest first."""
        skipped = max(0, number - (self.last - len(self._entries)))
        return [self._entries[i] for i in range(skipped, min(skipped + count, len(self._entries)))]


class Body:
    """The beginning of a body as it passes, and its length."""

    def __init__(self) -> None:
        self.begun = bytearray()
        self.length = 0
        self.kind = ""

    def hear(self, piece: bytes) -> None:
        self.length += len(piece)
        if len(self.begun) < _HEARD:
            self.begun += piece[: _HEARD - len(self.begun)]

    def shown(self, secrets: tuple[str, ...]) -> str:
        """What may be shown of it."""
        if not self.length:
            return ""
        if self.kind.startswith("text/html"):
            return f"(a page of {self.length:,} bytes)"
        text = self.begun.decode("utf-8", "replace")
        whole = self.length <= LARGEST_BODY
        if whole and not secrets and is_harmless(self.begun):
            return text
        text = _OF_BROWSERS.sub(_without, text)
        if whole:
            return redaction.body(text, self.kind, secrets)
        text = redaction.beginning(text, self.kind, LARGEST_BODY, secrets)
        return f"{text}… (cut here; {self.length:,} bytes in all)"


class Journaled:
    """Writes down every request except those of the admin API and a browser's for an icon."""

    def __init__(
        self, app: ASGIApp, *, journal: Journal, clock: MovableClock, client_secret: str
    ) -> None:
        self._app = app
        self._journal = journal
        self._clock = clock
        self._secrets = (client_secret,)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or is_aside(scope["path"]):
            await self._app(scope, receive, send)
            return
        asked, answered = Body(), Body()
        begun, at = self._clock.monotonic(), stamp(self._clock.now())
        ended: float | None = None
        status: int | None = None
        correlation_id: str | None = None

        async def listen() -> Message:
            message = await receive()
            if message["type"] == "http.request":
                asked.hear(message.get("body", b""))
            return message

        async def tell(message: Message) -> None:
            nonlocal status, correlation_id, ended
            if message["type"] == "http.response.start":
                status = message["status"]
                for name, value in message["headers"]:
                    name = name.lower()
                    if name == b"content-type":
                        answered.kind = value.decode("latin-1")
                    elif name == _CORRELATION:
                        correlation_id = value.decode("latin-1")
            elif message["type"] == "http.response.body":
                answered.hear(message.get("body", b""))
                # Before the caller has it: what it does with the clock then is not our time.
                ended = self._clock.monotonic()
            await send(message)

        try:
            await self._app(scope, listen, tell)
        finally:
            end = self._clock.monotonic() if ended is None else ended
            elapsed = round(1000 * (end - begun))
            self._keep(scope, at, elapsed, asked, answered, (status, correlation_id))

    def _keep(
        self,
        scope: Scope,
        at: str,
        elapsed: int,
        asked: Body,
        answered: Body,
        told: tuple[int | None, str | None],
    ) -> None:
        method, path, state = scope["method"], scope["path"], scope.get("state", {})
        asked.kind = _content_type(scope)
        # Elsewhere the client secret is not sent, and looking for it would take longer than the
        # answer did.
        secrets = self._secrets if path.startswith("/oauth/") else ()
        target = _target(scope)
        if secrets or "?" in target:
            target = redaction.url(target, secrets)
        target, _, query = target.partition("?")
        routes = names_of(method, path, bytes(asked.begun))
        self._journal.add(
            Entry(
                number=self._journal.last + 1,
                at=at,
                method=method,
                path=target,
                query=query,
                status=told[0],
                route=state.get("route") or (routes[0] if routes else None),
                fault=", ".join(sorted(state.get(STRUCK, ()))) or None,
                elapsed_ms=elapsed,
                portal_id=state.get(PORTAL_ID),
                correlation_id=told[1],
                request_body=asked.shown(secrets),
                response_body=answered.shown(secrets),
            )
        )


def is_harmless(raw: bytes | bytearray) -> bool:
    """Whether the redaction would leave a body as it is, for certain: it holds no name of a secret
    however spelled, no field of an address or a form, no text inside text.

    Most bodies are, and the redaction would take longer than the answer did.
    """
    if not raw.isascii() or b"=" in raw or b"\\" in raw:
        return False
    squeezed = raw.lower().translate(None, _NOT_IN_NAMES)
    return not any(word in squeezed for word in _SUSPICIOUS)


def is_aside(path: str) -> bool:
    """Whether a request is no part of what the sandbox stands for."""
    return path.startswith(ADMIN) or path in ASIDE


def _content_type(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"content-type":
            return str(value.decode("latin-1"))
    return ""


def _target(scope: Scope) -> str:
    """Path and query as they were sent, without what is random in a browser's."""
    raw: bytes = scope.get("raw_path") or scope["path"].encode()
    query: str = scope["query_string"].decode("latin-1")
    return raw.decode("latin-1") + ("?" + _OF_BROWSERS.sub(_without, query) if query else "")


def _without(found: re.Match[str]) -> str:
    return f"{found[1]}{found[2]}={redaction.MARK}"
