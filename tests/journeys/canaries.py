"""Replays main-path with secrets that are known beforehand, and notes every text on screen.

    python tests/journeys/canaries.py WORKSPACE JOURNEY-FILE TEXTS-FILE

Run by `test_canaries.py` in a Secret Service session of its own.
"""

from __future__ import annotations

import logging
import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication, QWidget

from studio.clock import SystemClock
from studio.ids import SeededIds
from studio.journeys.reading import find
from studio.journeys.walking import StepResult, walk
from studio.sandbox import SandboxOptions
from ui.app import build_window, make_application, set_up_for_root
from ui.journeys.driver import WidgetDriver
from ui.journeys.finding import words
from ui.main_window import MainWindow

PASSWORD = "canary-password-5TqV"
CLIENT_SECRET = "canary-client-secret-8hRw"
CANARY_CODE = "ca11a12e"
"""In every code and refresh token."""
CANARY_TOKEN = "CanaryAccessToken"
"""In every access token."""


class CanaryIds(SeededIds):
    """Codes and tokens that can be told from everything else."""

    def uuid(self) -> str:
        return CANARY_CODE + super().uuid()[8:]

    def token(self, size: int = 32) -> str:
        return CANARY_TOKEN + super().token(size)


def main(workspace: Path, journey: str, texts: Path) -> int:
    set_up_for_root()
    app = make_application()
    logging.basicConfig(filename=workspace.with_suffix(".log"), level=logging.DEBUG)
    options = SandboxOptions(
        ids=CanaryIds(7),
        client_secret=CLIENT_SECRET,
        passwords={"dana@acme.example": PASSWORD},
    )
    seen: set[str] = set()

    def open_window() -> MainWindow:
        window = build_window(workspace, app, sandbox=options)
        window.theme.set_motion(False)
        window.links.follow = False
        window.show()
        window.start()
        return window

    def note(result: StepResult) -> None:
        for top in QApplication.topLevelWidgets():
            seen.add(top.windowTitle())
            for widget in [top, *top.findChildren(QWidget)]:
                seen.update((words(widget), widget.toolTip(), widget.accessibleName()))
                seen.add(widget.accessibleDescription())
        if result.problem:
            sys.stderr.write(f"{result.step}: {result.problem}\n")

    driver = WidgetDriver(open_window)
    try:
        result = walk(find(journey), driver, SystemClock(), note)
    finally:
        driver.close()
    texts.write_text("\n".join(sorted(seen)), encoding="utf-8")
    return 0 if result.passed else 1


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])))
