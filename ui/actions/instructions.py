"""The Instructions tab: the steps of each path, in order."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui.authorization.state import TabState
from ui.controls import Heading, ScrollColumn, Segments, Text
from ui.controls.copying import CopyValue

NAME = "configurations.instructions"
TYPES = (
    ("pre_authorize", "Pre-authorize the Integration"),
    ("allow_users", "Allow Users to Authorize"),
)
APPS = (("system", "System"), ("custom", "Custom"))


class InstructionsTab(ScrollColumn):
    """Shows the steps of the path that was chosen; the others are a click away."""

    def __init__(self) -> None:
        super().__init__(margins=(24, 20, 24, 24), spacing=16)
        self._state: TabState | None = None
        self._chosen: tuple[str, str] | None = None
        self._path = ("pre_authorize", "system")
        self._shown: object = None
        self._title = Heading("", name=f"{NAME}.title")
        self.column.addWidget(self._title)
        self._types = Segments(f"{NAME}.type", "Authorization Type", TYPES)
        self._types.chosen.connect(lambda key: self._look_at(key, self._path[1]))
        self._apps = Segments(f"{NAME}.app", "Card", APPS)
        self._apps.chosen.connect(lambda key: self._look_at(self._path[0], key))
        for segments in (self._types, self._apps):
            row = QHBoxLayout()
            row.addWidget(segments)
            row.addStretch(1)
            self.column.addLayout(row)
        self._steps = QVBoxLayout()
        self._steps.setSpacing(16)
        self.column.addLayout(self._steps)
        self.column.addStretch(1)

    def show_state(self, state: TabState) -> None:
        """Show the steps that set up the action. Another choice brings its path forward."""
        self._state = state
        choice = state.action.choice
        kind, app = choice.authorization_type, choice.app
        chosen = (
            kind.value if kind else "pre_authorize",
            app.value if app else "system",
        )
        if chosen != self._chosen:
            self._chosen = self._path = chosen
        self._draw()

    def _look_at(self, kind: str, app: str) -> None:
        self._path = (kind, app)
        self._draw()

    def _draw(self) -> None:
        state = self._state
        if state is None:
            return
        self._title.setText(f"Set up {state.action.name}")
        self._types.show_choice(self._path[0])
        self._apps.show_choice(self._path[1])
        told = state.action.instructions
        steps, custom = told.of(*self._path), self._path[1] == "custom"
        shown = (steps, custom and told.before, custom and state.callback_url)
        if shown == self._shown:
            return
        self._shown = shown
        self._empty()
        if custom:
            self._add_before(told.before, state.callback_url)
        for number, words in enumerate(steps, 1):
            self._steps.addWidget(_step(number, words))

    def _add_before(self, before: tuple[str, ...], callback_url: str) -> None:
        if before:
            self._steps.addWidget(Text("Before you begin", "label"))
            for words in before:
                self._steps.addWidget(Text(words, "secondary"))
        if callback_url:
            self._steps.addWidget(Text("Callback URL", "label"))
            self._steps.addWidget(
                CopyValue("the Callback URL", callback_url, f"{NAME}.callback_url")
            )
        self._steps.addWidget(Text("Steps", "label"))

    def _empty(self) -> None:
        while (item := self._steps.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                for one in (widget, *widget.findChildren(QWidget)):
                    one.setObjectName("")
                widget.hide()
                widget.deleteLater()


def _step(number: int, words: str) -> QWidget:
    mark = QLabel(str(number))
    mark.setProperty("role", "step")
    mark.setFixedSize(24, 24)
    mark.setAlignment(Qt.AlignmentFlag.AlignCenter)
    text = Text(words, name=f"{NAME}.{number}")
    step = QWidget()
    step.setAccessibleName(f"Step {number}: {words}")
    row = QHBoxLayout(step)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(12)
    row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(text, 1)
    return step
