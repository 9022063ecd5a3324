"""Authorizing integrations: signing in, keeping the accounts, handing out tokens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from studio.authorization import lacking
from studio.authorization.accounts import ConnectedAccounts
from studio.authorization.errors import NeedsAuthorization, forbidden
from studio.authorization.events import Bell, Listener
from studio.authorization.leaving import Departures, LetGo
from studio.authorization.login import LoginAttempt
from studio.authorization.signing_in import SignIns
from studio.authorization.token_store import Connection
from studio.authorization.tokens import Tokens
from studio.authorization.values import Account, Problem
from studio.connectors.catalogue import Catalogue
from studio.environment import Environment, EnvironmentName
from studio.errors import StudioError
from studio.workspace import Workspace
from studio.workspace.accounts import Accounts
from studio.workspace.changes import Changes
from studio.workspace.integrations import Integrations

if TYPE_CHECKING:
    from studio.authorization.browser_login import BrowserLogin
    from studio.preferences.values import LoginPolicy

NO_USER = ""
"""Stands for the app itself where an end user could stand: its one account is meant."""


@dataclass(frozen=True, repr=False)
class Bearer:
    """A token, and the environment it belongs to: it is sent nowhere else."""

    token: str
    environment: EnvironmentName


class Authorization:
    """Who an integration acts for. Every method may block: call it on a worker thread.

    A `user` is an end user's id where each of them signs in, and empty for the app's own account.
    """

    def __init__(
        self,
        *,
        catalogue: Catalogue,
        environment: Environment,
        workspace: Workspace,
        integrations: Integrations,
        accounts: Accounts,
        connected: ConnectedAccounts,
        changes: Changes,
        sign_ins: SignIns,
        tokens: Tokens,
        departures: Departures,
        bell: Bell,
        policy: Callable[[], LoginPolicy] = lambda: "both",
    ) -> None:
        self._catalogue = catalogue
        self._environment = environment
        self._workspace = workspace
        self._integrations = integrations
        self._accounts = accounts
        self._connected = connected
        self._changes = changes
        self._sign_ins = sign_ins
        self._tokens = tokens
        self._departures = departures
        self._bell = bell
        self._policy = policy

    def watch(self, listener: Listener) -> Callable[[], None]:
        """Hear of authorizations that fail, are lost, and work again; the answer ends it.

        Args:
            listener: Called on the thread where it happened, so it only takes a note.
        """
        return self._bell.watch(listener)

    def begin(
        self,
        connector_id: str,
        *,
        user: str = NO_USER,
        callback_url: str | None = None,
        give_up: Callable[[StudioError], None] | None = None,
    ) -> LoginAttempt:
        """Get everything ready for a sign-in. Starts the sandbox when it is needed.

        One attempt a connector and user lives at a time: one that was begun before is called off.

        Args:
            connector_id: Whose.
            user: The end user who signs in.
            callback_url: Another registered Callback URL than the app's own.
            give_up: Told when an end user's sign-in ends without an account. What went wrong with
                the app's own is kept on its integration instead.

        Raises:
            StudioError: not enough is chosen, no app is set up, the sandbox does not start, or
                the workspace's login policy forbids the login window.
        """
        if self._policy() == "browser":
            raise forbidden("the login window", "your browser")
        return self._begin(connector_id, user, callback_url, give_up)

    def _begin(
        self,
        connector_id: str,
        user: str,
        callback_url: str | None,
        give_up: Callable[[StudioError], None] | None,
    ) -> LoginAttempt:
        connection = self._connection(connector_id, user)
        self._sign_ins.check_chosen(connection)
        if not user:
            self._integrations.change(connector_id, problem=None)
        give_up = give_up or (self._ignore if user else self._remember_for(connector_id))
        return self._sign_ins.begin(connection, give_up, callback_url)

    def begin_in_browser(
        self,
        connector_id: str,
        *,
        user: str = NO_USER,
        give_up: Callable[[StudioError], None] | None = None,
    ) -> BrowserLogin:
        """The same for the system's own browser: listens on this machine for the redirect.

        Raises:
            StudioError: as `begin`, of the browser; or no registered port is free
                (`authorization.no_port`).
        """
        if self._policy() == "window":
            raise forbidden("your browser", "the login window")
        from studio.authorization.browser_login import BrowserLogin
        from studio.authorization.loopback import LoopbackListener

        listener = LoopbackListener.open(self._catalogue.get(connector_id).loopback_callback_urls)
        try:
            attempt = self._begin(connector_id, user, listener.callback_url, give_up)
        except BaseException:
            listener.close()
            raise
        return BrowserLogin(attempt, listener)

    def account(self, connector_id: str, user: str = NO_USER) -> Account | None:
        """The account that is acted for, or None. Asks nobody: reads what was kept."""
        return self._connected.get(connector_id, user)

    def access_token(
        self, connector_id: str, *, user: str = NO_USER, rejected: str | None = None
    ) -> str:
        """The token of `bearer`, for who needs no more."""
        return self.bearer(connector_id, user=user, rejected=rejected).token

    def bearer(
        self, connector_id: str, *, user: str = NO_USER, rejected: str | None = None
    ) -> Bearer:
        """A token that is good for a while yet; renewed when it is not.

        Args:
            connector_id: Whose.
            user: The end user to act for.
            rejected: A token that the service just refused, so that it is not handed out again.

        Raises:
            NeedsAuthorization: only signing in again helps; an integration whose own account it
                is shows it from now on.
            StudioError: renewing failed for a reason that may pass.
        """
        connection = self._connection(connector_id, user)
        try:
            token = self._tokens.access_token(connection, rejected=rejected)
        except NeedsAuthorization as error:
            if error.code != "authorization.missing":
                if not user:
                    self._stop(connector_id, error)
                self._bell.ring("lost", connection, error)
            raise
        return Bearer(token, connection.environment)

    def drop(self, connector_id: str, *, remember: bool = False) -> tuple[LetGo, ...]:
        """Let every account of the connector go, in both environments, and call off sign-ins.

        Args:
            connector_id: Whose.
            remember: Keep which accounts these were, so that another one is noticed next time.

        Raises:
            VaultError: the keyring did not let them go; the accounts do not count any more.
        """
        gone = []
        self._sign_ins.call_off(connector_id)
        for environment, user in self._accounts.of(connector_id):
            named: EnvironmentName = "live" if environment == "live" else "sandbox"
            gone.append(self._let_go(Connection(connector_id, named, user), remember))
        return tuple(one for one in gone if one is not None)

    def disconnect(self, connector_id: str, user: str) -> LetGo | None:
        """Let an end user's account in this environment go; None when there is none.

        Raises:
            VaultError: as `drop`.
        """
        self._sign_ins.call_off(connector_id, user)
        return self._let_go(self._connection(connector_id, user), remember=False)

    def let_go(self, connector_id: str, environment: EnvironmentName, user: str) -> LetGo | None:
        """Let one account go, of either environment; None when there is none. An enabled action
        whose own account it was needs authorization.

        Raises:
            VaultError: as `drop`.
        """
        self._sign_ins.call_off(connector_id, user)
        gone = self._let_go(Connection(connector_id, environment, user), remember=False)
        if gone is not None and not user and environment == self._environment.name:
            self._stop(connector_id, lacking.removed())
        return gone

    def _let_go(self, connection: Connection, remember: bool) -> LetGo | None:
        gone = self._departures.let_go(connection, remember=remember)
        if gone is not None:
            self._bell.ring("dropped", connection)
        return gone

    def _remember_for(self, connector_id: str) -> Callable[[StudioError], None]:
        return lambda error: self._remember(connector_id, error)

    def _remember(self, connector_id: str, error: StudioError) -> None:
        """Keep what went wrong, so that it stays on screen until it is mended."""
        self._integrations.change(connector_id, problem=vars(Problem.of(error)))

    def _ignore(self, error: StudioError) -> None:
        """Whoever began the sign-in is told of it, and nobody else."""

    def _stop(self, connector_id: str, error: NeedsAuthorization) -> None:
        """The authorization has ended: an enabled integration stands in its error state now."""
        with self._workspace.transaction():
            self._remember(connector_id, error)
            if self._integrations.get(connector_id).state == "enabled":
                self._integrations.change(connector_id, state="error")
                self._changes.add(
                    "Global",
                    f"{self._catalogue.get(connector_id).name} needs authorization",
                    before="enabled",
                    after="error",
                )

    def _connection(self, connector_id: str, user: str) -> Connection:
        return Connection(connector_id, self._environment.name, user)
