"""When a request may be sent again, and after how long."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import Enum
from typing import Any

MOST_TRIES = 4
LONGEST_PAUSE = 15.0
"""Seconds. A service that asks for more is not waited for; the person is told instead."""
IDEMPOTENT = frozenset({"GET", "HEAD", "PUT", "DELETE", "OPTIONS"})
"""Methods that may be sent twice without doing a thing twice (RFC 9110 section 9.2.2)."""
PASSING = frozenset({502, 503, 504, 423, 477})
"""Statuses that say "later" (fact sheet hubspot-api 5)."""
GROWING = (0.2, 0.8, 2.0)
"""Seconds before the second, third and fourth try when the service names none."""


class Retry(Enum):
    """How willing a request is to be sent again."""

    SAFE = "safe"
    """Whenever it cannot do a thing twice."""
    NEVER = "never"
    """Not once: authorization codes are single use (RFC 6749 section 4.1.2)."""


def pause_before_retry(
    retry: Retry,
    method: str,
    tries: int,
    *,
    status: int | None,
    headers: Mapping[str, str],
    body: Any,
    unsent: bool,
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
        now: For a Retry-After that is a date (RFC 9110 section 10.2.3).
    """
    if retry is Retry.NEVER or tries >= MOST_TRIES:
        return None
    growing = GROWING[min(tries, len(GROWING)) - 1]
    if unsent:
        return growing if tries < 2 else None
    if status == 429:
        return _within_patience(_named_pause(headers, now) or _limit_pause(body, growing))
    if status in PASSING and method.upper() in IDEMPOTENT:
        return _within_patience(_named_pause(headers, now) or growing)
    return None


def _named_pause(headers: Mapping[str, str], now: datetime) -> float | None:
    value = headers.get("retry-after", "").strip()
    if not value:
        return None
    if value.isdigit():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - now).total_seconds())


def _limit_pause(body: Any, growing: float) -> float | None:
    """Which limit was hit decides how long to wait; a daily one is not waited for."""
    if not isinstance(body, dict):
        return growing
    if body.get("policyName") == "DAILY":
        return None
    if body.get("policyName") == "TEN_SECONDLY_ROLLING":
        return 10.0
    if "secondly" in str(body.get("message", "")):
        return 1.0
    return growing


def _within_patience(pause: float | None) -> float | None:
    return None if pause is None or pause > LONGEST_PAUSE else pause
