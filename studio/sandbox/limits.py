"""Counts the calls of each account in the last ten seconds (fact sheet hubspot-api 6)."""

from __future__ import annotations

from collections import defaultdict, deque

from studio.clock import Clock

TEN_SECONDS_MAXIMUM = 110
SECOND_MAXIMUM = 11
"""Deprecated header, still sent."""


class CallCounts:
    """Counts only: every call is answered; the headers say what HubSpot's would."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._calls: dict[int, deque[float]] = defaultdict(deque)

    def headers(self, portal_id: int) -> dict[str, str]:
        """Note one call of this account and tell what is left, as OAuth apps are told."""
        now = self._clock.monotonic()
        calls = self._calls[portal_id]
        calls.append(now)
        while calls[0] <= now - 10:
            calls.popleft()
        second = sum(1 for moment in calls if moment > now - 1)
        return {
            "X-HubSpot-RateLimit-Max": str(TEN_SECONDS_MAXIMUM),
            "X-HubSpot-RateLimit-Remaining": str(max(0, TEN_SECONDS_MAXIMUM - len(calls))),
            "X-HubSpot-RateLimit-Interval-Milliseconds": "10000",
            "X-HubSpot-RateLimit-Secondly": str(SECOND_MAXIMUM),
            "X-HubSpot-RateLimit-Secondly-Remaining": str(max(0, SECOND_MAXIMUM - second)),
        }
