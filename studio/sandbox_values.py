"""What the sandbox tells about itself, as plain values. Moments are ISO 8601 in UTC, as it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Json = Mapping[str, Any]


@dataclass(frozen=True)
class SandboxClock:
    """The sandbox's own time."""

    now: str
    offset_seconds: float = 0.0
    """How far it is from this computer's clock."""
    frozen: bool = False
    rate: float = 1.0
    """Sandbox seconds a second."""


@dataclass(frozen=True)
class SandboxRules:
    """How strict the sandbox is."""

    limits: bool = True
    """Calls beyond the rate limits are refused."""
    search_lag_seconds: float = 0.0
    """A changed record is found by a search after so long."""
    rotation: bool = False
    """Each renewal hands out a new refresh token, and the old one ends."""


@dataclass(frozen=True)
class SandboxAccount:
    """An account of the world, and how much is in it."""

    portal_id: int
    name: str
    domain: str = ""
    deals: int = 0
    contacts: int = 0
    archived: int = 0


@dataclass(frozen=True)
class Persona:
    """Somebody who can sign in."""

    id: str
    sign_in_name: str
    name: str
    role: str = ""
    accounts: tuple[int, ...] = ()
    password: str | None = field(default=None, repr=False)
    """None when it was set at the start and is shown nowhere."""


@dataclass(frozen=True)
class ActiveFault:
    """A fault that is on."""

    id: str
    name: str
    route: str
    count: int | None = None
    """How often it strikes at most; None is without end."""
    probability: float = 1.0
    struck: int = 0


@dataclass(frozen=True)
class KnownFault:
    """A fault that can be switched on."""

    name: str
    line: str
    route: str
    routes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Faults:
    """What is on, and what there is."""

    active: tuple[ActiveFault, ...] = ()
    known: tuple[KnownFault, ...] = ()


@dataclass(frozen=True)
class Snapshot:
    """A copy of the whole sandbox that it can go back to."""

    name: str
    at: str


@dataclass(frozen=True)
class SandboxState:
    """All that `GET /state` tells."""

    world: str
    seed: int
    clock: SandboxClock
    rules: SandboxRules
    accounts: tuple[SandboxAccount, ...] = ()
    personas: tuple[Persona, ...] = ()
    faults: tuple[ActiveFault, ...] = ()
    snapshots: tuple[Snapshot, ...] = ()
    grants: int = 0
    requests: int = 0


@dataclass(frozen=True)
class Record:
    """A deal or contact, as a list shows it."""

    id: str
    properties: Mapping[str, str | None]
    created_at: str
    updated_at: str
    archived: bool = False
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict, repr=False)
    """How people read values: labels by property and value, where there are any."""

    def words(self, name: str, value: str | None) -> str | None:
        """A value of this property as people read it: `Contract Sent` for `contractsent`."""
        return value if value is None else self.labels.get(name, {}).get(value, value)


@dataclass(frozen=True)
class RecordPage:
    """A part of a list, and how long the whole is."""

    total: int
    records: tuple[Record, ...]


@dataclass(frozen=True)
class Neighbour:
    """A record that belongs to another."""

    kind: str
    id: str
    title: str


@dataclass(frozen=True)
class Change:
    """What one call changed: names with the value before and after."""

    at: str
    source: str
    changes: Mapping[str, tuple[str | None, str | None]]


@dataclass(frozen=True)
class WholeRecord:
    """A record with all that belongs to it."""

    record: Record
    neighbours: tuple[Neighbour, ...] = ()
    history: tuple[Change, ...] = ()
    """Newest first."""
    url: str = ""


@dataclass(frozen=True)
class JournalEntry:
    """One request the sandbox answered; bodies are redacted."""

    number: int
    at: str
    method: str
    path: str
    query: str = ""
    status: int | None = None
    """None when no answer was given."""
    route: str = ""
    fault: str | None = None
    """What struck it."""
    elapsed_ms: float = 0.0
    portal_id: int | None = None
    correlation_id: str | None = None
    request_body: str = ""
    response_body: str = ""


