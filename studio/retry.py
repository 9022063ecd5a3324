"""When a request may be sent again, and after how long."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import Enum
from types import MappingProxyType
from typing import Any

MOST_TRIES = 4
LONGEST_PAUSE = 15.0
"""Seconds. A service that asks for more is not waited for; the person is told instead."""
IDEMPOTENT = frozenset({"GET", "HEAD", "PUT", "DELETE", "OPTIONS"})
"""Methods that may be sent twice without doing a thing twice (RFC 9110 section 9.2.2)."""
PASSING = frozenset({423, 477, 502, 503, 504, 521, 522, 523, 524})
"""Statuses that say "later" (fact sheet hubspot-api 5)."""
NOT_TAKEN = frozenset({423, 429, 477, 503})
"""Of those, and 429: the statuses that say the request was not acted upon."""
LOCKED = 423
LOCKED_PAUSE = 2.0
"""Seconds at least before a locked record is tried again (fact sheet hubspot-api 5)."""
TEN_SECONDS_PAUSE = 10.0
ONE_SECOND_PAUSE = 1.0
"""How long the two rolling limits take to have room again (fact sheet hubspot-api 6)."""
GROWING = (0.2, 0.8, 2.0)
"""Seconds before the second, third and fourth try when the service names none."""


class Retry(Enum):
    """How willing a request is to be sent again."""

    SAFE = "safe"
    """Whenever it cannot do a thing twice."""
    NEVER = "never"
    """Not once: authorization codes are single use (RFC 6749 section 4.1.2)."""
    WHEN_TOLD = "when_told"
    """Only after an answer that says it was not taken, and after how long to ask again."""


def pause_before_retry(
    retry: Retry,
    method: str,
    tries: int,
    *,
    status: int | None = None,
    headers: Mapping[str, str] = MappingProxyType({}),
    body: Any = None,
    unsent: bool = False,
    broken_off: bool = False,
    now: datetime,
) -> float | None:
    """Seconds to wait before the next try, or None when there is to be none.

    Args:
        retry: What the request allows.
        method: GET, POST, ….
        tries: How often it was sent so far, at least 1.
        status: Of the answer, None when none came.
        headers: Of the answer, names in lower case.
        body: The JSON of a 429 answer: which limit was hit (fact sheet hubspot-api 6).
        unsent: The request never reached the service.
        broken_off: The line broke before an answer; the request may have reached the service.
        now: For a Retry-After that is a date (RFC 9110 section 10.2.3).
    """
    if retry is Retry.NEVER or tries >= MOST_TRIES:
        return None
    if retry is Retry.WHEN_TOLD:
        told = _named_pause(headers, now) if status in NOT_TAKEN else None
        return _within_patience(told)
    idempotent = method.upper() in IDEMPOTENT
    growing = GROWING[min(tries, len(GROWING)) - 1]
    if unsent or (broken_off and idempotent):
        return growing if tries < 2 else None
    if status == 429:
        return _within_patience(_limit_pause(headers, body, growing, now))
    if status in PASSING and idempotent:
        shortest = LOCKED_PAUSE if status == LOCKED else growing
        named = _named_pause(headers, now)
        return _within_patience(shortest if named is None else named)
    return None


def _named_pause(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds of a Retry-After header, which is a number or a date (RFC 9110 section 10.2.3)."""
    value = headers.get("retry-after", "").strip()
    if re.fullmatch(r"[0-9]{1,9}(\.[0-9]+)?", value):
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError):
        return None
    return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - now).total_seconds())


def _limit_pause(
    headers: Mapping[str, str], body: Any, growing: float, now: datetime
) -> float | None:
    """Which limit was hit decides how long to wait; a daily one is not waited for."""
    limit = body if isinstance(body, dict) else {}
    policy, message = str(limit.get("policyName", "")), str(limit.get("message", "")).lower()
    if policy == "DAILY" or "daily limit" in message:
        return None
    named = _named_pause(headers, now)
    if named is not None:
        return named
    if policy == "TEN_SECONDLY_ROLLING" or "ten_secondly" in message:
        return TEN_SECONDS_PAUSE
    if policy == "SECONDLY" or "secondly" in message:
        return ONE_SECOND_PAUSE
    return growing


def _within_patience(pause: float | None) -> float | None:
    return None if pause is None or pause > LONGEST_PAUSE else pause
