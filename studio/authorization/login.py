"""One sign-in, from the page that opens to the account it ends with."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator
from enum import Enum
from typing import Any
from urllib.parse import urlsplit

from studio.authorization import callback, exchange
from studio.authorization.arriving import OtherAccount
from studio.authorization.errors import AuthorizationError
from studio.authorization.exchange import OAuthApp, OpenPage, PostForm, Redirected
from studio.authorization.grant import Grant
from studio.authorization.values import Account
from studio.errors import StudioError


class LoginOutcome(Enum):
    """How a sign-in can end without an answer from the service."""

    CLOSED = "closed"
    DECLINED = "declined"
    UNREACHABLE = "unreachable"
    CANCELLED = "cancelled"
    TIMED_OUT = "timed_out"


class LoginAttempt:
    """What a login window has to know, and where it hands in what it saw.

    Args:
        app: Who asks, and where.
        reason: Why the person signs in, in words.
        state: Unguessable, new for each attempt (RFC 6749 section 10.12).
        verifier: Unguessable, new for each attempt (RFC 7636 section 4.1).
        declined_paths: Paths of pages that mean the person declined.
        finish: Carries out the exchange's remaining steps and turns the grant into an account;
            blocks. Raises OtherAccount when somebody has to decide first.
        keep: Keeps the account that had to be decided on; blocks.
        give_back: Takes back, at the service, what was granted for it; blocks.
        give_up: Told when the sign-in ends without an account.
        seen: Told of the redirect before anything is done with it.
    """

    def __init__(
        self,
        app: OAuthApp,
        *,
        reason: str,
        state: str,
        verifier: str,
        declined_paths: tuple[str, ...],
        finish: Callable[[LoginAttempt, Generator[Any, Any, Grant], PostForm], Account],
        give_up: Callable[[StudioError], None],
        keep: Callable[[LoginAttempt], Account] | None = None,
        give_back: Callable[[LoginAttempt], str] | None = None,
        seen: Callable[[str], None] = lambda url: None,
    ) -> None:
        self.reason = reason
        self.callback_url = app.callback_url
        self.called_off = False
        """Whether another attempt took its place: what it brings is not wanted any more."""
        self._state = state
        self._when_called_off: Callable[[], None] | None = None
        self._declined = declined_paths
        self._host = urlsplit(app.authorize_url).netloc
        self._finish = finish
        self._keep = keep
        self._give_back = give_back
        self._seen = seen
        self._deciding = threading.Lock()
        self.undecided: OtherAccount | None = None
        """Set while another account than before waits for `accept` or `refuse`."""
        self._give_up = give_up
        self._over = threading.Lock()
        self._steps = exchange.authorize(app, state=state, verifier=verifier)
        opening = next(self._steps)
        assert isinstance(opening, OpenPage)
        self.authorize_url = opening.url

    def is_callback(self, url: str) -> bool:
        """Whether this address is the redirect that ends the sign-in."""
        return callback.is_callback(url, self.callback_url)

    def belongs(self, url: str) -> bool:
        """Whether this address is the redirect of this very sign-in: it brings back its state."""
        return callback.belongs(url, self.callback_url, self._state)

    def is_declined(self, url: str) -> bool:
        """Whether this address is a page of the service that means: the person declined."""
        try:
            parts = urlsplit(url)
        except ValueError:
            return False
        return parts.netloc == self._host and parts.path in self._declined

    def complete(self, url: str) -> Account:
        """Exchange the code that the redirect brought. Blocks; a sign-in completes once only.

        Raises:
            OtherAccount: it is another account than before; call `accept` or `refuse`.
            AuthorizationError: the redirect is not ours or says no, or the exchange was refused.
            StudioError: no answer came (HttpError), or the vault could not keep the tokens.
        """
        if not self._over.acquire(blocking=False):
            raise superseded() if self.called_off else _ended()
        self._seen(url)
        try:
            form = self._steps.send(Redirected(url))
            assert isinstance(form, PostForm)
            return self._finish(self, self._steps, form)
        except OtherAccount as error:
            self.undecided = error
            raise
        except StudioError as error:
            if not self.called_off:
                self._give_up(error)
            raise

    def accept(self) -> Account:
        """Keep the other account in place of the one before. Blocks.

        Raises:
            AuthorizationError: there is nothing to decide, or another attempt took its place.
            StudioError: the vault could not keep the tokens.
        """
        self._decide()
        assert self._keep is not None, "whoever asks for a decision carries it out"
        try:
            return self._keep(self)
        except StudioError as error:
            if not self.called_off:
                self._give_up(error)
            raise

    def refuse(self) -> AuthorizationError:
        """Leave everything as it was, and give back what was granted. Blocks.

        Returns:
            What to show: what became of it, and how to sign in to the account before.
        """
        other = self._decide()
        trouble = self._give_back(self) if self._give_back else ""
        return AuthorizationError(
            f"The other account was not kept.{f' {trouble}' if trouble else ''}",
            f"Press Authorize and choose {other.before[0]}.",
            code="authorization.other_account_refused",
        )

    def _decide(self) -> OtherAccount:
        with self._deciding:
            other, self.undecided = self.undecided, None
        if other is None:
            raise superseded() if self.called_off else _ended()
        return other

    def abandon(self, outcome: LoginOutcome) -> AuthorizationError:
        """End the sign-in without an answer; answers with what to show. Harmless afterwards."""
        error = _abandoned(outcome)
        if self._over.acquire(blocking=False):
            self._steps.close()
            self._give_up(error)
        return error

    def call_off(self) -> None:
        """Another attempt, or another choice, takes this one's place. Leaves no problem."""
        self.called_off = True
        self.undecided = None
        if self._over.acquire(blocking=False):
            self._steps.close()
        if self._when_called_off is not None:
            self._when_called_off()

    def when_called_off(self, act: Callable[[], None]) -> None:
        """Do this when it is called off; at once when it was already. Harmless to do twice."""
        self._when_called_off = act
        if self.called_off:
            act()


def superseded() -> AuthorizationError:
    """What an attempt ends with when its account is not wanted any more."""
    return AuthorizationError(
        "Another sign-in was begun, or something else was chosen, before this one was finished.",
        "Finish the newer sign-in, or press Authorize again.",
        code="authorization.superseded",
    )


def _ended() -> AuthorizationError:
    return AuthorizationError(
        "This sign-in is over already.", "Press Authorize again.", code="authorization.replayed"
    )


def _abandoned(outcome: LoginOutcome) -> AuthorizationError:
    match outcome:
        case LoginOutcome.CLOSED:
            return AuthorizationError(
                "The login window was closed before the sign-in was finished. "
                "Nothing was authorized.",
                "Press Authorize to begin again.",
                code="authorization.closed",
            )
        case LoginOutcome.DECLINED:
            return AuthorizationError(
                "You declined what was asked. Nothing was authorized.",
                "Press Authorize and allow what is asked, or choose another account.",
                code="authorization.declined",
            )
        case LoginOutcome.CANCELLED:
            return AuthorizationError(
                "You cancelled the sign-in in the browser. Nothing was authorized.",
                "Press Authorize to begin again.",
                code="authorization.cancelled",
            )
        case LoginOutcome.TIMED_OUT:
            return AuthorizationError(
                "The browser did not come back from the sign-in. Nothing was authorized.",
                "If you declined, that is all. Otherwise press Authorize to begin again.",
                code="authorization.timed_out",
            )
        case LoginOutcome.UNREACHABLE:
            return AuthorizationError(
                "The sign-in page did not answer. Nothing was authorized.",
                "Check your network connection, then press Authorize again.",
                code="authorization.unreachable",
            )
