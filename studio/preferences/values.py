"""What is set for a workspace, as one value. Holds no secret."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from studio.environment import EnvironmentName
from studio.preferences.way import ProxyKind

LoginPolicy = Literal["both", "window", "browser"]
"""Where people may sign in: the studio's own login window, the system's browser, or either."""
SecretState = Literal["set", "not_set", "gone", "other"]
"""`gone`: it was kept in memory, by a program that has ended. `other`: it was entered for another
address or client id than is set now, and is not used."""
LOOPBACK = "loopback"
"""Stands for the loopback address among the callbacks."""


@dataclass(frozen=True)
class SystemApp:
    """An organization's own app at a live service, for the System card."""

    connector_id: str
    connector_name: str
    client_id: str
    secret: SecretState

    @property
    def complete(self) -> bool:
        """Whether somebody can sign in with it."""
        return bool(self.client_id) and self.secret == "set"


@dataclass(frozen=True)
class Callback:
    """One address that sign-ins may come back to."""

    id: str
    label: str
    url: str


@dataclass(frozen=True)
class Chosen:
    """Every setting of a workspace."""

    environment: EnvironmentName
    system_apps: tuple[SystemApp, ...]
    proxy: ProxyKind
    proxy_address: str
    proxy_user: str
    proxy_password: SecretState
    ca_file: str
    """A PEM file; empty when the system's authorities alone are believed."""
    callback: str
    """Id of one of the callbacks."""
    link_minutes: int
    login_policy: LoginPolicy
    notifications: bool
    """Whether the desktop is told when an authorization needs somebody."""

    def system_app(self, connector_id: str) -> SystemApp:
        """The app of one connector. Raises KeyError when there is no such connector."""
        for app in self.system_apps:
            if app.connector_id == connector_id:
                return app
        raise KeyError(connector_id)
