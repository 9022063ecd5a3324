"""What a deal and a contact are made of, read from `resources/sandbox/properties`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from studio.sandbox import resources


@dataclass(frozen=True)
class Option:
    """One allowed value of an enumeration."""

    value: str
    label: str
    description: str = ""
    display_order: int | None = None
    """None: its place in the list."""
    hidden: bool = False


@dataclass(frozen=True)
class Property:
    """One property definition (fact sheet hubspot-api 7)."""

    name: str
    label: str
    type: str
    field_type: str
    group: str
    description: str = ""
    options: tuple[Option, ...] = ()
    read_only: bool = False
    unique: bool = False
    searched: bool = False
    default: bool = False
    always: bool = False
    answers_patch: bool = False
    owner: bool = False
    """Whether its values are owners' ids, so that its options live elsewhere."""
    hidden: bool = False
    display_order: int = -1
    form_field: bool = False
    custom: bool = False
    """Whether somebody made it through the API; HubSpot's own ones are never archived."""
    created_at: str | None = None
    updated_at: str | None = None
    archived_at: str | None = None


@dataclass(frozen=True)
class Kind:
    """A type of record: its names, and its properties by name.

    `properties` is live: a property that is made or archived through the API appears and
    disappears there, for every record of the account at once.
    """

    name: str
    """Plural, as in paths."""
    singular: str
    type_id: str
    legacy_name: str
    """As older calls and some error texts write it."""
    modified: str
    """The property that says when a record last changed."""
    properties: dict[str, Property]

    # The four below name properties of HubSpot's own only, which never come and go.

    @cached_property
    def default_names(self) -> frozenset[str]:
        return frozenset(p.name for p in self.properties.values() if p.default)

    @cached_property
    def always_names(self) -> frozenset[str]:
        return frozenset(p.name for p in self.properties.values() if p.always)

    @cached_property
    def searched_names(self) -> tuple[str, ...]:
        return tuple(p.name for p in self.properties.values() if p.searched)

    @cached_property
    def patch_names(self) -> frozenset[str]:
        return frozenset(p.name for p in self.properties.values() if p.answers_patch)

    @property
    def unique_names(self) -> tuple[str, ...]:
        """Properties no two records may share a value of; the id itself is not among them."""
        return tuple(p.name for p in self.properties.values() if p.unique and not p.read_only)

    def shown(self, asked: Iterable[str]) -> frozenset[str]:
        """The property names an answer carries when a call asked for these (fact sheet 3.1)."""
        names = frozenset(asked)
        if not names:
            return self.default_names
        return (names & self.properties.keys()) | self.always_names


@dataclass(frozen=True)
class Kinds:
    """Deals and contacts, found by any of the names the API takes."""

    deals: Kind
    contacts: Kind

    def find(self, name: str) -> Kind | None:
        """By plural, singular, type id or upper-case type name (fact sheet 1)."""
        wanted = name.lower()
        for kind in (self.deals, self.contacts):
            if wanted in (kind.name, kind.singular, kind.type_id):
                return kind
        return None

    def named(self, name: str) -> Kind:
        """By its plural, which is known to be one of the two."""
        return self.deals if name == self.deals.name else self.contacts

    def other(self, kind: Kind) -> Kind:
        """The kind that records of `kind` are associated with."""
        return self.contacts if kind.name == self.deals.name else self.deals


def read_kinds() -> Kinds:
    """Both kinds from their files, with HubSpot's own properties."""
    return Kinds(
        deals=Kind("deals", "deal", "0-3", "DEAL", "hs_lastmodifieddate", _read("deals")),
        contacts=Kind(
            "contacts", "contact", "0-1", "CONTACT", "lastmodifieddate", _read("contacts")
        ),
    )


def _read(name: str) -> dict[str, Property]:
    rows: list[dict[str, Any]] = resources.toml(f"properties/{name}.toml")["properties"]
    definitions = (
        Property(**row | {"options": tuple(Option(**o) for o in row.get("options", ()))})
        for row in rows
    )
    return {definition.name: definition for definition in definitions}
