"""A dialog task of 300 nodes on the canvas: how long it takes to open, and to pan.

    python tests/benchmarks/canvas [--seconds N] [--runs N]

It opens in the view with its properties, offscreen; panning goes by a person's pace at full size,
then at the smallest zoom, with jumps of the scroll bar. Ends with status 1 when the median time to
the first paint, or the 99th percentile of the gaps between two turns of the event loop, is over
its limit.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parents[3]))

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow

from studio.dialogs.definitions import (
    END,
    BotAction,
    Dialog,
    DialogNode,
    Entity,
    Intent,
    Message,
    Request,
    Service,
    Test,
    Transition,
)
from studio.dialogs.installing import connect
from ui.app import make_application
from ui.dialogs.canvas import SMALLEST, Canvas
from ui.dialogs.dialog_view import DialogView
from ui.theme.theme import Theme

OPEN_LIMIT_MS = 300.0
GAP_LIMIT_MS = 16.0
NODES = 300
FRAME_MS = 16
BEAT_MS = 2
STEP_PIXELS = 40
JUMP_EVERY = 30


def large_dialog() -> Dialog:
    """300 nodes: questions that branch, Bot Actions with two services, messages that end it."""
    nodes: list[DialogNode] = []
    for group in range(NODES // 6):
        nodes += _group(group)
    intent = Intent(name="large", display_name="Large", utterances=("large",))
    return Dialog(
        id="dg-1",
        name="Large",
        description="",
        connector_id="hubspot",
        template_id=None,
        intent=intent,
        nodes=connect(tuple(nodes)),
    )


def _group(group: int) -> list[DialogNode]:
    following = f"question{group + 1}" if (group + 1) * 6 < NODES else END
    choice = Transition(
        then=f"other{group}",
        tests=(Test(entity=f"question{group}", op="equal_to", value="other"),),
        label="Something else",
    )
    calls = tuple(
        Service(
            name=f"call{group}{letter}",
            request=Request(method="GET", path="/crm/v3/objects/deals"),
        )
        for letter in "ab"
    )
    return [
        _question(f"question{group}", (choice, Transition(then=f"action{group}"))),
        _question(f"other{group}", (Transition(then=f"answer{group}"),)),
        BotAction(name=f"action{group}", nodes=calls),
        Message(name=f"answer{group}", script="print('')", transitions=(_to(following),)),
    ]


def _question(name: str, transitions: tuple[Transition, ...]) -> Entity:
    return Entity(
        name=name, entity_type="string", prompt="?", error_prompt="?", transitions=transitions
    )


def _to(name: str) -> Transition:
    return Transition(then=name)


class Opened:
    """A window with the view of a dialog task, and how long it took to the first paint."""

    def __init__(self, dialog: Dialog, theme: Theme) -> None:
        start = perf_counter()
        self.window = QMainWindow()
        self.window.resize(1440, 900)
        self.view = DialogView(dialog, theme)
        self.window.setCentralWidget(self.view)
        self.window.show()
        QApplication.processEvents()
        self.view.canvas.viewport().repaint()
        self.milliseconds = (perf_counter() - start) * 1000

    def close(self) -> None:
        """Take it away whole."""
        self.window.close()
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def gaps_while(pan: Callable[[int], None], seconds: float) -> list[float]:
    """Milliseconds between beats, over what a beat lasts."""
    gaps: list[float] = []
    last = perf_counter()
    frame = 0

    def beat() -> None:
        nonlocal last
        now = perf_counter()
        gaps.append(max(0.0, (now - last) * 1000 - BEAT_MS))
        last = now

    def step() -> None:
        nonlocal frame
        frame += 1
        pan(frame)

    beats, frames = QTimer(), QTimer()
    for timer, interval, call in ((beats, BEAT_MS, beat), (frames, FRAME_MS, step)):
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


def panning(canvas: Canvas) -> Callable[[int], None]:
    """Down and a little across; now and then the scroll bar is dragged far away."""
    down, across = canvas.verticalScrollBar(), canvas.horizontalScrollBar()

    def pan(frame: int) -> None:
        if frame % JUMP_EVERY == 0:
            length = down.maximum() - down.minimum()
            down.setValue(down.minimum() + length * (frame * 37 % 100) // 100)
        else:
            down.setValue(down.value() + STEP_PIXELS)
            across.setValue(across.value() + (7 if frame % 40 < 20 else -7))

    return pan


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=8.0)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    app = make_application()
    theme = Theme(app, "light")
    theme.set_motion(False)
    dialog = large_dialog()
    Opened(dialog, theme).close()
    times = []
    for _ in range(options.runs):
        opened = Opened(dialog, theme)
        times.append(opened.milliseconds)
        opened.close()
    opened = Opened(dialog, theme)
    canvas = opened.view.canvas
    failed = show("opening", f"{dialog.node_count - 1} nodes", times, OPEN_LIMIT_MS)
    for zoom in (1.0, SMALLEST):
        canvas.zoom_to(zoom)
        gaps = gaps_while(panning(canvas), options.seconds / 2)
        failed |= show_gaps(zoom, gaps)
    opened.close()
    return failed


def show(what: str, size: str, times: list[float], limit: float) -> int:
    """Print one time; 1 when its median is over its limit."""
    median = statistics.median(times)
    verdict = "ok" if median < limit else "OVER"
    print(f"{verdict:4}  {what} {size}: {median:.0f} ms (limit {limit:g}, {len(times)} runs)")
    return int(median >= limit)


def show_gaps(zoom: float, gaps: list[float]) -> int:
    """Print the gaps of one zoom; 1 when the 99th percentile is over its limit."""
    p99 = statistics.quantiles(gaps, n=100)[98]
    verdict = "ok" if p99 < GAP_LIMIT_MS else "OVER"
    print(
        f"{verdict:4}  panning at {zoom:.0%}: gap p99 {p99:.1f} ms, longest {max(gaps):.1f} ms "
        f"(limit {GAP_LIMIT_MS:g} at p99, {len(gaps)} turns)"
    )
    return int(p99 >= GAP_LIMIT_MS)


if __name__ == "__main__":
    status = main()
    sys.stdout.flush()
    os._exit(status)
