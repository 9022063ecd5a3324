"""What came of journeys, for people (Markdown) and for CI (JUnit XML)."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

from studio.journeys.walking import Result, StepResult


def line(result: StepResult) -> str:
    """One step in one line, as it is printed while a journey runs."""
    mark = "ok  " if result.problem is None else "FAIL"
    return f"{mark} {result.number:>3}  {result.step}  ({result.seconds * 1000:.0f} ms)"


def closing(result: Result) -> str:
    """The last lines about one journey."""
    done = sum(step.problem is None for step in result.steps)
    state = "passed" if result.passed else "failed"
    lines = [
        f"{result.journey.name}: {state}, {done} of {result.expected} steps "
        f"in {result.seconds:.1f} s",
        f"longest gap on the GUI thread: {result.longest_gap_ms:.0f} ms"
        + (f" ({result.longest_gap_at})" if result.longest_gap_at else "")
        + f"; the embedded browser's own start: {result.browser_start_ms:.0f} ms",
    ]
    return "\n".join(lines)


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
        if done.problem:
            text.append(f"   **{done.problem}**")
        if done.step.shot and shots is not None:
            picture = (shots / f"{done.step.shot}.png").resolve()
            text += ["", f"   ![{done.step.shot}]({picture.as_uri()})", ""]
    text += ["", closing(result), ""]
    target = folder / f"{result.journey.name}.md"
    target.write_text("\n".join(text), encoding="utf-8")
    return target


def write_junit(results: list[Result], target: Path) -> None:
    """Write JUnit XML: a suite a journey, a case a step."""
    root = ElementTree.Element("testsuites")
    for result in results:
        failures = sum(step.problem is not None for step in result.steps)
        suite = ElementTree.SubElement(
            root,
            "testsuite",
            name=result.journey.name,
            tests=str(len(result.steps)),
            failures=str(failures),
            time=f"{result.seconds:.3f}",
        )
        for done in result.steps:
            case = ElementTree.SubElement(
                suite,
                "testcase",
                classname=f"{result.journey.name}.{done.chapter}",
                name=f"{done.number:03d} {done.step}",
                time=f"{done.seconds:.3f}",
            )
            if done.problem:
                ElementTree.SubElement(case, "failure", message=done.problem)
    target.parent.mkdir(parents=True, exist_ok=True)
    ElementTree.ElementTree(root).write(target, encoding="utf-8", xml_declaration=True)
