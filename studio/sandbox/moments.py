"""The sandbox's own clock, its own ids, and the way HubSpot writes a moment."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from studio.clock import Clock


class MovableClock:
    """The base clock, moved, stopped or hurried by QA; only the sandbox sees it.

    From a moment at which it was last touched it runs on with the base clock, `rate` times as
    fast, or stands still when it is frozen.
    """

    def __init__(self, base: Clock) -> None:
        self._base = base
        self.frozen = False
        self.rate = 1.0
        self._moment = self._since = base.now()
        self._ticks = self._ticks_since = base.monotonic()

    def now(self) -> datetime:
        return self._at(self._base.now())

    def base_now(self) -> datetime:
        """The present of the base clock."""
        return self._base.now()

    def monotonic(self) -> float:
        """Runs with `now`, and jumps forward with it; when that is set back, it stays."""
        if self.frozen:
            return self._ticks
        return self._ticks + (self._base.monotonic() - self._ticks_since) * self.rate

    def wait(self, seconds: float) -> None:
        self._base.wait(seconds)

    @property
    def offset_seconds(self) -> float:
        """How far it is ahead of the base clock now."""
        base = self._base.now() if self.frozen or self.rate != 1.0 else self._since
        return (self._at(base) - base).total_seconds()

    def advance(self, seconds: float) -> None:
        """Jump by so many seconds; backwards when negative."""
        self._touch()
        self._jump(self._moment + timedelta(seconds=seconds))

    def move_to(self, moment: datetime) -> None:
        """Make `moment` the present; it goes on from there."""
        self._touch()
        self._jump(moment)

    def set_offset(self, seconds: float) -> None:
        """Be so many seconds ahead of the base clock."""
        self._touch()
        self._jump(self._since + timedelta(seconds=seconds))

    def freeze(self, frozen: bool) -> None:
        """Stand still, or run on from where it stands."""
        self._touch()
        self.frozen = frozen

    def set_rate(self, rate: float) -> None:
        """Let `rate` seconds pass in one of the base clock's."""
        self._touch()
        self.rate = rate

    def back(self) -> None:
        """Run as the base clock does, on its time."""
        self.frozen, self.rate = False, 1.0
        self.set_offset(0.0)

    def as_text(self) -> str:
        """How it runs, to be kept beyond the end of the process."""
        state = [self._moment.isoformat(), self._since.isoformat(), self.frozen, self.rate]
        return json.dumps(state)

    def go_on(self, text: str) -> None:
        """Run as the clock did that wrote this text; as the base clock does when it is empty."""
        self.back()
        if text:
            moment, since, self.frozen, self.rate = json.loads(text)
            self._moment, self._since = (datetime.fromisoformat(one) for one in (moment, since))

    def _at(self, base: datetime) -> datetime:
        if self.frozen:
            return self._moment
        passed = base - self._since
        return self._moment + (passed if self.rate == 1.0 else passed * self.rate)

    def _touch(self) -> None:
        self._ticks = self.monotonic()
        self._ticks_since = self._base.monotonic()
        base = self._base.now()
        self._moment, self._since = self._at(base), base

    def _jump(self, moment: datetime) -> None:
        self._ticks += max(0.0, (moment - self._moment).total_seconds())
        self._moment = moment


class CountedIds:
    """Names and tokens that depend only on the seed and on how many were made before.

    The count is kept in the state file, so that a restart never hands out the same token again;
    `generation` changes with every reset for the same reason.
    """

    def __init__(self, seed: int, count: Callable[[], int], generation: Callable[[], int]) -> None:
        self._seed = seed
        self._count = count
        self._generation = generation

    def uuid(self) -> str:
        return str(uuid.UUID(bytes=self._bytes("uuid", 16), version=4))

    def token(self, size: int = 32) -> str:
        import base64

        return base64.urlsafe_b64encode(self._bytes("token", size)).rstrip(b"=").decode()

    def _bytes(self, purpose: str, size: int) -> bytes:
        source = f"{self._seed}/{self._generation()}/{purpose}/{self._count()}"
        return hashlib.shake_256(source.encode()).digest(size)


class CorrelationIds:
    """One id per answer, UUID version 7 as in recordings of 2026 (fact sheet hubspot-api 5)."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._count = 0

    def next(self) -> str:
        """The next id; ids sort by the time they were made."""
        self._count += 1
        return self._id(self._count, f"{self._count}")

    def beside(self, path: str) -> str:
        """An id for what no API call asked for, such as an icon that a browser wants: the ids of
        the calls after it do not depend on it."""
        return self._id(0, path)

    def _id(self, count: int, source: str) -> str:
        milliseconds = int(self._clock.now().timestamp() * 1000) & (2**48 - 1)
        tail = int.from_bytes(hashlib.sha256(source.encode()).digest()[:8], "big")
        number = milliseconds << 80 | 0x7 << 76 | (count & 0xFFF) << 64
        return str(uuid.UUID(int=number | 0b10 << 62 | tail & (2**62 - 1)))


def stamp(moment: datetime) -> str:
    """ISO 8601 in UTC with milliseconds, which are left out when zero (fact sheet 3.1)."""
    utc = moment.astimezone(UTC)
    fraction = f".{utc.microsecond // 1000:03d}" if utc.microsecond >= 1000 else ""
    return f"{utc:%Y-%m-%dT%H:%M:%S}{fraction}Z"


def from_stamp(text: str) -> datetime:
    """The moment that `stamp` wrote."""
    moment = datetime.fromisoformat(text)
    # A plain day has no zone; it is midnight UTC (fact sheet hubspot-api 3.1).
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def epoch_milliseconds(moment: datetime) -> int:
    """Milliseconds since 1970, UTC."""
    return int(moment.timestamp() * 1000)
