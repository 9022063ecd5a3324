"""How often an account may call: in ten seconds, in a day, and search in one second (fact sheet
hubspot-api 6). Everything by the sandbox's clock, to the microsecond."""

from __future__ import annotations

from collections import deque
from datetime import UTC, datetime, timedelta

from studio.clock import Clock
from studio.sandbox import errors
from studio.sandbox.moments import CorrelationIds
from studio.sandbox.people import Portal

TEN_SECONDS_MAXIMUM = 110
SECOND_MAXIMUM = 11
"""Of a deprecated header that is still sent; nothing is refused by it."""
SEARCH_MAXIMUM = 5
"""Searches a second."""
SECOND = 1_000_000
TEN_SECONDS = 10 * SECOND
DAY = 86_400 * SECOND
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class Window:
    """The moments of the last calls, as many as can matter: a rolling window of fixed length.

    Never more than `maximum` moments are kept, so a call costs the same however many came before.
    """

    def __init__(self, length: int, maximum: int) -> None:
        self._length = length
        self._maximum = maximum
        self._moments: deque[int] = deque(maxlen=maximum)

    def left(self, now: int) -> int:
        """How many calls are free at `now` (microseconds)."""
        moments = self._moments
        if moments and moments[-1] > now:
            # The clock was set back: what lies in its future did not happen yet.
            moments.clear()
        while moments and moments[0] <= now - self._length:
            moments.popleft()
        return self._maximum - len(moments)

    def note(self, now: int) -> None:
        """Count a call. Beyond the maximum the oldest gives way to it."""
        self._moments.append(now)


class Account:
    """What is counted for one account."""

    def __init__(self, utc_offset: str) -> None:
        self.calls = Window(TEN_SECONDS, TEN_SECONDS_MAXIMUM)
        self.second = Window(SECOND, SECOND_MAXIMUM)
        self.searches = Window(SECOND, SEARCH_MAXIMUM)
        self.calls_today = 0
        self._offset = _microseconds(utc_offset)
        self._day = 0

    def turn_day(self, now: int) -> None:
        """Begin anew at midnight in the account's time zone."""
        today = (now + self._offset) // DAY
        if today != self._day:
            self._day, self.calls_today = today, 0


class Limits:
    """Counts the calls of each account; refuses what is too much only when `enabled`."""

    def __init__(self, clock: Clock, app_id: int, correlation: CorrelationIds) -> None:
        self._clock = clock
        self._app_id = app_id
        self._correlation = correlation
        self._accounts: dict[int, Account] = {}
        self.enabled = False
        """Off at the start, so that a demonstration or a test run is never slowed down."""
        self.daily_maximum: int | None = None
        """Calls of one account a day; None is no limit, as for HubSpot's OAuth apps."""

    def call(self, portal: Portal) -> tuple[dict[str, str], errors.ApiError | None]:
        """Note a call that is no search.

        Returns:
            The headers that tell what is left, as OAuth apps are told it, and the refusal (429)
            when it was too much.
        """
        account, now = self._account(portal), self._now()
        left, left_in_second = account.calls.left(now), account.second.left(now)
        account.turn_day(now)
        refusal = self._refusal(account, portal, left) if self.enabled else None
        if refusal is None:
            # Our guess: a refused call does not count, so a client that waits gets on.
            account.calls_today += 1
            account.calls.note(now)
            account.second.note(now)
            left, left_in_second = max(0, left - 1), max(0, left_in_second - 1)
        return _headers(left, left_in_second), refusal

    def search(self, portal: Portal) -> None:
        """Note a search; nothing is told about what is left.

        Raises:
            ApiError: 429, five were let in within the last second, or the day is used up.
        """
        account, now = self._account(portal), self._now()
        left = account.searches.left(now)
        account.turn_day(now)
        if self.enabled:
            if left == 0:
                raise errors.too_many_searches()
            if self._day_is_used_up(account):
                raise errors.too_many_today(self._correlation.next())
        # Our guess: searches count for the day, though not for the ten seconds.
        account.calls_today += 1
        account.searches.note(now)

    def forget(self) -> None:
        """Start counting anew."""
        self._accounts.clear()
        self.enabled = False
        self.daily_maximum = None

    def _account(self, portal: Portal) -> Account:
        account = self._accounts.get(portal.portal_id)
        if account is None:
            account = self._accounts[portal.portal_id] = Account(portal.utc_offset)
        return account

    def _now(self) -> int:
        """Whole microseconds since 1970: fractions of seconds would not be exact at the edges."""
        return (self._clock.now() - EPOCH) // MICROSECOND

    def _refusal(self, account: Account, portal: Portal, left: int) -> errors.ApiError | None:
        if left == 0:
            return errors.too_many_requests(self._app_id, portal.portal_id)
        if self._day_is_used_up(account):
            return errors.too_many_today(self._correlation.next())
        return None

    def _day_is_used_up(self, account: Account) -> bool:
        return self.daily_maximum is not None and account.calls_today >= self.daily_maximum


def _headers(left: int, left_in_second: int) -> dict[str, str]:
    return {
        "X-HubSpot-RateLimit-Max": str(TEN_SECONDS_MAXIMUM),
        "X-HubSpot-RateLimit-Remaining": str(left),
        "X-HubSpot-RateLimit-Interval-Milliseconds": "10000",
        "X-HubSpot-RateLimit-Secondly": str(SECOND_MAXIMUM),
        "X-HubSpot-RateLimit-Secondly-Remaining": str(left_in_second),
    }


def _microseconds(utc_offset: str) -> int:
    """Of an offset such as `-05:00`. The account tells it, too; the name of its time zone is not
    known on every machine."""
    hours, minutes = utc_offset[1:].split(":")
    size = (int(hours) * 60 + int(minutes)) * 60 * SECOND
    return -size if utc_offset.startswith("-") else size
