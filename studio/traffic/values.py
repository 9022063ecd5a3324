"""What Traffic shows: plain values, redacted before they came here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from studio.workspace.journal import Exchange
from studio.workspace.sequences import Sequence

Lane = Literal["studio", "window", "service"]
StepResult = Literal["good", "failed", "ended", "open"]
"""`ended`: the person ended it here; `open`: nothing came of it yet."""


@dataclass(frozen=True)
class Trouble:
    """What went wrong at a step."""

    message: str
    next_step: str


@dataclass(frozen=True)
class Step:
    """One step of a story: who told whom what, and why."""

    key: str
    """What it is, the same in every story: steps of two stories are compared by it."""
    at: str
    sender: Lane
    receiver: Lane
    """The same as the sender for what one does alone."""
    title: str
    why: str
    """What happens and why, in a sentence or two."""
    source: str = ""
    """Where that is laid down: "RFC 6749, section 4.1.3"."""
    result: StepResult = "good"
    outcome: str = ""
    """What came of it in a word: "200 in 14 ms"."""
    facts: tuple[tuple[str, str], ...] = ()
    """What it was done with, by name; redacted."""
    exchange: Exchange | None = None
    trouble: Trouble | None = None


@dataclass(frozen=True)
class Story:
    """A sequence with its steps, in order."""

    sequence: Sequence
    lanes: tuple[tuple[Lane, str], ...]
    """Who takes part, from left to right, and what they are called."""
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Difference:
    """Something that is not as it was when it last worked."""

    name: str
    then: str
    """Empty where it was not there."""
    now: str


@dataclass(frozen=True)
class Pair:
    """A step beside the same one of the last good sequence; None where one has none."""

    now: Step | None
    then: Step | None
    differences: tuple[Difference, ...] = ()
