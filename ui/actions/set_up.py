"""Setting up one action: what was chosen, the sign-in under way, and Enable."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from studio.actions import Action, Enabled
from studio.authorization.values import Choice, Problem
from studio.errors import StudioError
from ui.authorization.state import Step, TabState

if TYPE_CHECKING:
    from ui.authorization.sign_in import SignIn
    from ui.place import Context


class SetUp(QObject):
    """Asks the core for one action and tells it what the person does.

    Signals:
        changed: `state` is another; draw it.
        enabled: Enable worked; carries what it did.
    """

    changed = Signal(TabState)
    enabled = Signal(Enabled)
    painted = Signal()
    """The sign-in page is on screen."""

    def __init__(self, context: Context, action: Action, host: QWidget) -> None:
        super().__init__(host)
        self._context = context
        self._action = action
        self._problem: Problem | None = None
        self._enabling = False
        self._wanted: Choice | None = None
        self._choosing = 0
        self._host = host
        self._built_sign_in: SignIn | None = None

    @property
    def connector_id(self) -> str:
        return self._action.connector_id

    @property
    def state(self) -> TabState:
        """Everything the panel draws."""
        action = self._action
        sign_in = self._built_sign_in
        if self._wanted is not None:
            action = replace(action, choice=self._wanted)
        return TabState(
            action=action,
            now=self._context.studio.clock.now(),
            step=sign_in.step if sign_in else Step.IDLE,
            problem=self._problem or (sign_in.problem if sign_in else None),
            enabling=self._enabling,
        )

    def refresh(self) -> None:
        """Ask the core how the action stands."""
        self._context.background.run(
            lambda task: self._context.studio.actions.get(self.connector_id),
            done=self.show,
            failed=self._failed,
            owner=self,
            lane=self._lane,
        )

    def show(self, action: Action) -> None:
        """The core was asked elsewhere; this is what it said."""
        self._action = action
        self._tell()

    def warm_up(self) -> None:
        """Make a sign-in ready to open at once."""
        self._sign_in.warm_up()

    def choose(self, choice: Choice) -> None:
        """Keep a choice at once, so that a restart shows it again.

        Somebody may click the next card before the core has kept the one before: until all are
        kept, the last one stands.
        """
        self._wanted = choice
        self._choosing += 1
        self._problem = None
        self._tell()
        self._context.background.run(
            lambda task: self._context.studio.actions.choose(self.connector_id, choice),
            done=self._kept,
            failed=self._not_kept,
            owner=self,
            lane=self._lane,
        )

    def authorize(self) -> None:
        self._problem = None
        self._sign_in.authorize()

    def cancel(self) -> None:
        self._sign_in.cancel()

    def enable(self) -> None:
        """Move the action to Configured."""
        if self._enabling:
            return
        self._enabling = True
        self._problem = None
        self._tell()
        self._context.background.run(
            lambda task: self._context.studio.actions.enable(self.connector_id),
            done=self._enabled,
            failed=self._failed,
            owner=self,
            lane=self._lane,
        )

    def close(self) -> None:
        """Give up what is under way; the page goes."""
        if self._built_sign_in is not None:
            self._built_sign_in.close()

    @property
    def _sign_in(self) -> SignIn:
        """Made when the panel is first opened: who only looks around needs none."""
        if self._built_sign_in is None:
            from ui.authorization.sign_in import SignIn

            action = self._action
            made = SignIn(self._context, action.connector_id, action.name, self._host)
            made.changed.connect(self._tell)
            made.ended.connect(self.refresh)
            made.painted.connect(self.painted)
            self._built_sign_in = made
        return self._built_sign_in

    @property
    def _lane(self) -> str:
        return f"connector:{self.connector_id}"

    def _kept(self, action: Action) -> None:
        self._choosing -= 1
        if self._choosing == 0:
            self._wanted = None
            self.show(action)

    def _not_kept(self, error: StudioError) -> None:
        self._choosing -= 1
        if self._choosing == 0:
            self._wanted = None
        self._failed(error)

    def _enabled(self, enabled: Enabled) -> None:
        self._enabling = False
        self.show(enabled.action)
        self.enabled.emit(enabled)

    def _failed(self, error: StudioError) -> None:
        self._enabling = False
        self._problem = Problem(
            error.message, error.next_step, error.code, error.correlation_id, error.exchange_id
        )
        self._tell()

    def _tell(self) -> None:
        self.changed.emit(self.state)
