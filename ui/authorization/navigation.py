"""Which way a page in the login window may go: decided before any request leaves."""

from __future__ import annotations

from enum import Enum
from typing import Protocol
from urllib.parse import urlsplit


class Attempt(Protocol):
    """The part of one attempt to authorize that the login window needs."""

    @property
    def authorize_url(self) -> str:
        """The first page."""
        ...

    @property
    def reason(self) -> str:
        """Why the person is asked to sign in, one line."""
        ...

    def is_callback(self, url: str) -> bool:
        """Whether `url` is the registered callback URL, with whatever query."""
        ...

    def is_declined(self, url: str) -> bool:
        """Whether `url` is a page that means: the person declined."""
        ...


class Way(Enum):
    """What becomes of a navigation."""

    GO = "go"
    TAKE = "take"
    """The redirect to the callback: it is ours, and no request may leave."""
    DECLINED = "declined"
    REFUSE = "refuse"


def decide(attempt: Attempt, url: str, *, main_frame: bool) -> Way:
    """What to do with a navigation to `url`.

    Only the page itself can end the attempt: a frame inside it that asks for the callback is
    refused, because nobody can see where a frame comes from. Other programs are never opened
    (`mailto:`, `file:`, an app's own scheme); `about:` pages hold nothing and go nowhere.
    """
    if attempt.is_callback(url):
        return Way.TAKE if main_frame else Way.REFUSE
    if main_frame and attempt.is_declined(url):
        return Way.DECLINED
    return Way.GO if urlsplit(url).scheme in ("http", "https", "about") else Way.REFUSE
