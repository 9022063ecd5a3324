"""Connections: pooled, through a proxy where one is set, and bounded in time as a whole.

Loads httpx, so it is imported by functions only, on a worker thread.
"""

from __future__ import annotations

import ipaddress
import threading
import time
from collections.abc import Iterable
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpcore
import httpx

from studio import __version__
from studio.http.certificates import authorities
from studio.preferences.way import WayOut

KEPT_OPEN = 3.0
"""Seconds an idle connection is kept. Less than servers keep it (uvicorn: 5), so that a request
is not sent on a line that is just being closed."""
MOST_CONNECTIONS = 20

_now = time.monotonic  # time-outs of sockets run in real time, so no Clock here
_deadline = threading.local()


class UnusableProxy(Exception):
    """The proxy that is set is none that can be used."""


class Lines:
    """One pool of connections for each proxy that is set, and one for none.

    Args:
        way: What holds for all of them.

    Raises:
        UnusableCertificates: the authorities to believe cannot be read.
    """

    def __init__(self, way: WayOut) -> None:
        self.way = way
        self._lock = threading.Lock()
        self._proxies = getproxies() if way.proxy == "system" else {}
        self._clients: dict[str | None, httpx.Client] = {}
        self._certificates = authorities(way.ca_file)

    def client(self, url: str) -> httpx.Client:
        """The pool that requests to `url` go through.

        Raises:
            UnusableProxy: what is set as proxy cannot be used.
            ValueError: `url` is none.
        """
        proxy = self._proxy(url)
        with self._lock:
            if proxy not in self._clients:
                self._clients[proxy] = self._make(proxy)
            return self._clients[proxy]

    def close(self) -> None:
        """Close all connections."""
        with self._lock:
            for client in self._clients.values():
                client.close()
            self._clients.clear()

    def _proxy(self, url: str) -> str | None:
        """What the settings, the environment or the system say; loopback never goes through a
        proxy."""
        parts = urlsplit(url)
        host = parts.hostname or ""
        if self.way.proxy == "none" or _is_loopback(host):
            return None
        if self.way.proxy == "manual":
            if not self.way.address:  # never past a proxy that somebody wants
                raise UnusableProxy
            return self.way.proxy_url
        proxy = self._proxies.get(parts.scheme) or self._proxies.get("all")
        if not proxy or proxy_bypass(host):
            return None
        return proxy if "://" in proxy else f"http://{proxy}"

    def _make(self, proxy: str | None) -> httpx.Client:
        limits = httpx.Limits(
            max_connections=MOST_CONNECTIONS,
            max_keepalive_connections=MOST_CONNECTIONS,
            keepalive_expiry=KEPT_OPEN,
        )
        try:
            transport = httpx.HTTPTransport(verify=self._certificates, proxy=proxy, limits=limits)
        except (ValueError, ImportError, httpx.InvalidURL) as error:
            raise UnusableProxy from error
        # httpx has no public way to pass a network backend on. Without this line each wait is
        # still bounded, only their sum is not; a test notices.
        transport._pool._network_backend = _BoundedBackend()
        return httpx.Client(
            transport=transport,
            follow_redirects=False,
            # An API keeps no cookies, and one account's must never reach another's requests.
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            headers={"User-Agent": f"Action Studio/{__version__}"},
        )


def set_deadline(seconds: float | None) -> None:
    """From now on all waiting on this thread's connections ends in so many seconds."""
    _deadline.at = None if seconds is None else _now() + seconds


def _left(timeout: float | None, late: type[Exception]) -> float | None:
    """The shorter of `timeout` and the time left. Raises `late` when there is none left."""
    at: float | None = getattr(_deadline, "at", None)
    if at is None:
        return timeout
    left = at - _now()
    if left <= 0:
        raise late("no time left")
    return left if timeout is None else min(timeout, left)


class _BoundedStream(httpcore.NetworkStream):
    """A connection whose waits are cut to what is left until the deadline."""

    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        left = _left(timeout, httpcore.ConnectTimeout)
        return _BoundedStream(self._stream.start_tls(ssl_context, server_hostname, left))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _BoundedBackend(httpcore.SyncBackend):
    """Opens connections of that kind."""

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        left = _left(timeout, httpcore.ConnectTimeout)
        return _BoundedStream(super().connect_tcp(host, port, left, local_address, socket_options))


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
