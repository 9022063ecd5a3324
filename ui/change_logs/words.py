"""What the page says, and the time frames it offers."""

from __future__ import annotations

from datetime import datetime, timedelta

from studio.clock import iso

LINE = "Every change to this app: who made it, when, and what was there before and after."
NOTHING = (
    "No change yet. Each one appears here as it is made: authorize an action, enable it, install "
    "its templates."
)
NO_MATCH = "No change fits what you are looking for."
ALL_MODULES = ("", "All modules")
ANY_TIME = ""
DAYS = {"7": 7, "30": 30, "90": 90}
FRAMES = (
    (ANY_TIME, "Any time"),
    ("today", "Today"),
    *((key, f"Last {days} days") for key, days in DAYS.items()),
)


def since(frame: str, now: datetime) -> str:
    """Where a time frame begins, as the log writes moments; empty for any time.

    Args:
        frame: A key of `FRAMES`.
        now: The present. "Today" begins at midnight in the person's own time zone.
    """
    if frame == "today":
        return iso(now.astimezone().replace(hour=0, minute=0, second=0, microsecond=0))
    return iso(now - timedelta(days=DAYS[frame])) if frame in DAYS else ""


def changes(number: int) -> str:
    """ "1 change", "1,234 changes"."""
    return f"{number:,} change{'' if number == 1 else 's'}"
