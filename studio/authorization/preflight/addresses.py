"""Parts of a URL that may be anything a person typed."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, unquote, urlsplit

from studio.connectors.preflight import Part

DEFAULT_PORTS = {"http": 80, "https": 443}


def split(text: str) -> SplitResult | None:
    """The parts of a URL; None when it is none, or one that browsers read otherwise than we do:
    they take a backslash for a slash, and drop blanks and line ends."""
    try:
        parts = urlsplit(text)
        parts.port  # noqa: B018 (raises for one that is no number)
    except ValueError:
        return None
    broken = re.search(r"[\x00-\x20\x7f\\]", text)
    return parts if parts.scheme in DEFAULT_PORTS and parts.hostname and not broken else None


def host_of(parts: SplitResult) -> str:
    """Host in lower case, with its port where that is not the scheme's own."""
    host = parts.hostname or ""
    host = f"[{host}]" if ":" in host else host
    own = parts.port in (None, DEFAULT_PORTS.get(parts.scheme))
    return host if own else f"{host}:{parts.port}"


def part_of(text: str, part: Part) -> str | None:
    """One part of a URL, or the text itself; None when the text is no URL."""
    if part == "value":
        return text
    parts = split(text)
    if parts is None:
        return None
    match part:
        case "scheme":
            return parts.scheme
        case "userinfo":
            return parts.netloc.rpartition("@")[0]
        case "host":
            return host_of(parts)
        case "path":
            return unquote(parts.path)
        case "query":
            return parts.query
        case "fragment":
            return parts.fragment


def without(text: str, *parts: Part) -> str:
    """The URL without its query or fragment, a lone `?` or `#` included."""
    cut = text
    if "fragment" in parts:
        cut = cut.partition("#")[0]
    if "query" in parts:
        before, mark, fragment = cut.partition("#")
        cut = before.partition("?")[0] + mark + fragment
    return cut


def at_origin(text: str, origin: str) -> str:
    """The same URL at another origin, as `http://127.0.0.1:8000`; letter for letter otherwise."""
    rest = text.partition("://")[2].removeprefix(urlsplit(text).netloc)
    there = urlsplit(origin)
    return f"{there.scheme}://{there.netloc}{rest}"
