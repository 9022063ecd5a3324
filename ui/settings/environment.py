"""Where the workspace works: two cards, and a question when something is enabled."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from studio.environment import EnvironmentName
from studio.errors import StudioError
from studio.preferences.values import Chosen
from ui.controls import Button, Notice, OptionCard, OptionGroup
from ui.place import Context
from ui.settings.asking import SwitchQuestion
from ui.settings.saving import LANE
from ui.settings.section import Section

SANDBOX_LINE = "The service on board this computer. Nothing leaves it, and no account is needed."
LIVE_LINE = "The service itself. What the bot creates, changes and deletes there is real."


class EnvironmentSection(Section):
    """One of the page's sections.

    Signals:
        switched: The workspace is in the other environment.
        app_wanted: The System app for Live has to be entered, further down.
    """

    switched = Signal()
    app_wanted = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(
            "environment",
            "Environment",
            "Each has accounts and tokens of its own; none of them reaches the other.",
        )
        self._context = context
        self._shown: EnvironmentName = "sandbox"
        self._question: SwitchQuestion | None = None
        self._notice: Notice | None = None
        self._cards = OptionGroup(self)
        row = QHBoxLayout()
        row.setSpacing(10)
        name = "settings.environment"
        sandbox = OptionCard("Sandbox", SANDBOX_LINE, f"{name}.sandbox", tint="sandbox")
        live = OptionCard("Live", LIVE_LINE, f"{name}.live", tint="warn")
        row.addWidget(self._cards.add("sandbox", sandbox), 1)
        row.addWidget(self._cards.add("live", live), 1)
        self._cards.chosen.connect(self._choose)
        self.column.addLayout(row)

    def show_chosen(self, chosen: Chosen) -> None:
        """Show where the workspace is."""
        self._shown = chosen.environment
        if self._question is None:
            self._cards.show_choice(chosen.environment)

    def _choose(self, key: str) -> None:
        to: EnvironmentName = "live" if key == "live" else "sandbox"
        if to == self._shown:
            return
        self._drop_notice()
        self._run(lambda switching: switching.foresee(to), self._ask)

    def _ask(self, foreseen: Any) -> None:
        if not foreseen.asks:
            self._switch(foreseen.to)
            return
        question = self._question = SwitchQuestion(self.window(), foreseen)

        def finished(result: int) -> None:
            self._question = None
            question.deleteLater()
            if result:
                self._switch(foreseen.to)
            else:
                self._cards.show_choice(self._shown)

        question.finished.connect(finished)
        question.open()

    def _switch(self, to: EnvironmentName) -> None:
        self._run(lambda switching: switching.switch(to), self._done)

    def _done(self, done: Any) -> None:
        self._shown = done.to
        self._cards.show_choice(done.to)
        self.say_saved()
        self.switched.emit()
        lines = [f"{one.name} is disabled here: {one.why}." for one in done.stops]
        lines += [f"{name} is enabled here, as it was left." for name in done.comes_back]
        if lines:
            action = self._next_step(any(stop.needs_app for stop in done.stops))
            title = f"The workspace is on {done.label}"
            self._show_notice(
                Notice(
                    "warn" if done.stops else "ok",
                    title,
                    "\n".join(lines),
                    name="settings.environment.done",
                    action=action,
                )
            )

    def _next_step(self, needs_app: bool) -> Button:
        if needs_app:
            button = Button("Enter the System app", "settings.environment.app", kind="small")
            button.clicked.connect(self.app_wanted)
        else:
            button = Button("Go to Actions", "settings.environment.actions", kind="small")
            button.clicked.connect(lambda: self._context.navigate("actions"))
        return button

    def _failed(self, error: StudioError) -> None:
        self._cards.show_choice(self._shown)
        name = "settings.environment.problem"
        self._show_notice(Notice("error", error.message, error.next_step, name=name))

    def _run(self, work: Any, done: Any) -> None:
        studio = self._context.studio

        def on_worker(task: Any) -> Any:
            from studio.preferences.opening import open_switching

            return work(open_switching(studio))

        self._context.background.run(
            on_worker, done=done, failed=self._failed, owner=self, lane=LANE
        )

    def _show_notice(self, notice: Notice) -> None:
        self._drop_notice()
        self._notice = notice
        self.column.addSpacing(8)
        self.column.addWidget(notice)

    def _drop_notice(self) -> None:
        if self._notice is not None:
            self.column.removeWidget(self._notice)
            for widget in (self._notice, *self._notice.findChildren(QWidget)):
                widget.setObjectName("")
            self._notice.hide()
            self._notice.deleteLater()
            self._notice = None
            last = self.column.takeAt(self.column.count() - 1)
            del last
