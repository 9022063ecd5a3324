"""Letting an account go: revoked at the service, then gone from the vault and the workspace."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from studio.authorization.apps import Apps
from studio.authorization.exchange import OAuthApp
from studio.authorization.grant import Grant
from studio.authorization.token_store import Connection
from studio.authorization.tokens import Tokens
from studio.connectors.catalogue import Catalogue
from studio.environment import Environment
from studio.errors import StudioError
from studio.workspace.accounts import Accounts

if TYPE_CHECKING:
    from studio.http import HttpClient

PATIENCE = 10.0
"""Seconds to wait for the service to take back what it granted. Ours: letting go works offline."""


@dataclass(frozen=True)
class LetGo:
    """One account that was let go, and whether the service knows of it."""

    environment: str
    user: str
    """The end user's id; empty for the app's own account."""
    name: str
    account_id: str
    revoked: bool
    """Whether the service took the refresh token back. An access token that is out already works
    there until it ends (fact sheet hubspot-api 2.4); it is nowhere on this computer any more."""
    why_not: str = ""
    """Why it was not revoked, and what to do."""
    exchange_id: str | None = None
    """The revocation in the journal."""


class Departures:
    """Revokes and forgets."""

    def __init__(
        self,
        tokens: Tokens,
        accounts: Accounts,
        apps: Apps,
        catalogue: Catalogue,
        environment: Environment,
        http: Callable[[], HttpClient],
    ) -> None:
        self._tokens = tokens
        self._accounts = accounts
        self._apps = apps
        self._catalogue = catalogue
        self._environment = environment
        self._http = http
        tokens.unwanted = self._give_back

    def let_go(self, connection: Connection, *, remember: bool = False) -> LetGo | None:
        """Let the account of a connection go; None when there is none.

        Args:
            connection: Whose.
            remember: Keep its name and id, so that another account is noticed next time.

        Raises:
            VaultError: the keyring did not let the tokens go; the account does not count any more.
        """
        kept = self._accounts.get(connection.connector_id, connection.environment, connection.user)
        if kept is None:
            return None
        token = self._tokens.take(connection)
        revoked, why_not, exchange_id = self._revoke(connection, token)
        self._tokens.drop(connection, remember=remember)
        return LetGo(
            connection.environment,
            connection.user,
            str(kept.get("name", "")),
            str(kept.get("id", "")),
            revoked,
            why_not,
            exchange_id,
        )

    def revoke(
        self, connection: Connection, app: OAuthApp, token: str, sequence: str = ""
    ) -> str | None:
        """Ask the service to take a token back (RFC 7009); the exchange, None when none was made.

        Raises:
            StudioError: it did not.
        """
        from studio.http import Request
        from studio.retry import Retry

        endpoints = self._environment.endpoints(
            connection.connector_id, "revoke", environment=connection.environment
        )
        response = self._http().send(
            Request(
                "POST",
                endpoints.revoke_url,
                "Take the authorization back (revocation)",
                headers={"Accept": "application/json"},
                form={
                    "client_id": app.client_id,
                    "client_secret": app.client_secret,
                    "token": token,
                    "token_type_hint": "refresh_token",
                },
                connector_id=connection.connector_id,
                timeout=PATIENCE,
                retry=Retry.NEVER,
                sequence=sequence,
                secrets=(token, app.client_secret),
            )
        )
        if not 200 <= response.status < 300:
            raise StudioError(
                f"The service refused to take the authorization back ({response.status}).",
                "Disconnect the app there, in the settings of the account.",
                code="authorization.not_revoked",
                exchange_id=response.exchange_id,
            )
        return response.exchange_id

    def _give_back(self, connection: Connection, app: OAuthApp, grant: Grant) -> None:
        with contextlib.suppress(StudioError):  # it stands in the journal; nobody waits for it
            self.revoke(connection, app, grant.refresh_token or grant.access_token)

    def _revoke(self, connection: Connection, token: str | None) -> tuple[bool, str, str | None]:
        if token is None:
            return False, "There was no token left to take back.", None
        if connection.environment != self._environment.name:
            where = connection.environment.capitalize()
            return False, f"The workspace is not on {where}, so {where} was not asked.", None
        try:
            exchange_id = self.revoke(connection, self._apps.of(connection), token)
        except StudioError as error:
            return False, f"{error.message} {error.next_step}", error.exchange_id
        return True, "", exchange_id
