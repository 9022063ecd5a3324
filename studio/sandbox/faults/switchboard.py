"""Which faults are armed, and whom they strike."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

from studio.sandbox.faults import catalogue, route
from studio.sandbox.faults.catalogue import Fault


@dataclass
class Armed:
    """A fault that waits for requests."""

    id: int
    fault: Fault
    route: str
    count: int | None
    """How many strikes are left; None for no end."""
    probability: float
    seconds: float | None
    chance: Random = field(repr=False)
    struck: int = 0
    """How often it has struck."""

    def shown(self) -> dict[str, Any]:
        """As the admin API tells of it."""
        shown = {
            "id": self.id,
            "name": self.fault.name,
            "route": self.route,
            "count": self.count,
            "probability": self.probability,
            "struck": self.struck,
        }
        return shown | ({"seconds": self.seconds} if self.fault.timed else {})


@dataclass(frozen=True)
class Strike:
    """What hits one request."""

    names: frozenset[str]
    """All of it, for handlers and the journal."""
    first: Fault | None = None
    """The one that acts on the connection or answers in the handler's place: one at most."""
    seconds: float | None = None


MISSED = Strike(frozenset())


class Switchboard:
    """Arms faults, draws them, counts them down. Safe to use from any thread.

    Args:
        seed: Of the sandbox. With the same seed and the same requests the same ones are struck.
        ring: Called after every change.
    """

    def __init__(self, seed: int, ring: Callable[[], None] = lambda: None) -> None:
        self._seed = seed
        self._ring = ring
        self._lock = threading.Lock()
        self._given = 0
        self._entries: tuple[Armed, ...] = ()
        self.armed = False
        """Whether anything waits for requests: all that a request costs while nothing does."""

    def arm(
        self,
        name: str,
        route_name: str | None = None,
        *,
        count: int | None = None,
        probability: float = 1.0,
        seconds: float | None = None,
    ) -> dict[str, Any]:
        """Arm a fault; answers with the entry, as `active` lists it.

        Args:
            name: From the catalogue.
            route_name: Where it strikes; the fault's own default when None.
            count: How many strikes; without end when None.
            probability: Of each request to be struck, above 0, at most 1.
            seconds: How long a slow answer takes; without end when None.

        Raises:
            UnknownFault: no such fault or no such route, or a number is out of range.
        """
        fault = catalogue.named(name)
        where = catalogue.route_for(fault, route_name)
        if count is not None and count < 1:
            raise catalogue.UnknownFault("count must be a whole number from 1 on")
        if not 0 < probability <= 1:
            raise catalogue.UnknownFault("probability must be above 0 and at most 1")
        if seconds is not None and not (fault.timed and 0 < seconds <= 3600):
            said = "above 0 and at most 3600" if fault.timed else f"left out for {fault.name}"
            raise catalogue.UnknownFault(f"seconds must be {said}")
        with self._lock:
            self._given += 1
            chance = Random(f"{self._seed}/{self._given}/{name}")
            entry = Armed(self._given, fault, where, count, float(probability), seconds, chance)
            self._keep((*self._entries, entry))
        self._ring()
        return entry.shown()

    def active(self) -> list[dict[str, Any]]:
        """Every armed fault, in the order they were armed."""
        return [entry.shown() for entry in self._entries]

    def clear(self, which: str | None = None) -> bool:
        """Switch off all, or those with this id or name; whether there was one."""
        with self._lock:
            kept = tuple(
                entry
                for entry in self._entries
                if which is not None and which not in (str(entry.id), entry.fault.name)
            )
            changed = len(kept) < len(self._entries)
            self._keep(kept)
        if changed:
            self._ring()
        return changed

    def reset(self) -> None:
        """All off, and what is armed from now on is drawn as from the start."""
        self.clear()
        self._given = 0

    def draw(self, names: tuple[str, ...], method: str, path: str) -> Strike:
        """What strikes this request; drawn, counted, and gone from the board where it is used up.

        Args:
            names: From `route.names_of`.
            method: GET, POST, ….
            path: Decoded, without its query.
        """
        return self._draw(
            lambda entry: (
                entry.fault.kind != "address" and route.matches(entry.route, names, method, path)
            )
        )

    def draw_address(self, names: tuple[str, ...]) -> Strike:
        """What strikes an address that is being handed out for one of these routes."""
        if not self.armed:
            return MISSED
        return self._draw(lambda entry: entry.fault.kind == "address" and entry.route in names)

    def _draw(self, hit: Callable[[Armed], bool]) -> Strike:
        names: set[str] = set()
        first: Armed | None = None
        with self._lock:
            for entry in self._entries:
                alone = entry.fault.kind != "behaviour"
                if (alone and first) or entry.fault.name in names or not hit(entry):
                    continue
                if entry.probability < 1 and entry.chance.random() >= entry.probability:
                    continue
                names.add(entry.fault.name)
                first = entry if alone else first
                entry.struck += 1
                if entry.count is not None:
                    entry.count -= 1
            self._keep(tuple(entry for entry in self._entries if entry.count != 0))
        if not names:
            return MISSED
        self._ring()
        if first is None:
            return Strike(frozenset(names))
        return Strike(frozenset(names), first.fault, first.seconds)

    def _keep(self, entries: tuple[Armed, ...]) -> None:
        self._entries = entries
        self.armed = bool(entries)
