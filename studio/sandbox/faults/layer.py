"""Stands between the Doorman and the rooms, and lets faults strike."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from studio.sandbox.faults import route, wire
from studio.sandbox.faults.answers import Answers, Call
from studio.sandbox.faults.damage import DAMAGE, collected, send_whole
from studio.sandbox.faults.struck import STRUCK
from studio.sandbox.faults.switchboard import Strike, Switchboard
from studio.sandbox.faults.wire import WIRE, Struck


class Faults:
    """Draws for every request which faults strike it, while any is armed.

    The names go into `scope["state"]["struck"]`, where handlers (`struck.struck`) and the journal
    find them.
    """

    def __init__(self, app: ASGIApp, *, board: Switchboard, answers: Answers) -> None:
        self._app = app
        self._board = board
        self._answers = answers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._board.armed and scope["type"] == "http":
            await self._perhaps(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _perhaps(self, scope: Scope, receive: Receive, send: Send) -> None:
        method, path = scope["method"], scope["path"]
        body = b""
        if route.is_token_endpoint(method, path):
            body, receive = await _read_ahead(receive)
        names = route.names_of(method, path, body)
        strike = self._board.draw(names, method, path)
        if strike.names:
            scope["state"][STRUCK] = strike.names
        if strike.first is None:
            await self._app(scope, receive, send)
        else:
            await self._carry_out(strike, names, scope, receive, send)

    async def _carry_out(
        self, strike: Strike, names: tuple[str, ...], scope: Scope, receive: Receive, send: Send
    ) -> None:
        assert strike.first is not None
        name = strike.first.name
        if name in WIRE:
            await wire.strike(name, Struck(self._app, scope, receive, send, strike.seconds))
        elif name in DAMAGE:
            answer = await collected(self._app, scope, receive)
            await send_whole(DAMAGE[name](answer), send)
        else:
            response = self._answers.make(name, Call(scope["method"], _target(scope), names))
            await response(scope, receive, send)


async def _read_ahead(receive: Receive) -> tuple[bytes, Receive]:
    """The beginning of a body, and a `receive` that tells all of it again."""
    heard: list[Message] = []
    body = bytearray()
    while len(body) <= route.LARGEST_FORM:
        message = await receive()
        heard.append(message)
        body.extend(message.get("body", b""))
        if not message.get("more_body", False):
            break
    replayed = iter(heard)

    async def again() -> Message:
        return next(replayed, None) or await receive()

    return bytes(body), again


def _target(scope: Scope) -> str:
    raw = scope["raw_path"].decode("latin-1")
    query = scope["query_string"].decode("latin-1")
    return f"{raw}?{query}" if query else raw
