"""One test of a profile: from the click on Test to what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from studio.authorization.callback import is_callback
from studio.authorization.exchange import OpenPage
from studio.authorization.profiles.fields import Cell, Field
from studio.authorization.profiles.trying import ProfileTest, TestResult
from studio.authorization.profiles.values import Profile
from studio.errors import StudioError
from ui.authorization.browser import Browser
from ui.authorization_profiles.asking import TestDialog
from ui.background import Task
from ui.place import Context

if TYPE_CHECKING:
    from studio.authorization.profiles.browser_test import BrowserTest
    from studio.preferences.values import LoginPolicy
    from ui.authorization.login_window import LoginWindow

TEST_LANE = "profiles.test"
BROWSER_LANE = "profiles.test.browser"


class Stage(Enum):
    """How far a test is."""

    IDLE = ""
    READING = "Reading the profile…"
    ASKING = "Waiting for what Test needs."
    SENDING = "Asking the service…"
    SIGNING_IN = "Waiting for your sign-in."
    IN_BROWSER = "Waiting for your sign-in in the browser."


@dataclass(frozen=True)
class PageOfTest:
    """What the login window needs to know of a test."""

    authorize_url: str
    reason: str
    callback_url: str

    def is_callback(self, url: str) -> bool:
        """Whether the sign-in ends here."""
        return is_callback(url, self.callback_url)

    def is_declined(self, url: str) -> bool:
        """No page of an unknown service is known to mean that."""
        return False


class ProfileTesting(QObject):
    """Tests one profile at a time.

    Signals:
        changed: `stage` is another.
        ended: Id of the profile, and the `TestResult`.
        failed: Id of the profile, and the error that kept the test from beginning.
    """

    changed = Signal()
    ended = Signal(str, object)
    failed = Signal(str, object)

    def __init__(self, context: Context, host: QWidget) -> None:
        super().__init__(host)
        self._context = context
        self._host = host
        preferences = context.studio.preferences
        self._browser = Browser(context.theme, self, lambda: preferences.known_way)
        self._window: LoginWindow | None = None
        self._dialog: TestDialog | None = None
        self._test: ProfileTest | None = None
        self._task: Task[Any] | None = None
        self._given: dict[str, dict[str, Cell]] = {}
        self._begun_with: tuple[Profile, Mapping[str, Cell]] | None = None
        """What a test in the login window was begun with, while it may still change to the
        browser; it may hold a secret, so it goes with the test."""
        self._in_browser: BrowserTest | None = None
        self._page = ""
        self.stage = Stage.IDLE
        self.profile_id = ""
        self.name = ""

    def warm_up(self) -> None:
        """A test that opens a page is near: have the embedded browser ready."""
        self._browser.warm_up()

    def start(self, profile_id: str, name: str) -> None:
        """Begin a test; while one waits for the person, bring its window forward."""
        if self.stage is Stage.SIGNING_IN and self._window is not None:
            self._window.raise_()
            self._window.activateWindow()
            return
        if self.stage is Stage.IN_BROWSER:
            self._context.links.open(self._page)
            return
        if self.stage is not Stage.IDLE:
            return
        self.profile_id, self.name = profile_id, name
        profiles = self._context.studio.profiles
        preferences = self._context.studio.preferences

        def work(task: Task[Any]) -> tuple[Profile, tuple[Field, ...]]:
            preferences.way()
            profile = profiles.get(profile_id)
            return profile, profiles.tests.fields(profile)

        self._stand(Stage.READING)
        self._task = self._context.background.run(
            work,
            done=lambda read: self._read(*read),
            failed=self._broken,
            owner=self,
            lane=TEST_LANE,
        )

    def cancel(self) -> None:
        """Give it up."""
        if self._dialog is not None:
            self._dialog.reject()
        elif self._in_browser is not None:
            self._in_browser.cancel()
        elif self._window is not None and self.stage is Stage.SIGNING_IN:
            self._window.close()
        elif self._task is not None:
            self._task.cancel()
            self._over()

    def close(self) -> None:
        """Let everything go, saying nothing: the window it belongs to is closing."""
        if self._task is not None:
            self._task.cancel()
        self._test = None
        if self._in_browser is not None:
            self._in_browser.close()
        self._close_window()
        self._browser.close()

    def _read(self, profile: Profile, fields: tuple[Field, ...]) -> None:
        if not fields:
            self._send(profile, {})
            return
        self._stand(Stage.ASKING)
        dialog = self._dialog = TestDialog(
            self._host.window(), profile, fields, self._given.get(profile.id, {})
        )

        def finished(result: int) -> None:
            self._dialog = None
            given = dialog.given()
            # Nothing secret is held on to for the next time.
            self._given[profile.id] = {
                field.id: given[field.id] for field in fields if field.kind != "secret"
            }
            dialog.deleteLater()
            if result:
                self._send(profile, given)
            else:
                self._over()

        dialog.finished.connect(finished)
        dialog.open()

    @property
    def _policy(self) -> LoginPolicy:
        known = self._context.studio.preferences.known
        return known.login_policy if known else "both"

    def _send(self, profile: Profile, given: Mapping[str, Cell]) -> None:
        tests = self._context.studio.profiles.tests
        if self._policy == "browser" and tests.signs_in(profile):
            self._send_in_browser(profile, given)
            return
        self._stand(Stage.SENDING)
        self._begun_with = (profile, given)

        def work(task: Task[Any]) -> tuple[ProfileTest, OpenPage | TestResult]:
            test = tests.begin(profile, given)
            return test, test.go_on()

        def done(begun: tuple[ProfileTest, OpenPage | TestResult]) -> None:
            self._test, outcome = begun
            self._came(outcome)

        self._task = self._context.background.run(
            work, done=done, failed=self._broken, owner=self, lane=TEST_LANE
        )

    def _use_browser(self) -> None:
        """The same test again, in the system's browser; the login window makes way for it."""
        if self._begun_with is None or self.stage is not Stage.SIGNING_IN:
            return
        self._test = None
        self._close_window()
        self._send_in_browser(*self._begun_with)

    def _send_in_browser(self, profile: Profile, given: Mapping[str, Cell]) -> None:
        self._stand(Stage.SENDING)
        self._begun_with = None
        tests = self._context.studio.profiles.tests

        def begin(task: Task[Any]) -> tuple[BrowserTest, OpenPage | TestResult]:
            test = tests.begin_in_browser(profile, given)
            outcome = test.go_on()
            if task.cancelled:
                test.close()
            return test, outcome

        self._task = self._context.background.run(
            begin,
            done=lambda begun: self._open_in_browser(*begun),
            failed=self._broken,
            owner=self,
            lane=TEST_LANE,
        )

    def _open_in_browser(self, test: BrowserTest, outcome: OpenPage | TestResult) -> None:
        if isinstance(outcome, TestResult):
            self._came(outcome)
            return
        self._in_browser, self._page = test, outcome.url
        self._stand(Stage.IN_BROWSER)
        # The worker that waits has a lane of its own: a person may take their time.
        self._task = self._context.background.run(
            lambda task: test.wait(),
            done=self._came,
            failed=self._broken,
            owner=self,
            lane=BROWSER_LANE,
        )
        if not self._context.links.open(outcome.url):
            test.cancel(
                "Your system opened no browser. Test it in the login window, or set a default "
                "browser."
            )

    def _came(self, outcome: OpenPage | TestResult) -> None:
        if isinstance(outcome, TestResult):
            self._close_window()
            profile_id = self.profile_id
            self._over()
            self.ended.emit(profile_id, outcome)
            return
        assert self._test is not None
        window = self._window or self._new_window()
        reason = f"Signing in to test {self.name}"
        window.start(PageOfTest(outcome.url, reason, self._test.callback_url), "Test Authorization")
        window.show()
        window.raise_()
        window.activateWindow()
        self._stand(Stage.SIGNING_IN)

    def _new_window(self) -> LoginWindow:
        from ui.authorization.login_window import LoginWindow

        window = self._window = LoginWindow(
            self._browser,
            self._context.theme,
            self._host.window(),
            offers_browser=self._policy == "both",
        )
        window.browser_requested.connect(self._use_browser)
        window.callback_taken.connect(self._redirected)
        window.ended.connect(lambda outcome: self._given_up())
        window.retry_requested.connect(lambda: self._retry(window))
        window.finished.connect(lambda result: self._window_gone(window))
        return window

    def _redirected(self, url: str) -> None:
        test = self._test
        if test is None:
            return
        self._close_window()
        self._stand(Stage.SENDING)
        self._task = self._context.background.run(
            lambda task: test.redirected(url),
            done=self._came,
            failed=self._broken,
            owner=self,
            lane=TEST_LANE,
        )

    def _given_up(self) -> None:
        """The window was closed, or the page cannot be reached: the window explains that itself."""
        test, self._test = self._test, None
        if test is None or self.stage is not Stage.SIGNING_IN:
            return
        profile_id = self.profile_id
        self._context.background.run(
            lambda task: test.cancel(),
            done=lambda result: self.ended.emit(profile_id, result),
            owner=self,
            lane=TEST_LANE,
        )
        self._over()

    def _retry(self, window: LoginWindow) -> None:
        window.close()
        self.start(self.profile_id, self.name)

    def _broken(self, error: StudioError) -> None:
        self._close_window()
        profile_id = self.profile_id
        self._over()
        self.failed.emit(profile_id, error)

    def _over(self) -> None:
        self._task = self._in_browser = self._begun_with = None
        self._stand(Stage.IDLE)

    def _stand(self, stage: Stage) -> None:
        self.stage = stage
        self.changed.emit()

    def _close_window(self) -> None:
        if self._window is not None:
            self._window.close()

    def _window_gone(self, window: LoginWindow) -> None:
        if self._window is window:
            self._window = None
        window.deleteLater()
