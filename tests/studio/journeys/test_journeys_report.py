"""What came of a journey: a line a step, a report for people, JUnit for CI."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

from studio.journeys.format import Chapter, Journey, Step
from studio.journeys.report import closing, line, write_junit, write_markdown
from studio.journeys.walking import Result, StepResult

STEPS = (Step(click="nav.actions"), Step(shot="01-actions"), Step(expect="a", contains="b < c"))
JOURNEY = Journey(
    name="short",
    title="A short one",
    description="Looks at a page.",
    chapters=(Chapter(title="Look", steps=STEPS),),
)
PASSED = Result(
    JOURNEY,
    [StepResult(n, "Look", step, 0.25) for n, step in enumerate(STEPS, 1)],
    longest_gap_ms=12,
)
FAILED = Result(
    JOURNEY,
    [
        StepResult(1, "Look", STEPS[0], 0.25),
        StepResult(2, "Look", STEPS[1], 0.25),
        StepResult(3, "Look", STEPS[2], 10.0, "a says 'x\x1b', without 'b < c'"),
    ],
)


def test_a_line_says_what_was_done_and_whether_it_went_well() -> None:
    assert line(PASSED.steps[0]) == "ok     1  click nav.actions  (250 ms)"
    assert line(FAILED.steps[2]).startswith("FAIL   3  expect a, contains 'b < c'")


def test_the_closing_lines_say_how_far_it_came_and_where_the_longest_gap_was() -> None:
    assert closing(PASSED).startswith("short: passed, 3 of 3 steps in 0.8 s\n")
    assert "longest gap on the GUI thread: 12 ms" in closing(PASSED)
    assert closing(FAILED).startswith("short: failed, 2 of 3 steps")


def test_the_report_shows_pictures_where_they_were_taken(tmp_path: Path) -> None:
    report, shots = tmp_path / "report", tmp_path / "shots"
    text = write_markdown(PASSED, report, shots).read_text("utf-8")
    assert text.startswith("# A short one\n\nLooks at a page.")
    assert "![01-actions](../shots/01-actions.png)" in text


def test_the_report_can_be_moved_with_pictures_beside_it(tmp_path: Path) -> None:
    text = write_markdown(PASSED, tmp_path, tmp_path / "shots of today").read_text("utf-8")
    assert "![01-actions](<shots of today/01-actions.png>)" in text


def test_the_report_says_what_failed(tmp_path: Path) -> None:
    text = write_markdown(FAILED, tmp_path, None).read_text("utf-8")
    assert "3. ✗ expect a" in text
    assert "without 'b < c'" in text
    assert "![" not in text


def test_junit_counts_steps_and_failures_and_is_well_formed(tmp_path: Path) -> None:
    target = tmp_path / "new folder" / "junit.xml"
    write_junit([PASSED, FAILED], target)
    passed, failed = ElementTree.parse(target).getroot()
    assert (passed.get("name"), passed.get("tests"), passed.get("failures")) == ("short", "3", "0")
    assert (failed.get("tests"), failed.get("failures")) == ("3", "1")
    cases = failed.findall("testcase")
    assert cases[0].get("name") == "001 click nav.actions"
    failure = cases[2].find("failure")
    assert failure is not None
    assert "without 'b < c'" in (failure.get("message") or "")


def test_junit_counts_steps_that_were_not_reached_as_skipped(tmp_path: Path) -> None:
    cut = Result(JOURNEY, [StepResult(1, "Look", STEPS[0], 1.0, "nav.actions is disabled")])
    write_junit([cut], tmp_path / "junit.xml")
    suite = ElementTree.parse(tmp_path / "junit.xml").getroot()[0]
    assert (suite.get("tests"), suite.get("failures"), suite.get("skipped")) == ("3", "1", "2")
    assert len(suite.findall("testcase/skipped")) == 2
