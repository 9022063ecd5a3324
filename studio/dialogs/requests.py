"""What the request of a service node may be: where it may go, and what it may carry.

A request carries the integration's token, so it goes to the integration's own host and to no other.
"""

from __future__ import annotations

import json
import re
from urllib.parse import urlsplit

from studio.dialogs.definitions import Request
from studio.errors import StudioError

METHODS = ("POST", "PUT", "PATCH", "DELETE", "GET")
"""In the order of the platform's drop-down (fact sheet xo-platform 1.10)."""
WITH_BODY = frozenset({"POST", "PUT", "PATCH"})
HEADER_NAME = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
"""A token (RFC 9110 section 5.6.2)."""
NOT_BY_HAND = frozenset(
    {"authorization", "proxy-authorization", "cookie", "host", "content-length", "connection"}
    | {"transfer-encoding", "upgrade", "te", "trailer"}
)
"""Headers that the studio sets, or that carry what must never be kept with a dialog task."""
UNSAFE_IN_PATH = re.compile(r"[\s\\#\x00-\x20\x7f]")
PLACEHOLDER = re.compile(r"\{\{.*?\}\}", re.DOTALL)


def read_url(text: str, api: str) -> str:
    """The path that was entered, whole or behind the address of the API.

    Args:
        text: `/crm/v3/…` or `https://api.hubapi.com/crm/v3/…`.
        api: The address of the integration's API, without a slash at its end.

    Raises:
        StudioError: it leads elsewhere, or is no path; `field` is `url`.
    """
    url = text.strip()
    if url.casefold().startswith(f"{api.casefold()}/"):
        url = url[len(api) :]
    if not url:
        raise _error("url", "The URL is missing.", f"Enter it, as {api}/….")
    outside = PLACEHOLDER.sub("", url)
    if not url.startswith("/"):
        where = urlsplit(url).netloc or url
        message = f"{where} is not {urlsplit(api).netloc}: the token must go nowhere else."
        raise _error("url", message, f"Enter a URL that begins with {api}/.")
    if url.startswith("//") or "\\" in outside:
        raise _error("url", "The path begins with two slashes.", "Take one of them away.")
    if (found := UNSAFE_IN_PATH.search(outside)) is not None:
        what = "a space" if found[0] == " " else f"the character {found[0]!r}"
        raise _error("url", f"The URL holds {what}.", "Take it out, or write it as %XX.")
    return url


def check_header(name: str, value: str) -> None:
    """Raise StudioError when a header cannot be sent, or must not be kept; `field` is `headers`."""
    if not HEADER_NAME.fullmatch(name):
        raise _error("headers", f"“{name}” is no name of a header.", "Use letters, digits and -.")
    if name.casefold() in NOT_BY_HAND:
        message = f"{name} is set when the request is sent, and never kept with a dialog task."
        raise _error("headers", message, "Take it out; see the Auth tab.")
    if any(ord(character) < 32 or ord(character) == 127 for character in value):
        message = f"The value of {name} holds a line break or another control character."
        raise _error("headers", message, "Write it in one line.")


def check_body(body: str) -> None:
    """Raise StudioError when a body is no JSON; `field` is `body`, its `line` is where."""
    if not body.strip():
        return
    try:
        json.loads(body)
    except json.JSONDecodeError as error:
        hint = 'Put quotes around placeholders: "{{context…}}".' if "{{" in body else "Mend it."
        raise BodyError(error.lineno, f"The body is no JSON: {error.msg}.", hint) from error
    except RecursionError as error:
        raise BodyError(1, "The body is nested too deeply.", "Make it simpler.") from error


class BodyError(StudioError):
    """A body that is no JSON."""

    def __init__(self, line: int, message: str, next_step: str) -> None:
        super().__init__(
            f"{message[:-1]} in line {line}.", next_step, field="body", code="dialogs.body"
        )
        self.line = line


def check_request(request: Request) -> None:
    """Raise StudioError when a request can neither be sent nor kept."""
    if request.path:
        read_url(request.path, "https://api.invalid")
    seen: set[str] = set()
    for name, value in request.headers.items():
        check_header(name, value)
        if name.casefold() in seen:
            raise _error("headers", f"{name} is there twice.", "Take one of them out.")
        seen.add(name.casefold())
    check_body(request.body)


def reads(method: str, path: str) -> bool:
    """Whether a request changes nothing: HubSpot searches with POST (hubspot-api, CRM search)."""
    return method == "GET" or (method == "POST" and path.partition("?")[0].endswith("/search"))


def _error(field: str, message: str, next_step: str) -> StudioError:
    return StudioError(message, next_step, field=field, code=f"dialogs.{field}")
