"""Fills an empty world with the records its accounts start with."""

from __future__ import annotations

from typing import Any

from studio.sandbox import resources
from studio.sandbox.computed import Source
from studio.sandbox.moments import from_stamp, stamp
from studio.sandbox.people import Cast, Portal
from studio.sandbox.properties import Kind, Kinds
from studio.sandbox.records import Records
from studio.sandbox.validation import normal_value
from studio.sandbox.world import World

SEEDED = "seeded"


def sow(world: World, cast: Cast, kinds: Kinds, records: Records) -> None:
    """Seed every account, all or nothing; a world that was seeded before is left as it is."""
    if world.fact(SEEDED):
        return
    with world.change():
        for portal in cast.portals:
            if portal.records:
                _sow_portal(world, portal, cast, kinds, records)
        world.set_fact(SEEDED, "yes")


def _sow_portal(world: World, portal: Portal, cast: Cast, kinds: Kinds, records: Records) -> None:
    content = resources.toml(f"worlds/{portal.records}")
    owner = next(p for p in cast.people if portal.portal_id in p.accounts)
    source = Source("CRM_UI", f"userId:{owner.user_id}")
    for row in content["owners"]:
        world.write(
            "INSERT INTO owners VALUES (?, ?, ?, ?, ?, ?, ?)",
            portal.portal_id,
            row["id"],
            row["user_id"],
            row["email"],
            row["first_name"],
            row["last_name"],
            row["created"],
        )
    for row in content["contacts"]:
        _put(records, portal, kinds.contacts, row, source)
    for row in content["deals"]:
        links = [(kinds.contacts, contact_id) for contact_id in row.get("contacts", ())]
        _put(records, portal, kinds.deals, row, source, links)


def _put(
    records: Records,
    portal: Portal,
    kind: Kind,
    row: dict[str, Any],
    source: Source,
    links: list[tuple[Kind, int]] | None = None,
) -> None:
    values = {name: normal_value(kind, name, value) for name, value in row["properties"].items()}
    values["createdate"] = stamp(from_stamp(row["created"]))
    times = (from_stamp(row["created"]), from_stamp(row["updated"]))
    records.put(portal.portal_id, kind, row["id"], values, source, times, links or ())
