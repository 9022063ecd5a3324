"""What the bar above a page says about where the page comes from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from ipaddress import ip_address
from urllib.parse import urlsplit


class Lock(Enum):
    """How far the connection to a page can be trusted."""

    SECURE = "secure"
    """https with a certificate that was accepted."""
    LOOPBACK = "loopback"
    """Plain http that never leaves this machine."""
    OPEN = "open"
    """Plain http over a network."""
    NONE = "none"
    """No page yet."""


@dataclass(frozen=True)
class Origin:
    """Scheme, host and port of a page, and what its connection is worth."""

    text: str
    lock: Lock

    @property
    def words(self) -> str:
        """The lock in words, for people and for screen readers."""
        return {
            Lock.SECURE: "Secure connection",
            Lock.LOOPBACK: "Sandbox on this machine",
            Lock.OPEN: "Not secure: others on the network can read along",
            Lock.NONE: "Connecting",
        }[self.lock]


def origin_of(url: str) -> Origin:
    """The origin of `url` as shown to people: no path, no query, no user name.

    The host is shown in its ASCII form, so that a look-alike name in another script cannot pass
    for the one that is expected.
    """
    parts = urlsplit(url)
    host = parts.hostname
    if parts.scheme not in ("http", "https") or not host:
        return Origin("", Lock.NONE)
    shown = f"[{host}]" if ":" in host else _ascii(host)
    port = f":{parts.port}" if parts.port else ""
    text = f"{parts.scheme}://{shown}{port}"
    if parts.scheme == "https":
        return Origin(text, Lock.SECURE)
    return Origin(text, Lock.LOOPBACK if _is_loopback(host) else Lock.OPEN)


def _ascii(host: str) -> str:
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return host


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
