"""Faults that take the handler's answer and spoil it. What was asked for has been done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from studio.sandbox.answers import JSON_TYPE

Headers = list[tuple[bytes, bytes]]
_FRAMING = frozenset({b"content-length", b"transfer-encoding"})


@dataclass(frozen=True)
class Answer:
    """A whole answer, before it is sent."""

    status: int
    headers: Headers
    body: bytes

    def header(self, name: bytes) -> bytes:
        """The value of a header, empty when there is none."""
        return next((value for key, value in self.headers if key.lower() == name), b"")

    def typed(self, content_type: str) -> Answer:
        """The same, declared as something else."""
        kept = [(key, value) for key, value in self.headers if key.lower() != b"content-type"]
        return replace(self, headers=[*kept, (b"content-type", content_type.encode())])

    def framed(self, length: int | None = None) -> Headers:
        """Its headers with the length of its body, or of what is promised."""
        kept = [(key, value) for key, value in self.headers if key.lower() not in _FRAMING]
        promised = len(self.body) if length is None else length
        return [*kept, (b"content-length", str(promised).encode())]

    def with_some_body(self) -> Answer:
        """The same, or with a body where there is none to spoil (204)."""
        if self.body:
            return self
        return replace(self, status=200, body=b'{"status":"COMPLETE"}').typed(JSON_TYPE)


async def collected(app: ASGIApp, scope: Scope, receive: Receive) -> Answer:
    """What the handler answers, whole."""
    start: Message = {}
    body = bytearray()

    async def keep(message: Message) -> None:
        if message["type"] == "http.response.start":
            start.update(message)
        else:
            body.extend(message.get("body", b""))

    await app(scope, receive, keep)
    return Answer(start["status"], list(start["headers"]), bytes(body))


async def send_whole(answer: Answer, send: Send) -> None:
    """Send it as it is, with a length that is right."""
    headers = answer.headers if answer.status == 204 else answer.framed()
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})


def _cut(answer: Answer) -> Answer:
    whole = answer.with_some_body()
    return replace(whole, body=whole.body[: len(whole.body) * 2 // 3])


def _plain(answer: Answer) -> Answer:
    return answer.with_some_body().typed("text/plain;charset=utf-8")


def _latin_1(answer: Answer) -> Answer:
    """A letter that UTF-8 cannot hold in one byte goes in, so that the bytes are surely wrong."""
    text = answer.with_some_body().body.decode("utf-8", "replace")
    marked = f'{{"note":"Café",{text[1:]}' if text.startswith('{"') else f"{text}Café "
    return _declared_utf_8(answer, marked.encode("latin-1", "replace"))


def _utf_16(answer: Answer) -> Answer:
    text = answer.with_some_body().body.decode("utf-8", "replace")
    return _declared_utf_8(answer, text.encode("utf-16"))


def _declared_utf_8(answer: Answer, body: bytes) -> Answer:
    whole = answer.with_some_body()
    kind = whole.header(b"content-type").decode("latin-1").partition(";")[0] or "application/json"
    return replace(whole, body=body).typed(f"{kind};charset=utf-8")


def _emptied(answer: Answer) -> Answer:
    return replace(answer, body=b"")


DAMAGE: dict[str, Callable[[Answer], Answer]] = {
    "truncated_json": _cut,
    "wrong_content_type": _plain,
    "wrong_charset": _latin_1,
    "wrong_charset_utf16": _utf_16,
    "empty_body": _emptied,
}
"""What is done to the answer, by name of the fault."""
