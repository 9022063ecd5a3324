"""What a token endpoint answers, and the grant in it."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from studio.authorization.errors import AuthorizationError, shown
from studio.errors import STAND_IN

UNNAMED_LIFE = 300.0
"""Seconds a token is taken to last when the answer does not say (RFC 6749 section 5.1 leaves it
open). Ours, and short: a renewal too many does no harm."""
LONGEST_LIFE = 10 * 365 * 86400.0
"""Seconds; what claims to last longer is not believed."""

_TOKEN = re.compile(r"[\x21-\x7e]+")
"""Visible ASCII, as RFC 6749 appendix A.12 asks (without its blank: it would split a header)."""


@dataclass(frozen=True, repr=False)
class Answered:
    """What the token endpoint said; `body` is its JSON, or None when it sent none."""

    status: int
    body: Any
    came: str = "something that is no JSON object"
    """What stands where a JSON object should, in words that follow "answered with"."""


@dataclass(frozen=True, repr=False)
class Grant:
    """What was granted (RFC 6749 section 5.1)."""

    access_token: str
    refresh_token: str | None
    expires_in: float
    """Seconds from now."""
    scopes: tuple[str, ...]
    """As granted; as asked when the answer does not say."""
    extra: Mapping[str, Any]
    """What else the answer told, tokens excluded."""


class TokenEndpointError(AuthorizationError):
    """The token endpoint refused. `body` is what it said, for the connector's rules."""

    def __init__(self, status: int, body: Any, again: str) -> None:
        words = body if isinstance(body, dict) else {}
        detail = shown(words.get("error_description") or words.get("message") or "")
        super().__init__(
            f"The token endpoint refused ({status}): {detail or 'no reason given'}.",
            f"{again}." if words else f"{again}; if it stays, {STAND_IN}.",
            code="authorization.refused",
            correlation_id=words.get("correlationId"),
        )
        self.status = status
        self.body = words


class UnusableGrantError(AuthorizationError):
    """The token endpoint agreed, but what it sent is no token that can be used."""

    def __init__(self, what: str, again: str) -> None:
        super().__init__(
            f"The token endpoint agreed, but {what}.",
            f"{again}; if it stays, {STAND_IN}.",
            code="authorization.no_token",
        )


def read_grant(answered: Answered, asked: tuple[str, ...], again: str) -> Grant:
    """The grant in a token endpoint's answer.

    Args:
        answered: What it said.
        asked: The scopes that were asked for.
        again: How the person tries again, as an instruction without its full stop.

    Raises:
        TokenEndpointError: it refused.
        UnusableGrantError: it agreed, but there is no bearer token in its answer.
    """
    body = answered.body
    if not 200 <= answered.status < 300:
        raise TokenEndpointError(answered.status, body, again)
    if not isinstance(body, dict):
        raise UnusableGrantError(f"it answered with {answered.came}", again)
    kind = body.get("token_type", "bearer")
    if str(kind).lower() != "bearer":  # RFC 6749 section 7.1: never use a type one does not know
        raise UnusableGrantError(f"the token is of the unknown type {shown(kind)}", again)
    access_token = _token(body.get("access_token"))
    if access_token is None:
        raise UnusableGrantError("there is no access token in its answer", again)
    return Grant(
        access_token=access_token,
        refresh_token=_token(body.get("refresh_token")),
        expires_in=_seconds(body.get("expires_in")),
        scopes=_scopes(body.get("scopes") or body.get("scope")) or asked,
        extra={name: value for name, value in body.items() if not name.endswith("token")},
    )


def _token(value: object) -> str | None:
    return value if isinstance(value, str) and _TOKEN.fullmatch(value) else None


def _scopes(value: object) -> tuple[str, ...]:
    """A list, or one text with blanks (RFC 6749 section 3.3)."""
    if isinstance(value, str):
        return tuple(value.split())
    return tuple(str(one) for one in value) if isinstance(value, list) else ()


def _seconds(value: object) -> float:
    try:
        seconds = float(str(value))
    except ValueError:
        return UNNAMED_LIFE
    return UNNAMED_LIFE if math.isnan(seconds) else min(max(0.0, seconds), LONGEST_LIFE)
