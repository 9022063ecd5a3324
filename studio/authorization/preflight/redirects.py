"""How a callback URL misses the ones that are registered. They must be equal to the letter."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import SplitResult, urlsplit

from studio.authorization.preflight.found import Found
from studio.connectors.preflight import How

LOOPBACK_ADDRESSES = ("127.0.0.1", "[::1]")


def find(how: How, url: str, registered: tuple[str, ...] | None) -> Found | None:
    """Whether `url` misses `registered` in this way.

    Args:
        how: `slash`, `case`, `port`, `scheme`, `loopback_name`, `host`: in nothing but this.
            `unregistered`: in any way. `unknown`: nobody told what is registered.
        registered: None when nobody told.
    """
    if registered is None:
        return Found() if how == "unknown" and url else None
    if url in registered or not url:
        return Found() if how == "unregistered" and url not in registered else None
    if how == "unregistered":
        return Found(near=_nearest(url, registered))
    near = next((one for one in registered if _WAYS[how](url, one)), None) if how in _WAYS else None
    return Found(near=near) if near else None


def _only_the_slash(url: str, other: str) -> bool:
    return url.rstrip("/") == other.rstrip("/")


def _only_the_case(url: str, other: str) -> bool:
    return url.casefold() == other.casefold()


def _only(**parts: Callable[[SplitResult, SplitResult], bool]) -> Callable[[str, str], bool]:
    """Whether two URLs differ in the named parts, as told, and in no other."""

    def differ(url: str, other: str) -> bool:
        try:
            a, b = urlsplit(url), urlsplit(other)
            pairs = {
                "scheme": (a.scheme, b.scheme),
                "host": (a.hostname, b.hostname),
                "port": (a.port, b.port),
                "rest": (a[2:], b[2:]),
            }
        except ValueError:
            return False
        same = all(x == y for name, (x, y) in pairs.items() if name not in parts)
        return same and all(test(a, b) for test in parts.values())

    return differ


def _loopback(a: SplitResult, b: SplitResult) -> bool:
    host = f"[{a.hostname}]" if ":" in (a.hostname or "") else a.hostname
    return host in LOOPBACK_ADDRESSES and b.hostname == "localhost"


_WAYS: dict[str, Callable[[str, str], bool]] = {
    "slash": _only_the_slash,
    "case": _only_the_case,
    "port": _only(port=lambda a, b: a.port != b.port),
    "scheme": _only(scheme=lambda a, b: a.scheme != b.scheme),
    "loopback_name": _only(host=_loopback),
    "host": _only(host=lambda a, b: a.hostname != b.hostname and not _loopback(a, b)),
}


def _nearest(url: str, registered: tuple[str, ...]) -> str:
    import difflib

    return next(iter(difflib.get_close_matches(url, registered, 1, 0.0)), "")
