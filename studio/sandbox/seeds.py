"""Fills an empty world with the records its accounts start with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from studio.sandbox import resources
from studio.sandbox.computed import Origin, Source, completed
from studio.sandbox.formula import rows_of
from studio.sandbox.moments import from_stamp, stamp
from studio.sandbox.people import read_cast
from studio.sandbox.pipelines import Pipelines, read_pipelines
from studio.sandbox.properties import Kind, Kinds, read_kinds
from studio.sandbox.rows import dumped
from studio.sandbox.validation import normal_value
from studio.sandbox.world import World
from studio.sandbox.worlds import read_world

WORLD = "world"
Row = tuple[Any, ...]


@dataclass(frozen=True)
class Seed:
    """The rows of one world, as its tables hold them."""

    owners: list[Row] = field(default_factory=list)
    records: list[Row] = field(default_factory=list)
    associations: list[Row] = field(default_factory=list)


def sow(world: World, name: str) -> None:
    """Put the records of the world `name` into an empty one, all or nothing."""
    seed = seed_of(name)
    with world.change():
        world.write_all("INSERT INTO owners VALUES (?, ?, ?, ?, ?, ?, ?)", seed.owners)
        world.write_all("INSERT INTO records VALUES (?, ?, ?, ?, ?, ?, NULL)", seed.records)
        world.write_all("INSERT INTO associations VALUES (?, ?, ?, ?, ?)", seed.associations)
        world.set_fact(WORLD, name)


@cache
def seed_of(name: str) -> Seed:
    """The rows of a world. They follow from files that ship and never change while a process
    runs, so they are made once: a reset then copies ten thousand records, and computes none.

    Raises:
        StudioError: There is no such world.
    """
    plan, cast = read_world(name), read_cast(name)
    kinds, pipelines = read_kinds(), read_pipelines()
    seed = Seed()
    for portal in cast.portals:
        file = plan.records.get(portal.portal_id)
        if file is None:
            continue
        person = next(p for p in cast.people if portal.portal_id in p.accounts)
        source = Source("CRM_UI", f"userId:{person.user_id}")
        _Sower(seed, portal.portal_id, kinds, pipelines, source).sow(
            resources.toml(f"worlds/records/{file}")
        )
    return seed


@dataclass(frozen=True)
class _Sower:
    """Makes the rows of one account."""

    seed: Seed
    portal_id: int
    kinds: Kinds
    pipelines: Pipelines
    source: Source

    def sow(self, content: dict[str, Any]) -> None:
        """Owners, contacts and deals of a file: listed one by one, or by formula, or both."""
        for row in content["owners"]:
            self.seed.owners.append(
                (
                    self.portal_id,
                    row["id"],
                    row["user_id"],
                    row["email"],
                    row["first_name"],
                    row["last_name"],
                    row["created"],
                )
            )
        for kind in (self.kinds.contacts, self.kinds.deals):
            for row in content.get(kind.name, ()):
                self._record(kind, row | {"properties": _normal(kind, row["properties"])})
        if "formula" in content:
            contacts, deals = rows_of(content)
            for row in contacts:
                self._record(self.kinds.contacts, row)
            for row in deals:
                self._record(self.kinds.deals, row)

    def _record(self, kind: Kind, row: dict[str, Any]) -> None:
        created, updated = from_stamp(row["created"]), from_stamp(row["updated"])
        properties = completed(
            kind,
            row["properties"] | {"createdate": stamp(created)},
            before={},
            origin=Origin(row["id"], created, self.source),
            now=updated,
            pipelines=self.pipelines,
        )
        self.seed.records.append(
            (
                self.portal_id,
                kind.name,
                row["id"],
                dumped(properties),
                stamp(created),
                stamp(updated),
            )
        )
        self.seed.associations.extend(self._links(kind, row["id"], row.get("contacts", ())))

    def _links(self, kind: Kind, record_id: int, contacts: Iterable[int]) -> Iterable[Row]:
        for contact_id in contacts:
            one, other = (kind.name, record_id), (self.kinds.contacts.name, contact_id)
            yield self.portal_id, *one, *other
            yield self.portal_id, *other, *one


def _normal(kind: Kind, properties: dict[str, str]) -> dict[str, str]:
    return {name: normal_value(kind, name, value) for name, value in properties.items()}
