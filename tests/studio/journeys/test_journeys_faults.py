"""`--fault`: how it is written, and how it is walked and reported."""

from __future__ import annotations

from pathlib import Path

import pytest

from studio.clock import ManualClock
from studio.journeys import report
from studio.journeys.faults import FaultError, FaultWanted, faults_for
from studio.journeys.format import Chapter, Journey, Step
from studio.journeys.walking import Result, StepFailed, walk

JOURNEY = Journey(
    name="two-chapters",
    title="Two chapters",
    chapters=(
        Chapter(title="Sign in", steps=(Step(click="a"), Step(click="b"))),
        Chapter(title="Talk", steps=(Step(expect="c"), Step(shot="04-answer"))),
    ),
)


def wanted(*written: str, first: int = 1) -> list[FaultWanted]:
    return faults_for(JOURNEY, written, first=first)


@pytest.mark.parametrize(
    ("written", "route", "count", "step"),
    [
        ("server_error_500", "crm", 1, 1),
        ("server_error_500@3", "crm", 1, 3),
        ("server_error_500*2@3", "crm", 2, 3),
        ("server_error_500:exchange", "exchange", 1, 1),
        ("server_error_500:deals.get*3@Talk", "deals.get", 3, 3),
        ("server_error_500@04-answer", "crm", 1, 4),
        ("server_error_500:GET /crm/v3/objects/deals/1@2", "GET /crm/v3/objects/deals/1", 1, 2),
        ("code_used@Sign in", "exchange", 1, 1),
    ],
)
def test_a_fault_is_written_with_its_route_count_and_step(
    written: str, route: str, count: int, step: int
) -> None:
    (fault,) = wanted(written)
    assert (fault.route, fault.count, fault.step) == (route, count, step)


def test_without_a_step_it_is_armed_before_the_first_that_is_carried_out() -> None:
    assert [fault.step for fault in wanted("code_used", first=3)] == [3]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("answer_nver", "Did you mean answer_never?"),
        ("code_used:crm", "exchange"),
        ("server_error_500@5", "Did you mean @4?"),
        ("server_error_500@0", "Did you mean @1?"),
        ("server_error_500@04-anwser", "Did you mean @04-answer?"),
        ("server_error_500@sign-in", "Did you mean @Sign in?"),
        ("server_error_500*0", "from 1 on"),
        ("", "NAME@STEP"),
        ("a b", "NAME@STEP"),
    ],
)
def test_a_wrong_one_is_refused_with_what_would_be_right(written: str, said: str) -> None:
    with pytest.raises(FaultError) as refused:
        wanted(written)
    assert said.lower() in str(refused.value).lower()
    assert "\n" not in str(refused.value)


def test_a_step_before_the_first_is_refused() -> None:
    with pytest.raises(FaultError, match="begins with step 3"):
        wanted("code_used@2", first=3)


class Sandbox:
    """Carries out steps and notes what was armed between them."""

    def __init__(self, *, fails_at: str = "", refuses: bool = False) -> None:
        self._fails_at = fails_at
        self._refuses = refuses
        self.done: list[str] = []
        self.waiting: list[str] = []

    def carry_out(self, step: Step) -> None:
        self.done.append(str(step.target))
        if step.target == self._fails_at:
            raise StepFailed("it is covered")

    def arm(self, fault: FaultWanted) -> None:
        if self._refuses:
            raise StepFailed("the workspace does not work against the sandbox")
        self.done.append(fault.name)

    def waiting_faults(self) -> list[str]:
        return self.waiting


def walked(driver: Sandbox, *written: str) -> Result:
    return walk(JOURNEY, driver, ManualClock(), faults=wanted(*written))


def test_a_fault_is_armed_just_before_its_step() -> None:
    driver = Sandbox()
    result = walked(driver, "code_used@2", "answer_never@4", "hub_gone@4")
    assert driver.done == ["a", "code_used", "b", "c", "answer_never", "hub_gone", "04-answer"]
    assert [len(step.armed) for step in result.steps] == [0, 1, 0, 2]


def test_a_step_fails_when_its_fault_cannot_be_armed() -> None:
    driver = Sandbox(refuses=True)
    result = walked(driver, "code_used@2")
    assert driver.done == ["a"]
    assert result.steps[-1].problem == "the workspace does not work against the sandbox"


def test_the_step_line_says_what_was_armed() -> None:
    result = walked(Sandbox(), "code_used@2", "server_error_500*2@2")
    told = report.line(result.steps[1])
    assert told.endswith(
        "[fault armed: code_used on exchange, once]  "
        "[fault armed: server_error_500 on crm, 2 times]"
    )


def test_the_closing_lines_say_what_came_of_each_fault() -> None:
    driver = Sandbox(fails_at="c")
    driver.waiting = ["answer_never"]
    result = walked(driver, "code_used@1", "answer_never@2", "hub_gone@4")
    assert report.closing(result).splitlines()[-3:] == [
        "fault code_used on exchange, once, before step 1: struck",
        "fault answer_never on crm, once, before step 2: armed, but not every strike found a "
        "request",
        "fault hub_gone on token, once, before step 4: never armed, the step was not reached",
    ]


def test_the_report_says_where_each_fault_was_armed(tmp_path: Path) -> None:
    result = walked(Sandbox(), "code_used@2")
    text = report.write_markdown(result, tmp_path, None).read_text("utf-8")
    _, _, after = text.partition("2. ✓ click b")
    assert "Fault armed before it: code_used on exchange, once." in after.partition("3. ")[0]
