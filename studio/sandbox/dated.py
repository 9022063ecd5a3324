"""The `Date` header (RFC 9110 section 6.6.1), by the sandbox's clock instead of the server's."""

from __future__ import annotations

from email.utils import format_datetime

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from studio.clock import Clock


class Dated:
    """Puts it on every answer that has none."""

    def __init__(self, app: ASGIApp, *, clock: Clock) -> None:
        self._app = app
        self._clock = clock
        self._second = 0
        self._text = b""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def dated(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = list(message.get("headers", ()))
                if not any(name.lower() == b"date" for name, _ in headers):
                    message["headers"] = [(b"date", self._date()), *headers]
            await send(message)

        await self._app(scope, receive, dated if scope["type"] == "http" else send)

    def _date(self) -> bytes:
        now = self._clock.now()
        second = int(now.timestamp())
        if second != self._second:
            self._second = second
            self._text = format_datetime(now, usegmt=True).encode()
        return self._text
