"""Who can sign in, the accounts they have, and the app that asks: read from the world's file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from studio.sandbox import resources


@dataclass(frozen=True)
class App:
    """The one app that is registered here (Kore.ai's, as the platform's System app)."""

    app_id: int
    client_id: str
    name: str
    developer: str
    redirect_uris: tuple[str, ...]
    required_scopes: tuple[str, ...]
    optional_scopes: tuple[str, ...]


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
    """File with the records it starts with."""


@dataclass(frozen=True)
class Person:
    """Someone who can sign in."""

    sign_in_name: str
    name: str
    role: str
    user_id: int
    accounts: tuple[int, ...]
    may_connect_apps: bool
    """Super admin, or given App Marketplace access (fact sheet 2.2)."""
    password: str = field(repr=False)
    password_is_printed: bool
    """Whether pages may show the password; not when it was chosen at the start."""

    @property
    def initials(self) -> str:
        return "".join(word[0] for word in self.name.split()[:2])


@dataclass(frozen=True)
class Cast:
    """Everyone and everything that exists before the first call."""

    app: App
    people: tuple[Person, ...]
    portals: tuple[Portal, ...]

    def person(self, sign_in_name: str) -> Person | None:
        """Whoever signs in by this name; upper and lower case are the same."""
        wanted = sign_in_name.strip().casefold()
        return next((p for p in self.people if p.sign_in_name.casefold() == wanted), None)

    def portal(self, portal_id: int) -> Portal | None:
        return next((p for p in self.portals if p.portal_id == portal_id), None)

    def portals_of(self, person: Person) -> tuple[Portal, ...]:
        """The accounts of this person, in the order of the file."""
        return tuple(p for p in self.portals if p.portal_id in person.accounts)


def read_cast(world: str, passwords: Mapping[str, str] | None = None) -> Cast:
    """The cast of `worlds/<world>.toml`; `passwords` replace the printed ones by sign-in name."""
    content = resources.toml(f"worlds/{world}.toml")
    chosen = passwords or {}
    return Cast(
        app=App(**_tuples(content["app"])),
        people=tuple(_person(row, chosen) for row in content["people"]),
        portals=tuple(Portal(**_tuples(row)) for row in content["accounts"]),
    )


def _person(row: dict[str, Any], passwords: Mapping[str, str]) -> Person:
    name = row["sign_in_name"]
    values = _tuples(row) | {"password": passwords.get(name, row["password"])}
    return Person(**values, password_is_printed=name not in passwords)


def _tuples(row: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
