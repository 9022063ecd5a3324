"""The accounts that integrations act for, as they are shown. Reads what was kept; asks nobody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from studio.authorization.values import Account, GrantedScope, Problem
from studio.clock import from_iso
from studio.connectors.catalogue import Catalogue
from studio.vault import Vault
from studio.workspace.accounts import Accounts


class ConnectedAccounts:
    """One account a connector in the environment the workspace works against.

    Args:
        environment: Answers with the environment's name.
    """

    def __init__(
        self,
        accounts: Accounts,
        catalogue: Catalogue,
        vault: Vault,
        environment: Callable[[], str],
    ) -> None:
        self._accounts = accounts
        self._catalogue = catalogue
        self._vault = vault
        self._environment = environment

    def get(self, connector_id: str) -> Account | None:
        """The account the integration acts for; None when it has none, or its tokens are gone."""
        kept = self._accounts.get(connector_id, self._environment())
        if kept is None or kept.get("lost") or self._forgotten(connector_id, kept):
            return None
        return self.shown(connector_id, kept)

    def was_authorized(self, connector_id: str) -> bool:
        """Whether somebody signed in for what is chosen now, also if the tokens are gone since."""
        return self._accounts.get(connector_id, self._environment()) is not None

    def problem(self, connector_id: str) -> Problem | None:
        """What is wrong with the account though nothing went wrong: tokens that were kept in
        memory only, by a program that has ended."""
        kept = self._accounts.get(connector_id, self._environment())
        if kept is None or kept.get("lost") or not self._forgotten(connector_id, kept):
            return None
        from studio.authorization.tokens import gone_with_the_last_run

        return Problem.of(gone_with_the_last_run())

    def shown(self, connector_id: str, kept: dict[str, Any]) -> Account:
        """What was kept of an account, as it is shown."""
        connector = self._catalogue.get(connector_id)
        granted = set(kept["scopes"])
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
                GrantedScope(scope.name, scope.reason)
                for scope in connector.scopes
                if scope.name not in granted
            ),
            instead_of=(earlier["name"], earlier["id"]) if earlier else None,
        )

    def _forgotten(self, connector_id: str, kept: dict[str, Any]) -> bool:
        """Never asks the keyring: what lies there is found out when it is needed."""
        if kept["vault"] != "memory":
            return False
        from studio.authorization.token_store import Connection, access_entry

        entry = access_entry(Connection(connector_id, self._environment()), kept["slot"])
        return not self._vault.holds(entry)
