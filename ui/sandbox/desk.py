"""What the window knows of the sandbox, and the one way in which it tells it to do something."""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from PySide6.QtCore import QObject, QTimer, Signal

from studio.errors import StudioError
from ui.background import Background
from ui.sandbox.bell import SandboxBell

if TYPE_CHECKING:
    from studio.app import Studio
    from studio.sandbox_values import ActiveFault, KnownFault, SandboxState

LANE = "sandbox"
SOON_MS = 40
"""What is heard together is asked together."""
LARGE = 2000
"""Records of a world that are worth being spared."""
CALM_MS = 400
"""Counts follow a busy sandbox at this pace."""
AT_ONCE = frozenset({"faults", "clock", "world", "started", "stopped"})


@dataclass(frozen=True)
class Said:
    """What was done, in words, until the person has read it."""

    tone: Literal["ok", "error"]
    title: str
    text: str = ""
    restore: str | None = None
    """The snapshot that leads back."""


@dataclass(frozen=True)
class _Seen:
    base_url: str | None
    active: tuple[ActiveFault, ...] = ()
    known: tuple[KnownFault, ...] = ()
    state: SandboxState | None = None


class SandboxDesk(QObject):
    """One a window. Asks on worker threads; everything below is read on the GUI thread.

    Signals:
        changed: Something of what it knows is another.
        rang: A topic of the sandbox's bell.
        said: What came of something a person did (`Said`).
    """

    changed = Signal()
    rang = Signal(str)
    said = Signal(object)

    def __init__(self, studio: Studio, background: Background, parent: QObject) -> None:
        super().__init__(parent)
        self._studio = studio
        self._background = background
        self._bell = SandboxBell(studio.environment.watch_sandbox, self)
        self._bell.rang.connect(self._heard)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.refresh)
        self._asking = False
        self._again = False
        self._attended = False
        self._spared: tuple[str | None, str] | None = None
        self.base_url: str | None = None
        self.active: tuple[ActiveFault, ...] = ()
        self.known: tuple[KnownFault, ...] = ()
        self.state: SandboxState | None = None
        self.state_at = 0.0
        """When the state was told, in monotonic seconds of the studio's clock."""
        self.trouble: StudioError | None = None
        self.doing = ""
        """What a person asked for and is under way, as a word of `run`."""

    @property
    def running(self) -> bool:
        """Whether the sandbox runs."""
        return self.base_url is not None

    def attend(self, attended: bool) -> None:
        """Somebody looks at the Sandbox place: the whole state is followed, not the faults only."""
        self._attended = attended
        if attended:
            self.refresh()

    def refresh(self) -> None:
        """Ask how things are."""
        if self._asking:
            self._again = True
            return
        self._asking = True
        whole = self._attended
        self._background.run(
            lambda task: self._look(whole), done=self._show, failed=self._fail, owner=self
        )

    def run(self, doing: str, work: Callable[[], Said | None], failed: str) -> None:
        """Do something for the person, on a worker thread, one thing after the other.

        Args:
            doing: A word for it; `doing` holds it until it is done.
            work: Does it, and answers with what to say.
            failed: What to say first when it does not work.
        """
        self.doing = doing
        self.changed.emit()

        def done(said: Said | None) -> None:
            self.doing = ""
            if said is not None:
                self.said.emit(said)
            self.refresh()

        def failure(error: StudioError) -> None:
            self.doing = ""
            self.said.emit(Said("error", f"{failed} {error.message}", error.next_step))
            self.refresh()

        self._background.run(lambda task: work(), done=done, failed=failure, owner=self, lane=LANE)

    def start(self) -> None:
        """Start the sandbox."""

        def work() -> None:
            self._studio.environment.ensure_sandbox()

        self.run("start", work, "The sandbox was not started.")

    def stop(self) -> None:
        """Stop the sandbox."""

        def work() -> None:
            self._studio.environment.stop_sandbox()

        self.run("stop", work, "The sandbox was not stopped.")

    def reset(self, *, world: str | None = None, everything: bool = False) -> None:
        """Back to the world as made; a snapshot that is taken first is the way back."""

        def work() -> Said:
            control = self._studio.sandbox
            before = control.snapshot(f"Before reset {self._time()}")
            control.reset(world=world, keep_grants=not everything)
            title = {
                (True, False): "Everything in the sandbox is as at its start.",
                (False, True): f"The sandbox shows the world {world}.",
                (True, True): f"The sandbox shows the world {world}.",
            }.get((everything, world is not None), "The records are as at the start.")
            return Said("ok", title, f"What was there is kept as “{before.name}”.", before.name)

        self.run("reset", work, "Nothing was reset.")

    def snapshot(self) -> None:
        """Keep a copy of everything."""

        def work() -> Said:
            kept = self._studio.sandbox.snapshot(f"Snapshot {self._time()}")
            return Said("ok", f"Kept as “{kept.name}”.")

        self.run("snapshot", work, "No snapshot was taken.")

    def restore(self, name: str) -> None:
        """Go back to a copy."""

        def work() -> Said:
            self._studio.sandbox.restore(name)
            return Said("ok", f"The sandbox is as it was in “{name}”.")

        self.run("restore", work, f"“{name}” was not restored.")

    def switch_off(self, fault_id: str | None = None) -> None:
        """Switch one fault off, or all."""

        def work() -> None:
            self._studio.sandbox.switch_off(fault_id)

        self.run("faults", work, "The faults are still on.")

    def ask(
        self,
        work: Callable[[Any], Any],
        done: Callable[[Any], None],
        failed: Callable[[StudioError], None],
        owner: QObject,
    ) -> None:
        """Ask the sandbox's control something on a worker; for what only one view shows."""
        self._background.run(
            lambda task: work(self._studio.sandbox), done=done, failed=failed, owner=owner
        )

    def leave(self) -> None:
        """The window closes."""
        self._timer.stop()
        self._bell.leave()
        if self._spared is not None:
            gc.unfreeze()

    def _heard(self, topic: str) -> None:
        self.rang.emit(topic)
        if topic in AT_ONCE:
            self._timer.start(SOON_MS)
        elif self._attended and not self._timer.isActive():
            self._timer.start(CALM_MS)

    def _look(self, whole: bool) -> _Seen:
        info = self._studio.environment.running_sandbox()
        if info is None:
            return _Seen(None)
        control = self._studio.sandbox
        faults = control.faults()
        return _Seen(info.base_url, faults.active, faults.known, control.state() if whole else None)

    def _show(self, seen: _Seen) -> None:
        self._asking = False
        self.base_url, self.active, self.known = seen.base_url, seen.active, seen.known
        if seen.state is not None or seen.base_url is None:
            self.state, self.state_at = seen.state, self._studio.clock.monotonic()
        self.trouble = None
        self._spare_the_collector()
        self._next()

    def _spare_the_collector(self) -> None:
        """Leave a large world out of Python's search for garbage.

        The sandbox keeps its records in this process. Looking through 10,000 of them holds the
        window up for 50 ms, again and again, and none of them is garbage while it runs.
        """
        state = self.state
        world = (self.base_url, state.world) if state is not None else None
        if world == self._spared:
            return
        if self._spared is not None:
            gc.unfreeze()
            self._spared = None
        if state is not None and _size(state) >= LARGE:
            gc.freeze()
            self._spared = world

    def _fail(self, error: StudioError) -> None:
        self._asking = False
        self.active = ()
        # It was stopped while it was asked: what follows says so.
        self.trouble = None if error.code == "sandbox.not_running" else error
        self._next()

    def _next(self) -> None:
        self.changed.emit()
        if self._again:
            self._again = False
            self.refresh()

    def _time(self) -> str:
        return f"{self._studio.clock.now().astimezone():%H:%M:%S}"


def _size(state: SandboxState) -> int:
    return sum(account.deals + account.contacts for account in state.accounts)
