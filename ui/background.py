"""The one way to leave the GUI thread and come back."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal, Slot
from shiboken6 import isValid

from studio.errors import Cancelled, StudioError

T = TypeVar("T")


class Task(Generic[T]):
    """One job that was given to `Background.run`."""

    def __init__(self) -> None:
        self._cancelled = threading.Event()
        self._report: Callable[[Any], None] = lambda value: None

    @property
    def cancelled(self) -> bool:
        """Whether somebody asked it to stop. Long jobs look now and then."""
        return self._cancelled.is_set()

    def cancel(self) -> None:
        """Ask it to stop. What it still answers is dropped."""
        self._cancelled.set()

    def report(self, value: Any) -> None:
        """Tell how far it is, from the job itself; arrives on the GUI thread."""
        self._report(value)


class Background(QObject):
    """Runs jobs on worker threads and brings what came of them back to the GUI thread.

    Jobs of one lane run one after the other, in the order they were given; jobs of different
    lanes, or without one, run side by side.
    """

    idle = Signal()
    _ended = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(6)
        self._lanes: dict[str, deque[_Job]] = {}
        self._open = 0
        self._keeping = 0
        self._told = True
        self._ended.connect(self._deliver)

    def run(
        self,
        work: Callable[[Task[T]], T],
        *,
        done: Callable[[T], object] | None = None,
        failed: Callable[[StudioError], None] | None = None,
        progressed: Callable[[Any], None] | None = None,
        owner: QObject | None = None,
        lane: str | None = None,
        following: bool = False,
        keeps: bool = False,
    ) -> Task[T]:
        """Run `work` on a worker thread.

        Args:
            work: Gets the task, so that it can report and see whether it is cancelled.
            done: Called with what `work` returned, on the GUI thread.
            failed: Called with the error, on the GUI thread; an unexpected one is wrapped.
            progressed: Called with each value that `work` reports, on the GUI thread.
            owner: Nothing is called any more once this object is gone.
            lane: Jobs with the same lane run in order.
            following: It only reads again what another job may have changed: `idle` does not tell
                of its end, so that who listens there may run it.
            keeps: It puts on disk what a person did: `keeping` counts it until it is there.
        """
        task: Task[T] = Task()
        job = _Job(self, task, work, done, failed, progressed, owner, lane)
        task._report = job.report
        job.keeps = keeps
        self._keeping += keeps
        self._open += 1
        self._told = self._told and following
        if lane is None:
            self._pool.start(job)
        else:
            waiting = self._lanes.setdefault(lane, deque())
            waiting.append(job)
            if len(waiting) == 1:
                self._pool.start(job)
        return task

    def keeping(self) -> int:
        """How many jobs that put on disk what a person did have not delivered yet."""
        return self._keeping

    def pending(self) -> int:
        """How many jobs have not delivered yet."""
        return self._open

    def busy(self, lane: str) -> bool:
        """Whether jobs of that lane have not delivered yet."""
        return bool(self._lanes.get(lane))

    def wait(self, milliseconds: int = 5000) -> bool:
        """Wait for running jobs to leave their threads; for the end of the program."""
        return self._pool.waitForDone(milliseconds)

    @Slot(object)
    def _deliver(self, call: Callable[[], None]) -> None:
        call()

    def _finish(self, job: _Job) -> None:
        self._open -= 1
        self._keeping -= job.keeps
        if job.lane is not None:
            waiting = self._lanes[job.lane]
            waiting.popleft()
            if waiting:
                self._pool.start(waiting[0])
        job.deliver()
        if self._open == 0 and not self._told:
            self._told = True
            self.idle.emit()


class _Job(QRunnable):
    def __init__(
        self,
        background: Background,
        task: Task[Any],
        work: Callable[[Task[Any]], Any],
        done: Callable[[Any], object] | None,
        failed: Callable[[StudioError], None] | None,
        progressed: Callable[[Any], None] | None,
        owner: QObject | None,
        lane: str | None,
    ) -> None:
        super().__init__()
        self.setAutoDelete(False)
        self.lane = lane
        self.keeps = False
        self._background = background
        self._task = task
        self._work = work
        self._done = done
        self._failed = failed
        self._progressed = progressed
        self._owner = owner
        self._result: Any = None
        self._error: StudioError | None = None

    def run(self) -> None:
        try:
            self._result = self._work(self._task)
        except StudioError as error:
            self._error = error
        except Exception as error:
            import logging

            log = logging.getLogger("action_studio.background")
            log.exception("a background job failed unexpectedly")
            self._error = StudioError(
                f"Something unexpected happened ({type(error).__name__}: {error}).",
                "Try again; if it stays, restart Action Studio.",
                code="studio.unexpected",
            )
        self._send(lambda: self._background._finish(self))

    def report(self, value: Any) -> None:
        if self._progressed is not None:
            self._send(lambda: self._tell(self._progressed, value))

    def _send(self, call: Callable[[], None]) -> None:
        try:
            self._background._ended.emit(call)
        except RuntimeError:
            if isValid(self._background):
                raise  # else the window has gone meanwhile, and nobody is left to be told

    def deliver(self) -> None:
        if self._error is None:
            self._tell(self._done, self._result)
        elif not isinstance(self._error, Cancelled):
            self._tell(self._failed, self._error)

    def _tell(self, listener: Callable[[Any], object] | None, value: Any) -> None:
        gone = self._owner is not None and not isValid(self._owner)
        if listener is not None and not gone and not self._task.cancelled:
            listener(value)
