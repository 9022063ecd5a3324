"""The words of Traffic."""

from __future__ import annotations

from datetime import datetime

from studio.traffic.values import StepResult
from studio.workspace.sequences import Kind, Result, Sequence
from ui.controls.pill import Tone

LINE = "Every sign-in, renewal and call, step by step. Secrets were taken out before it was kept."
NOTHING = (
    "Nothing was sent yet. Authorize an action or talk to the bot: each sign-in, renewal and turn "
    "of the conversation appears here with every step it took."
)
NO_MATCH = "Nothing fits what you look for."
CHOOSE = "Choose a line at the left: its steps are shown here, and why each is taken."
GONE = "What you look for is not kept any more: Traffic keeps the newest 5,000 exchanges."
ALL_KINDS, ALL_RESULTS = ("", "Everything"), ("", "Any result")
KINDS: dict[Kind, str] = {
    "authorization": "Sign-ins",
    "renewal": "Renewals",
    "turn": "Conversation",
    "call": "Other calls",
}
RESULTS: dict[Result, str] = {
    "failed": "Failed",
    "good": "Worked",
    "ended": "Ended",
    "open": "Not finished",
}
WHAT: dict[Kind, str] = {
    "authorization": "Sign-in",
    "renewal": "Renewal",
    "turn": "Turn of the conversation",
    "call": "Call",
}
TONES: dict[Result | StepResult, Tone] = {
    "failed": "error",
    "good": "ok",
    "ended": "warn",
    "open": "neutral",
}
MARKS: dict[Result, str] = {"failed": "Failed", "ended": "Ended", "open": "Open"}
"""What stands on a line of the list; nothing on what worked."""
NO_GOOD = "It has not worked before, so there is nothing to put beside it."
NOT_REACHED = "Not reached"
NOT_THERE = "Not part of it"


def sequences(number: int) -> str:
    """ "1 sequence", "1,204 sequences"."""
    return f"{number:,} sequence" if number == 1 else f"{number:,} sequences"


def when(at: str, now: datetime) -> str:
    """The time of today, the day of what is older."""
    try:
        local, today = datetime.fromisoformat(at).astimezone(), now.astimezone()
    except ValueError:
        return at
    if local.date() == today.date():
        return f"{local:%H:%M:%S}"
    return f"{local.day} {local:%b %Y}" if local.year != today.year else f"{local.day} {local:%b}"


def about(sequence: Sequence, moment: str) -> str:
    """The line below a story's title."""
    where = f", {sequence.environment.capitalize()}" if sequence.environment else ""
    return f"{WHAT[sequence.kind]}{where}, {moment}"


def variables(names: tuple[str, ...]) -> str:
    """What has to be set before the command runs."""
    if not names:
        return "It needs no secret."
    if len(names) == 1:
        return f"Set {names[0]} before you run it: the secret is not copied."
    return f"Set {', '.join(names[:-1])} and {names[-1]} before you run it: secrets are not copied."


NOT_WHOLE = "The body was too large to be kept whole, so it is not in the command."
