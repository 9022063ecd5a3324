"""Asking the service whose account a fresh token opens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from studio.authorization.exchange import OAuthApp
from studio.authorization.grant import Grant
from studio.authorization.token_store import Connection
from studio.connectors.catalogue import Catalogue
from studio.environment import Environment, Use

if TYPE_CHECKING:
    from studio.connectors.manifest import Endpoints
    from studio.http import HttpClient, Request


class AccountReader:
    """Two calls, both of which may fail: the grant is good without them.

    Where the answers say what is data of the connector (`[account]` in its manifest).
    """

    def __init__(
        self, http: Callable[[], HttpClient], catalogue: Catalogue, environment: Environment
    ) -> None:
        self._http = http
        self._catalogue = catalogue
        self._environment = environment

    def read(
        self, connection: Connection, app: OAuthApp, grant: Grant, sequence: str = ""
    ) -> dict[str, str]:
        """`name`, `id` and `user` of the account; empty text where nothing tells.

        Both go to the environment of `connection`, wherever the workspace is by then: they carry
        the token and the secret of that one.
        """
        connector_id = connection.connector_id
        answers = {
            "details": self._ask(self._details(connection, grant), sequence),
            "token": self._ask(self._introspection(connection, app, grant), sequence),
            "grant": dict(grant.extra),
        }
        connector = self._catalogue.get(connector_id)
        account_id = _first(connector.account.id, answers)
        name = _first(connector.account.name, answers)
        return {
            "name": name or account_id or f"A {connector.name} account",
            "id": account_id,
            "user": _first(connector.account.user, answers),
        }

    def _details(self, connection: Connection, grant: Grant) -> Request:
        from studio.http import Request

        return Request(
            "GET",
            self._address(connection, "account").account_url,
            "Ask which account it is",
            headers={
                "Accept": "application/json",
                "Authorization": f"Bearer {grant.access_token}",
            },
            connector_id=connection.connector_id,
            secrets=_secrets(grant),
        )

    def _introspection(self, connection: Connection, app: OAuthApp, grant: Grant) -> Request:
        """RFC 7662, with the app's credentials in the form (fact sheet hubspot-api 2.4)."""
        from studio.http import Request

        return Request(
            "POST",
            self._address(connection, "introspect").introspect_url,
            "Ask whose token it is (introspection)",
            headers={"Accept": "application/json"},
            form={
                "client_id": app.client_id,
                "client_secret": app.client_secret,
                "token": grant.access_token,
                "token_type_hint": "access_token",
            },
            connector_id=connection.connector_id,
            secrets=(*_secrets(grant), app.client_secret),
        )

    def _address(self, connection: Connection, use: Use) -> Endpoints:
        return self._environment.endpoints(
            connection.connector_id, use, environment=connection.environment
        )

    def _ask(self, request: Request, sequence: str) -> dict[str, Any]:
        from studio.http import HttpError

        try:
            response = self._http().send(replace(request, sequence=sequence))
        except HttpError:  # it stands in the journal; the sign-in itself has worked
            return {}
        answer = response.json_or_none() if response.status == 200 else None
        return answer if isinstance(answer, dict) else {}


def _secrets(grant: Grant) -> tuple[str, ...]:
    return tuple(token for token in (grant.access_token, grant.refresh_token) if token)


def _first(paths: tuple[str, ...], answers: dict[str, dict[str, Any]]) -> str:
    """The first value that one of the paths (`details.portalId`) leads to, as text."""
    for path in paths:
        answer, _, key = path.partition(".")
        value = answers.get(answer, {}).get(key)
        if isinstance(value, str | int | float) and value != "":
            return str(value)
    return ""
