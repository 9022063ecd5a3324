"""Who is answered by the loopback listener, and what they read. Plain functions, no I/O."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True, repr=False)
class Asked:
    """One request, as it came."""

    method: str
    target: str
    """Path and query as they stand in the request line."""
    headers: list[tuple[str, str]]
    """Names in lower case."""

    def header(self, name: str) -> list[str]:
        """All values of a header."""
        return [value for key, value in self.headers if key == name]

    def url(self, callback_url: str) -> str:
        """The address that the browser was sent to."""
        parts = urlsplit(callback_url)
        return f"{parts.scheme}://{parts.netloc}{self.target}"


class Judgement(Enum):
    """What a request is."""

    OURS = 200
    OVER = 410
    """A redirect of this sign-in, but one was taken already."""
    OTHER_STATE = 400
    """It came to the right place, but is not of the sign-in under way."""
    FOREIGN = 403
    """A page made the browser ask: an image, a script, a frame, a form of another site."""
    NO_SUCH_PAGE = 404
    OTHER_METHOD = 405
    OTHER_HOST = 421
    """Addressed to another name: a foreign site whose name leads to this machine (rebinding)."""


def judge(asked: Asked, callback_url: str, belongs: Callable[[str], bool]) -> Judgement:
    """Whether a request is the redirect that is waited for.

    Only a browser that *goes* there counts: RFC 8252 section 8.3 leaves the listener open to any
    page and any program of this machine, so everything that can be told apart is.

    Args:
        asked: The request.
        callback_url: Where it has to be addressed to, letter for letter.
        belongs: Whether a URL carries the state of the sign-in under way.
    """
    ours = urlsplit(callback_url)
    if asked.header("host") != [ours.netloc]:
        return Judgement.OTHER_HOST
    if asked.method != "GET":
        return Judgement.OTHER_METHOD
    if asked.target.partition("?")[0] != ours.path:
        return Judgement.NO_SUCH_PAGE
    if asked.header("origin") or not _navigates(asked):
        return Judgement.FOREIGN
    return Judgement.OURS if belongs(asked.url(callback_url)) else Judgement.OTHER_STATE


def _navigates(asked: Asked) -> bool:
    """Whether somebody's browser goes there as a whole page (Fetch Metadata, W3C)."""
    mode, where = asked.header("sec-fetch-mode"), asked.header("sec-fetch-dest")
    return mode in ([], ["navigate"]) and where in ([], ["document"])


STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;margin:15vh auto;max-width:32rem;padding:0 1.5rem;"
    "color:#1d2433;background:#fff}h1{font-size:1.4rem;margin:0 0 .5rem}"
    "@media(prefers-color-scheme:dark){body{color:#e6e9f0;background:#14171f}}"
)
FORGET = "history.replaceState(null,'',location.pathname)"
"""Takes the code out of the address bar and the browser's history."""
WORDS: dict[Judgement, tuple[str, str]] = {
    Judgement.OURS: (
        "You can go back to Action Studio",
        "The sign-in came back to the program. It tells you there how it ended. "
        "You may close this page.",
    ),
    Judgement.OVER: (
        "This sign-in is over",
        "It came back to Action Studio already. You may close this page.",
    ),
    Judgement.OTHER_STATE: (
        "This is not the sign-in that Action Studio waits for",
        "Nothing was taken over. Go back to Action Studio, press Cancel, then Authorize again.",
    ),
}
DENIED = (
    "You can go back to Action Studio",
    "Nothing was authorized. The program tells you there why. You may close this page.",
)
NOTHING_HERE = ("There is nothing here", "You may close this page.")


def page_of(judgement: Judgement, asked: Asked) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and page of an answer. Nothing that was sent stands on it."""
    title, line = WORDS.get(judgement, NOTHING_HERE)
    if judgement is Judgement.OURS and "error" in parse_qs(urlsplit(asked.target).query):
        title, line = DENIED
    body = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style></head>'
        f"<body><main><h1>{title}</h1><p>{line}</p></main><script>{FORGET}</script></body></html>"
    ).encode()
    headers = {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Length": str(len(body)),
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Content-Security-Policy": (
            f"default-src 'none'; style-src {_hash(STYLE)}; script-src {_hash(FORGET)}; "
            "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        ),
        "Connection": "close",
    }
    if judgement is Judgement.OTHER_METHOD:
        headers["Allow"] = "GET"
    return judgement.value, headers, body


def _hash(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"
