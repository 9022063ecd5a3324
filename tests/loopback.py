"""A server on loopback that answers as told, wrongly too: for tests of what can go wrong."""

from __future__ import annotations

import contextlib
import socket
import ssl
import struct
import threading
from collections.abc import Callable
from types import TracebackType

Answer = bytes | Callable[[socket.socket], None]


class LoopbackServer:
    """Gives each request the next of `answers`; a callable gets the connection itself.

    with LoopbackServer(answer(200, b"hello")) as server:
        client.send(Request("GET", server.url, "Say hello"))
    assert server.requests[0].startswith(b"GET / ")
    """

    def __init__(
        self, *answers: Answer, tls: ssl.SSLContext | None = None, keep_open: bool = False
    ) -> None:
        self.requests: list[bytes] = []
        self.connections = 0
        self.ended = threading.Event()
        """Set when the test is over: what an answer waits on that is meant to last."""
        self._answers = list(answers)
        self._tls = tls
        self._keep_open = keep_open
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}/"
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> LoopbackServer:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.ended.set()
        # A last connection of our own wakes the thread that waits for one.
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", self.port)).close()
        self._thread.join(5)
        self._listener.close()

    def _serve(self) -> None:
        while self._answers and not self.ended.is_set():
            connection, _ = self._listener.accept()
            if self.ended.is_set():
                connection.close()
                return
            self.connections += 1
            with contextlib.suppress(OSError):
                if self._tls:
                    connection = self._tls.wrap_socket(connection, server_side=True)
                self._talk(connection)
            with contextlib.suppress(OSError):
                connection.close()
        self._listener.close()  # whoever asks once too often is refused, and does not wait

    def _talk(self, connection: socket.socket) -> None:
        connection.settimeout(5)
        while self._answers:
            request = _read_request(connection)
            if not request:
                return
            self.requests.append(request)
            reply = self._answers.pop(0)
            if callable(reply):
                reply(connection)
            else:
                connection.sendall(reply)
            if not self._keep_open:
                return


def answer(status: int, body: bytes = b"", **headers: str) -> bytes:
    """A whole HTTP answer; `retry_after="1"` becomes the header `retry-after: 1`."""
    lines = [f"HTTP/1.1 {status} Status", f"content-length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


def reset(connection: socket.socket) -> None:
    """Break the line off, as a crashed server does (RST instead of FIN)."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def _read_request(connection: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65536)
        if not piece:
            return b""
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    length = 0
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            length = int(line.partition(b":")[2])
    while len(body) < length:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body
