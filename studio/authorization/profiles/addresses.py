"""Addresses with gaps: `{tenant}`, path parameters `{key}`, dynamic fields `{{key}}`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import SplitResult, quote, urlsplit

DYNAMIC = re.compile(r"\{\{\s*([\w.\-]+)\s*\}\}")
PARAMETER = re.compile(r"(?<!\{)\{([\w.\-]+)\}(?!\})")
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})

_TENANT = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9\-]{0,61}[A-Za-z0-9])?")
"""A label of a host name (RFC 1123 section 2.1): nothing that could lead to another host."""


def dynamic_names(text: str) -> tuple[str, ...]:
    """The names in `{{…}}`, in their order."""
    return tuple(DYNAMIC.findall(text))


def parameter_names(text: str) -> tuple[str, ...]:
    """The names in `{…}`, in their order; `tenant` is one of them."""
    return tuple(PARAMETER.findall(text))


def is_tenant(text: str) -> bool:
    """Whether it can stand for `{tenant}` in an address."""
    return _TENANT.fullmatch(text) is not None


def parts_of(url: str) -> SplitResult | None:
    """The parts of an address whose gaps are filled with a letter; None when it is none."""
    try:
        parts = urlsplit(PARAMETER.sub("x", DYNAMIC.sub("x", url)))
        _ = parts.port
    except ValueError:
        return None
    return parts if parts.hostname else None


def is_loopback(parts: SplitResult) -> bool:
    """Whether it leads to this computer."""
    return parts.hostname in LOOPBACK


def filled(url: str, fields: Mapping[str, str], parameters: Mapping[str, str]) -> str:
    """The address with its gaps filled, each value percent-encoded; unknown gaps stay."""

    def dynamic(found: re.Match[str]) -> str:
        value = fields.get(found[1])
        return found[0] if value is None else quote(value, safe="")

    def parameter(found: re.Match[str]) -> str:
        value = parameters.get(found[1])
        return found[0] if value is None else quote(value, safe="")

    return PARAMETER.sub(parameter, DYNAMIC.sub(dynamic, url))


def filled_text(text: str, fields: Mapping[str, str]) -> str:
    """A value with its `{{…}}` filled as they are; unknown gaps stay."""
    return DYNAMIC.sub(lambda found: fields.get(found[1], found[0]), text)
