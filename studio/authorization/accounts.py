"""The accounts that integrations act for, as they are shown. Reads what was kept; asks nobody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from studio.authorization.values import Account, GrantedScope
from studio.clock import from_iso
from studio.connectors.catalogue import Catalogue
from studio.workspace.accounts import Accounts


class ConnectedAccounts:
    """One account a connector in the environment the workspace works against.

    Args:
        environment: Answers with the environment's name.
    """

    def __init__(
        self, accounts: Accounts, catalogue: Catalogue, environment: Callable[[], str]
    ) -> None:
        self._accounts = accounts
        self._catalogue = catalogue
        self._environment = environment

    def get(self, connector_id: str) -> Account | None:
        """The account the integration acts for, or None."""
        kept = self._accounts.get(connector_id, self._environment())
        return self.shown(connector_id, kept) if kept else None

    def shown(self, connector_id: str, kept: dict[str, Any]) -> Account:
        """What was kept of an account, as it is shown."""
        connector = self._catalogue.get(connector_id)
        return Account(
            name=kept["name"],
            account_id=kept["id"],
            signed_in_as=kept["user"],
            scopes=tuple(GrantedScope(s, connector.scope_reason(s)) for s in kept["scopes"]),
            authorized_at=from_iso(kept["authorized_at"]),
            expires_at=from_iso(kept["expires_at"]),
            renews=bool(kept["renews"]),
        )
