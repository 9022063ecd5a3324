"""Sign-ins under way: at most one a connector and user, from its beginning to a kept account."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator
from dataclasses import replace
from typing import Any

from studio.authorization.apps import Apps
from studio.authorization.arriving import Arrivals, Arrived
from studio.authorization.errors import AuthorizationError
from studio.authorization.exchange import OAuthApp, PostForm
from studio.authorization.grant import Grant
from studio.authorization.leaving import Departures
from studio.authorization.login import LoginAttempt, superseded
from studio.authorization.posting import TokenPoster
from studio.authorization.reading import AccountReader
from studio.authorization.token_store import Connection
from studio.authorization.values import Account, App, Choice
from studio.connectors.catalogue import Catalogue
from studio.environment import Environment
from studio.errors import StudioError
from studio.ids import Ids
from studio.traffic.noting import SignInNotebook, SignInNotes
from studio.workspace import Workspace

STATE_BYTES = 24
VERIFIER_BYTES = 48
"""Gives a verifier of 64 characters; RFC 7636 section 4.1 asks for 43 to 128."""


class SignIns:
    """Begins sign-ins, and carries them through in the environment they were begun in."""

    def __init__(
        self,
        *,
        catalogue: Catalogue,
        environment: Environment,
        workspace: Workspace,
        apps: Apps,
        arrivals: Arrivals,
        departures: Departures,
        poster: TokenPoster,
        reader: AccountReader,
        ids: Ids,
        notebook: SignInNotebook,
        user_name: Callable[[str], str],
    ) -> None:
        self._catalogue = catalogue
        self._environment = environment
        self._workspace = workspace
        self._apps = apps
        self._arrivals = arrivals
        self._departures = departures
        self._poster = poster
        self._reader = reader
        self._ids = ids
        self._notebook = notebook
        self._user_name = user_name
        self._attempts: dict[Connection, LoginAttempt] = {}
        self._arrived: dict[LoginAttempt, Arrived] = {}
        self._notes: dict[LoginAttempt, SignInNotes] = {}
        self._lock = threading.RLock()

    def check_chosen(self, connection: Connection) -> None:
        """Raise AuthorizationError unless enough is chosen for this sign-in."""
        refuse_unchosen(self._apps.choice(connection.connector_id), connection.user)

    def begin(
        self,
        connection: Connection,
        give_up: Callable[[StudioError], None],
        callback_url: str | None = None,
    ) -> LoginAttempt:
        """Begin one; what was begun before for the same is called off.

        Args:
            connection: For whom.
            give_up: Told when it ends without an account.
            callback_url: Another registered Callback URL than the app's own.

        Raises:
            StudioError: no app is set up, or the sandbox does not start; `give_up` was told.
        """
        try:
            attempt = self._new(connection, give_up, callback_url)
        except StudioError as error:
            give_up(error)
            raise
        with self._lock:
            self._call_off(connection)
            self._attempts[connection] = attempt
        return attempt

    def call_off(self, connector_id: str, user: str | None = None) -> None:
        """Call off what is under way for a connector: for this user, or for all."""
        with self._lock:
            for connection in list(self._attempts):
                if connection.connector_id == connector_id and user in (None, connection.user):
                    self._call_off(connection)

    def _new(
        self,
        connection: Connection,
        give_up: Callable[[StudioError], None],
        callback_url: str | None,
    ) -> LoginAttempt:
        connector = self._catalogue.get(connection.connector_id)
        app = self._apps.of(connection)
        app = replace(
            app,
            authorize_url=self._environment.handed_out(app.authorize_url, "authorize"),
            callback_url=callback_url or app.callback_url,
        )
        user = connection.user
        notes = self._notebook.begin(
            connector_id=connector.id,
            environment=connection.environment,
            end_user=user,
            title=f"Authorize {connector.name}{f' for {self._user_name(user)}' if user else ''}",
        )

        def told(error: StudioError) -> None:
            notes.failed(error)
            give_up(error)

        attempt = LoginAttempt(
            app,
            reason=self._reason(connector.name, connection.user),
            state=self._ids.token(STATE_BYTES),
            verifier=self._ids.token(VERIFIER_BYTES),
            declined_paths=connector.login.declined_paths,
            finish=lambda attempt, steps, form: self._finish(
                connection, app, attempt, steps, form, notes
            ),
            keep=lambda attempt: self._keep(attempt, notes),
            give_back=lambda attempt: self._give_back(attempt, notes),
            give_up=told,
            seen=notes.returned,
        )
        self._notes[attempt] = notes
        where = "browser" if callback_url else "window"
        notes.opened(attempt.authorize_url, attempt.callback_url, where)
        return attempt

    def _reason(self, service: str, user: str) -> str:
        """Why somebody signs in; an end user's sign-in says whose, lest another one use it."""
        whose = f", as its end user {self._user_name(user)}" if user else ""
        return f"Signing in to authorize {service} for {self._workspace.name}{whose}"

    def _call_off(self, connection: Connection) -> None:
        attempt = self._attempts.pop(connection, None)
        if attempt is not None:
            self._arrived.pop(attempt, None)
            attempt.call_off()
            if notes := self._notes.pop(attempt, None):
                notes.called_off()

    def _finish(
        self,
        connection: Connection,
        app: OAuthApp,
        attempt: LoginAttempt,
        steps: Generator[Any, Any, Grant],
        form: PostForm,
        notes: SignInNotes,
    ) -> Account:
        self._check_environment(connection)
        grant = self._poster.carry_out(
            steps,
            replace(form, url=self._environment.handed_out(form.url, "exchange")),
            connection.connector_id,
            "Exchange the authorization code for tokens",
            notes.id,
        )
        self._check_environment(connection)
        arrived = Arrived(
            connection, app, grant, self._reader.read(connection, app, grant, notes.id)
        )
        with self._lock:
            if attempt.called_off:
                raise superseded()
            self._arrived[attempt] = arrived
            other = self._arrivals.other_account(arrived)
            if other is not None:
                notes.asked(other.before[0], other.now[0])
                raise other
            return self._keep(attempt, notes)

    def _keep(self, attempt: LoginAttempt, notes: SignInNotes) -> Account:
        with self._lock:
            arrived = self._arrived.pop(attempt, None)
            if attempt.called_off or arrived is None:
                raise superseded()
            self._check_environment(arrived.connection)
            account = self._arrivals.keep(arrived)
            self._attempts.pop(arrived.connection, None)
            self._notes.pop(attempt, None)
        notes.kept(_facts(account))
        return account

    def _give_back(self, attempt: LoginAttempt, notes: SignInNotes) -> str:
        """Take a grant back that nobody wants; what stood in the way, in words."""
        with self._lock:
            arrived = self._arrived.pop(attempt, None)
        if arrived is None:
            return ""
        notes.failed(_not_kept())
        token = arrived.grant.refresh_token or arrived.grant.access_token
        try:
            self._departures.revoke(arrived.connection, arrived.app, token, notes.id)
        except StudioError as error:
            return f"{error.message} {error.next_step}"
        return ""

    def _check_environment(self, connection: Connection) -> None:
        """No code and no token of one environment ever reaches the other."""
        if connection.environment != self._environment.name:
            raise AuthorizationError(
                "The workspace was switched to another environment during the sign-in.",
                "Press Authorize again to sign in there.",
                code="authorization.environment_changed",
            )


