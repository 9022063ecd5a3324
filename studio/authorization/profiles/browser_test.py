"""The test of a profile in the system's own browser, which comes back to this computer."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from studio.authorization.browser_login import WAIT_SECONDS
from studio.authorization.callback import is_callback
from studio.authorization.exchange import OpenPage
from studio.authorization.loopback import LoopbackListener
from studio.authorization.profiles.trying import ProfileTest, TestResult

MARKS = ("state", "oauth_token")
"""What a redirect brings back of the page that was opened (RFC 6749 section 10.12, RFC 5849
section 2.2)."""
CANCELLED = "The test was cancelled before the sign-in was finished."


class BrowserTest:
    """One test that is under way in the browser. Its calls block: worker threads.

        outcome = test.go_on()
        if isinstance(outcome, OpenPage):
            open_in_the_browser(outcome.url)
            outcome = test.wait()

    Args:
        test: Made for the listener's address as callback.
        listener: Where the redirect comes.
    """

    def __init__(self, test: ProfileTest, listener: LoopbackListener) -> None:
        self._test = test
        self._listener = listener
        self._ended_because: str | None = None

    def go_on(self) -> OpenPage | TestResult:
        """Begin. Ends with a result, or with the page to open."""
        try:
            outcome = self._test.go_on()
        except BaseException:
            self._listener.close()
            raise
        if isinstance(outcome, TestResult):
            self._listener.close()
        else:
            page, callback_url = outcome.url, self._listener.callback_url
            self._listener.expect(lambda url: answers(url, page, callback_url))
        return outcome

    def wait(self, seconds: float = WAIT_SECONDS) -> TestResult:
        """Wait for the redirect and end the test with it."""
        redirect = self._listener.wait(seconds)
        if redirect is not None:
            outcome = self._test.redirected(redirect)
            if isinstance(outcome, TestResult):
                return outcome
        if self._ended_because is not None:
            return self._test.cancel(self._ended_because)
        minutes = max(1, round(seconds / 60))
        return self._test.cancel(f"Nothing came back from the browser within {minutes} minutes.")

    def cancel(self, why: str = CANCELLED) -> None:
        """Nobody will sign in any more; `wait` ends at once with what is said of it as the
        result. From any thread."""
        self._ended_because = why
        self._listener.cancel()

    def close(self) -> None:
        """Give the port back, as when the program ends."""
        self.cancel()
        self._listener.close()


def answers(url: str, page: str, callback_url: str) -> bool:
    """Whether `url` is the redirect that the sign-in on `page` leads to.

    It has to bring back, once, what the page's address carried: `state`, or the request token of
    OAuth v1. Nobody who did not see that address can know it.
    """
    if not is_callback(url, callback_url):
        return False
    asked, came = _query(page), _query(url)
    marks = [mark for mark in MARKS if mark in asked]
    return bool(marks) and all(
        len(asked[mark]) == 1 and came.get(mark) == asked[mark] for mark in marks
    )


def _query(url: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(url).query, keep_blank_values=True)
