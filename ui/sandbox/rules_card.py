"""How strict the sandbox is: limits, search lag, rotation of refresh tokens."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from studio.errors import StudioError
from studio.sandbox_values import SandboxRules, SandboxState
from ui.controls import Card, Heading, Rule, Segments, SwitchRow, Text
from ui.place import Context
from ui.sandbox.desk import SandboxDesk

LAGS = (("0", "None"), ("5", "5 s"), ("30", "30 s"))


class RulesCard(Card):
    """Each change is sent at once; what the sandbox answers is shown."""

    def __init__(self, context: Context, desk: SandboxDesk) -> None:
        super().__init__("sandbox.rules", 18, 12)
        self._desk = desk
        self.column.addWidget(Heading("Rules"))
        self._limits = SwitchRow(
            "Rate limits",
            "Calls beyond the limits of the service are refused, as there.",
            "sandbox.rules.limits",
        )
        self._limits.switch.clicked.connect(lambda on: self._send(limits=on))
        self._rotation = SwitchRow(
            "New refresh token at each renewal",
            "The one before ends, so it has to be kept at once.",
            "sandbox.rules.rotation",
        )
        self._rotation.switch.clicked.connect(lambda on: self._send(rotation=on))
        self.column.addWidget(self._limits)
        self.column.addWidget(Rule())
        self.column.addWidget(self._rotation)
        self.column.addWidget(Rule())
        lag = QVBoxLayout()
        lag.setSpacing(1)
        lag.addWidget(Text("Search lag", "label"))
        lag.addWidget(Text("How long a search does not know what was just written.", "secondary"))
        self.column.addLayout(lag)
        self._lag = Segments("sandbox.rules.lag", "Search lag", LAGS)
        self._lag.chosen.connect(lambda key: self._send(search_lag_seconds=float(key)))
        row = QHBoxLayout()
        row.addWidget(self._lag)
        self._other = Text("", "secondary", "sandbox.rules.lag.other", wrap=False)
        row.addWidget(self._other)
        row.addStretch(1)
        self.column.addLayout(row)
        self._problem = Text("", "secondary", "sandbox.rules.problem")
        self._problem.setProperty("tone", "error")
        self._problem.hide()
        self.column.addWidget(self._problem)
        self.column.addStretch(1)

    def show_state(self, state: SandboxState) -> None:
        """Show the rules of the state."""
        self._show(state.rules)

    def _show(self, rules: SandboxRules) -> None:
        self._problem.hide()
        self._limits.switch.setChecked(rules.limits)
        self._rotation.switch.setChecked(rules.rotation)
        key = f"{rules.search_lag_seconds:g}"
        self._lag.show_choice(key)
        self._other.setText("" if key in dict(LAGS) else f"{key} s")

    def _send(self, **changes: bool | float) -> None:
        self._desk.ask(lambda control: control.set_rules(**changes), self._show, self._failed, self)

    def _failed(self, error: StudioError) -> None:
        if self._desk.state is not None:
            self._show(self._desk.state.rules)
        self._problem.setText(str(error))
        self._problem.show()
