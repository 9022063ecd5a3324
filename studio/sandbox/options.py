"""How to start the sandbox, and what one needs to know to use it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from studio.clock import Clock
from studio.ids import Ids


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
    world: str = "acme"
    """The seed world to start with: a file's name in `resources/sandbox/worlds`."""


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


class RunningSandbox(Protocol):
    """A started sandbox, until it is stopped."""

    @property
    def info(self) -> SandboxInfo:
        """Addresses and app of this sandbox; they do not change while it runs."""
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