def clock(data: Json) -> SandboxClock:
    """From the answer of `/clock`."""
    return SandboxClock(
        now=str(data["now"]),
        offset_seconds=float(data.get("offset_seconds", 0)),
        frozen=bool(data.get("frozen", False)),
        rate=float(data.get("rate", 1)),
    )


def rules(data: Json) -> SandboxRules:
    """From the answers of `/limits` (`enabled`) and `/state` (`limits`)."""
    return SandboxRules(
        limits=bool(data.get("enabled", data.get("limits", True))),
        search_lag_seconds=float(data.get("search_lag_seconds", 0)),
        rotation=bool(data.get("rotation", False)),
    )


def active_fault(data: Json) -> ActiveFault:
    """One entry of `active`."""
    return ActiveFault(
        id=str(data["id"]),
        name=str(data["name"]),
        route=str(data.get("route", "")),
        count=data.get("count"),
        probability=float(data.get("probability", 1)),
        struck=int(data.get("struck", 0)),
    )


def faults(data: Json) -> Faults:
    """From the answer of `/faults`."""
    return Faults(
        tuple(active_fault(each) for each in data.get("active", ())),
        tuple(
            KnownFault(each["name"], each["line"], each["route"], tuple(each.get("routes", ())))
            for each in data.get("known", ())
        ),
    )


def state(data: Json) -> SandboxState:
    """From the answer of `/state`."""
    return SandboxState(
        world=str(data.get("world", "")),
        seed=int(data.get("seed", 0)),
        clock=clock(data.get("clock") or data),
        rules=rules(data),
        accounts=tuple(_account(each) for each in data["accounts"]),
        personas=tuple(_persona(each) for each in data.get("personas", ())),
        faults=tuple(active_fault(each) for each in data.get("faults", ())),
        snapshots=tuple(Snapshot(each["name"], each["at"]) for each in data.get("snapshots", ())),
        grants=len(data.get("grants", ())),
        requests=int(data.get("requests", 0)),
    )


def record(data: Json, labels: Mapping[str, Mapping[str, str]]) -> Record:
    """One record of a list, or the head of a whole one; `labels` from the same answer."""
    return Record(
        id=str(data["id"]),
        properties=data["properties"],
        created_at=str(data["createdAt"]),
        updated_at=str(data["updatedAt"]),
        archived=bool(data.get("archived", False)),
        labels=labels,
    )


def whole_record(data: Json) -> WholeRecord:
    """From the answer of `/records/{portal}/{kind}/{id}`."""
    neighbours = [
        Neighbour(kind, str(each["id"]), each.get("title") or str(each["id"]))
        for kind, found in data.get("associations", {}).items()
        for each in found
    ]
    history = [
        Change(
            each["at"],
            each.get("source", ""),
            {name: (before, after) for name, (before, after) in each["changes"].items()},
        )
        for each in data.get("history", ())
    ]
    shown = record(data, data.get("labels", {}))
    return WholeRecord(shown, tuple(neighbours), tuple(history), data.get("url", ""))


def journal_entry(data: Json) -> JournalEntry:
    """One entry of `/journal`."""
    known = {name: data[name] for name in JournalEntry.__dataclass_fields__ if name in data}
    for name in ("request_body", "response_body", "query", "route"):
        known[name] = known.get(name) or ""
    return JournalEntry(**known)


def _account(data: Json) -> SandboxAccount:
    known = {name: data[name] for name in SandboxAccount.__dataclass_fields__ if name in data}
    return SandboxAccount(**known)


def _persona(data: Json) -> Persona:
    known = {name: data[name] for name in Persona.__dataclass_fields__ if name in data}
    return Persona(**{**known, "accounts": tuple(data.get("accounts", ()))})
