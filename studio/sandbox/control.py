"""Reset, snapshots, restore, and the rules that can be switched: what changes the whole world."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from studio.sandbox.bell import Bell
from studio.sandbox.faults.switchboard import Switchboard
from studio.sandbox.grants import Grants
from studio.sandbox.limits import Limits
from studio.sandbox.moments import MovableClock, stamp
from studio.sandbox.records import Records
from studio.sandbox.seeds import WORLD, sow
from studio.sandbox.sessions import Sessions
from studio.sandbox.snapshots import Snapshot, Snapshots
from studio.sandbox.world import World
from studio.sandbox.worlds import read_world

CLOCK, RULES = "clock", "rules"
CLOCK_OF_VERSION_1 = "clock_offset_seconds"
SEEDED_OF_VERSION_1 = "seeded"
WORLD_OF_VERSION_1 = "acme"


@dataclass(frozen=True)
class Rules:
    """What can be switched while the sandbox runs."""

    enabled: bool
    """Whether calls beyond the rate limits are refused."""
    search_lag_seconds: float
    rotation: bool
    """Whether a refresh brings a new refresh token."""
    daily_maximum: int | None
    """Calls of one account a day; None is no limit."""


class Control:
    """The world as a whole: what it was seeded with, its clock, its rules, copies of it."""

    def __init__(
        self,
        world: World,
        records: Records,
        grants: Grants,
        limits: Limits,
        sessions: Sessions,
        clock: MovableClock,
        bell: Bell,
        faults: Switchboard,
    ) -> None:
        self._world = world
        self._records = records
        self._grants = grants
        self._limits = limits
        self._sessions = sessions
        self._clock = clock
        self._bell = bell
        self._faults = faults
        self.snapshots = Snapshots(world)

    @property
    def world_name(self) -> str:
        """Which world the records come from."""
        return self._world.fact(WORLD, WORLD_OF_VERSION_1)

    def begin(self, name: str) -> None:
        """Seed a new world with the records of `name`; go on with one that was seeded before.

        Raises:
            StudioError: There is no such world.
        """
        read_world(name)
        if not self._world.fact(WORLD):
            with self._world.change():
                if self._world.fact(SEEDED_OF_VERSION_1):
                    # A state file of version 1: its records stay, and so does its clock.
                    self._world.set_fact(WORLD, WORLD_OF_VERSION_1)
                    self._clock.set_offset(float(self._world.fact(CLOCK_OF_VERSION_1, "0")))
                    self._world.set_fact(CLOCK, self._clock.as_text())
                else:
                    sow(self._world, name)
        self._take_up()

    def reset(self, name: str | None = None, *, keep_grants: bool = False) -> None:
        """Back to the seeded world, clock, rules and faults included; browsers are signed out.

        Args:
            name: Another world to change to; the same one when None.
            keep_grants: Leave what apps were given, so that their tokens go on being good.

        Raises:
            StudioError: There is no such world.
        """
        name = read_world(name or self.world_name).name
        with self._world.change():
            self._world.empty(keep_grants=keep_grants)
            sow(self._world, name)
        self._faults.reset()
        self._replaced()

    def snapshot(self, name: str | None = None) -> Snapshot:
        """Keep a copy of records, grants, clock and rules under a name."""
        with self._world.change():
            self._world.set_fact(CLOCK, self._clock.as_text())
            return self.snapshots.take(name, stamp(self._clock.now()))

    def restore(self, name: str | None = None) -> bool:
        """Put a copy back, the newest when `name` is None.

        Returns:
            Whether there is such a copy.
        """
        if not self.snapshots.put_back(name):
            return False
        self._replaced()
        return True

    def rules(self) -> Rules:
        """The rules as they are now."""
        return Rules(
            self._limits.enabled,
            self._records.search_lag_seconds,
            self._grants.rotation,
            self._limits.daily_maximum,
        )

    def set_rules(self, **changes: Any) -> Rules:
        """Change some of `Rules`' fields, by their names."""
        rules = replace(self.rules(), **changes)
        self._world.set_fact(RULES, json.dumps(vars(rules)))
        self._follow(rules)
        return rules

    def move_clock(self, move: Callable[[MovableClock], None]) -> None:
        """Do something to the clock, and remember how it runs then."""
        before = self._clock.now()
        move(self._clock)
        if self._clock.now() < before:
            # What was written later than now must not stay out of searches until then.
            self._records.settle()
        self._world.set_fact(CLOCK, self._clock.as_text())
        self._bell.ring("clock")

    def _replaced(self) -> None:
        self._sessions.clear()
        self._limits.forget()
        self._take_up()
        self._bell.ring("world")

    def _take_up(self) -> None:
        """Let clock and rules be as the world's facts say."""
        self._clock.go_on(self._world.fact(CLOCK))
        kept = json.loads(self._world.fact(RULES, "{}"))
        lag = read_world(self.world_name).search_lag_seconds
        first = Rules(enabled=False, search_lag_seconds=lag, rotation=False, daily_maximum=None)
        self._follow(replace(first, **kept))

    def _follow(self, rules: Rules) -> None:
        self._limits.enabled = rules.enabled
        self._records.search_lag_seconds = rules.search_lag_seconds
        self._grants.rotation = rules.rotation
        self._limits.daily_maximum = rules.daily_maximum
