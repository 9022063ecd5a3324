"""Where the tokens of a connection lie in the vault, and what the workspace knows of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from studio.authorization.grant import Grant
from studio.clock import Clock, iso
from studio.environment import EnvironmentName
from studio.vault import Vault

RENEW_AHEAD = timedelta(minutes=5)
"""How long before its end a token is renewed; less for one that lives less than half an hour.
Ours: the platform does not say."""
SHARE_AHEAD = 6
"""A short-lived token is renewed when this part of its life is left: a sixth."""
SLOTS = ("a", "b")
"""The tokens of a new account never overwrite those of the old one: two slots take turns, and the
workspace says which one counts. Whoever is cut off in between has one account's or the other's."""


@dataclass(frozen=True)
class Connection:
    """One connector in one environment, for the app or for one end user: what an account is kept
    for."""

    connector_id: str
    environment: EnvironmentName
    user: str = ""
    """The end user's id; empty for the one account of the app."""


def access_entry(connection: Connection, slot: str) -> str:
    """The vault entry of an access token."""
    return f"{_beginning(connection)}.{slot}.access_token"


def refresh_entry(connection: Connection, slot: str) -> str:
    """The vault entry of a refresh token."""
    return f"{_beginning(connection)}.{slot}.refresh_token"


def _beginning(connection: Connection) -> str:
    whose = f".user.{connection.user}" if connection.user else ""
    return f"{connection.connector_id}.{connection.environment}{whose}"


class TokenStore:
    """Puts tokens into the vault, in an order that a cut-off does no harm to."""

    def __init__(self, vault: Vault, clock: Clock) -> None:
        self._vault = vault
        self._clock = clock

    def access_token(self, connection: Connection, slot: str) -> str | None:
        """The access token, however old. Raises VaultError."""
        return self._vault.get(access_entry(connection, slot))

    def refresh_token(self, connection: Connection, slot: str) -> str | None:
        """The refresh token. Raises VaultError."""
        return self._vault.get(refresh_entry(connection, slot))

    def put(self, connection: Connection, slot: str, grant: Grant) -> dict[str, Any]:
        """Put a grant's tokens into the vault; what the workspace is to know of them.

        The refresh token goes first: whoever is cut off in between can still renew.

        Raises:
            VaultError: it could not be kept.
        """
        if grant.refresh_token:
            self._vault.set(refresh_entry(connection, slot), grant.refresh_token)
        else:
            self._vault.delete(refresh_entry(connection, slot))
        self._vault.set(access_entry(connection, slot), grant.access_token)
        life = timedelta(seconds=grant.expires_in)
        ends = self._clock.now() + life
        return {
            "slot": slot,
            "vault": self._vault.status().kind,
            "expires_at": iso(ends),
            "renew_at": iso(ends - min(RENEW_AHEAD, life / SHARE_AHEAD)),
            "renews": grant.refresh_token is not None,
            "scopes": list(grant.scopes),
        }

    def empty(self, connection: Connection, slot: str) -> None:
        """Forget both tokens. Raises VaultError."""
        self._vault.delete(access_entry(connection, slot))
        self._vault.delete(refresh_entry(connection, slot))

    def other_slot(self, slot: str | None) -> str:
        """The slot that is free while `slot` is in use."""
        return SLOTS[1] if slot == SLOTS[0] else SLOTS[0]
