"""What came of journeys, for people (Markdown) and for CI (JUnit XML)."""

from __future__ import annotations

import os
import re
from pathlib import Path
from xml.etree import ElementTree

from studio.journeys.walking import Result, StepResult


def line(result: StepResult) -> str:
    """One step in one line, as it is printed while a journey runs."""
    mark = "ok  " if result.problem is None else "FAIL"
    armed = "".join(f"  [fault armed: {fault}]" for fault in result.armed)
    return f"{mark} {result.number:>3}  {result.step}  ({result.seconds * 1000:.0f} ms){armed}"


def closing(result: Result) -> str:
    """The last lines about one journey."""
    state = "passed" if result.passed else "failed"
    lines = [
        f"{result.journey.name}: {state}, {result.done} of {result.expected} steps "
        f"in {result.seconds:.1f} s",
        f"longest gap on the GUI thread: {result.longest_gap_ms:.0f} ms"
        + (f" ({result.longest_gap_at})" if result.longest_gap_at else "")
        + f"; the embedded browser's own start: {result.browser_start_ms:.0f} ms",
    ]
    return "\n".join([*lines, *_fault_lines(result)])


def _fault_lines(result: Result) -> list[str]:
    """Each fault, where it was armed, and whether it struck as often as it was to."""
    reached = {step.number for step in result.steps}
    lines = []
    for fault in result.faults:
        if fault.step not in reached:
            came = "never armed, the step was not reached"
        elif fault.name in result.waiting:
            came = "armed, but not every strike found a request"
        else:
            came = "struck"
        lines.append(f"fault {fault}, before step {fault.step}: {came}")
    return lines


def write_markdown(result: Result, folder: Path, shots: Path | None) -> Path:
    """Write a report of one journey into `folder`; pictures are linked when they were taken."""
    folder.mkdir(parents=True, exist_ok=True)
    text = [f"# {result.journey.title}", "", result.journey.description.strip(), ""]
    chapter = ""
    for done in result.steps:
        if done.chapter != chapter:
            chapter = done.chapter
            text += ["", f"## {chapter}", ""]
        mark = "✓" if done.problem is None else "✗"
        text.append(f"{done.number}. {mark} {done.step} ({done.seconds * 1000:.0f} ms)")
        text += [f"   Fault armed before it: {fault}." for fault in done.armed]
        if done.problem:
            text.append(f"   **{done.problem}**")
        if done.step.shot and shots is not None:
            text += ["", f"   ![{done.step.shot}]({_link(folder, shots, done.step.shot)})", ""]
    if result.trouble:
        text += ["", f"**{result.trouble}**"]
    text += ["", closing(result), ""]
    target = folder / f"{result.journey.name}.md"
    target.write_text("\n".join(text), encoding="utf-8")
    return target


def _link(folder: Path, shots: Path, name: str) -> str:
    """Where a picture lies as seen from the report, so that both can be moved together."""
    try:
        path = os.path.relpath(shots / f"{name}.png", folder)
    except ValueError:  # another drive on Windows
        return (shots / f"{name}.png").resolve().as_uri()
    path = path.replace(os.sep, "/")
    return f"<{path}>" if " " in path else path


def write_junit(results: list[Result], target: Path) -> None:
    """Write JUnit XML: a suite a journey, a case a step; steps not reached count as skipped."""
    root = ElementTree.Element("testsuites")
    for result in results:
        root.append(_suite(result))
    target.parent.mkdir(parents=True, exist_ok=True)
    ElementTree.ElementTree(root).write(target, encoding="utf-8", xml_declaration=True)


def _suite(result: Result) -> ElementTree.Element:
    reached = {step.number: step for step in result.steps}
    suite = ElementTree.Element("testsuite", name=result.journey.name)
    for number, chapter, step in result.journey.numbered():
        if number < result.first:
            continue
        case = ElementTree.SubElement(
            suite,
            "testcase",
            classname=f"{result.journey.name}.{chapter.title}",
            name=_visible(f"{number:03d} {step}"),
        )
        done = reached.get(number)
        if done is None:
            ElementTree.SubElement(case, "skipped", message="not reached")
            continue
        case.set("time", f"{done.seconds:.3f}")
        if done.problem:
            ElementTree.SubElement(case, "failure", message=_visible(done.problem))
    if result.trouble:
        case = ElementTree.SubElement(suite, "testcase", name="the window opens")
        ElementTree.SubElement(case, "error", message=_visible(result.trouble))
    for total, kind in (
        ("tests", "testcase"),
        ("failures", "testcase/failure"),
        ("errors", "testcase/error"),
        ("skipped", "testcase/skipped"),
    ):
        suite.set(total, str(len(suite.findall(kind))))
    suite.set("time", f"{result.seconds:.3f}")
    return suite


def _visible(text: str) -> str:
    """Without the control characters that XML cannot hold."""
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "\N{REPLACEMENT CHARACTER}", text)
