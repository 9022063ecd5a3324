"""Who can sign in, the accounts they have, and the app that asks: read from `cast.toml`."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from studio.sandbox import resources
from studio.sandbox.worlds import read_world


@dataclass(frozen=True)
class App:
    """The one app that is registered here (Kore.ai's, as the platform's System app)."""

    app_id: int
    client_id: str
    name: str
    developer: str
    redirect_uris: tuple[str, ...]
    required_scopes: tuple[str, ...]
    """Every authorization link must ask for these."""
    conditionally_required_scopes: tuple[str, ...]
    """Bind only when the link asks for them; the account must have their product then."""
    optional_scopes: tuple[str, ...]
    """Left out without a word when the account lacks their product."""

    @property
    def declared_scopes(self) -> frozenset[str]:
        """Whatever a link may ask for at all."""
        return frozenset(
            (*self.required_scopes, *self.conditionally_required_scopes, *self.optional_scopes)
        )


@dataclass(frozen=True)
class Portal:
    """One customer account; HubSpot calls its number portal id or hub id."""

    portal_id: int
    name: str
    domain: str
    account_type: str
    time_zone: str
    currency: str
    additional_currencies: tuple[str, ...]
    utc_offset: str
    ui_domain: str
    hosting: str
    """Data centre, `na1` or `eu1`; codes and refresh tokens begin with it."""
    created: str
    lacks: tuple[str, ...]
    """Scopes whose product this account did not buy."""
    records: str
    """File with the records it starts with; empty when the world gives it none."""


@dataclass(frozen=True)
class Person:
    """Someone who can sign in."""

    persona: str
    """What this person is for, a stable id such as `super_admin`."""
    sign_in_name: str
    name: str
    role: str
    user_id: int
    accounts: tuple[int, ...]
    password: str = field(repr=False)
    password_is_printed: bool
    """Whether pages may show the password; not when it was chosen at the start."""
    may_connect_apps: bool = True
    """Super admin, or given App Marketplace access (fact sheet 2.2)."""
    declines: bool = False
    """Presses Cancel by themselves as soon as an account is chosen."""
    first_sign_in_fails: bool = False
    """The first sign-in of each browser session is refused, whatever the password."""

    @property
    def initials(self) -> str:
        return "".join(word[0] for word in self.name.split()[:2])


@dataclass(frozen=True)
class Cast:
    """Everyone and everything that exists before the first call."""

    app: App
    people: tuple[Person, ...]
    portals: tuple[Portal, ...]

    def person(self, text: str) -> Person | None:
        """Whoever signs in by this name, or is this persona; upper and lower case are the same."""
        wanted = text.strip().casefold()
        return next(
            (p for p in self.people if wanted in (p.sign_in_name.casefold(), p.persona)), None
        )

    def portal(self, portal_id: int) -> Portal | None:
        return next((p for p in self.portals if p.portal_id == portal_id), None)

    def portals_of(self, person: Person) -> tuple[Portal, ...]:
        """The accounts of this person, in the order of the file."""
        return tuple(p for p in self.portals if p.portal_id in person.accounts)

    def refusal(self, person: Person, portal: Portal, scopes: Sequence[str]) -> str | None:
        """Why the pages would give no code to this person for this account and these scopes;
        None when they would. For those who want one without the pages."""
        if not person.may_connect_apps:
            return f"{person.sign_in_name} may not connect apps to {portal.name}"
        lacking = [scope for scope in scopes if scope in portal.lacks]
        if lacking:
            return f"{portal.name} lacks the product of these scopes: {' '.join(lacking)}"
        if person.declines:
            return f"{person.sign_in_name} declined, so there is no code"
        return None


def read_cast(world: str, passwords: Mapping[str, str] | None = None) -> Cast:
    """The cast of `cast.toml`, its accounts with the records that `worlds/<world>.toml` names.

    Args:
        passwords: Replace the printed ones, by sign-in name.

    Raises:
        StudioError: There is no such world.
    """
    content = resources.toml("cast.toml")
    records = read_world(world).records
    chosen = passwords or {}
    app = App(**_tuples(content["app"]))
    for address in app.redirect_uris:
        check_registrable(address)
    return Cast(
        app=app,
        people=tuple(_person(row, chosen) for row in content["people"]),
        portals=tuple(
            Portal(**_tuples(row), records=records.get(row["portal_id"], ""))
            for row in content["accounts"]
        ),
    )


def check_registrable(redirect_uri: str) -> None:
    """Whether HubSpot lets an app register this redirect URL (fact sheet 2.1).

    Raises:
        ValueError: It is neither https nor http on localhost, or names an IP address.
    """
    parts = urlsplit(redirect_uri)
    host = parts.hostname or ""
    if _is_ip_address(host):
        raise ValueError(f"{redirect_uri}: a redirect URL cannot name an IP address")
    if not (host and parts.scheme == "https") and (parts.scheme, host) != ("http", "localhost"):
        raise ValueError(f"{redirect_uri}: a redirect URL is https, or http on localhost")


def is_web_address(text: str) -> bool:
    """Whether it can be a redirect URI at all: absolute, http or https (RFC 3986: ASCII only)."""
    if not (text.isascii() and text.isprintable()) or " " in text:
        return False
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def _is_ip_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _person(row: dict[str, Any], passwords: Mapping[str, str]) -> Person:
    name = row["sign_in_name"]
    values = _tuples(row) | {"password": passwords.get(name, row["password"])}
    return Person(**values, password_is_printed=name not in passwords)


def _tuples(row: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
