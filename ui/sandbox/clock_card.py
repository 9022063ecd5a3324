"""The sandbox's clock: what it shows, how fast it runs, and where it can jump."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout

from studio.errors import StudioError
from ui.controls import Button, Card, FlowLayout, Heading, Segments, Text
from ui.place import Context
from ui.sandbox import words
from ui.sandbox.desk import SandboxDesk

if TYPE_CHECKING:
    from studio.sandbox_control import SandboxControl
    from studio.sandbox_values import SandboxClock, SandboxState

TICK_MS = 250
RATES = (("1", "1×"), ("10", "10×"), ("60", "60×"))
JUMPS: tuple[tuple[str, str, str, Callable[[SandboxControl], SandboxClock]], ...] = (
    ("minute", "+1 minute", "", lambda control: control.advance(60)),
    ("half_hour", "+30 minutes", "", lambda control: control.advance(1800)),
    (
        "token_expiry",
        "To token expiry",
        "To just after the access tokens in use end; the studio has to renew.",
        lambda control: control.jump("token_expiry"),
    ),
    (
        "v1_switch_off",
        "To 16 Feb 2027 (v1 ends)",
        "To the day on which version 1 of the token addresses is switched off.",
        lambda control: control.jump("v1_switch_off"),
    ),
    ("now", "Back to now", "To this computer's time, running.", lambda c: c.back_to_now()),
)


class ClockCard(Card):
    """Ticks by itself between two answers of the sandbox."""

    def __init__(self, context: Context, desk: SandboxDesk) -> None:
        super().__init__("sandbox.clock", 18, 10)
        self._context = context
        self._desk = desk
        self._clock: SandboxClock | None = None
        self._shown_at = 0.0
        self.column.addWidget(Heading("Clock"))
        self._now = Text("", "text", "sandbox.clock.shown", wrap=False)
        self._now.setProperty("role", "clock")
        self.column.addWidget(self._now)
        self._away = Text("", "secondary", "sandbox.clock.away")
        self.column.addWidget(self._away)
        row = QHBoxLayout()
        row.setSpacing(10)
        self._freeze = Button("Freeze", "sandbox.clock.freeze", kind="small")
        self._freeze.clicked.connect(self._toggle)
        row.addWidget(self._freeze)
        self._rate = Segments("sandbox.clock.rate", "Speed", RATES)
        self._rate.chosen.connect(lambda key: self._ask(lambda c: c.set_rate(float(key))))
        row.addWidget(self._rate)
        row.addStretch(1)
        self.column.addLayout(row)
        self.column.addWidget(Text("Jump", "label"))
        jumps = FlowLayout(spacing=8)
        for key, title, tip, move in JUMPS:
            button = Button(title, f"sandbox.clock.{key}", kind="small")
            button.setToolTip(tip)
            button.setAccessibleDescription(tip)
            button.clicked.connect(lambda _=False, move=move: self._ask(move))
            jumps.addWidget(button)
        self.column.addLayout(jumps)
        self._problem = Text("", "secondary", "sandbox.clock.problem")
        self._problem.setProperty("tone", "error")
        self._problem.hide()
        self.column.addWidget(self._problem)
        self.column.addStretch(1)
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)

    def run(self, running: bool) -> None:
        """Tick while somebody looks."""
        if running:
            self._timer.start()
        else:
            self._timer.stop()

    def show_state(self, state: SandboxState) -> None:
        """Show the clock of the state."""
        self._show(state.clock, self._desk.state_at)

    def _show(self, clock: SandboxClock, at: float) -> None:
        self._clock = clock
        self._shown_at = at
        self._freeze.setText("Run" if clock.frozen else "Freeze")
        self._freeze.setAccessibleName("Run the clock" if clock.frozen else "Freeze the clock")
        self._rate.show_choice(f"{clock.rate:g}")
        self._tick()

    def _toggle(self) -> None:
        if self._clock is not None:
            frozen = not self._clock.frozen
            self._ask(lambda control: control.freeze(frozen))

    def _ask(self, move: Callable[[SandboxControl], SandboxClock]) -> None:
        self._desk.ask(move, self._moved, self._failed, self)

    def _moved(self, clock: SandboxClock) -> None:
        self._problem.hide()
        self._show(clock, self._context.studio.clock.monotonic())

    def _failed(self, error: StudioError) -> None:
        self._problem.setText(str(error))
        self._problem.show()

    def _tick(self) -> None:
        if self._clock is None:
            return
        passed = self._context.studio.clock.monotonic() - self._shown_at
        moment = words.ticking(self._clock, passed)
        local = moment.astimezone()
        self._set(self._now, f"{local:%a} {local.day} {local:%b %Y, %H:%M:%S}")
        distance = (moment - _utc(self._context)).total_seconds()
        frozen = "Frozen. " if self._clock.frozen else ""
        self._set(self._away, f"{frozen}{words.away(distance)}")

    @staticmethod
    def _set(label: Text, text: str) -> None:
        if label.text() != text:
            label.setText(text)


def _utc(context: Context) -> datetime:
    return context.studio.clock.now().astimezone(UTC)
