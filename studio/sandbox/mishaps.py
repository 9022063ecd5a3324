"""What happens when the sandbox itself is wrong: a 500 answer, and a note for who looks."""

from __future__ import annotations

import traceback
from collections import deque
from collections.abc import Callable

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

NOTED = 20


class Mishaps:
    """Tracebacks of the last answers that were 500; nothing is written to the console."""

    def __init__(self) -> None:
        self._notes: deque[str] = deque(maxlen=NOTED)

    def add(self, failure: Exception) -> None:
        self._notes.append("".join(traceback.format_exception(failure)))

    def all(self) -> tuple[str, ...]:
        return tuple(self._notes)


class CatchMishaps:
    """Answers 500 for an exception nobody expected, and keeps the connection usable."""

    def __init__(self, app: ASGIApp, *, notes: Mishaps, answer: Callable[[], Response]) -> None:
        self._app = app
        self._notes = notes
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except Exception as failure:
            self._notes.add(failure)
            if begun:
                raise
            await self._answer()(scope, receive, send)
