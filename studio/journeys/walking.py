"""Walking through a journey, whoever carries its steps out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from studio.clock import Clock
from studio.journeys.faults import FaultWanted
from studio.journeys.format import Journey, Step


class StepFailed(Exception):
    """A step could not be done or seen; the text says why, for a person."""


class Driver(Protocol):
    """Carries out steps. Each call returns when the step is done, or raises StepFailed."""

    def carry_out(self, step: Step) -> None:
        """Do or see what the step says."""
        ...

    def arm(self, fault: FaultWanted) -> None:
        """Arm a fault in the sandbox of the journey."""
        ...

    def waiting_faults(self) -> list[str]:
        """Names of armed faults that have strikes left."""
        ...


@dataclass(frozen=True)
class StepResult:
    """What came of one step."""

    number: int
    """From 1 on, through all chapters."""
    chapter: str
    step: Step
    seconds: float
    problem: str | None = None
    armed: tuple[FaultWanted, ...] = ()
    """Faults that were armed just before it."""


@dataclass
class Result:
    """What came of a journey."""

    journey: Journey
    steps: list[StepResult] = field(default_factory=list)
    first: int = 1
    """The number of the step it began with."""
    trouble: str = ""
    """Why it could not even begin."""
    longest_gap_ms: float = 0.0
    """How long the GUI thread was away at most, pictures and the embedded browser's start aside."""
    longest_gap_at: str = ""
    faults: tuple[FaultWanted, ...] = ()
    """What was to be armed."""
    waiting: tuple[str, ...] = ()
    """Names of faults that had strikes left at the end."""
    browser_start_ms: float = 0.0
    """How long the embedded browser's own start held the GUI thread."""

    @property
    def expected(self) -> int:
        """How many steps there were to do."""
        return max(0, self.journey.length - self.first + 1)

    @property
    def done(self) -> int:
        """How many steps went well."""
        return sum(step.problem is None for step in self.steps)

    @property
    def passed(self) -> bool:
        """Whether every step there was to do went well, and there was one."""
        return 0 < self.expected == self.done

    @property
    def seconds(self) -> float:
        """How long all steps took together."""
        return sum(step.seconds for step in self.steps)


def walk(
    journey: Journey,
    driver: Driver,
    clock: Clock,
    on_step: Callable[[StepResult], None] = lambda result: None,
    *,
    first: int = 1,
    faults: Sequence[FaultWanted] = (),
) -> Result:
    """Carry out every step in order; stop at the first that fails.

    Args:
        journey: What to walk through.
        driver: Who carries steps out.
        clock: For how long steps take.
        on_step: Told of each step once it is done or failed.
        first: The number of the step to begin with.
        faults: What to arm, each before its step.
    """
    result = Result(journey, first=first, faults=tuple(faults))
    for number, chapter, step in journey.numbered():
        if number < first:
            continue
        start = clock.monotonic()
        problem = None
        armed = tuple(fault for fault in faults if fault.step == number)
        try:
            for fault in armed:
                driver.arm(fault)
            driver.carry_out(step)
        except StepFailed as failure:
            problem = str(failure)
        done = StepResult(number, chapter.title, step, clock.monotonic() - start, problem, armed)
        result.steps.append(done)
        on_step(done)
        if problem is not None:
            break
    if faults:
        result.waiting = tuple(driver.waiting_faults())
    return result
