"""What the tests of faults use: raw connections, and ways to arm and to look."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from sandbox_bench import Bench

DEAL = "/crm/v3/objects/deals/10146264661"


def arm(bench: Bench, name: str, **more: Any) -> dict[str, Any]:
    """Arm a fault by the admin API; answers with the entry."""
    return bench.admin("faults", {"name": name, **more})


def active(bench: Bench) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = bench.admin("faults")["active"]
    return listed


class Wire:
    """A connection to the sandbox, below HTTP."""

    def __init__(self, bench: Bench) -> None:
        parts = urlsplit(bench.running.info.base_url)
        self.host = parts.netloc
        self.line = socket.create_connection((parts.hostname, parts.port), timeout=5)
        self._token = bench.admin("tokens", {})["access_token"]

    def ask(self, path: str = DEAL, method: str = "GET") -> None:
        head = f"{method} {path} HTTP/1.1\r\nHost: {self.host}\r\n"
        self.line.sendall(f"{head}Authorization: Bearer {self._token}\r\n\r\n".encode())

    def until_end(self) -> bytes:
        """All bytes until the other side closes. Raises ConnectionResetError when it resets."""
        heard = b""
        while piece := self.line.recv(65_536):
            heard += piece
        return heard

    def hears_for(self, seconds: float) -> bytes:
        """The bytes that come in so many seconds."""
        heard, end = b"", time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self.line.settimeout(left)
            try:
                piece = self.line.recv(65_536)
            except TimeoutError:
                break
            assert piece, "the other side hung up"
            heard += piece
        return heard


@contextmanager
def wire(bench: Bench) -> Iterator[Wire]:
    one = Wire(bench)
    try:
        yield one
    finally:
        one.line.close()
