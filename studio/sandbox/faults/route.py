"""Names for requests: `exchange`, `deals.get`, `crm`, …, and patterns such as `GET /crm/v3/*`."""

from __future__ import annotations

import json
import re
from fnmatch import fnmatchcase
from urllib.parse import parse_qs

ADMIN = "/sandbox-admin"
"""No fault ever strikes there: it is how faults are switched off."""
LARGEST_FORM = 65_536

CRM_VERBS = ("create", "get", "list", "update", "delete", "search", "batch")
DEALS = tuple(f"deals.{verb}" for verb in CRM_VERBS)
CONTACTS = tuple(f"contacts.{verb}" for verb in CRM_VERBS)
TOKEN = ("exchange", "refresh", "token")
OAUTH = ("authorize", *TOKEN, "introspect", "revoke")
CRM = ("crm", *DEALS, *CONTACTS)
ROUTES = (*OAUTH, "account", *CRM, "any")
"""Every name there is; `token` is both `exchange` and `refresh`, `crm` every call under /crm."""

_PATTERN = re.compile(r"(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|\*) /\S{0,300}")
_TOKEN_PATH = re.compile(r"/oauth/[^/]+/token")
_OAUTH_API = re.compile(
    r"/oauth/[^/]+/(token/introspect|token/revoke|(?:access|refresh)-tokens/.*)"
)
_OBJECTS = re.compile(r"/crm/(?:v\d+/objects|objects/[^/]+)/([^/]+)(?:/(.*))?")
_KINDS = {"deals": "deals", "deal": "deals", "0-3": "deals"} | {
    "contacts": "contacts",
    "contact": "contacts",
    "0-1": "contacts",
}
_RECORD_VERBS = {"GET": "get", "HEAD": "get", "PATCH": "update", "DELETE": "delete"}


def is_pattern(text: str) -> bool:
    """Whether it is written as a pattern: a method or `*`, a blank, a path with or without `*`."""
    return _PATTERN.fullmatch(text) is not None


def is_token_endpoint(method: str, path: str) -> bool:
    """Whether the body has to be read to tell an exchange from a refresh."""
    return method == "POST" and _TOKEN_PATH.fullmatch(path) is not None


def names_of(method: str, path: str, body: bytes = b"") -> tuple[str, ...]:
    """All names a request goes by, the narrowest first; none for the admin API.

    Args:
        method: GET, POST, ….
        path: Decoded, without its query.
        body: Of a call of the token endpoint; other bodies are not looked at.
    """
    if path.startswith(ADMIN):
        return ()
    if is_token_endpoint(method, path):
        grant = {"authorization_code": "exchange", "refresh_token": "refresh"}
        narrow = grant.get(_grant_type(body))
        return (narrow, "token", "any") if narrow else ("token", "any")
    if match := _OAUTH_API.fullmatch(path):
        revokes = match[1] == "token/revoke" or method == "DELETE"
        return ("revoke" if revokes else "introspect", "any")
    if path.startswith("/oauth/"):
        return ("authorize", "any")
    if path.startswith("/account-info/"):
        return ("account", "any")
    if path.startswith("/crm/"):
        narrow = _record_call(method, path)
        return (narrow, "crm", "any") if narrow else ("crm", "any")
    return ("any",)


def matches(route: str, names: tuple[str, ...], method: str, path: str) -> bool:
    """Whether a request with these names is on `route`, which is a name or a pattern."""
    if not names:
        return False
    return route in names or (" " in route and fnmatchcase(f"{method} {path}", route))


def _record_call(method: str, path: str) -> str | None:
    match = _OBJECTS.fullmatch(path.rstrip("/"))
    kind = _KINDS.get(match[1].lower()) if match else None
    if match is None or kind is None:
        return None
    rest = match[2] or ""
    if rest == "search":
        verb: str | None = "search"
    elif rest.partition("/")[0] == "batch":
        verb = "batch"
    elif rest == "":
        verb = {"GET": "list", "POST": "create"}.get(method)
    else:
        verb = _RECORD_VERBS.get(method) if "/" not in rest else None
    return f"{kind}.{verb}" if verb else None


def _grant_type(body: bytes) -> str:
    """Of a form, or of the JSON that one SDK posts there (fact sheet hubspot-api 8)."""
    text = body.decode("utf-8", "replace")
    if not text.lstrip().startswith("{"):
        return parse_qs(text).get("grant_type", [""])[0]
    try:
        content = json.loads(text)
    except ValueError:
        return ""
    return str(content.get("grant_type", "")) if isinstance(content, dict) else ""
