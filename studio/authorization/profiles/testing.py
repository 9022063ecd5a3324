"""Beginning the test of a profile: in the login window, or in the system's browser."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from studio.authorization.errors import forbidden
from studio.authorization.profiles.fields import Field
from studio.authorization.profiles.mechanisms import mechanism
from studio.authorization.profiles.trying import ProfileTest
from studio.authorization.profiles.values import Profile, frozen
from studio.clock import Clock
from studio.ids import Ids

if TYPE_CHECKING:
    from studio.authorization.profiles.browser_test import BrowserTest
    from studio.http import HttpClient
    from studio.preferences.values import LoginPolicy


class ProfileTests:
    """Costs nothing: `Profiles.tests` makes one whenever it is asked.

    Args:
        complete: The profile with the workspace's callback.
        here: The profile with its addresses as they are asked in this environment.
        http: The one HTTP client, built when it is first needed.
        clock: For time stamps of signed requests.
        ids: What must not be guessed.
        loopback_urls: What a sign-in in the system's browser may come back to.
        policy: Where the workspace lets people sign in.
    """

    def __init__(
        self,
        *,
        complete: Callable[[Profile], Profile],
        here: Callable[[Profile], Profile],
        http: Callable[[], HttpClient],
        clock: Clock,
        ids: Ids,
        loopback_urls: Callable[[], tuple[str, ...]],
        policy: Callable[[], LoginPolicy],
    ) -> None:
        self._complete = complete
        self._here = here
        self._http = http
        self._clock = clock
        self._ids = ids
        self._loopback_urls = loopback_urls
        self._policy = policy

    def fields(self, profile: Profile) -> tuple[Field, ...]:
        """What the dialog Test Authorization asks for; empty when Test runs without it."""
        from studio.authorization.profiles.dialog import test_fields

        return test_fields(profile)

    def signs_in(self, profile: Profile) -> bool:
        """Whether the test opens a page for somebody to sign in on."""
        return mechanism(profile.mechanism).field("callback_url") is not None

    def begin(self, profile: Profile, given: Mapping[str, Any] | None = None) -> ProfileTest:
        """A test for the login window; its `go_on` carries it out and blocks.

        Args:
            profile: A saved one, or a draft as `Profile("", mechanism, values)`.
            given: What was entered in the dialog, by field id. It is kept nowhere.

        Raises:
            AuthorizationError: it needs the login window, which the login policy forbids.
        """
        if self.signs_in(profile) and self._policy() == "browser":
            raise forbidden("the login window", "your browser")
        return self._made(self._complete(profile), given)

    def begin_in_browser(
        self, profile: Profile, given: Mapping[str, Any] | None = None
    ) -> BrowserTest:
        """A test that signs in in the system's browser, which comes back to this computer.

        Raises:
            AuthorizationError: the login policy forbids the browser, or no port is free
                (`authorization.no_port`).
        """
        from studio.authorization.loopback import LoopbackListener
        from studio.authorization.profiles.browser_test import BrowserTest

        if self._policy() == "window":
            raise forbidden("your browser", "the login window")
        listener = LoopbackListener.open(self._loopback_urls())
        try:
            values = frozen({**profile.values, "callback_url": listener.callback_url})
            made = Profile(profile.id, profile.mechanism, values, profile.lost)
            return BrowserTest(self._made(made, given), listener)
        except BaseException:
            listener.close()
            raise

    def _made(self, profile: Profile, given: Mapping[str, Any] | None) -> ProfileTest:
        return ProfileTest(
            self._here(profile), given or {}, self._http, clock=self._clock, ids=self._ids
        )
