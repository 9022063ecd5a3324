"""How often an account may call in ten seconds, and search in one (fact sheet hubspot-api 6)."""

from __future__ import annotations

from collections import defaultdict, deque

from studio.clock import Clock
from studio.sandbox import errors

TEN_SECONDS_MAXIMUM = 110
SECOND_MAXIMUM = 11
"""Of a deprecated header that is still sent; nothing is refused by it."""
SEARCH_MAXIMUM = 5
"""Searches a second."""


class Limits:
    """Counts the calls of each account; refuses what is too much only when `enabled`."""

    def __init__(self, clock: Clock, app_id: int) -> None:
        self._clock = clock
        self._app_id = app_id
        self._calls: dict[int, deque[float]] = defaultdict(deque)
        self._searches: dict[int, deque[float]] = defaultdict(deque)
        self.enabled = False
        """Off at the start, so that a demonstration or a test run is never slowed down."""

    def call(self, portal_id: int) -> dict[str, str]:
        """Note a call; the headers that tell what is left, as OAuth apps are told it."""
        now = self._clock.monotonic()
        calls = self._calls[portal_id]
        _note(calls, now, 10)
        second = sum(1 for moment in calls if moment > now - 1)
        return {
            "X-HubSpot-RateLimit-Max": str(TEN_SECONDS_MAXIMUM),
            "X-HubSpot-RateLimit-Remaining": str(max(0, TEN_SECONDS_MAXIMUM - len(calls))),
            "X-HubSpot-RateLimit-Interval-Milliseconds": "10000",
            "X-HubSpot-RateLimit-Secondly": str(SECOND_MAXIMUM),
            "X-HubSpot-RateLimit-Secondly-Remaining": str(max(0, SECOND_MAXIMUM - second)),
        }

    def check_calls(self, portal_id: int) -> None:
        """Raises ApiError 429 when the account called too often in the last ten seconds."""
        if self.enabled and len(self._calls[portal_id]) > TEN_SECONDS_MAXIMUM:
            raise errors.too_many_requests(self._app_id, portal_id)

    def search(self, portal_id: int) -> None:
        """Note a search. Raises ApiError 429 when there were too many in the last second."""
        searches = self._searches[portal_id]
        _note(searches, self._clock.monotonic(), 1)
        if self.enabled and len(searches) > SEARCH_MAXIMUM:
            raise errors.too_many_searches()

    def forget(self) -> None:
        """Start counting anew."""
        self._calls.clear()
        self._searches.clear()
        self.enabled = False


def _note(moments: deque[float], now: float, seconds: float) -> None:
    moments.append(now)
    while moments[0] <= now - seconds:
        moments.popleft()
