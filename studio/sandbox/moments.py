"""The sandbox's own clock, its own ids, and the way HubSpot writes a moment."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from studio.clock import Clock


class MovableClock:
    """The base clock plus an offset that QA moves; only the sandbox sees it."""

    def __init__(self, base: Clock, offset_seconds: float = 0.0) -> None:
        self._base = base
        self.offset_seconds = offset_seconds

    def now(self) -> datetime:
        return self._base.now() + timedelta(seconds=self.offset_seconds)

    def monotonic(self) -> float:
        return self._base.monotonic() + self.offset_seconds

    def wait(self, seconds: float) -> None:
        self._base.wait(seconds)

    def move_to(self, moment: datetime) -> None:
        """Make `moment` the present; it goes on from there."""
        self.offset_seconds = (moment - self._base.now()).total_seconds()


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
        milliseconds = int(self._clock.now().timestamp() * 1000) & (2**48 - 1)
        tail = int.from_bytes(hashlib.sha256(f"{self._count}".encode()).digest()[:8], "big")
        number = milliseconds << 80 | 0x7 << 76 | (self._count & 0xFFF) << 64
        return str(uuid.UUID(int=number | 0b10 << 62 | tail & (2**62 - 1)))


def stamp(moment: datetime) -> str:
    """ISO 8601 in UTC with milliseconds, which are left out when zero (fact sheet 3.1)."""
    utc = moment.astimezone(UTC)
    fraction = f".{utc.microsecond // 1000:03d}" if utc.microsecond >= 1000 else ""
    return f"{utc:%Y-%m-%dT%H:%M:%S}{fraction}Z"


def from_stamp(text: str) -> datetime:
    """The moment that `stamp` wrote."""
    return datetime.fromisoformat(text).astimezone(UTC)


def epoch_milliseconds(moment: datetime) -> int:
    """Milliseconds since 1970, UTC."""
    return int(moment.timestamp() * 1000)
