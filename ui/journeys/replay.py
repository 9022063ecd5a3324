"""`action-studio replay`: journeys, one after the other, each on a workspace of its own."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.cli import COULD_NOT_RUN, DONE, FAILED, ReplayRequest
from studio.clock import ManualClock, SystemClock
from studio.ids import SeededIds
from studio.journeys import report
from studio.journeys.faults import FaultWanted, faults_for
from studio.journeys.format import Journey
from studio.journeys.reading import find
from studio.journeys.walking import Result, StepFailed, StepResult, walk
from studio.sandbox import SandboxOptions

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from studio.app import Studio
    from ui.main_window import MainWindow

NAME_OF_NEW_WORKSPACE = "Acme demo.studio"
REPLAYED_FROM = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
"""When a replay takes place: later than everything in the seeded worlds, before v1 ends."""
SIZE = (1440, 900)
"""Of the window where nobody watches, whatever the size of the screen that is not there."""


def replay(request: ReplayRequest, *, look: Callable[[Studio], None] | None = None) -> int:
    """Replay what was asked for. Prints a line a step; answers with the exit status.

    Args:
        request: What to replay, and how.
        look: Called with the open workspace after the last step, for tests.

    Raises:
        StudioError: a journey cannot be found or read.
    """
    journeys = [find(name) for name in request.journeys]
    planned = [faults_for(journey, request.faults, first=request.first) for journey in journeys]
    if request.watch:
        from ui.display import missing_display

        trouble = missing_display()
        if trouble:
            sys.stderr.write(f"action-studio: {trouble}\n")
            return COULD_NOT_RUN
    else:
        os.environ["QT_QPA_PLATFORM"] = os.environ.get("QT_QPA_PLATFORM") or "offscreen"
    from ui.app import make_application, set_up_for_root
    from ui.garbage import Garbage

    set_up_for_root()
    app = make_application()
    Garbage(app)
    results = [
        _replay_one(journey, request, app, faults, look)
        for journey, faults in zip(journeys, planned, strict=True)
    ]
    if request.junit is not None:
        report.write_junit(results, request.junit)
    return DONE if all(result.passed for result in results) else FAILED


def _replay_one(
    journey: Journey,
    request: ReplayRequest,
    app: QApplication,
    faults: list[FaultWanted],
    look: Callable[[Studio], None] | None,
) -> Result:
    _say(f"{journey.name}: {journey.title}")
    if request.workspace is not None:
        result = _drive(journey, request, app, request.workspace, {}, faults, look)
    else:
        with tempfile.TemporaryDirectory(prefix="action-studio-") as folder:
            options = _options_of_new_workspace(request.seed)
            workspace = Path(folder) / NAME_OF_NEW_WORKSPACE
            result = _drive(journey, request, app, workspace, options, faults, look)
    _say(report.closing(result))
    if request.report is not None:
        report.write_markdown(result, request.report, request.shots)
    return result


def _options_of_new_workspace(seed: int) -> dict[str, Any]:
    """Secrets in memory, for as long as the replay lives: nobody's keyring is touched. Time stands
    still and names come from the seed, so that the same journey leaves the same journals."""
    from studio.vault import MemoryVault

    clock = ManualClock(REPLAYED_FROM)
    return {
        "vault": MemoryVault("A replay keeps secrets to itself."),
        "clock": clock,
        "ids": SeededIds(seed),
        "sandbox": SandboxOptions(clock=clock, seed=seed),
    }


def _drive(
    journey: Journey,
    request: ReplayRequest,
    app: QApplication,
    workspace: Path,
    options: dict[str, Any],
    faults: list[FaultWanted],
    look: Callable[[Studio], None] | None,
) -> Result:
    from ui.journeys.driver import WidgetDriver

    if journey.begin != "new" and not workspace.exists():
        _set_up(journey, workspace, options)

    def open_window() -> MainWindow:
        return _open(app, workspace, request.watch, options)

    try:
        driver = WidgetDriver(open_window, shots=request.shots, watch=request.watch)
    except StepFailed as failure:
        sys.stderr.write(f"action-studio: {failure}\n")
        return Result(journey, first=request.first, trouble=str(failure))
    try:
        result = walk(journey, driver, SystemClock(), _say_step, first=request.first, faults=faults)
        if look is not None and driver.window.context is not None:
            look(driver.window.context.studio)
    finally:
        driver.close()
    result.longest_gap_ms = driver.gaps.longest_ms
    result.longest_gap_at = driver.gaps.longest_at
    result.browser_start_ms = driver.gaps.browser_start_ms
    return result


def _set_up(journey: Journey, workspace: Path, options: dict[str, Any]) -> None:
    from studio.app import open_studio
    from studio.journeys.beginning import set_up

    studio = open_studio(workspace, **options)
    try:
        set_up(studio, journey.begin)
    finally:
        studio.close()


def _open(app: QApplication, workspace: Path, watch: bool, options: dict[str, Any]) -> MainWindow:
    from ui.app import build_window

    window = build_window(workspace, app, **options)
    window.theme.set_motion(watch)
    window.links.follow = False
    if not watch:
        window.resize(*SIZE)
    window.show()
    window.start()
    return window


def _say_step(result: StepResult) -> None:
    _say(report.line(result))
    if result.problem:
        _say(f"     {result.problem}")


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
