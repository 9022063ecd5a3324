"""What a sign-in brought: whose account it is, and keeping it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from studio.authorization.accounts import ConnectedAccounts
from studio.authorization.errors import AuthorizationError
from studio.authorization.events import Bell
from studio.authorization.exchange import OAuthApp
from studio.authorization.grant import Grant
from studio.authorization.token_store import Connection
from studio.authorization.tokens import Tokens
from studio.authorization.values import Account
from studio.clock import Clock, iso
from studio.connectors.catalogue import Catalogue
from studio.workspace import Workspace
from studio.workspace.accounts import Accounts
from studio.workspace.changes import Changes
from studio.workspace.integrations import Integrations


class OtherAccount(AuthorizationError):
    """The sign-in ended in another account than the one before. Nothing is kept until somebody
    says so: `LoginAttempt.accept` or `LoginAttempt.refuse`."""

    def __init__(self, service: str, before: tuple[str, str], now: tuple[str, str]) -> None:
        super().__init__(
            f"You signed in to {_said(now)}. Before, {service} was authorized for {_said(before)}.",
            "Keep the new account, or sign in again and choose the one before.",
            code="authorization.other_account",
        )
        self.before = before
        """Name and id of the account that was authorized before."""
        self.now = now
        """Name and id of the account that signed in now."""


@dataclass(frozen=True, repr=False)
class Arrived:
    """A grant whose account is known, not kept yet."""

    connection: Connection
    app: OAuthApp
    grant: Grant
    told: dict[str, str]
    """`name`, `id` and `user` of the account."""


class Arrivals:
    """Keeps what arrived.

    Args:
        user_name: Answers with the name of an end user.
    """

    def __init__(
        self,
        *,
        catalogue: Catalogue,
        workspace: Workspace,
        integrations: Integrations,
        accounts: Accounts,
        connected: ConnectedAccounts,
        changes: Changes,
        tokens: Tokens,
        clock: Clock,
        bell: Bell,
        user_name: Callable[[str], str],
    ) -> None:
        self._catalogue = catalogue
        self._workspace = workspace
        self._integrations = integrations
        self._accounts = accounts
        self._connected = connected
        self._changes = changes
        self._tokens = tokens
        self._clock = clock
        self._bell = bell
        self._user_name = user_name

    def other_account(self, arrived: Arrived) -> OtherAccount | None:
        """What has to be decided when it is another account than before; else None."""
        before, told = self._before(arrived.connection), arrived.told
        if before is None or not told["id"] or before["id"] in ("", told["id"]):
            return None
        name = self._catalogue.get(arrived.connection.connector_id).name
        return OtherAccount(name, (before["name"], before["id"]), (told["name"], told["id"]))

    def keep(self, arrived: Arrived) -> Account:
        """Keep it in place of what was there.

        Raises:
            VaultError: the tokens could not be kept; what was there before still counts.
        """
        connection, before = arrived.connection, self._before(arrived.connection)
        account = self._account(arrived, before)
        recovered = before is not None and before.get("lost") and not before.get("let_go")

        def write(facts: dict[str, Any]) -> None:
            nonlocal recovered
            account.update(facts)
            with self._workspace.transaction():
                self._accounts.keep(
                    connection.connector_id, connection.environment, account, connection.user
                )
                if not connection.user:
                    recovered = self._mend(connection) or recovered
                self._note(arrived, before, facts, mended=bool(recovered))

        self._tokens.keep(connection, arrived.grant, write)
        self._bell.ring("authorized", connection)
        if recovered:
            self._bell.ring("recovered", connection)
        return self._connected.shown(connection.connector_id, account)

    def _mend(self, connection: Connection) -> bool:
        """The integration has no problem any more; whether it stood in its error state."""
        row = self._integrations.get(connection.connector_id)
        self._integrations.change(
            connection.connector_id,
            problem=None,
            environment=connection.environment,
            state="enabled" if row.state == "error" else row.state,
        )
        return row.state == "error"

    def _account(self, arrived: Arrived, before: dict[str, Any] | None) -> dict[str, Any]:
        account: dict[str, Any] = {
            **arrived.told,
            "client_id": arrived.app.client_id,
            "asked": list(arrived.app.scopes),
            "authorized_at": iso(self._clock.now()),
        }
        if self.other_account(arrived) is not None and before is not None:
            account["instead_of"] = {"name": before["name"], "id": before["id"]}
        if arrived.connection.user:
            account |= self._label(arrived, before or {})
        return account

    def _label(self, arrived: Arrived, before: dict[str, Any]) -> dict[str, Any]:
        """`{First Name} {Last Name} {Bot Name} {Account #} {Sequence #}` (fact sheet 2.1)."""
        # Our guess: Account # counts the accounts this user has signed in to, Sequence # the
        # sign-ins; the platform explains neither.
        seen = list(before.get("seen", ()))
        if arrived.told["id"] not in seen:
            seen.append(arrived.told["id"])
        sequence = int(before.get("sequence", 0)) + 1
        number = seen.index(arrived.told["id"]) + 1
        who = self._user_name(arrived.connection.user)
        return {
            "seen": seen,
            "sequence": sequence,
            "label": f"{who} {self._workspace.name} {number} {sequence}",
        }

    def _note(
        self,
        arrived: Arrived,
        before: dict[str, Any] | None,
        facts: dict[str, Any],
        *,
        mended: bool,
    ) -> None:
        user = arrived.connection.user
        name = self._catalogue.get(arrived.connection.connector_id).name
        whose = f" by the end user {self._user_name(user)}" if user else ""
        needed = {"needs authorization": True} if mended else {}
        self._changes.add(
            "Global",
            f"{name} authorized{whose}",
            before=None if before is None else _audited(before, before) | needed,
            after=_audited(arrived.told, facts),
        )

    def _before(self, connection: Connection) -> dict[str, Any] | None:
        return self._accounts.get(connection.connector_id, connection.environment, connection.user)


def _audited(account: dict[str, Any], facts: dict[str, Any]) -> dict[str, Any]:
    """What the audit log tells of an account: never a token."""
    told = {"account": account["name"], "id": account["id"], "scopes": facts.get("scopes")}
    return told | ({"let go": True} if account.get("let_go") else {})


def _said(account: tuple[str, str]) -> str:
    name, number = account
    return name if not number or number == name else f"{name} ({number})"
