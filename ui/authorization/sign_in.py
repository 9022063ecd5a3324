"""One sign-in: from the click on Authorize to an account or to the reason why there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from studio.authorization.login import LoginAttempt, LoginOutcome
from studio.authorization.values import Problem
from studio.errors import StudioError
from ui.authorization.browser import Browser
from ui.authorization.login_window import LoginWindow
from ui.authorization.state import Step

if TYPE_CHECKING:
    from studio.app import Studio
    from studio.authorization.arriving import OtherAccount
    from studio.authorization.browser_login import BrowserLogin
    from studio.preferences.values import LoginPolicy
    from ui.background import Task
    from ui.place import Context

WARM_UP_AFTER_MS = 200
"""The panel has slid in by then, and nobody has read it yet."""


class SignIn(QObject):
    """Carries attempts from the core to the login window and the redirect back to the core.

    `changed` says that `step` or `problem` is another; `ended` that an attempt is over and that
    the core, asked again, knows how.
    """

    changed = Signal()
    ended = Signal()
    painted = Signal()
    """The sign-in page is on screen."""

    def __init__(self, context: Context, connector_id: str, name: str, host: QWidget) -> None:
        super().__init__(host)
        self._context = context
        self._connector_id = connector_id
        self._name = name
        self._host = host
        preferences = context.studio.preferences
        self._browser = Browser(context.theme, self, lambda: preferences.known_way)
        self._attempt: LoginAttempt | None = None
        self._window: LoginWindow | None = None
        self._task: Task[Any] | None = None
        self._warm = False
        self._warming = QTimer(self)
        self._warming.setSingleShot(True)
        self._warming.setInterval(WARM_UP_AFTER_MS)
        self._warming.timeout.connect(self._warm_up)
        self._in_browser: BrowserLogin | None = None
        self._no_browser = False
        self.step = Step.IDLE
        self.problem: Problem | None = None
        self.in_browser = False
        """Whether the attempt under way is in the system's browser."""
        self.other: OtherAccount | None = None
        """At Step.DECIDING, what is to be decided."""

    @property
    def _policy(self) -> LoginPolicy:
        """Where the workspace lets people sign in, as far as this window knows."""
        known = self._context.studio.preferences.known
        return known.login_policy if known else "both"

    def warm_up(self) -> None:
        """Make ready what a sign-in will need, once the person has had a moment to look."""
        if not self._warm:
            self._warm = True
            self._warming.start()

    def _warm_up(self) -> None:
        """The address and the HTTP client on a worker, the embedded browser here: only the GUI
        thread may start it."""
        self._browser.warm_up()
        studio = self._context.studio

        def work(task: Task[None]) -> None:
            studio.environment.endpoints(self._connector_id)
            _ = studio.http
            studio.preferences.way()

        self._context.background.run(
            work,
            failed=lambda error: None,  # the attempt itself meets the same error and says so
            owner=self,
            lane=f"warm-up:{self._connector_id}",
        )

    def authorize(self) -> None:
        """Begin an attempt; while one waits for the person, bring its window forward."""
        if self.step is Step.SIGNING_IN and self._in_browser is not None:
            self._context.links.open(self._in_browser.url)
        elif self.step is Step.SIGNING_IN and self._window is not None:
            self._window.raise_()
            self._window.activateWindow()
        elif self.step is Step.IDLE and self._policy == "browser":
            self.authorize_in_browser()
        elif self.step is Step.IDLE:
            self._begin()

    def authorize_in_browser(self) -> None:
        """Begin an attempt in the system's browser; one in the login window makes way for it."""
        if self.step is Step.SIGNING_IN and self._in_browser is None:
            self._attempt = None  # called off by the one that begins now
            self._close_window()
        elif self.step is not Step.IDLE:
            return
        self.problem = None
        self.in_browser = True
        self._stand(Step.STARTING)
        studio = self._context.studio

        def begin(task: Task[BrowserLogin]) -> BrowserLogin:
            login = self._begun_in_browser(studio)
            if task.cancelled:
                login.attempt.call_off()
                login.close()
            return login

        self._task = self._context.background.run(
            begin,
            done=self._open_in_browser,
            failed=self._broken,
            owner=self,
            lane=f"connector:{self._connector_id}",
        )

    def answer(self, keep: bool) -> None:
        """Whether another account than before is meant."""
        attempt, self._attempt = self._attempt, None
        if self.step is not Step.DECIDING or attempt is None:
            return
        self.other = None
        self._stand(Step.EXCHANGING)

        def work(task: Task[StudioError | None]) -> StudioError | None:
            if keep:
                attempt.accept()
                return None
            return attempt.refuse()

        def done(refused: StudioError | None) -> None:
            self.problem = Problem.of(refused) if refused else None
            self._over()

        self._task = self._context.background.run(
            work,
            done=done,
            failed=self._broken,
            owner=self,
            lane=f"connector:{self._connector_id}",
        )

    def _begun_the_way(self, studio: Studio) -> LoginAttempt:
        """The same, once it is known how the login window's pages leave this computer."""
        studio.preferences.way()
        return self._begun(studio)

    def _begun(self, studio: Studio) -> LoginAttempt:
        """A new attempt for the login window. Blocks."""
        return studio.authorization.begin(self._connector_id)

    def _begun_in_browser(self, studio: Studio) -> BrowserLogin:
        """A new attempt for the system's browser. Blocks."""
        return studio.authorization.begin_in_browser(self._connector_id)

    def cancel(self) -> None:
        """Give up the attempt under way. An exchange that was sent is not taken back."""
        if self.step is Step.STARTING and self._task is not None:
            self._task.cancel()
            self._close_window()
            self.in_browser = False
            self._stand(Step.IDLE)
        elif self.step is Step.SIGNING_IN and self._in_browser is not None:
            self._in_browser.cancel()
        elif self.step is Step.SIGNING_IN and self._window is not None:
            self._window.close()

    def close(self) -> None:
        """Let everything go, saying nothing: the window it belongs to is closing."""
        self._warming.stop()
        if self._task is not None:
            self._task.cancel()
        self._attempt = None
        if self._in_browser is not None:
            self._in_browser.close()
            self._in_browser = None
        self._close_window()
        self._browser.close()

    def _begin(self) -> None:
        self.problem = None
        self._stand(Step.STARTING)
        studio = self._context.studio
        self._task = self._context.background.run(
            lambda task: self._begun_the_way(studio),
            done=self._open,
            failed=self._broken,
            owner=self,
            lane=f"connector:{self._connector_id}",
        )

    def _open(self, attempt: LoginAttempt) -> None:
        self._attempt = attempt
        if self._window is None:
            self._window = self._new_window()
        self._window.start(attempt, f"Sign in to {self._name}")
        self._window.show()
        self._window.raise_()
        self._window.activateWindow()
        self._stand(Step.SIGNING_IN)

    def _open_in_browser(self, login: BrowserLogin) -> None:
        """The worker that waits has a lane of its own: a person may take their time."""
        self._in_browser, self._attempt = login, login.attempt
        self._stand(Step.SIGNING_IN)
        self._task = self._context.background.run(
            lambda task: login.wait(),
            done=lambda account: self._over(),
            failed=self._ended_in_browser,
            owner=self,
            lane=f"browser:{self._connector_id}",
        )
        self._no_browser = not self._context.links.open(login.url)
        if self._no_browser:
            login.close()

    def _ended_in_browser(self, error: StudioError) -> None:
        attempt = self._attempt
        self._in_browser = None
        if self._no_browser:
            error = StudioError(
                "Your system opened no browser.",
                "Press Authorize to sign in in a window of the studio.",
                code="authorization.no_browser",
            )
        self._fail(error, attempt)

    def _fail(self, error: StudioError, attempt: LoginAttempt | None) -> None:
        """Something is wrong, or is to be decided first."""
        from studio.authorization.arriving import OtherAccount

        if isinstance(error, OtherAccount) and attempt is not None:
            self._attempt, self.other = attempt, error
            self._task = None
            self._stand(Step.DECIDING)
        else:
            self._broken(error)

    def _new_window(self) -> LoginWindow:
        window = LoginWindow(
            self._browser,
            self._context.theme,
            self._host.window(),
            offers_browser=self._policy == "both",
        )
        window.browser_requested.connect(self.authorize_in_browser)
        window.callback_taken.connect(self._complete)
        window.ended.connect(self._abandon)
        window.retry_requested.connect(self.authorize)
        window.painted.connect(self.painted)
        window.finished.connect(lambda result: self._window_gone(window))
        return window

    def _complete(self, url: str) -> None:
        attempt, self._attempt = self._attempt, None
        self._close_window()
        if attempt is None:
            return
        self._stand(Step.EXCHANGING)
        self._task = self._context.background.run(
            lambda task: attempt.complete(url),
            done=lambda account: self._over(),
            failed=lambda error: self._fail(error, attempt),
            owner=self,
            lane=f"connector:{self._connector_id}",
        )

    def _abandon(self, outcome: LoginOutcome) -> None:
        attempt, self._attempt = self._attempt, None
        if attempt is None:
            return
        self._task = self._context.background.run(
            lambda task: attempt.abandon(outcome),
            done=lambda error: self._over(),
            failed=self._broken,
            owner=self,
            lane=f"connector:{self._connector_id}",
        )

    def _broken(self, error: StudioError) -> None:
        self._close_window()
        self.problem = Problem(
            error.message, error.next_step, error.code, error.correlation_id, error.exchange_id
        )
        self._over()

    def _over(self) -> None:
        self._task = self._attempt = self._in_browser = None
        self.in_browser = False
        self._stand(Step.IDLE)
        self.ended.emit()

    def _stand(self, step: Step) -> None:
        self.step = step
        self.changed.emit()

    def _close_window(self) -> None:
        if self._window is not None:
            self._window.close()

    def _window_gone(self, window: LoginWindow) -> None:
        if self._window is window:
            self._window = None
            if self.step is Step.STARTING:
                self.cancel()
        window.deleteLater()
        self._browser.warm_up()
