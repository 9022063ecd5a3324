"""Setting up one action: what was chosen, the sign-in under way, and Enable."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from studio.actions import Action, Actions, Enabled, Removed
from studio.authorization.values import App, Choice, Problem
from studio.errors import StudioError
from ui.authorization.state import Step, TabState

if TYPE_CHECKING:
    from studio.authorization.mending import Mended
    from studio.authorization.preflight import Finding, Report
    from studio.authorization.profiles.values import ProfileLine
    from studio.authorization.shortfall import Shortfall
    from ui.authorization.sign_in import SignIn
    from ui.place import Context


class SetUp(QObject):
    """Asks the core for one action and tells it what the person does.

    Signals:
        changed: `state` is another; draw it.
        enabled: Enable worked; carries what it did.
        removed: Disable or Delete worked; carries what is gone, and whether it was Delete.
    """

    changed = Signal(TabState)
    enabled = Signal(Enabled)
    removed = Signal(Removed, bool)
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
        self._profiles: tuple[ProfileLine, ...] = ()
        self._callback_url = ""
        self._foreseen_for: Choice | None = None
        self._findings: tuple[Finding, ...] = ()
        self._short: Shortfall | None = None
        self._mended: Mended | None = None
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
        known = self._context.studio.preferences.known
        if self._wanted is not None:
            action = replace(action, choice=self._wanted)
        return TabState(
            action=action,
            now=self._context.studio.clock.now(),
            step=sign_in.step if sign_in else Step.IDLE,
            problem=self._problem or (sign_in.problem if sign_in else None),
            enabling=self._enabling,
            in_browser=sign_in.in_browser if sign_in else False,
            other=sign_in.other if sign_in else None,
            profiles=self._profiles,
            callback_url=self._callback_url,
            policy=known.login_policy if known else "both",
            findings=self._findings if self._foreseen_for == action.choice else (),
            short=self._short if self._foreseen_for == action.choice else None,
            mended=self._words_of_repair(action.choice),
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
        self.look()

    def look(self) -> None:
        """Ask which profiles there are, and what the service will say to the chosen app."""
        self._context.background.run(
            lambda task: self._known_profiles(),
            done=self._show_profiles,
            failed=self._failed,
            owner=self,
            lane=f"profiles-of:{self.connector_id}",
        )
        choice = self._action.choice
        self._context.background.run(
            lambda task: self._foresee(choice),
            done=lambda known: self._show_foreseen(choice, *known),
            failed=lambda error: None,  # Authorize meets the same error and says so
            owner=self,
            lane=f"foreseen:{self.connector_id}",
        )

    def _foresee(self, choice: Choice) -> tuple[Report | None, Shortfall]:
        from studio.authorization.foreseen import foreseen
        from studio.authorization.shortfall import shortfall

        studio, connector_id = self._context.studio, self.connector_id
        report = foreseen(studio.preflight, lambda: studio.profiles, connector_id, choice)
        installed = [t.id for t in studio.templates.for_connector(connector_id) if t.installed]
        action = studio.actions.get(connector_id)
        short = shortfall(studio.catalogue, lambda: studio.profiles, action)
        return report, short.among(installed)

    def _known_profiles(self) -> tuple[tuple[ProfileLine, ...], str]:
        studio = self._context.studio
        return studio.profiles.list(), studio.preferences.callback_url(self.connector_id)

    def _show_profiles(self, known: tuple[tuple[ProfileLine, ...], str]) -> None:
        self._profiles, self._callback_url = known
        self._tell()

    def _show_foreseen(self, choice: Choice, report: Report | None, short: Shortfall) -> None:
        self._foreseen_for = choice
        self._short = short
        self._findings = report.findings if report else ()
        self._tell()

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

    def authorize_in_browser(self) -> None:
        self._problem = None
        self._sign_in.authorize_in_browser()

    def answer(self, keep: bool) -> None:
        """Whether another account than before is kept."""
        self._sign_in.answer(keep)

    def cancel(self) -> None:
        self._sign_in.cancel()

    def mend(self, rule_id: str, field_id: str) -> None:
        """Carry out a repair of pre-flight on the chosen profile."""
        studio, choice = self._context.studio, self.state.action.choice

        def work(task: object) -> Mended:
            from studio.authorization.mending import mend

            return mend(
                studio.preflight,
                studio.profiles,
                self.connector_id,
                choice,
                rule_id=rule_id,
                field_id=field_id,
            )

        self._repair(work, self._show_mended)

    def take_back(self) -> None:
        """Undo the last repair."""
        mended, studio = self._mended, self._context.studio
        if mended is None:
            return

        def work(task: object) -> None:
            from studio.authorization.mending import take_back

            take_back(studio.profiles, mended)

        self._repair(work, lambda _: self._show_mended(None))

    def _repair(self, work: Callable[[Any], Any], done: Callable[[Any], None]) -> None:
        self._problem = None
        self._context.background.run(
            work, done=done, failed=self._failed, owner=self, lane=self._lane
        )

    def _show_mended(self, mended: Mended | None) -> None:
        self._mended = mended
        self.refresh()
        self.look()

    def _words_of_repair(self, choice: Choice) -> str:
        mended = self._mended
        if mended is None or mended.profile.id != choice.profile_id:
            return ""
        return f"Done in {mended.profile.name}: {mended.what[:1].lower()}{mended.what[1:]}."

    def select_profile(self, profile_id: str) -> None:
        """Take this profile for the Custom card, as after Create New."""
        choice = self.state.action.choice
        if choice.profile_id != profile_id:
            self.choose(replace(choice, app=App.CUSTOM, profile_id=profile_id, tenant=""))
        else:
            self.refresh()
        self.look()

    def disable(self) -> None:
        """Stop the action; what was chosen stays."""
        self._run(lambda actions: actions.disable(self.connector_id), deleted=False)

    def delete(self) -> None:
        """Take the action out of Configured for good."""
        self._run(lambda actions: actions.delete(self.connector_id), deleted=True)

    def _run(self, work: Callable[[Actions], Removed], *, deleted: bool) -> None:
        def done(removed: Removed) -> None:
            self.show(removed.action)
            self.removed.emit(removed, deleted)

        self._problem = None
        self._context.background.run(
            lambda task: work(self._context.studio.actions),
            done=done,
            failed=self._failed,
            owner=self,
            lane=self._lane,
        )

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
            made.ended.connect(self.look)
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
            self.look()

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
