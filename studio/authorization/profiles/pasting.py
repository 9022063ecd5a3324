"""Filling a profile from an install URL that somebody copied from the service's page of an app."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from studio.authorization.profiles.fields import Row, Value, Values
from studio.authorization.profiles.values import Finding

LONGEST = 8000
SCOPE_KEYS = ("scope", "optional_scope")
"""Parameters whose value is a list of scopes, one blank between two."""
_OF_AN_ATTEMPT = frozenset(
    {"state", "nonce", "code_challenge", "code_challenge_method", "response_type", "code"}
)
"""Parameters that belong to one sign-in, not to a profile."""
_ACCOUNT = re.compile(r"(.*/oauth)/\d+(/authorize)")


@dataclass(frozen=True)
class KnownService:
    """Addresses of a service that the studio knows, to fill in what an install URL leaves out."""

    name: str
    authorization_url: str
    token_url: str
    hosts: tuple[str, ...] = ()
    """Hosts of the same service in other regions."""
    lasting: tuple[str, str] | None = None
    """Authorization and token address that stand for these, where these are of one run only: the
    sandbox has another port each time, and a profile is to work after the next start, too."""


@dataclass(frozen=True)
class Pasted:
    """What an install URL says."""

    values: Values
    """Of the mechanism OAuth v2, only the fields it fills."""
    notes: tuple[Finding, ...] = ()
    """What is to be known about it, such as a redirect address that is not the callback."""


def from_install_url(
    text: str, callback_url: str = "", services: Iterable[KnownService] = ()
) -> Pasted | None:
    """Read `https://app.example.com/oauth/authorize?client_id=…&redirect_uri=…&scope=…`.

    Args:
        text: Whatever was pasted; blanks and angle brackets around it do no harm.
        callback_url: The profile's own; the address in the URL is compared with it.
        services: What is known; the first whose authorization page it is fills the token address.

    Returns:
        None when it is no install URL: then it is to be taken as any text.
    """
    text = text.strip().strip("<>\"'").strip()
    if len(text) > LONGEST or any(c.isspace() for c in text):
        return None
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    query = parse_qsl(parts.query, keep_blank_values=True)
    given = dict(reversed(query))  # the first of two counts
    if parts.scheme not in ("http", "https") or not parts.netloc or not given.get("client_id"):
        return None
    path, of_account = _without_account(parts.path)
    page = urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], path, "", ""))
    values: dict[str, Value] = {
        "authorization_url": page,
        "client_id": given["client_id"].strip(),
    }
    scopes: tuple[Row, ...] = tuple(
        MappingProxyType({"key": key, "value": " ".join(given[key].split())})
        for key in SCOPE_KEYS
        if given.get(key, "").strip()
    )
    if scopes:
        values["scope"] = scopes
    if more := _additional(query):
        values["additional_fields"] = more
    service = _service(page, services)
    if service is not None:
        token_url = service.token_url
        if service.lasting is not None:
            values["authorization_url"], token_url = service.lasting
        values |= {"token_url": token_url, "refresh_url": token_url}
        values["name"] = service.name
    return Pasted(
        MappingProxyType(values),
        tuple(_notes(given, callback_url, of_account=of_account, whole=service is not None)),
    )


def _without_account(path: str) -> tuple[str, bool]:
    """The path without the account that some install URLs name (fact sheet hubspot-api 2.1)."""
    found = _ACCOUNT.fullmatch(path)
    return (found[1] + found[2], True) if found else (path, False)


def _additional(query: list[tuple[str, str]]) -> tuple[Row, ...]:
    known = {"client_id", "client_secret", "redirect_uri", *SCOPE_KEYS, *_OF_AN_ATTEMPT}
    return tuple(
        MappingProxyType({"key": key, "value": value})
        for key, value in dict(query).items()
        if key not in known
    )


def _service(page: str, services: Iterable[KnownService]) -> KnownService | None:
    host, path = urlsplit(page).netloc, urlsplit(page).path
    for service in services:
        known = urlsplit(service.authorization_url)
        if path == known.path and host in (known.netloc, *service.hosts):
            return service
    return None


def _notes(
    given: dict[str, str], callback_url: str, *, of_account: bool, whole: bool
) -> list[Finding]:
    notes = []
    redirect = given.get("redirect_uri", "")
    if callback_url and redirect and redirect != callback_url:
        notes.append(
            Finding(
                "callback_url",
                "warning",
                f"The install URL leads back to {redirect}, not to the Callback URL.",
                "Register the Callback URL at the service; it is compared letter by letter.",
                "other_callback",
            )
        )
    if given.get("client_secret"):
        notes.append(
            Finding(
                "client_secret",
                "warning",
                "The install URL carries a client secret, which was not taken over.",
                "Make a new secret at the service: this one lies in browser histories and logs.",
                "secret_in_url",
            )
        )
    if of_account:
        notes.append(
            Finding(
                "authorization_url",
                "hint",
                "The install URL is for one account; the address for any account was taken.",
                "Nothing is to be done.",
                "account_dropped",
            )
        )
    if not whole:
        notes.append(
            Finding(
                "token_url",
                "hint",
                "An install URL does not say where tokens are asked for.",
                "Enter the Token Request URL.",
                "token_url_open",
            )
        )
    return notes
