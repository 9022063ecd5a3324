"""What pre-flight judges by: the environment, the time, and what is known of the app."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from studio.authorization.preflight.addresses import at_origin, host_of, split
from studio.connectors.manifest import Endpoints
from studio.connectors.preflight import Field, Preflight

LOOPBACK_NAMES = ("127.0.0.1", "localhost")
HOST_LISTS: dict[str, tuple[str, ...]] = {
    "authorize": ("authorize", "authorize_regional"),
    "token": ("token",),
}
"""The lists of `[hosts]` whose hosts are the service's own, for each use."""


@dataclass(frozen=True)
class Registration:
    """The app as it is registered at the service. None where nobody told us.

    On the sandbox everything is known; of an app on the live service only what was entered.
    """

    client_id: str | None = None
    redirect_uris: tuple[str, ...] | None = None
    required_scopes: tuple[str, ...] | None = None
    """What each link has to ask for."""
    declared_scopes: tuple[str, ...] | None = None
    """Whatever a link may ask for."""


@dataclass(frozen=True)
class Situation:
    """Everything beside the draft that a verdict depends on."""

    environment: Literal["sandbox", "live"]
    now: datetime
    knowledge: Preflight
    live: Endpoints
    """The service's own addresses; the ones a profile holds in either environment."""
    here: Endpoints
    """Where the service is reached in this environment."""
    needed_scopes: tuple[str, ...]
    """What all that the connector offers needs together."""
    templates: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The scopes of each template that is installed or chosen, by its name."""
    registration: Registration = field(default_factory=Registration)

    @property
    def required_scopes(self) -> tuple[str, ...]:
        """What a link has to ask for, as far as we know."""
        told = self.registration.required_scopes or ()
        return tuple(dict.fromkeys((*self.knowledge.scopes.always, *told)))

    def official(self, name: Field) -> str:
        """The service's own address for a field; empty for fields that are none."""
        match name:
            case "authorization_url":
                return self.live.authorize_url
            case "token_url" | "refresh_url":
                return self.live.token_url
            case _:
                return ""

    def own_hosts(self) -> frozenset[str]:
        """Hosts (with ports) of this environment beside the service's own: the sandbox's."""
        parts = split(self.here.authorize_url)
        if self.environment == "live" or parts is None:
            return frozenset()
        return frozenset({host_of(parts), *(f"{name}:{parts.port}" for name in LOOPBACK_NAMES)})

    def address(self, url: str, use: Literal["authorize", "token"]) -> str | None:
        """The address that is really asked for a profile's URL; None when it leads elsewhere.

        In the sandbox the service's own hosts stand for the sandbox, so that a profile works in
        both environments and nothing leaves this machine.
        """
        parts = split(url)
        if parts is None or "@" in parts.netloc:
            return None
        host = host_of(parts)
        if host in self.own_hosts():
            return url if parts.scheme == "http" else None
        lists = HOST_LISTS[use]
        own = any(host in self.knowledge.hosts.get(name, ()) for name in lists)
        if parts.scheme != "https" or not own:
            return None
        return url if self.environment == "live" else at_origin(url, self.here.authorize_url)
