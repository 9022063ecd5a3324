"""Faults on the connection itself: silence, drips, resets, a close too early."""

from __future__ import annotations

import asyncio
import http
import os
import socket
import struct
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import cast

from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from studio.sandbox.faults.damage import Answer, collected

LINE = "line"
"""Where the connection lies in `scope["state"]`."""
DRIP_SECONDS = 0.1
"""Between two drops: short, so that no time-out between two reads ever ends it."""
DELIVERY_SECONDS = 0.05
"""So long the bytes before a reset have to arrive: a reset may overtake them."""
NO_LINGER = struct.pack("ii" if os.name == "posix" else "HH", 1, 0)
"""`struct linger`: on, zero seconds. Closing then sends RST instead of FIN (POSIX SO_LINGER)."""


class Line(H11Protocol):
    """uvicorn's HTTP, handing itself to whoever means to break the connection."""

    held = False
    """Whether a fault holds the connection, which may be without end."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.app_state = {**self.app_state, LINE: self}

    def shutdown(self) -> None:
        """Called when the server stops: what a fault holds is not waited for."""
        super().shutdown()
        if self.held:
            self.transport.abort()


@dataclass(frozen=True)
class Struck:
    """A request that a fault on the connection strikes."""

    app: ASGIApp
    scope: Scope
    receive: Receive
    send: Send
    seconds: float | None

    @property
    def transport(self) -> asyncio.Transport:
        return self.line.transport

    @property
    def line(self) -> Line:
        return cast(Line, self.scope["state"][LINE])

    async def answer(self) -> Answer:
        """What the handler would have answered; it has done what was asked."""
        return (await collected(self.app, self.scope, self.receive)).with_some_body()

    async def gone(self) -> None:
        """Return when the client has hung up, or the connection is broken."""
        while (await self.receive())["type"] != "http.disconnect":
            pass

    def reset(self) -> None:
        """Break the connection with a TCP RST."""
        own: socket.socket = self.transport.get_extra_info("socket")
        own.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NO_LINGER)
        self.transport.abort()


async def strike(name: str, struck: Struck) -> None:
    """Let the fault `name` strike; returns when it is over."""
    struck.line.held = True
    try:
        await WIRE[name](struck)
    finally:
        struck.line.held = False


async def _never(struck: Struck) -> None:
    await struck.gone()


async def _reset_before(struck: Struck) -> None:
    struck.reset()
    await struck.gone()


async def _reset_within(struck: Struck) -> None:
    await _half_of_it(struck)
    await asyncio.sleep(DELIVERY_SECONDS)
    struck.reset()
    await struck.gone()


async def _close_within(struck: Struck) -> None:
    await _half_of_it(struck)
    struck.transport.close()
    await struck.gone()


async def _half_of_it(struck: Struck) -> None:
    answer = await struck.answer()
    start = {"status": answer.status, "headers": answer.framed()}
    await struck.send({"type": "http.response.start", **start})
    half = answer.body[: len(answer.body) // 2]
    await struck.send({"type": "http.response.body", "body": half, "more_body": True})


async def _slow_headers(struck: Struck) -> None:
    """Written past HTTP's own writer, which knows headers only as a whole."""
    answer = await struck.answer()
    head = _head(answer)
    if struck.seconds is None:
        # A header that never ends.
        head = head[:-2] + b"X-Slow: "
        await _drip(struck, _ends_never(head, b"."))
    await _drip(struck, _evenly(head, struck.seconds or 0))
    struck.transport.write(answer.body)
    struck.transport.close()
    await struck.gone()


async def _slow_body(struck: Struck) -> None:
    answer = await struck.answer()
    half = len(answer.body) // 2
    if struck.seconds is None:
        # Blanks between two values mean nothing in JSON, so that this could always go on well.
        pieces = _ends_never(answer.body[:half], b" ")
        headers = [pair for pair in answer.framed() if pair[0] != b"content-length"]
    else:
        pieces = _evenly(answer.body, struck.seconds)
        headers = answer.framed()
    await struck.send({"type": "http.response.start", "status": answer.status, "headers": headers})
    for piece, pause in pieces:
        if struck.transport.is_closing():
            return
        await struck.send({"type": "http.response.body", "body": piece, "more_body": True})
        await asyncio.sleep(pause)
    await struck.send({"type": "http.response.body", "body": b""})


Pieces = Iterator[tuple[bytes, float]]


async def _drip(struck: Struck, pieces: Pieces) -> None:
    for piece, pause in pieces:
        if struck.transport.is_closing():
            return
        struck.transport.write(piece)
        await asyncio.sleep(pause)


def _ends_never(first: bytes, drop: bytes) -> Pieces:
    yield first, DRIP_SECONDS
    while True:
        yield drop, DRIP_SECONDS


def _evenly(data: bytes, seconds: float) -> Pieces:
    """All of it, in pieces that take so long together."""
    number = max(1, min(len(data), round(seconds / DRIP_SECONDS)))
    size = -(-len(data) // number)
    pieces = [data[at : at + size] for at in range(0, len(data), size)]
    for piece in pieces:
        yield piece, seconds / len(pieces)


def _head(answer: Answer) -> bytes:
    """Status line and headers as bytes (RFC 9112 sections 4 and 5)."""
    try:
        phrase = http.HTTPStatus(answer.status).phrase
    except ValueError:
        phrase = ""
    lines = [f"HTTP/1.1 {answer.status} {phrase}".encode()]
    lines += [key + b": " + value for key, value in answer.framed()]
    return b"\r\n".join([*lines, b"Connection: close", b"", b""])


WIRE: dict[str, Callable[[Struck], Awaitable[None]]] = {
    "answer_never": _never,
    "slow_headers": _slow_headers,
    "slow_body": _slow_body,
    "reset_before_answer": _reset_before,
    "reset_in_body": _reset_within,
    "close_in_body": _close_within,
}
"""What happens to the connection, by name of the fault."""
