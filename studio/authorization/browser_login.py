"""One sign-in in the system's own browser: the attempt, and the listener it comes back to."""

from __future__ import annotations

from studio.authorization.login import LoginAttempt, LoginOutcome, superseded
from studio.authorization.loopback import LoopbackListener
from studio.authorization.values import Account

WAIT_SECONDS = 600
"""How long a person may take in their browser. A service that is declined sends nothing (fact
sheet hubspot-api 2.2), so waiting has to end by itself. Ours."""


class BrowserLogin:
    """What a view needs of it: an address to open, something to wait for, a way to cancel."""

    def __init__(self, attempt: LoginAttempt, listener: LoopbackListener) -> None:
        self.attempt = attempt
        self._listener = listener
        self._cancelled = False
        listener.expect(attempt.belongs)
        attempt.when_called_off(listener.cancel)

    @property
    def url(self) -> str:
        """Open this in the system's browser. It holds no secret: state and challenge are of no
        use to who reads them (RFC 7636), and the code comes to this machine only."""
        return self.attempt.authorize_url

    @property
    def refused(self) -> int:
        """Requests that came to the listener and were not of this sign-in."""
        return self._listener.refused

    def wait(self, seconds: float = WAIT_SECONDS) -> Account:
        """Wait for the redirect, exchange its code, and answer with the account. Blocks.

        Raises:
            AuthorizationError: it was cancelled (`authorization.cancelled`), nothing came in time
                (`authorization.timed_out`), or whatever `LoginAttempt.complete` raises.
        """
        redirect = self._listener.wait(seconds)
        if redirect is not None:
            return self.attempt.complete(redirect)
        if self.attempt.called_off:
            raise superseded()
        raise self.attempt.abandon(
            LoginOutcome.CANCELLED if self._cancelled else LoginOutcome.TIMED_OUT
        )

    def cancel(self) -> None:
        """The person does not want it any more; `wait` ends at once. From any thread."""
        self._cancelled = True
        self._listener.cancel()

    def close(self) -> None:
        """Give the port back without waiting, as when the program ends."""
        self.cancel()
        self._listener.close()
