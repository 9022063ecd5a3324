"""Time, passed in and never taken from the air."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Where the present comes from, and how one waits for it to pass."""

    def now(self) -> datetime:
        """The present, time zone UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds since an arbitrary start; never runs backwards. For durations."""
        ...

    def wait(self, seconds: float) -> None:
        """Let so many seconds pass (for retries, on worker threads only)."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()

    def wait(self, seconds: float) -> None:
        time.sleep(max(0.0, seconds))


class ManualClock:
    """A clock that stands still until it is moved: for tests, replays and the sandbox.

    Safe to use from any thread.
    """

    def __init__(self, start: datetime = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)) -> None:
        self._now = start
        self._elapsed = 0.0
        self._moving = threading.Lock()

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._elapsed

    def wait(self, seconds: float) -> None:
        """Move on by so many seconds at once."""
        self.advance(seconds)
        time.sleep(0)  # who waits for something lets the others do it

    def advance(self, seconds: float) -> None:
        """Move the clock forward by so many seconds."""
        with self._moving:
            self._now += timedelta(seconds=seconds)
            self._elapsed += seconds


def iso(moment: datetime) -> str:
    """ISO 8601 in UTC with milliseconds, `2026-01-05T09:00:00.000Z`: the form kept everywhere."""
    utc = moment.astimezone(UTC)
    return f"{utc:%Y-%m-%dT%H:%M:%S}.{utc.microsecond // 1000:03d}Z"


def from_iso(text: str) -> datetime:
    """The moment that `iso` wrote. Raises ValueError for anything else."""
    return datetime.fromisoformat(text).astimezone(UTC)
