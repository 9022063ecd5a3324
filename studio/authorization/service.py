"""Authorizing integrations: signing in, keeping the account, handing out tokens."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from studio.authorization.accounts import ConnectedAccounts
from studio.authorization.errors import AuthorizationError, NeedsAuthorization
from studio.authorization.exchange import OAuthApp, PostForm
from studio.authorization.grant import Grant
from studio.authorization.login import LoginAttempt, superseded
from studio.authorization.posting import TokenPoster
from studio.authorization.reading import AccountReader
from studio.authorization.token_store import Connection
from studio.authorization.tokens import Tokens
from studio.authorization.values import Account, App, Choice, Problem
from studio.clock import Clock, iso
from studio.connectors.catalogue import Catalogue
from studio.environment import Environment, Use
from studio.errors import StudioError
from studio.ids import Ids
from studio.vault import Vault
from studio.workspace import Workspace
from studio.workspace.accounts import Accounts
from studio.workspace.changes import Changes
from studio.workspace.integrations import Integrations

if TYPE_CHECKING:
    from studio.authorization.browser_login import BrowserLogin
    from studio.http import HttpClient

STATE_BYTES = 24
VERIFIER_BYTES = 48
"""Gives a verifier of 64 characters; RFC 7636 section 4.1 asks for 43 to 128."""


class Authorization:
    """Who an integration acts for. Every method may block: call it on a worker thread."""

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
        vault: Vault,
        http: Callable[[], HttpClient],
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._catalogue = catalogue
        self._environment = environment
        self._workspace = workspace
        self._integrations = integrations
        self._accounts = accounts
        self._connected = connected
        self._changes = changes
        self._clock = clock
        self._ids = ids
        self._poster = TokenPoster(http, catalogue)
        self._reader = AccountReader(http, catalogue, environment)
        self._tokens = Tokens(
            vault, accounts, self._poster, clock, lambda whose: self._app(whose, "refresh")
        )
        self._attempts: dict[str, LoginAttempt] = {}
        self._attempts_lock = threading.RLock()

    def begin(self, connector_id: str, *, callback_url: str | None = None) -> LoginAttempt:
        """Get everything ready for a sign-in. Starts the sandbox when it is needed.

        One attempt a connector lives at a time: one that was begun before is called off.

        Args:
            connector_id: Whose.
            callback_url: Another registered Callback URL than the connector's own.

        Raises:
            StudioError: not enough is chosen, no app is set up, or the sandbox does not start.
        """
        connector = self._catalogue.get(connector_id)
        self._check_chosen(connector_id)
        self._integrations.change(connector_id, problem=None)
        environment = self._environment.name
        try:
            app = self._app(connector_id, "authorize")
            if callback_url is not None:
                app = replace(app, callback_url=callback_url)
        except StudioError as error:
            self._remember(connector_id, error)
            raise
        attempt = LoginAttempt(
            app,
            reason=f"Signing in to authorize {connector.name} for {self._workspace.name}",
            state=self._ids.token(STATE_BYTES),
            verifier=self._ids.token(VERIFIER_BYTES),
            declined_paths=connector.login.declined_paths,
            finish=lambda attempt, steps, form: self._finish(
                Connection(connector_id, environment), app, attempt, steps, form
            ),
            give_up=lambda error: self._remember(connector_id, error),
        )
        with self._attempts_lock:
            self._call_off(connector_id)
            self._attempts[connector_id] = attempt
        return attempt

    def begin_in_browser(self, connector_id: str) -> BrowserLogin:
        """The same for the system's own browser: listens on this machine for the redirect.

        Raises:
            StudioError: as `begin`; or no registered port is free (`authorization.no_port`).
        """
        from studio.authorization.browser_login import BrowserLogin
        from studio.authorization.loopback import LoopbackListener

        listener = LoopbackListener.open(self._catalogue.get(connector_id).loopback_callback_urls)
        try:
            attempt = self.begin(connector_id, callback_url=listener.callback_url)
        except BaseException:
            listener.close()
            raise
        return BrowserLogin(attempt, listener)

    def account(self, connector_id: str) -> Account | None:
        """The account the integration acts for, or None. Asks nobody: reads what was kept."""
        return self._connected.get(connector_id)

    def access_token(self, connector_id: str, *, rejected: str | None = None) -> str:
        """A token that is good for a while yet; renewed when it is not.

        Args:
            connector_id: Whose.
            rejected: A token that the service just refused, so that it is not handed out again.

        Raises:
            NeedsAuthorization: only signing in again helps; the integration shows it from now on.
            StudioError: renewing failed for a reason that may pass.
        """
        try:
            return self._tokens.access_token(self._connection(connector_id), rejected=rejected)
        except NeedsAuthorization as error:
            if error.code != "authorization.missing":
                self._stop(connector_id, error)
            raise

    def drop(self, connector_id: str) -> None:
        """Forget the account and its tokens, and call off the sign-in that is under way.

        Raises:
            VaultError: the keyring did not let them go; the account does not count any more.
        """
        with self._attempts_lock:
            self._call_off(connector_id)
            self._tokens.drop(self._connection(connector_id))

    def _check_chosen(self, connector_id: str) -> None:
        row = self._integrations.get(connector_id)
        choice = Choice.from_kept(row.authorization_type, row.oauth, row.app)
        if not choice.complete or choice.app is not App.SYSTEM:
            raise AuthorizationError(
                "It is not chosen yet how to authorize.",
                "Choose an Authorization Type, OAuth and the System card first.",
                field="authorization.authorize",
                code="authorization.not_chosen",
            )

    def _call_off(self, connector_id: str) -> None:
        attempt = self._attempts.pop(connector_id, None)
        if attempt is not None:
            attempt.call_off()

    def _finish(
        self,
        connection: Connection,
        app: OAuthApp,
        attempt: LoginAttempt,
        steps: Generator[Any, Any, Grant],
        form: PostForm,
    ) -> Account:
        connector_id = connection.connector_id
        self._check_environment(connection)
        grant = self._poster.carry_out(
            steps,
            self._addressed(connector_id, form),
            connector_id,
            "Exchange the authorization code for tokens",
        )
        self._check_environment(connection)
        told = self._reader.read(connector_id, app, grant)
        with self._attempts_lock:
            self._check_environment(connection)
            if attempt.called_off:
                raise superseded()
            account = self._keep(connection, grant, told)
            self._attempts.pop(connector_id, None)
        return account

    def _check_environment(self, connection: Connection) -> None:
        """No code and no token of one environment ever reaches the other."""
        if connection.environment != self._environment.name:
            raise AuthorizationError(
                "The workspace was switched to another environment during the sign-in.",
                "Press Authorize again to sign in there.",
                code="authorization.environment_changed",
            )

    def _keep(self, connection: Connection, grant: Grant, told: dict[str, str]) -> Account:
        connector_id = connection.connector_id
        name = self._catalogue.get(connector_id).name
        account: dict[str, Any] = {**told, "authorized_at": iso(self._clock.now())}
        earlier = self._accounts.get(connection.connector_id, connection.environment)
        if earlier and told["id"] and earlier["id"] not in ("", told["id"]):
            account["instead_of"] = {"name": earlier["name"], "id": earlier["id"]}

        def write(facts: dict[str, Any]) -> None:
            account.update(facts)
            with self._workspace.transaction():
                before = self._integrations.get(connector_id).state
                self._accounts.keep(connection.connector_id, connection.environment, account)
                self._integrations.change(
                    connector_id,
                    problem=None,
                    environment=connection.environment,
                    state="enabled" if before == "error" else before,
                )
                self._changes.add(
                    "Global",
                    f"{name} authorized",
                    before=account.get("instead_of"),
                    after={"account": told["name"], "id": told["id"], "scopes": facts["scopes"]},
                )

        self._tokens.keep(connection, grant, write)
        return self._connected.shown(connector_id, account)

    def _remember(self, connector_id: str, error: StudioError) -> None:
        """Keep what went wrong, so that it stays on screen until it is mended."""
        self._integrations.change(connector_id, problem=vars(Problem.of(error)))

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

    def _addressed(self, connector_id: str, form: PostForm) -> PostForm:
        """The form, for the address that is handed out for an exchange now.

        When the workspace has moved to another environment since the sign-in began, the form goes
        where it was meant to go: no code of one service may ever reach another.
        """
        if self._environment.endpoints(connector_id).token_url != form.url:
            return form
        return replace(form, url=self._environment.endpoints(connector_id, "exchange").token_url)

    def _app(self, connector_id: str, use: Use) -> OAuthApp:
        connector = self._catalogue.get(connector_id)
        endpoints = self._environment.endpoints(connector_id, use)
        client_id, client_secret = self._environment.system_app(connector_id)
        return OAuthApp(
            client_id=client_id,
            client_secret=client_secret,
            authorize_url=endpoints.authorize_url,
            token_url=endpoints.token_url,
            callback_url=connector.callback_url,
            scopes=tuple(scope.name for scope in connector.scopes),
        )

    def _connection(self, connector_id: str) -> Connection:
        return Connection(connector_id, self._environment.name)
