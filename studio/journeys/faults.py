"""`--fault`: which fault is armed before which step of a journey, as it is written and checked.

    NAME[:ROUTE][*COUNT][@STEP]

A step is a number, the name of a picture, or the title of a chapter, whose first step it is then.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from studio.errors import StudioError
from studio.journeys.format import Journey
from studio.sandbox import check_fault

_WRITTEN = re.compile(
    r"(?P<name>\w+)(?::(?P<route>[^*@]+|[^@]+ /[^@]*?))?(?:\*(?P<count>\d+))?(?:@(?P<step>.+))?"
)


@dataclass(frozen=True)
class FaultWanted:
    """A fault to be armed before a step."""

    name: str
    route: str
    count: int
    """How often it strikes."""
    step: int
    """From 1 on, through all chapters."""

    def __str__(self) -> str:
        often = "once" if self.count == 1 else f"{self.count} times"
        return f"{self.name} on {self.route}, {often}"


class FaultError(StudioError):
    """What stands after `--fault` is not right."""

    def __init__(self, written: str, why: str, next_step: str = "") -> None:
        stop = "" if why.endswith("?") else "."
        super().__init__(f"--fault {written}: {why}{stop}", next_step, code="journey.fault")


def faults_for(journey: Journey, written: Sequence[str], *, first: int = 1) -> list[FaultWanted]:
    """What is to be armed in a journey.

    Args:
        journey: What is replayed.
        written: What stands after each `--fault`.
        first: The number of the step the replay begins with; faults without a step go there.

    Raises:
        FaultError: there is no such fault, route or step; says which is near.
    """
    return [_read(journey, text, first) for text in written]


def _read(journey: Journey, written: str, first: int) -> FaultWanted:
    match = _WRITTEN.fullmatch(written)
    if match is None:
        raise FaultError(written, "cannot be read", "Write NAME, NAME@STEP or NAME*COUNT@STEP.")
    count = int(match["count"] or 1)
    if count < 1:
        raise FaultError(written, "strikes never", "Give a count from 1 on.")
    try:
        route = check_fault(match["name"], match["route"])
    except ValueError as error:
        raise FaultError(written, str(error)) from None
    step = first if match["step"] is None else _step(journey, written, match["step"])
    if step < first:
        raise FaultError(written, f"the replay begins with step {first}", f"Write @{first}.")
    return FaultWanted(match["name"], route, count, step)


def _step(journey: Journey, written: str, text: str) -> int:
    named = _named_steps(journey)
    if text in named:
        return named[text]
    if text.isdigit():
        if 1 <= int(text) <= journey.length:
            return int(text)
        nearest = 1 if int(text) < 1 else journey.length
        why = f"{journey.name} has steps 1 to {journey.length}"
        raise FaultError(written, why, f"Did you mean @{nearest}?")
    near = difflib.get_close_matches(text, named, 1, 0.3)
    hint = f"Did you mean @{near[0]}?" if near else f"Give a number from 1 to {journey.length}."
    raise FaultError(written, f"{journey.name} has no step {text!r}", hint)


def _named_steps(journey: Journey) -> dict[str, int]:
    """Numbers of steps that have a name: first steps of chapters, and pictures."""
    named: dict[str, int] = {}
    for number, chapter, step in journey.numbered():
        named.setdefault(chapter.title, number)
        if step.shot is not None:
            named[step.shot] = number
    return named
