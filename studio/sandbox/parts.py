"""What the rooms of the sandbox share, made once by `application.build`."""

from __future__ import annotations

from dataclasses import dataclass

from studio.ids import Ids
from studio.sandbox.access import Gate
from studio.sandbox.answers import Plain
from studio.sandbox.bell import Bell
from studio.sandbox.control import Control
from studio.sandbox.definitions import Definitions
from studio.sandbox.faults.switchboard import Switchboard
from studio.sandbox.grants import Grants
from studio.sandbox.journal import Journal
from studio.sandbox.limits import Limits
from studio.sandbox.mishaps import Mishaps
from studio.sandbox.moments import CorrelationIds, MovableClock
from studio.sandbox.options import SandboxInfo, SandboxOptions
from studio.sandbox.pages import Pages
from studio.sandbox.people import Cast
from studio.sandbox.properties import Kinds
from studio.sandbox.records import Records
from studio.sandbox.sessions import Sessions
from studio.sandbox.world import World


@dataclass(frozen=True)
class Parts:
    """One of each; a room takes those that it needs."""

    options: SandboxOptions
    info: SandboxInfo
    world: World
    clock: MovableClock
    ids: Ids
    bell: Bell
    correlation: CorrelationIds
    journal: Journal
    control: Control
    mishaps: Mishaps
    faults: Switchboard
    cast: Cast
    kinds: Kinds
    """Names of the two kinds, and HubSpot's own properties; `definitions` has an account's."""
    definitions: Definitions
    records: Records
    grants: Grants
    sessions: Sessions
    limits: Limits
    gate: Gate
    plain: Plain
    pages: Pages
