"""One sign-in, from the page that opens to the account it ends with."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator
from enum import Enum
from urllib.parse import urlsplit

from studio.authorization import exchange
from studio.authorization.exchange import (
    Answered,
    AuthorizationError,
    Grant,
    OAuthApp,
    OpenPage,
    PostForm,
    Redirected,
)
from studio.authorization.values import Account


class LoginOutcome(Enum):
    """How a sign-in can end without an answer from the service."""

    CLOSED = "closed"
    DECLINED = "declined"
    UNREACHABLE = "unreachable"


class LoginAttempt:
    """What a login window has to know, and where it hands in what it saw.

    Args:
        app: Who asks, and where.
        reason: Why the person signs in, in words.
        declined_paths: Paths of pages that mean the person declined.
        finish: Turns the exchange's remaining steps into an account; blocks.
        give_up: Told when the sign-in ends without an answer.
    """

    def __init__(
        self,
        app: OAuthApp,
        *,
        reason: str,
        state: str,
        verifier: str,
        declined_paths: tuple[str, ...],
        finish: Callable[[Generator[PostForm, Answered, Grant], PostForm], Account],
        give_up: Callable[[AuthorizationError], None],
    ) -> None:
        self.reason = reason
        self.callback_url = app.callback_url
        self._declined = declined_paths
        self._host = urlsplit(app.authorize_url).netloc
        self._finish = finish
        self._give_up = give_up
        self._over = threading.Lock()
        self._steps = exchange.authorize(app, state=state, verifier=verifier)
        opening = next(self._steps)
        assert isinstance(opening, OpenPage)
        self.authorize_url = opening.url

    def is_callback(self, url: str) -> bool:
        """Whether this address is the redirect that ends the sign-in."""
        return exchange.is_callback(url, self.callback_url)

    def is_declined(self, url: str) -> bool:
        """Whether this address is a page of the service that means: the person declined."""
        parts = urlsplit(url)
        return parts.netloc == self._host and parts.path in self._declined

    def complete(self, url: str) -> Account:
        """Exchange the code that the redirect brought. Blocks; a sign-in completes once only.

        Raises:
            AuthorizationError: the redirect is not ours or says no, or the exchange was refused.
            HttpError: the token endpoint did not answer.
        """
        if not self._over.acquire(blocking=False):
            raise AuthorizationError(
                "This sign-in is over already.",
                "Press Authorize again.",
                code="authorization.replayed",
            )
        try:
            form = self._steps.send(Redirected(url))
            assert isinstance(form, PostForm)
            return self._finish(self._steps, form)  # type: ignore[arg-type]
        except AuthorizationError as error:
            self._give_up(error)
            raise

    def abandon(self, outcome: LoginOutcome) -> AuthorizationError:
        """End the sign-in without an answer; answers with what to show. Harmless afterwards."""
        error = _ABANDONED[outcome]
        if self._over.acquire(blocking=False):
            self._give_up(error)
        return error


_ABANDONED = {
    LoginOutcome.CLOSED: AuthorizationError(
        "The login window was closed before the sign-in was finished. Nothing was authorized.",
        "Press Authorize to begin again.",
        code="authorization.closed",
    ),
    LoginOutcome.DECLINED: AuthorizationError(
        "You declined what was asked. Nothing was authorized.",
        "Press Authorize and allow what is asked, or choose another account.",
        code="authorization.declined",
    ),
    LoginOutcome.UNREACHABLE: AuthorizationError(
        "The sign-in page did not answer. Nothing was authorized.",
        "Check your network connection, then press Authorize again.",
        code="authorization.unreachable",
    ),
}
