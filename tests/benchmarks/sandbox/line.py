"""One connection kept open, and as little of HTTP as a benchmark needs: it must not be what is
measured."""

from __future__ import annotations

import json
import socket
import time
from typing import Any


class Line:
    """Sends requests over one socket and waits for each answer."""

    def __init__(self, port: int, token: str = "") -> None:
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._port = port
        self._token = token

    def request(self, method: str, path: str, body: Any = None) -> bytes:
        """The bytes of a request, made beforehand."""
        content = b"" if body is None else json.dumps(body).encode()
        head = [
            f"{method} {path} HTTP/1.1",
            f"Host: 127.0.0.1:{self._port}",
            f"Authorization: Bearer {self._token}",
            "Content-Type: application/json",
            f"Content-Length: {len(content)}",
        ]
        return "\r\n".join([*head, "", ""]).encode() + content

    def send(self, request: bytes) -> tuple[int, bytes]:
        """Status and body of the answer."""
        self._socket.sendall(request)
        heard = b""
        while b"\r\n\r\n" not in heard:
            heard += self._more()
        head, _, body = heard.partition(b"\r\n\r\n")
        status = int(head[9:12])
        length = 0
        for line in head.split(b"\r\n"):
            if line.lower().startswith(b"content-length:"):
                length = int(line[15:])
        while len(body) < length:
            body += self._more()
        return status, body

    def timed(self, request: bytes, expected: int) -> tuple[float, bytes]:
        """Seconds until the answer, and its body. An unexpected status ends the benchmark."""
        start = time.perf_counter()
        status, body = self.send(request)
        seconds = time.perf_counter() - start
        if status != expected:
            raise SystemExit(f"{status} instead of {expected}: {body[:300]!r}")
        return seconds, body

    def ask(self, method: str, path: str, body: Any = None, *, expected: int = 200) -> Any:
        """The JSON of an answer."""
        return json.loads(self.timed(self.request(method, path, body), expected)[1])

    def _more(self) -> bytes:
        piece = self._socket.recv(65536)
        if not piece:
            raise SystemExit("The connection was closed")
        return piece
