"""Where a page in the login window may go."""

from dataclasses import dataclass

import pytest

from ui.authorization.navigation import Way, decide

CALLBACK = "https://idp.kore.ai/workflows/callback/"


@dataclass(frozen=True)
class OneAttempt:
    authorize_url: str = "https://login.example/oauth"
    reason: str = "Signing in to authorize HubSpot"

    def is_callback(self, url: str) -> bool:
        return url.split("?")[0] == CALLBACK

    def is_declined(self, url: str) -> bool:
        return url.endswith("/oauth/declined")


@pytest.mark.parametrize(
    ("url", "main_frame", "way"),
    [
        ("https://login.example/next", True, Way.GO),
        ("http://127.0.0.1:8000/next", True, Way.GO),
        ("https://frames.example/captcha", False, Way.GO),
        ("about:blank", True, Way.GO),
        ("about:srcdoc", False, Way.GO),
        (f"{CALLBACK}?code=a&state=b", True, Way.TAKE),
        (f"{CALLBACK}?error=access_denied&state=b", True, Way.TAKE),
        ("https://login.example/oauth/declined", True, Way.DECLINED),
        ("https://login.example/oauth/declined", False, Way.GO),
    ],
)
def test_sign_in_pages_go_on_and_the_callback_is_taken(url, main_frame, way):
    assert decide(OneAttempt(), url, main_frame=main_frame) is way


def test_a_frame_inside_the_page_cannot_end_the_attempt():
    assert decide(OneAttempt(), f"{CALLBACK}?code=a", main_frame=False) is Way.REFUSE


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "mailto:a@example.com",
        "javascript:alert(1)",
        "data:text/html,hi",
        "blob:https://x/1",
        "hubspot://open",
        "ftp://example.com/",
        "chrome://gpu",
    ],
)
def test_no_other_scheme_is_opened(url):
    assert decide(OneAttempt(), url, main_frame=True) is Way.REFUSE
