"""Takes the redirect of a sign-in in the system's own browser, on this machine (RFC 8252 7.3).

    listener = LoopbackListener.open(("http://localhost:8765/callback", …), belongs)
    listener.callback_url      # the one whose port was free, on both IP stacks
    listener.wait(600)         # the redirect; the listener is closed by then

It answers one redirect and is gone. Nothing of what it is sent is logged or kept.
"""

from __future__ import annotations

import contextlib
import errno
import socket
import sys
import threading
from collections.abc import Callable, Sequence
from http.server import BaseHTTPRequestHandler
from socketserver import TCPServer, ThreadingMixIn
from typing import Any
from urllib.parse import urlsplit

from studio.authorization.errors import AuthorizationError
from studio.authorization.loopback_answers import Asked, Judgement, judge, page_of

STACKS = ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"))
"""A browser may take `localhost` for either, so both are ours or neither is."""
NOT_THERE = frozenset({errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT, errno.EPROTONOSUPPORT})
"""What binding fails with on a machine without that IP stack."""
REQUEST_SECONDS = 5
"""How long somebody may take to say what they want. Ours."""
MOST_AT_ONCE = 32
"""Connections that are served at a time; whoever comes then is turned away. Ours."""


class LoopbackListener:
    """Waits for one redirect to one registered address.

    Args:
        callback_url: The address.
        belongs: Whether a URL carries the state of the sign-in under way.
        sockets: Listening already, on each IP stack of this machine.
    """

    def __init__(
        self, callback_url: str, belongs: Callable[[str], bool], sockets: Sequence[socket.socket]
    ) -> None:
        self.callback_url = callback_url
        self.refused = 0
        """Requests that were turned away: not addressed to us, or not of this sign-in."""
        self._belongs = belongs
        self._redirect: str | None = None
        self._claim = threading.Lock()
        self._over = threading.Event()
        self._closing = threading.Lock()
        self._servers = [_Server(one, self._answer) for one in sockets]
        self._threads = [
            threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
            for server in self._servers
        ]
        for thread in self._threads:
            thread.start()

    @classmethod
    def open(
        cls, callback_urls: Sequence[str], belongs: Callable[[str], bool] = lambda url: False
    ) -> LoopbackListener:
        """Listen on the first of these addresses whose port is free on every IP stack.

        Args:
            callback_urls: Each `http://localhost:<port>/…`, as registered at the service.
            belongs: As above; can be given later (`expect`).

        Raises:
            AuthorizationError: other programs have all the ports (`authorization.no_port`).
        """
        for url in callback_urls:
            sockets = _listening(urlsplit(url).port or 80)
            if sockets:
                return cls(url, belongs, sockets)
        raise _no_port(callback_urls)

    def expect(self, belongs: Callable[[str], bool]) -> None:
        """From now on, take a redirect of this sign-in. Until then none is taken."""
        self._belongs = belongs

    def wait(self, seconds: float) -> str | None:
        """The redirect; None when it did not come in time, or it was cancelled. Closes."""
        self._over.wait(seconds)
        self.close()
        return self._redirect

    def cancel(self) -> None:
        """Wait no longer. Harmless at any time, from any thread."""
        with self._claim:
            self._over.set()

    def close(self) -> None:
        """Give the port back. Whoever comes then is refused by the system."""
        self.cancel()
        with self._closing:
            servers, self._servers = self._servers, []
            for server in servers:
                server.shutdown()
                server.server_close()
            for thread in self._threads:
                thread.join()

    def _answer(self, asked: Asked) -> tuple[Judgement, Callable[[], None]]:
        """What to say to a request, and what to do once it was said."""
        judgement = judge(asked, self.callback_url, self._belongs)
        if judgement is not Judgement.OURS:
            self.refused += 1
            return judgement, lambda: None
        with self._claim:
            if self._over.is_set() or self._redirect is not None:
                return Judgement.OVER, lambda: None
            self._redirect = asked.url(self.callback_url)
        return judgement, self._over.set


class _Server(ThreadingMixIn, TCPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(
        self,
        listening: socket.socket,
        answer: Callable[[Asked], tuple[Judgement, Callable[[], None]]],
    ) -> None:
        self.answer = answer
        self._room = threading.BoundedSemaphore(MOST_AT_ONCE)
        self.address_family = listening.family
        super().__init__(listening.getsockname()[:2], _Handler, bind_and_activate=False)
        self.socket.close()
        self.socket = listening

    def process_request(self, request: Any, client_address: Any) -> None:
        if not self._room.acquire(blocking=False):
            self.shutdown_request(request)
            return
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._room.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Somebody hung up, or sent what is no HTTP. The traceback could quote it: say nothing."""


class _Handler(BaseHTTPRequestHandler):
    timeout = REQUEST_SECONDS
    server: _Server

    def handle_one_request(self) -> None:
        """Every method comes here: which are taken is decided in one place."""
        self.close_connection = True
        self.raw_requestline = self.rfile.readline(65537)
        if len(self.raw_requestline) > 65536 or not self.parse_request():
            return
        asked = Asked(self.command, self.path, [(k.lower(), v) for k, v in self.headers.items()])
        judgement, afterwards = self.server.answer(asked)
        status, headers, body = page_of(judgement, asked)
        self.send_response_only(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
        self.wfile.flush()
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_WR)
        afterwards()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """What is no HTTP gets a status and no word of what it said."""
        self.send_response_only(code)
        self.send_header("Connection", "close")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """The request line holds the code: it is never written anywhere."""


def _listening(port: int) -> list[socket.socket]:
    """Sockets that listen on this port, one an IP stack; none when somebody else has it on one."""
    sockets: list[socket.socket] = []
    for family, address in STACKS:
        try:
            sockets.append(_bound(family, address, port))
        except OSError as error:
            if error.errno in NOT_THERE:
                continue
            for one in sockets:
                one.close()
            return []
    return sockets


def _bound(family: socket.AddressFamily, address: str, port: int) -> socket.socket:
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        if sys.platform == "win32":
            # Without it another program could bind the same port and take our redirect.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        elif sys.platform == "linux":
            # Only overlooks connections that are over; a port that is listened on stays taken.
            # Elsewhere it would let in beside a program that listens on all addresses.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        listener.bind((address, port))
        listener.listen(16)
    except OSError:
        listener.close()
        raise
    return listener


def _no_port(callback_urls: Sequence[str]) -> AuthorizationError:
    ports = ", ".join(str(urlsplit(url).port) for url in callback_urls)
    return AuthorizationError(
        f"Other programs use every port that is registered for the system browser ({ports}).",
        "Close one of them and try again, or sign in in the login window.",
        code="authorization.no_port",
    )
