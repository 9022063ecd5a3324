"""Authorizing integrations: signing in, keeping the account, handing out tokens."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any

from studio.authorization.accounts import ConnectedAccounts
from studio.authorization.exchange import (
    Answered,
    AuthorizationError,
    Grant,
    OAuthApp,
    PostForm,
    TokenEndpointError,
)
from studio.authorization.login import LoginAttempt
from studio.authorization.posting import TokenPoster
from studio.authorization.tokens import NeedsAuthorization, TokenNames, Tokens
from studio.authorization.values import Account
from studio.clock import Clock, iso
from studio.connectors.catalogue import Catalogue
from studio.environment import Environment
from studio.errors import StudioError
from studio.ids import Ids
from studio.vault import Vault
from studio.workspace.accounts import Accounts
from studio.workspace.changes import Changes
from studio.workspace.integrations import Integrations

if TYPE_CHECKING:
    from studio.http import HttpClient

VERIFIER_BYTES = 48
"""Gives a verifier of 64 characters; RFC 7636 section 4.1 asks for 43 to 128."""


class Authorization:
    """Who an integration acts for. Every method may block: call it on a worker thread."""

    def __init__(
        self,
        *,
        catalogue: Catalogue,
        environment: Environment,
        integrations: Integrations,
        accounts: Accounts,
        connected: ConnectedAccounts,
        changes: Changes,
        vault: Vault,
        http: Callable[[], HttpClient],
        clock: Clock,
        ids: Ids,
        workspace_name: str,
    ) -> None:
        self._catalogue = catalogue
        self._environment = environment
        self._integrations = integrations
        self._accounts = accounts
        self._connected = connected
        self._changes = changes
        self._http = http
        self._clock = clock
        self._ids = ids
        self._workspace_name = workspace_name
        self._poster = TokenPoster(http, catalogue)
        self._tokens = Tokens(vault, accounts, self._poster, clock, self._app)

    def begin(self, connector_id: str) -> LoginAttempt:
        """Get everything ready for a sign-in. Starts the sandbox when it is needed.

        Raises:
            StudioError: the sandbox does not start, or no app is set up.
        """
        connector = self._catalogue.get(connector_id)
        self._integrations.change(connector_id, problem=None)
        return LoginAttempt(
            self._app(connector_id),
            reason=f"Signing in to authorize {connector.name} for {self._workspace_name}",
            state=self._ids.token(24),
            verifier=self._ids.token(VERIFIER_BYTES),
            declined_paths=connector.login.declined_paths,
            finish=lambda steps, form: self._finish(connector_id, steps, form),
            give_up=lambda error: self.remember_problem(connector_id, error),
        )

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
            return self._tokens.access_token(self._names(connector_id), rejected=rejected)
        except NeedsAuthorization as error:
            if error.code != "authorization.missing":
                self.remember_problem(connector_id, error, state="error")
            raise

    def drop(self, connector_id: str) -> None:
        """Forget the account and its tokens."""
        self._tokens.drop(self._names(connector_id))
        self._accounts.delete(connector_id, self._environment.name)

    def remember_problem(
        self, connector_id: str, error: StudioError, *, state: str | None = None
    ) -> None:
        """Keep what went wrong, so that it stays on screen until it is mended.

        Args:
            state: The integration's new state, when an enabled one stopped working.
        """
        problem = {
            "message": error.message,
            "next_step": error.next_step,
            "code": error.code,
            "correlation_id": error.correlation_id,
            "exchange_id": error.exchange_id,
        }
        row = self._integrations.get(connector_id)
        if state == "error" and row.state == "enabled":
            self._integrations.change(connector_id, problem=problem, state=state)
            self._changes.add(
                "Global", f"{connector_id} needs authorization", before="enabled", after="error"
            )
        else:
            self._integrations.change(connector_id, problem=problem)

    def _finish(
        self, connector_id: str, steps: Generator[PostForm, Answered, Grant], form: PostForm
    ) -> Account:
        try:
            answered = self._poster.post(
                form, connector_id, "Exchange the authorization code for tokens"
            )
            try:
                steps.send(answered)
            except StopIteration as end:
                grant: Grant = end.value
            except TokenEndpointError as error:
                raise self._poster.explain(error, connector_id) from error
            return self._keep(connector_id, grant)
        except AuthorizationError:
            raise
        except StudioError as error:
            self.remember_problem(connector_id, error)
            raise

    def _keep(self, connector_id: str, grant: Grant) -> Account:
        names = self._names(connector_id)
        known = self._ask_account(connector_id, grant)
        ends = self._tokens.keep(names, grant)
        kept = {
            **known,
            "scopes": list(grant.scopes),
            "authorized_at": iso(self._clock.now()),
            "expires_at": iso(ends),
            "renews": grant.refresh_token is not None,
        }
        self._accounts.keep(connector_id, names.environment, kept)
        row = self._integrations.get(connector_id)
        self._integrations.change(
            connector_id,
            problem=None,
            environment=names.environment,
            state="enabled" if row.state == "error" else row.state,
        )
        self._changes.add(
            "Global",
            f"{connector_id} authorized",
            after={"account": known["name"], "id": known["id"], "scopes": list(grant.scopes)},
        )
        return self._connected.shown(connector_id, kept)

    def _ask_account(self, connector_id: str, grant: Grant) -> dict[str, str]:
        """Ask the service whose account the token opens; what it does not tell stays empty."""
        from studio.http import Request
        from studio.retry import Retry

        endpoints = self._environment.endpoints(connector_id)
        app = self._app(connector_id)
        secrets = (grant.access_token, app.client_secret)
        token = self._http().send(
            Request(
                "POST",
                endpoints.introspect_url,
                "Ask whose token it is (introspection)",
                form={
                    "client_id": app.client_id,
                    "client_secret": app.client_secret,
                    "token": grant.access_token,
                    "token_type_hint": "access_token",
                },
                connector_id=connector_id,
                retry=Retry.SAFE,
                secrets=secrets,
            )
        )
        details = self._http().send(
            Request(
                "GET",
                endpoints.account_url,
                "Ask which account it is",
                headers={"Authorization": f"Bearer {grant.access_token}"},
                connector_id=connector_id,
                secrets=secrets,
            )
        )
        answers = {
            "token": _object(token.json_or_none()),
            "details": _object(details.json_or_none()),
        }
        fields = self._catalogue.get(connector_id).account
        account_id = _first(fields.id, {**answers, "grant": dict(grant.extra)})
        return {
            "name": _first(fields.name, answers) or account_id,
            "id": account_id,
            "user": _first(fields.user, answers),
        }

    def _app(self, connector_id: str) -> OAuthApp:
        connector = self._catalogue.get(connector_id)
        endpoints = self._environment.endpoints(connector_id)
        client_id, client_secret = self._environment.system_app(connector_id)
        return OAuthApp(
            client_id=client_id,
            client_secret=client_secret,
            authorize_url=endpoints.authorize_url,
            token_url=endpoints.token_url,
            callback_url=connector.callback_url,
            scopes=tuple(scope.name for scope in connector.scopes),
        )

    def _names(self, connector_id: str) -> TokenNames:
        return TokenNames(connector_id, self._environment.name)


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _first(paths: tuple[str, ...], answers: dict[str, dict[str, Any]]) -> str:
    """The first value that one of the paths (`details.portalId`) leads to, as text."""
    for path in paths:
        answer, _, key = path.partition(".")
        value = answers.get(answer, {}).get(key)
        if value not in (None, ""):
            return str(value)
    return ""
