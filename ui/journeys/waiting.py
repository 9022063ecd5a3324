"""Waiting for conditions in the event loop, never by the clock alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QEventLoop, QTimer

from studio.journeys.walking import StepFailed

T = TypeVar("T")
LOOK_EVERY_MS = 8


def wait_for(condition: Callable[[], T | None], seconds: float, why_not: Callable[[], str]) -> T:
    """The first true answer of `condition`, asked again and again while events are served.

    Args:
        condition: Answers with something true once it holds.
        seconds: How long to wait at most.
        why_not: Words for the failure.

    Raises:
        StepFailed: it did not come about in time.
    """
    answer = condition()
    if answer:
        return answer
    loop = QEventLoop()
    result: list[T] = []

    def look() -> None:
        found = condition()
        if found:
            result.append(found)
            loop.quit()

    timer = QTimer()
    timer.setInterval(LOOK_EVERY_MS)
    timer.timeout.connect(look)
    end = QTimer()
    end.setSingleShot(True)
    end.setInterval(int(seconds * 1000))
    end.timeout.connect(loop.quit)
    timer.start()
    end.start()
    loop.exec()
    # The frame may live on in a traceback, and then end on another thread, where no timer may.
    timer.stop()
    end.stop()
    if not result:
        raise StepFailed(why_not())
    return result[0]


def let_events_pass(milliseconds: int) -> None:
    """Serve events for a while: for painting to settle before a picture."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()
