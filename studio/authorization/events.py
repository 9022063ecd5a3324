"""What changes with an authorization, told to whoever shows it: also that it works again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from studio.authorization.token_store import Connection
from studio.authorization.values import Problem
from studio.clock import Clock
from studio.errors import StudioError

Kind = Literal["authorized", "failing", "lost", "recovered", "dropped"]
"""`failing`: a renewal failed for a reason that may pass, and is tried again; `lost`: only the
person can help; `recovered`: after either, it works again; `dropped`: somebody let it go."""


@dataclass(frozen=True)
class AuthorizationEvent:
    """One thing that happened to the authorization of a connector."""

    kind: Kind
    connector_id: str
    environment: str
    user: str
    """The end user whose account it is; empty for the integration's own."""
    at: datetime
    problem: Problem | None = None


Listener = Callable[[AuthorizationEvent], None]


class Bell:
    """Tells listeners, on the thread where it happened: they only take a note."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._listeners: tuple[Listener, ...] = ()

    def ring(self, kind: Kind, connection: Connection, error: StudioError | None = None) -> None:
        """Tell everybody who listens."""
        event = AuthorizationEvent(
            kind,
            connection.connector_id,
            connection.environment,
            connection.user,
            self._clock.now(),
            Problem.of(error) if error else None,
        )
        for listener in self._listeners:
            listener(event)

    def watch(self, listener: Listener) -> Callable[[], None]:
        """Hear of what happens from now on; calling the answer ends it."""
        self._listeners = (*self._listeners, listener)

        def leave() -> None:
            self._listeners = tuple(each for each in self._listeners if each is not listener)

        return leave
