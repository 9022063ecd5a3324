"""The life of a token: kept in the vault, renewed before it ends, once for all who wait."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from studio.authorization.exchange import AuthorizationError, Grant, OAuthApp, refresh
from studio.authorization.posting import TokenPoster
from studio.clock import Clock, from_iso, iso
from studio.vault import Vault
from studio.workspace.accounts import Accounts

RENEW_AHEAD = timedelta(minutes=5)
"""How long before its end a token is renewed. Ours: the platform does not say."""


@dataclass(frozen=True)
class TokenNames:
    """The vault entries of one connector in one environment."""

    connector_id: str
    environment: str

    @property
    def access(self) -> str:
        return f"{self.connector_id}.{self.environment}.access_token"

    @property
    def refresh(self) -> str:
        return f"{self.connector_id}.{self.environment}.refresh_token"


class NeedsAuthorization(AuthorizationError):
    """Only the person can mend this, by authorizing again."""


class Tokens:
    """Access tokens that are good when they are handed out.

    Args:
        app: Answers with the OAuth app of a connector; may start the sandbox.
    """

    def __init__(
        self,
        vault: Vault,
        accounts: Accounts,
        poster: TokenPoster,
        clock: Clock,
        app: Callable[[str], OAuthApp],
    ) -> None:
        self._vault = vault
        self._accounts = accounts
        self._poster = poster
        self._clock = clock
        self._app = app
        self._locks: dict[TokenNames, threading.Lock] = {}
        self._locks_lock = threading.Lock()

    def keep(self, names: TokenNames, grant: Grant) -> datetime:
        """Keep a grant's tokens and answer with when the access token ends.

        The refresh token goes first: whoever is cut off in between can still renew.
        """
        if grant.refresh_token:
            self._vault.set(names.refresh, grant.refresh_token)
        else:
            self._vault.delete(names.refresh)
        self._vault.set(names.access, grant.access_token)
        return self._clock.now() + timedelta(seconds=grant.expires_in)

    def drop(self, names: TokenNames) -> None:
        """Forget both tokens."""
        self._vault.delete(names.access)
        self._vault.delete(names.refresh)

    def access_token(self, names: TokenNames, *, rejected: str | None = None) -> str:
        """A token that is good for a while yet. Renews it once for any number of callers.

        Args:
            names: Whose token.
            rejected: A token the service just refused: never handed out again.

        Raises:
            NeedsAuthorization: there is none and none can be had without the person.
            StudioError: renewing failed for a reason that may pass (network, 5xx).
        """
        with self._lock(names):
            kept = self._accounts.get(names.connector_id, names.environment)
            if kept is None:
                raise _never_authorized()
            token = self._vault.get(names.access)
            ends = from_iso(kept["expires_at"])
            fresh = ends - RENEW_AHEAD > self._clock.now()
            if token and token != rejected and fresh:
                return token
            return self._renew(names, kept)

    def _renew(self, names: TokenNames, kept: dict[str, object]) -> str:
        refresh_token = self._vault.get(names.refresh)
        if not refresh_token:
            raise _tokens_gone(self._vault)
        steps = refresh(self._app(names.connector_id), refresh_token)
        grant = self._poster.carry_out(
            steps, names.connector_id, "Renew the access token with the refresh token"
        )
        ends = self.keep(names, grant)
        self._accounts.keep(
            names.connector_id,
            names.environment,
            {**kept, "expires_at": iso(ends), "scopes": list(grant.scopes)},
        )
        return grant.access_token

    def _lock(self, names: TokenNames) -> threading.Lock:
        with self._locks_lock:
            return self._locks.setdefault(names, threading.Lock())


def _never_authorized() -> NeedsAuthorization:
    return NeedsAuthorization(
        "The integration is not authorized.",
        "Authorize it in App Settings > Integrations > Actions.",
        code="authorization.missing",
    )


def _tokens_gone(vault: Vault) -> NeedsAuthorization:
    if vault.status().kind == "memory":
        return NeedsAuthorization(
            "The tokens were kept in memory only and went with the last run.",
            "Press Authorize to sign in again.",
            code="authorization.tokens_gone",
        )
    return NeedsAuthorization(
        "The tokens are no longer in the keyring.",
        "Press Authorize to sign in again.",
        code="authorization.tokens_gone",
    )
