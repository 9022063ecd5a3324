"""From the click on Authorize to the sign-in page on screen, in the real window.

    python tests/benchmarks/login [--runs N]

The first run is the one a person meets after opening the panel. Ends with status 1 when the median
is over its limit.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parents[3]))

from PySide6.QtWidgets import QApplication

from studio.journeys.format import Step
from studio.vault import MemoryVault
from ui.app import build_window, make_application, set_up_for_root
from ui.authorization.login_window import LoginWindow
from ui.journeys.driver import WidgetDriver
from ui.journeys.waiting import let_events_pass, wait_for
from ui.main_window import MainWindow

LIMIT_SECONDS = 0.6
READING_MS = 600
"""How long a person looks at the panel before clicking Authorize; a fast one."""


def open_panel(app: QApplication, workspace: Path) -> WidgetDriver:
    """A window with everything chosen, so that Authorize can be clicked."""

    def open_window() -> MainWindow:
        window = build_window(workspace, app, vault=MemoryVault())
        window.theme.set_motion(False)
        window.show()
        window.start()
        return window

    driver = WidgetDriver(open_window)
    driver.carry_out(Step(click="actions.available.hubspot"))
    for name in ("type.pre_authorize", "method.oauth", "app.system"):
        driver.carry_out(Step(choose=f"authorization.{name}"))
    let_events_pass(READING_MS)
    return driver


def once(driver: WidgetDriver) -> float:
    """Seconds from the click to the painted page; closes the login window again."""
    painted: list[float] = []
    known = set(login_windows())
    driver.carry_out(Step(expect="authorization.authorize", enabled=True))
    start = time.perf_counter()
    driver.carry_out(Step(click="authorization.authorize"))
    window = wait_for(
        lambda: next((w for w in login_windows() if w not in known), None), 10, lambda: "no window"
    )
    window.painted.connect(lambda: painted.append(time.perf_counter()))
    wait_for(lambda: bool(painted), 10, lambda: "no page")
    window.close()
    driver.carry_out(Step(expect="login", gone=True))
    return painted[0] - start


def login_windows() -> list[LoginWindow]:
    return [w for w in QApplication.topLevelWidgets() if isinstance(w, LoginWindow)]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=9)
    runs = parser.parse_args().runs
    set_up_for_root()
    app = make_application()
    with tempfile.TemporaryDirectory() as folder:
        driver = open_panel(app, Path(folder) / "bench.studio")
        took = [once(driver) for _ in range(runs)]
        driver.close()
    median = statistics.median(took)
    verdict = "ok" if median < LIMIT_SECONDS else "OVER"
    print(
        f"{verdict:4}  Authorize to sign-in page painted: median {median:.3f} s, "
        f"first {took[0]:.3f} s, longest {max(took):.3f} s (limit {LIMIT_SECONDS}, {runs} runs)"
    )
    return int(median >= LIMIT_SECONDS)


if __name__ == "__main__":
    status = main()
    sys.stdout.flush()
    # As the program itself ends: the embedded browser does not like to be taken apart at exit.
    os._exit(status)
