"""Every fault there is: its name, what it does in one line, and where it makes sense."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from studio.sandbox.faults import route

Kind = Literal["answer", "wire", "behaviour", "address"]
"""An answer in the handler's place; something done to the connection or to the handler's answer;
a handler that behaves otherwise; an address that leads nowhere."""

RECORD_WRITES = tuple(
    name
    for name in (*route.DEALS, *route.CONTACTS)
    if name.endswith(("create", "update", "delete"))
)
SEARCHES = ("deals.search", "contacts.search")
DATA = (*route.CRM, "account")
CLOCKED = (*route.TOKEN, "introspect", *DATA, "any")
ADDRESSES = (*route.OAUTH, "account", "crm")


@dataclass(frozen=True)
class Fault:
    """One thing that can go wrong."""

    name: str
    line: str
    """What it does, for people."""
    route: str
    """Where it strikes unless told otherwise."""
    routes: tuple[str, ...]
    """Where it makes sense."""
    kind: Kind
    timed: bool = False
    """Whether `seconds` can be given."""

    @property
    def takes_patterns(self) -> bool:
        """Whether it can be armed for a pattern: it strikes any request, whatever it is for."""
        return self.kind in ("answer", "wire")


def _group(
    kind: Kind, default: str, routes: tuple[str, ...], lines: Mapping[str, str]
) -> Iterable[Fault]:
    return [Fault(name, line, default, routes, kind, name in TIMED) for name, line in lines.items()]


TIMED = frozenset({"slow_headers", "slow_body"})

_WIRE = {
    "answer_never": "Takes the request and never answers, until the client gives up.",
    "slow_headers": "Drips the headers of the answer; without end, or for so many seconds.",
    "slow_body": "Drips the body of the answer; without end, or for so many seconds.",
    "reset_before_answer": "Resets the connection (TCP RST) instead of answering.",
    "reset_in_body": "Resets the connection (TCP RST) in the middle of the answer's body.",
    "close_in_body": "Closes the connection after half of the body that was promised.",
    "truncated_json": "Answers well-formed HTTP with JSON that is cut off in the middle.",
    "wrong_content_type": "Answers with the right body, declared as text/plain.",
    "wrong_charset": "Answers in Latin-1 and declares UTF-8.",
    "wrong_charset_utf16": "Answers in UTF-16 and declares UTF-8.",
    "empty_body": "Answers with the right status and no body.",
}
_ANSWERS = {
    "html_instead_of_json": "Answers 200 with the sign-in page of a proxy on the way.",
    "json_null": "Answers 200 with the JSON null.",
    "json_list": "Answers 200 with a JSON list where an object belongs.",
    "huge_body": "Answers 200 with a body of 12 MB.",
    "redirect_loop": "Redirects to the same address, again and again.",
    "redirect_elsewhere": "Redirects (307) to a host that is not HubSpot.",
    "bad_request_400": "Answers 400: the request was not understood.",
    "unauthorized_401": "Answers 401: the credentials are not known.",
    "forbidden_403": "Answers 403: the app may not do this.",
    "rate_limit_429": "Answers 429: the limit of ten seconds is reached; no Retry-After.",
    "rate_limit_429_retry_after": "Answers 429 with Retry-After: 1.",
    "rate_limit_429_daily": "Answers 429: the limit of the day is reached.",
    "server_error_500": "Answers 500: an error inside HubSpot.",
    "bad_gateway_502": "Answers 502 with a gateway's HTML page.",
    "unavailable_503": "Answers 503 with an HTML page; no Retry-After.",
    "unavailable_503_retry_after": "Answers 503 with Retry-After: 1.",
    "gateway_timeout_504": "Answers 504 with a gateway's HTML page.",
    "edge_521": "Answers 521: the edge network finds the web server down.",
    "edge_525": "Answers 525: the edge network's TLS handshake with the web server failed.",
    "migration_477": "Answers 477: the account moves to another data centre; Retry-After: 2.",
}
_DATA_ANSWERS = {
    "expired_token_401": "Answers 401: the access token expired a minute ago.",
    "missing_scope_403": "Answers 403: the app was not granted the scopes for this call.",
    "not_found_404": "Answers 404: no such record (the HTML page for GET, JSON for others).",
}
_WRITE_ANSWERS = {
    "conflict_409": "Answers 409: there is such a record already.",
    "locked_423": "Answers 423: the record is locked for a moment.",
}
_EXCHANGE = {
    "code_used": "The authorization code was used before.",
    "code_expired": "The authorization code is too old.",
    "redirect_mismatch": "The redirect URI is not the one the code was made for.",
    "bad_verifier": "The PKCE code verifier does not belong to the challenge.",
}
_TOKEN = {
    "wrong_client_secret": "The client secret is wrong.",
    "unknown_client": "The client id is not known.",
    "hub_gone": "The account is deleted or has disconnected the app.",
    "token_expires_early": "The access token ends a minute after it was given, whatever it says.",
    "token_short_lived": "The access token lives 60 seconds, and says so.",
}
_CLOCK = {
    "clock_ahead": "HubSpot's clock is ten minutes ahead: tokens end sooner, Date says so.",
    "clock_behind": "HubSpot's clock is ten minutes behind: tokens end later, Date says so.",
}
_REFRESH = {
    "refresh_token_revoked": "The refresh token was revoked; only signing in again helps.",
    "refresh_without_refresh_token": "The answer to a refresh brings no refresh token.",
    "refresh_rotates": "A refresh brings a new refresh token and ends the old one.",
}
_CONSENT = {
    "scope_missing_after_consent": "A scope that was asked for and agreed to is not granted.",
    "account_switched": "The tokens are for another account than the one that was chosen.",
}
_ADDRESSES = {
    "tls_failure": "The TLS handshake fails.",
    "dns_failure": "The host name cannot be resolved.",
}

FAULTS: tuple[Fault, ...] = (
    *_group("wire", "crm", route.ROUTES, _WIRE),
    *_group("answer", "crm", route.ROUTES, _ANSWERS),
    *_group("answer", "crm", DATA, _DATA_ANSWERS),
    *_group("answer", "crm", ("crm", *RECORD_WRITES), _WRITE_ANSWERS),
    Fault(
        "search_rate_limit_429",
        "Answers 429: too many searches in a second.",
        "deals.search",
        SEARCHES,
        "answer",
    ),
    Fault(
        "embedded_sign_in_refused",
        "Shows the page of an identity provider that lets nobody sign in inside other programs.",
        "authorize",
        ("authorize",),
        "answer",
    ),
    *_group("behaviour", "exchange", ("exchange",), _EXCHANGE),
    *_group("behaviour", "token", route.TOKEN, _TOKEN),
    *_group("behaviour", "any", CLOCKED, _CLOCK),
    *_group("behaviour", "refresh", ("refresh",), _REFRESH),
    *_group("behaviour", "exchange", ("exchange",), _CONSENT),
    Fault(
        "introspection_inactive",
        "Introspection says that the token is not active.",
        "introspect",
        ("introspect",),
        "behaviour",
    ),
    Fault(
        "search_lag",
        "Search does not know yet what was written in the last 30 seconds.",
        "deals.search",
        SEARCHES,
        "behaviour",
    ),
    *_group("address", "crm", ADDRESSES, _ADDRESSES),
)
BY_NAME = {fault.name: fault for fault in FAULTS}


class UnknownFault(ValueError):
    """A name or a route that is none; the text says which are near, or right."""


def named(name: str) -> Fault:
    """The fault of that name. Raises UnknownFault, naming the nearest."""
    fault = BY_NAME.get(name)
    if fault is None:
        near = difflib.get_close_matches(name.lower(), BY_NAME, 1, 0.4)
        hint = f"did you mean {near[0]}?" if near else "--list-faults names them all"
        raise UnknownFault(f"there is no fault {name!r}; {hint}")
    return fault


def route_for(fault: Fault, route_name: str | None) -> str:
    """The route to arm it for. Raises UnknownFault where it makes no sense there."""
    if route_name is None:
        return fault.route
    if route_name in fault.routes or (fault.takes_patterns and route.is_pattern(route_name)):
        return route_name
    listed = ", ".join(fault.routes)
    also = ", or a pattern such as GET /crm/v3/objects/deals/*" if fault.takes_patterns else ""
    raise UnknownFault(
        f"{fault.name} makes no sense for {route_name!r}; give one of: {listed}{also}"
    )


def printed() -> str:
    """All faults, one a line, the name first: what `--list-faults` prints."""
    width = max(len(fault.name) for fault in FAULTS)
    return "\n".join(f"{fault.name:<{width}}  {fault.line}" for fault in FAULTS)