def _facts(account: Account) -> dict[str, Any]:
    """What Traffic shows of an account that was kept: nothing that opens it."""
    return {
        "account": account.name,
        "account_id": account.account_id,
        "signed_in_as": account.signed_in_as,
        "scopes": sorted(scope.name for scope in account.scopes),
        "missing": sorted(scope.name for scope in account.missing),
    }


def _not_kept() -> AuthorizationError:
    return AuthorizationError(
        "The other account was not kept.",
        "Press Authorize and choose the account before.",
        code="authorization.other_account_refused",
    )


def refuse_unchosen(choice: Choice, user: str) -> None:
    """Raise AuthorizationError unless what is chosen lets this user, or the app, sign in."""
    if choice.for_users if user else choice.complete:
        return
    if choice.whole:
        message = "Each end user signs in in the conversation, so nobody signs in here."
        if user:
            message = "The integration is authorized for everybody, so nobody signs in here."
        raise AuthorizationError(
            message,
            "Choose the other Authorization Type to change that.",
            field="authorization.authorize",
            code="authorization.not_chosen",
        )
    card = "Select Authorization: choose a profile or Create New"
    raise AuthorizationError(
        "It is not chosen yet how to authorize.",
        f"{card} first."
        if choice.oauth and choice.app is App.CUSTOM
        else "Choose an Authorization Type, OAuth and the System or Custom card first.",
        field="authorization.authorize",
        code="authorization.not_chosen",
    )
