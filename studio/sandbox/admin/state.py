"""What is in the world, at a glance."""

from __future__ import annotations

from typing import Any

from starlette.routing import Route

from studio.sandbox.admin.calls import get
from studio.sandbox.admin.time import clock_now
from studio.sandbox.control import Control
from studio.sandbox.faults.switchboard import Switchboard
from studio.sandbox.grants import Grant, Grants
from studio.sandbox.journal import Journal
from studio.sandbox.moments import MovableClock, stamp
from studio.sandbox.people import Cast, Person
from studio.sandbox.world import World


class State:
    """`GET /state`."""

    def __init__(
        self,
        world: World,
        cast: Cast,
        grants: Grants,
        clock: MovableClock,
        control: Control,
        faults: Switchboard,
        journal: Journal,
        *,
        seed: int,
    ) -> None:
        self._world = world
        self._cast = cast
        self._grants = grants
        self._clock = clock
        self._control = control
        self._faults = faults
        self._journal = journal
        self._seed = seed

    def routes(self) -> list[Route]:
        return [get("/state", lambda request: self.all())]

    def all(self) -> dict[str, Any]:
        """World, clock, rules, accounts with their number of records, people, live grants, faults
        and snapshots; `requests` is how many the journal has numbered."""
        rules = self._control.rules()
        return {
            "now": stamp(self._clock.now()),
            "world": self._control.world_name,
            "seed": self._seed,
            "clock": clock_now(self._clock),
            "limits": rules.enabled,
            "search_lag_seconds": rules.search_lag_seconds,
            "rotation": rules.rotation,
            "daily_maximum": rules.daily_maximum,
            "accounts": self._accounts(),
            "people": [person.sign_in_name for person in self._cast.people],
            "personas": [_persona(person) for person in self._cast.people],
            "grants": [self._grant(grant) for grant in self._grants.live()],
            "faults": self._faults.active(),
            "snapshots": [
                {"name": one.name, "at": one.at} for one in self._control.snapshots.all()
            ],
            "requests": self._journal.last,
        }

    def _accounts(self) -> list[dict[str, Any]]:
        counts = {
            (row["portal_id"], row["kind"], row["archived"]): row["number"]
            for row in self._world.rows(
                "SELECT portal_id, kind, archived_at IS NOT NULL AS archived, count(*) AS number"
                " FROM records GROUP BY 1, 2, 3"
            )
        }
        return [
            {
                "portal_id": portal.portal_id,
                "name": portal.name,
                "domain": portal.domain,
                "hosting": portal.hosting,
                "ui_domain": portal.ui_domain,
                "deals": counts.get((portal.portal_id, "deals", 0), 0),
                "contacts": counts.get((portal.portal_id, "contacts", 0), 0),
                "archived": sum(
                    number
                    for (portal_id, _, archived), number in counts.items()
                    if portal_id == portal.portal_id and archived
                ),
            }
            for portal in self._cast.portals
        ]

    def _grant(self, grant: Grant) -> dict[str, Any]:
        ends_at = self._grants.ends_at(grant)
        return {
            "portal_id": grant.portal_id,
            "persona": grant.sign_in_name,
            "scopes": list(grant.scopes),
            "granted_at": stamp(grant.granted_at),
            "expires_at": None if ends_at is None else stamp(ends_at),
        }


def _persona(person: Person) -> dict[str, Any]:
    return {
        "id": person.persona,
        "sign_in_name": person.sign_in_name,
        "password": person.password if person.password_is_printed else None,
        "name": person.name,
        "role": person.role,
        "accounts": list(person.accounts),
    }
