"""Scrolling through 10,000 records in the Sandbox place: how long the GUI thread is away.

    python tests/benchmarks/sandbox_records [--seconds N]

The world has 10,000 records in all; the table of its contacts is scrolled at a person's pace, then
dragged by its scroll bar. Ends with status 1 when the 99th percentile of the gaps between two turns
of the event loop is over its limit.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
from pathlib import Path
from time import perf_counter

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parents[3]))

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QTableView, QWidget

from studio.sandbox import SandboxOptions
from studio.vault import MemoryVault
from ui.app import build_window, make_application
from ui.journeys.waiting import wait_for
from ui.main_window import MainWindow

LIMIT_MS = 16.0
FRAME_MS = 16
BEAT_MS = 2
STEP_PIXELS = 90
"""A frame: 5,600 pixels, or 150 rows, a second."""
JUMP_EVERY = 30
"""Frames between two drags of the scroll bar."""


def open_records(workspace: Path) -> MainWindow:
    """The window on the table of contacts of the large world."""
    app = make_application()
    options = SandboxOptions(world="large")
    window = build_window(workspace, app, vault=MemoryVault(), sandbox=options)
    window.theme.set_motion(False)
    window.show()
    window.start()
    wait_for(lambda: window.context is not None, 20, lambda: "the workspace did not open")
    assert window.context is not None
    window.context.studio.environment.ensure_sandbox()
    window.show_place("sandbox", tab="records", kind="contacts")
    return window


def gaps_while_scrolling(table: QTableView, seconds: float) -> list[float]:
    """Milliseconds between beats, over what a beat lasts."""
    gaps: list[float] = []
    bar = table.verticalScrollBar()
    last = perf_counter()
    frame = 0

    def beat() -> None:
        nonlocal last
        now = perf_counter()
        gaps.append(max(0.0, (now - last) * 1000 - BEAT_MS))
        last = now

    def scroll() -> None:
        nonlocal frame
        frame += 1
        if frame % JUMP_EVERY == 0:
            bar.setValue(bar.maximum() * (frame // JUMP_EVERY * 37 % 100) // 100)
        else:
            bar.setValue(bar.value() + STEP_PIXELS)

    beats, frames = QTimer(), QTimer()
    for timer, interval, call in ((beats, BEAT_MS, beat), (frames, FRAME_MS, scroll)):
        timer.setTimerType(Qt.TimerType.PreciseTimer)
        timer.setInterval(interval)
        timer.timeout.connect(call)
        timer.start()
    # Not QTest.qWait, which sleeps between two looks at the event queue.
    loop = QEventLoop()
    QTimer.singleShot(int(seconds * 1000), loop.quit)
    loop.exec()
    for timer in (beats, frames):
        timer.stop()
    return gaps


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=10.0)
    seconds = parser.parse_args().seconds
    with tempfile.TemporaryDirectory() as folder:
        window = open_records(Path(folder) / "bench.studio")

        def table() -> QTableView | None:
            found = window.findChild(QWidget, "sandbox.records.table")
            ready = isinstance(found, QTableView) and found.model().rowCount() > 1000
            return found if ready else None

        records = wait_for(table, 60, lambda: "the records did not come")
        gaps = gaps_while_scrolling(records, seconds)
        rows = records.model().rowCount()
        window.close()
    p99 = statistics.quantiles(gaps, n=100)[98]
    verdict = "ok" if p99 < LIMIT_MS else "OVER"
    print(
        f"{verdict:4}  scrolling {rows:,} of 10,000 records: gap p99 {p99:.1f} ms, "
        f"longest {max(gaps):.1f} ms (limit {LIMIT_MS:g} at p99, {len(gaps)} turns)"
    )
    return int(p99 >= LIMIT_MS)


if __name__ == "__main__":
    status = main()
    sys.stdout.flush()
    os._exit(status)
