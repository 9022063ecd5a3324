"""The accounts that integrations act for, as they are shown. Reads what was kept; asks nobody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from studio.authorization.values import Account, GrantedScope, Problem
from studio.clock import from_iso
from studio.connectors.catalogue import Catalogue
from studio.environment import EnvironmentName
from studio.vault import Vault
from studio.workspace.accounts import Accounts


class ConnectedAccounts:
    """The accounts of a connector in the environment the workspace works against.

    Args:
        environment: Answers with the environment's name.
    """

    def __init__(
        self,
        accounts: Accounts,
        catalogue: Catalogue,
        vault: Vault,
        environment: Callable[[], EnvironmentName],
    ) -> None:
        self._accounts = accounts
        self._catalogue = catalogue
        self._vault = vault
        self._environment = environment

    def get(
        self, connector_id: str, user: str = "", *, environment: EnvironmentName | None = None
    ) -> Account | None:
        """The account the integration acts for; None when it has none, or its tokens are gone.

        Args:
            connector_id: Whose.
            user: The end user's id; empty for the one account of the app.
            environment: Where; by default where the workspace is now.
        """
        environment = environment or self._environment()
        kept = self._accounts.get(connector_id, environment, user)
        if kept is None or kept.get("lost"):
            return None
        if self._forgotten(connector_id, kept, user, environment):
            return None
        return self.shown(connector_id, kept)

    def was_authorized(self, connector_id: str) -> bool:
        """Whether somebody signed in for what is chosen now, also if the tokens are gone since.
        Whoever let the authorization go by Disable is not counted."""
        kept = self._accounts.get(connector_id, self._environment())
        return kept is not None and not kept.get("let_go")

    def problem(self, connector_id: str) -> Problem | None:
        """What is wrong with the account though nothing went wrong: tokens that were kept in
        memory only, by a program that has ended."""
        environment = self._environment()
        kept = self._accounts.get(connector_id, environment)
        if kept is None or kept.get("lost"):
            return None
        if not self._forgotten(connector_id, kept, "", environment):
            return None
        from studio.authorization.lacking import gone_with_the_last_run

        return Problem.of(gone_with_the_last_run())

    def shown(self, connector_id: str, kept: dict[str, Any]) -> Account:
        """What was kept of an account, as it is shown."""
        connector = self._catalogue.get(connector_id)
        granted = set(kept["scopes"])
        asked = kept.get("asked") or [scope.name for scope in connector.scopes]
        earlier = kept.get("instead_of")
        return Account(
            name=kept["name"],
            account_id=kept["id"],
            signed_in_as=kept["user"],
            scopes=tuple(GrantedScope(s, connector.scope_reason(s)) for s in kept["scopes"]),
            authorized_at=from_iso(kept["authorized_at"]),
            expires_at=from_iso(kept["expires_at"]),
            renews=bool(kept["renews"]),
            missing=tuple(
                GrantedScope(name, connector.scope_reason(name))
                for name in asked
                if name not in granted
            ),
            instead_of=(earlier["name"], earlier["id"]) if earlier else None,
            label=kept.get("label", ""),
        )

    def _forgotten(
        self, connector_id: str, kept: dict[str, Any], user: str, environment: EnvironmentName
    ) -> bool:
        """Never asks the keyring: what lies there is found out when it is needed."""
        if kept["vault"] != "memory":
            return False
        from studio.authorization.token_store import Connection, access_entry

        connection = Connection(connector_id, environment, user)
        entry = access_entry(connection, kept["slot"])
        return not self._vault.holds(entry)
