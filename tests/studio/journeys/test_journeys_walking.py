"""Walking: in order, to the first step that fails, telling of each."""

from __future__ import annotations

from studio.clock import ManualClock
from studio.journeys.format import Chapter, Journey, Step
from studio.journeys.walking import Result, StepFailed, StepResult, walk

JOURNEY = Journey(
    name="two-chapters",
    title="Two chapters",
    chapters=(
        Chapter(title="First", steps=(Step(click="a"), Step(click="b"))),
        Chapter(title="Second", steps=(Step(expect="c"), Step(shot="d"))),
    ),
)


class Scripted:
    """Needs two seconds a step, and fails at the target it was told."""

    def __init__(self, clock: ManualClock, fails_at: str = "") -> None:
        self._clock = clock
        self._fails_at = fails_at
        self.carried_out: list[str] = []

    def carry_out(self, step: Step) -> None:
        self._clock.advance(2)
        self.carried_out.append(step.target)
        if step.target == self._fails_at:
            raise StepFailed(f"{step.target} is covered")


def walked(fails_at: str = "", first: int = 1) -> tuple[Result, Scripted, list[StepResult]]:
    clock = ManualClock()
    driver = Scripted(clock, fails_at)
    told: list[StepResult] = []
    return walk(JOURNEY, driver, clock, told.append, first=first), driver, told


def test_every_step_is_carried_out_in_order_and_told() -> None:
    result, driver, told = walked()
    assert driver.carried_out == ["a", "b", "c", "d"]
    assert [(step.number, step.chapter) for step in told] == [
        (1, "First"),
        (2, "First"),
        (3, "Second"),
        (4, "Second"),
    ]
    assert result.passed
    assert result.seconds == 8


def test_nothing_is_done_after_a_step_that_failed() -> None:
    result, driver, told = walked(fails_at="b")
    assert driver.carried_out == ["a", "b"]
    assert told[-1].problem == "b is covered"
    assert not result.passed


def test_walking_can_begin_in_the_middle() -> None:
    result, driver, told = walked(first=3)
    assert driver.carried_out == ["c", "d"]
    assert told[0].number == 3
    assert result.passed
    assert result.expected == 2


def test_beginning_after_the_end_passes_nothing() -> None:
    result, driver, _ = walked(first=9)
    assert driver.carried_out == []
    assert not result.passed


def test_a_result_without_steps_has_not_passed() -> None:
    assert not Result(JOURNEY).passed
