"""Whose OAuth app asks for permission: the preconfigured one, or that of the selected profile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from studio.authorization.errors import AuthorizationError
from studio.authorization.exchange import OAuthApp
from studio.authorization.token_store import Connection
from studio.authorization.values import App, Choice
from studio.connectors.catalogue import Catalogue
from studio.environment import Environment, EnvironmentName
from studio.workspace.integrations import IntegrationRow, Integrations

if TYPE_CHECKING:
    from studio.authorization.preflight.situation import Situation
    from studio.authorization.profiles.service import Profiles


def choice_of(row: IntegrationRow) -> Choice:
    """What is chosen, as the workspace keeps it."""
    return Choice.from_kept(row.authorization_type, row.oauth, row.app, row.profile_id, row.tenant)


class Apps:
    """The OAuth app of each connection, by what is chosen on the Authorization tab.

    Args:
        situation: What is known of a connector in an environment; tells where a profile's
            addresses lead there.
        callback_url: The callback of a connector as the workspace has chosen it.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        environment: Environment,
        integrations: Integrations,
        profiles: Callable[[], Profiles],
        situation: Callable[[str, EnvironmentName], Situation],
        callback_url: Callable[[str], str],
    ) -> None:
        self._catalogue = catalogue
        self._environment = environment
        self._integrations = integrations
        self._profiles = profiles
        self._situation = situation
        self._callback_url = callback_url

    def choice(self, connector_id: str) -> Choice:
        """What is chosen."""
        return choice_of(self._integrations.get(connector_id))

    def of(self, connection: Connection) -> OAuthApp:
        """The app, with addresses of the connection's environment. May start the sandbox.

        Raises:
            StudioError: no System app is set up there; or the profile does not exist any more, is
                none that can sign in to this service, or leads elsewhere.
        """
        choice = self.choice(connection.connector_id)
        if choice.app is App.CUSTOM:
            return self._custom(connection, choice)
        connector = self._catalogue.get(connection.connector_id)
        endpoints = self._environment.endpoints(connector.id, environment=connection.environment)
        client_id, client_secret = self._environment.system_app(
            connector.id, environment=connection.environment
        )
        return OAuthApp(
            client_id=client_id,
            client_secret=client_secret,
            authorize_url=endpoints.authorize_url,
            token_url=endpoints.token_url,
            callback_url=self._callback_url(connector.id),
            scopes=tuple(scope.name for scope in connector.scopes),
        )

    def renewing(self, connection: Connection) -> OAuthApp:
        """The app with the address to renew at as it is asked now. Raises as `of`."""
        app = self.of(connection)
        address = self._environment.handed_out(app.refresh_url or app.token_url, "refresh")
        return replace(app, refresh_url=address)

    def why_not(self, connector_id: str, mechanism_id: str) -> str | None:
        """Why profiles of this mechanism cannot authorize the connector; None when they can."""
        from studio.authorization.profiles.mechanisms import why_not

        return why_not(mechanism_id, self._catalogue.get(connector_id).name)

    def _custom(self, connection: Connection, choice: Choice) -> OAuthApp:
        from studio.authorization.explaining import at_environment
        from studio.authorization.profiles.using import oauth_app

        if not choice.profile_id:
            raise AuthorizationError(
                "No authorization profile is selected.",
                "Select one, or Create New, under Select Authorization.",
                field="authorization.profile",
                code="authorization.not_chosen",
            )
        name = self._catalogue.get(connection.connector_id).name
        profile = self._profiles().get(choice.profile_id)
        situation = self._situation(connection.connector_id, connection.environment)
        app = oauth_app(profile, name, choice.tenant)
        if app.refresh_url:
            # The same rule as for the token endpoint: no secret leaves for an address elsewhere.
            renewing = at_environment(replace(app, token_url=app.refresh_url), situation)
            app = replace(app, refresh_url=renewing.token_url)
        return at_environment(app, situation)
