"""Carrying out the test of a profile, and what it shows in the end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from studio import redaction
from studio.authorization.exchange import OpenPage, Redirected
from studio.authorization.profiles import mechanisms
from studio.authorization.profiles.entered import Entered
from studio.authorization.profiles.fields import Cell
from studio.authorization.profiles.spnego import SystemTickets, Tickets
from studio.authorization.profiles.steps import (
    Came,
    MakeTicket,
    Passed,
    Send,
    Steps,
    TestFailed,
    Ticket,
    Told,
)
from studio.authorization.profiles.values import Profile
from studio.clock import Clock
from studio.errors import StudioError
from studio.ids import Ids

if TYPE_CHECKING:
    from studio.http import HttpClient

TEST_PASSED = "Auth Test Passed"
TEST_FAILED = "Auth Test Failed"
SHOWN_BODY = 64 * 1024
"""Characters of an answer that the tab Response holds."""


@dataclass(frozen=True)
class TestResult:
    """What stands beside Test: already redacted, so all of it may be shown and copied."""

    __test__ = False

    passed: bool
    title: str
    """`Auth Test Passed` or `Auth Test Failed`."""
    message: str
    next_step: str = ""
    warning: str = ""
    """What makes a passed test say less than it seems to."""
    field: str = ""
    """The field that is to blame, when one is: of the dialog or of the profile."""
    status: int | None = None
    headers: tuple[tuple[str, str], ...] = ()
    """For the tab Headers."""
    response: str = ""
    """For the tab Response."""
    exchange_id: str | None = None
    """The exchange in Traffic."""
    code: str = ""


def steps_of(entered: Entered, clock: Clock, ids: Ids) -> Steps:
    """The test of a profile's mechanism, as decisions without I/O."""
    from studio.authorization.profiles import direct, oauth1, oauth2, spnego

    match entered.profile.mechanism:
        case mechanisms.BASIC:
            return direct.basic(entered)
        case mechanisms.API_KEY:
            return direct.api_key(entered)
        case mechanisms.OAUTH_V1:
            return oauth1.three_legs(entered, clock=clock, ids=ids)
        case mechanisms.OAUTH_V2:
            return oauth2.code(entered, state=ids.token(), verifier=ids.token(48))
        case mechanisms.PASSWORD_GRANT:
            return oauth2.password(entered)
        case mechanisms.CLIENT_CREDENTIALS:
            return oauth2.client_credentials(entered)
        case mechanisms.KERBEROS:
            return spnego.negotiate(entered)
        case other:
            raise KeyError(other)


class ProfileTest:
    """One test that is under way. Its calls block, so they belong on a worker thread.

        outcome = test.go_on()
        while isinstance(outcome, OpenPage):
            outcome = test.redirected(the_address_the_login_window_ended_at)

    Args:
        profile: Whole, with its callback.
        given: What was entered in the dialog. It is kept nowhere.
        http: The one HTTP client.
        clock: For signed requests.
        ids: What must not be guessed.
        tickets: Where Kerberos tickets come from; this computer's own by default.
    """

    def __init__(
        self,
        profile: Profile,
        given: Mapping[str, Cell],
        http: Callable[[], HttpClient],
        *,
        clock: Clock,
        ids: Ids,
        tickets: Tickets | None = None,
    ) -> None:
        entered = Entered(profile, dict(given))
        self.callback_url = profile.text("callback_url")
        """Where the login window ends: what it takes instead of opening it."""
        self._name = profile.name
        self._http = http
        self._tickets = tickets or SystemTickets()
        self._secrets = entered.secrets()
        self._steps = steps_of(entered, clock, ids)
        self._exchange_id: str | None = None
        self._sequence = ""
        """The first exchange: all of a test belong together in Traffic."""
        self._begun = False

    def go_on(self) -> OpenPage | TestResult:
        """Begin. Ends with a result, or with a page that somebody has to sign in on."""
        if self._begun:
            raise RuntimeError("a test is begun once")
        self._begun = True
        return self._carry_on(None)

    def redirected(self, url: str) -> OpenPage | TestResult:
        """Go on once the login window was led to the callback."""
        return self._carry_on(Redirected(url))

    def cancel(
        self, why: str = "The login window was closed before the sign-in was finished."
    ) -> TestResult:
        """End it because nobody signed in."""
        self._steps.close()
        return self._result(TestFailed(why, "Test again."))

    def _carry_on(self, told: Told | None) -> OpenPage | TestResult:
        try:
            step = next(self._steps) if told is None else self._steps.send(told)
            while not isinstance(step, OpenPage):
                step = self._steps.send(self._done(step))
            return step
        except StopIteration as end:
            passed: Passed = end.value
            return TestResult(
                True,
                TEST_PASSED,
                passed.message,
                warning=passed.warning,
                exchange_id=self._exchange_id,
            )
        except StudioError as error:
            self._steps.close()
            return self._result(error)

    def _done(self, step: Send | MakeTicket) -> Came | Ticket:
        return self._tickets.make(step) if isinstance(step, MakeTicket) else self._sent(step)

    def _sent(self, step: Send) -> Came:
        from studio.http import Request
        from studio.retry import Retry

        response = self._http().send(
            Request(
                step.method,
                step.url,
                f"{step.purpose} ({self._name})" if self._name else step.purpose,
                headers=step.headers,
                form=step.form,
                json=step.json,
                content=step.content,
                retry=Retry.NEVER,
                sequence=self._sequence,
                secrets=(*self._secrets, *_credentials(step)),
            )
        )
        self._exchange_id = response.exchange_id
        self._sequence = self._sequence or response.exchange_id
        return Came(response.status, response.headers, response.text)

    def _result(self, error: StudioError) -> TestResult:
        came = error.came if isinstance(error, TestFailed) else None
        kind = came.headers.get("content-type", "") if came else ""
        headers = redaction.headers(came.headers, self._secrets) if came else {}
        return TestResult(
            False,
            TEST_FAILED,
            # It may quote what the service said, and that what it was sent.
            redaction.known_values(error.message, self._secrets),
            error.next_step,
            field=error.field or "",
            status=came.status if came else None,
            headers=tuple(sorted(headers.items())),
            response=redaction.beginning(came.body, kind, SHOWN_BODY, self._secrets)
            if came
            else "",
            exchange_id=error.exchange_id or self._exchange_id,
            code=error.code,
        )


def _credentials(step: Send) -> tuple[str, ...]:
    """What this request authorizes itself with: services repeat it in their answers at times."""
    authorization = step.headers.get("Authorization", "")
    return tuple(one for one in (authorization.partition(" ")[2],) if one)
