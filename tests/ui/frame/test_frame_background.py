"""There is one way off the GUI thread and back, and it never brings back too much."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QThread

from studio.errors import Cancelled, StudioError
from ui.background import Background, Task

WAIT_MS = 5000


@pytest.fixture
def background(qapp: Any) -> Any:
    made = Background()
    yield made
    assert made.wait(WAIT_MS)


def rest(qtbot: Any, background: Background) -> None:
    qtbot.waitUntil(lambda: background.pending() == 0, timeout=WAIT_MS)


def test_work_runs_elsewhere_and_its_answer_comes_home(qtbot: Any, background: Background) -> None:
    here = QThread.currentThread()
    threads: list[Any] = []
    answers: list[tuple[int, bool]] = []

    def work(task: Task[int]) -> int:
        threads.append(QThread.currentThread())
        return 42

    background.run(
        work, done=lambda value: answers.append((value, QThread.currentThread() is here))
    )
    rest(qtbot, background)

    assert answers == [(42, True)]
    assert threads[0] is not here


def test_an_error_for_people_arrives_as_it_is(qtbot: Any, background: Background) -> None:
    raised = StudioError("The disk is full.", "Free some space.")
    heard: list[StudioError] = []

    def work(task: Task[None]) -> None:
        raise raised

    background.run(work, failed=heard.append)
    rest(qtbot, background)

    assert heard == [raised]


def test_an_unexpected_error_still_says_what_to_do(
    qtbot: Any, background: Background, caplog: pytest.LogCaptureFixture
) -> None:
    heard: list[StudioError] = []

    background.run(lambda task: 1 / 0, failed=heard.append)
    rest(qtbot, background)

    assert heard[0].code == "studio.unexpected"
    assert "ZeroDivisionError" in heard[0].message
    assert heard[0].next_step
    assert "ZeroDivisionError" in caplog.text


def test_stopping_is_no_failure(qtbot: Any, background: Background) -> None:
    heard: list[object] = []

    def work(task: Task[None]) -> None:
        raise Cancelled

    background.run(work, done=heard.append, failed=heard.append)
    rest(qtbot, background)

    assert heard == []


def test_jobs_of_one_lane_run_in_the_order_they_were_given(
    qtbot: Any, background: Background
) -> None:
    first_may_end = threading.Event()
    ran: list[str] = []

    def first(task: Task[None]) -> None:
        first_may_end.wait(5)
        ran.append("first")

    background.run(first, lane="one")
    background.run(lambda task: ran.append("second"), lane="one")
    background.run(
        lambda task: ran.append("elsewhere"), done=lambda _: first_may_end.set(), lane="other"
    )
    rest(qtbot, background)

    assert ran == ["elsewhere", "first", "second"]


def test_a_failure_does_not_block_its_lane(qtbot: Any, background: Background) -> None:
    ran: list[str] = []

    def broken(task: Task[None]) -> None:
        raise StudioError("No.", "Try again.")

    background.run(broken, lane="one")
    background.run(lambda task: ran.append("next"), lane="one")
    rest(qtbot, background)

    assert ran == ["next"]


def test_nothing_arrives_for_an_owner_that_is_gone(qtbot: Any, background: Background) -> None:
    may_end = threading.Event()
    heard: list[object] = []
    owner = QObject()

    background.run(
        lambda task: may_end.wait(5), done=heard.append, failed=heard.append, owner=owner
    )
    owner.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    may_end.set()
    rest(qtbot, background)

    assert heard == []


def test_nothing_arrives_from_a_cancelled_job_and_it_can_tell(
    qtbot: Any, background: Background
) -> None:
    started, may_end = threading.Event(), threading.Event()
    heard: list[object] = []
    seen: list[bool] = []

    def work(task: Task[None]) -> None:
        started.set()
        may_end.wait(5)
        seen.append(task.cancelled)
        task.report("half")

    task = background.run(work, done=heard.append, progressed=heard.append)
    assert started.wait(5)
    task.cancel()
    may_end.set()
    rest(qtbot, background)

    assert (heard, seen) == ([], [True])


def test_progress_arrives_in_order_and_before_the_answer(
    qtbot: Any, background: Background
) -> None:
    heard: list[object] = []

    def work(task: Task[str]) -> str:
        for number in range(5):
            task.report(number)
        return "done"

    background.run(work, done=heard.append, progressed=heard.append)
    rest(qtbot, background)

    assert heard == [0, 1, 2, 3, 4, "done"]


def test_it_says_when_everything_is_delivered(qtbot: Any, background: Background) -> None:
    heard: list[str] = []
    background.idle.connect(lambda: heard.append("idle"))

    background.run(lambda task: None, done=lambda _: heard.append("done"))
    rest(qtbot, background)

    assert heard[-2:] == ["done", "idle"]


def test_a_job_that_outlives_the_window_ends_quietly(qtbot: Any) -> None:
    background = Background()
    may_end, ended = threading.Event(), threading.Event()
    background.destroyed.connect(may_end.set)

    def work(task: Task[None]) -> None:
        assert may_end.wait(WAIT_MS / 1000)
        ended.set()

    background.run(work)
    with qtbot.captureExceptions() as raised:
        background.deleteLater()
        QCoreApplication.sendPostedEvents(background, QEvent.Type.DeferredDelete)
        qtbot.waitUntil(ended.is_set, timeout=WAIT_MS)

    assert raised == []
