"""How to start the sandbox, and what one needs to know to use it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from studio.clock import Clock
from studio.ids import Ids
from studio.sandbox.open_points import OAuthOpenPoints

DEFAULT_WORLD = "acme"


@dataclass(frozen=True)
class SandboxOptions:
    """Everything that can be chosen at the start; the defaults suit a person at a desk."""

    port: int = 0
    """0 takes any free port."""
    seed: int = 1
    """The same seed, the same calls: the same ids, codes and tokens."""
    state: Path | None = None
    """A file that keeps records and grants beyond the end of the process; None keeps nothing."""
    clock: Clock | None = None
    ids: Ids | None = None
    """Where codes and tokens come from; None derives them from `seed`."""
    client_secret: str | None = field(default=None, repr=False)
    """The secret of the registered app; None makes a random one for this start."""
    passwords: Mapping[str, str] | None = field(default=None, repr=False)
    """Passwords by sign-in name, instead of the printed ones. These are not shown on any page."""
    world: str = DEFAULT_WORLD
    """The seed world to start with: a file's name in `resources/sandbox/worlds`. A state file goes
    on with the world it has."""
    oauth: OAuthOpenPoints = field(default_factory=OAuthOpenPoints)
    """How OAuth answers where HubSpot does not say."""


@dataclass(frozen=True)
class SandboxInfo:
    """Where a running sandbox is reached, and the app registered there."""

    base_url: str
    authorize_url: str
    token_url: str
    client_id: str
    client_secret: str = field(repr=False)
    admin_url: str
    sign_in_names: tuple[str, ...]
    redirect_uris: tuple[str, ...]
    """What the authorize page may lead back to; the platform's callback first."""
    required_scopes: tuple[str, ...] = ()
    """What every authorization link of the app must ask for."""
    declared_scopes: tuple[str, ...] = ()
    """Whatever a link may ask for at all."""


class FaultDoor(Protocol):
    """Faults on purpose, for who runs in the same process. Safe to use from any thread."""

    def arm(
        self,
        name: str,
        route_name: str | None = None,
        *,
        count: int | None = None,
        probability: float = 1.0,
        seconds: float | None = None,
    ) -> dict[str, Any]:
        """Arm a fault, as `POST /faults` does; answers with the entry.

        Args:
            name: As `action-studio sandbox --list-faults` prints it.
            route_name: Where it strikes; the fault's own default when None.
            count: How many strikes; without end when None.
            probability: Of each request to be struck, above 0, at most 1.
            seconds: How long a slow answer takes; without end when None.

        Raises:
            ValueError: No such fault or route, or a number out of range; says what is near.
        """
        ...

    def active(self) -> list[dict[str, Any]]:
        """Every armed fault, in the order they were armed."""
        ...

    def clear(self, which: str | None = None) -> bool:
        """Switch off all, or those with this id or name; whether there was one."""
        ...


class RunningSandbox(Protocol):
    """A started sandbox, until it is stopped."""

    @property
    def info(self) -> SandboxInfo:
        """Addresses and app of this sandbox; they do not change while it runs."""
        ...

    @property
    def faults(self) -> FaultDoor:
        """Faults on purpose. Listeners hear `faults` on the thread that arms, then."""
        ...

    def address(self, route: str) -> str:
        """The base URL to use for a route now; handing it out may use up a fault.

        It is the sandbox's own, unless `tls_failure` or `dns_failure` is armed for this route: a
        client knows of no sandbox, so only addresses can make it fail as it would in the world.

        Args:
            route: `exchange`, `refresh`, `token`, `authorize`, `introspect`, `revoke`, `account`
                or `crm`.
        """
        ...

    def watch(self, listener: Callable[[str], None]) -> None:
        """Call `listener` whenever something changes, on the server's thread, with a topic.

        Topics are `faults`, `records`, `clock`, `world` (reset or restored) and `journal`. The
        listener must return at once, and may be called until the sandbox is stopped.
        """
        ...

    def stop(self) -> None:
        """End the server and close the state file. May be called again; does nothing then."""
        ...
