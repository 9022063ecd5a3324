"""Pre-flight for a workspace: gathers what is known, then asks the rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from studio.authorization.preflight.check import Report, check
from studio.authorization.preflight.composing import Composer, Composition
from studio.authorization.preflight.draft import Draft
from studio.authorization.preflight.situation import Registration, Situation
from studio.clock import Clock
from studio.connectors.catalogue import Catalogue
from studio.connectors.templates import Template
from studio.environment import Environment, EnvironmentName


class PreflightChecks:
    """What a service will say to a profile, and which scopes to ask for.

    `situation` may start the sandbox: call it on a worker thread, once for an editor. With it,
    `studio.authorization.preflight.check` needs less than a millisecond and no thread.

    Args:
        installed: Answers with the ids of a connector's installed templates.
        callback_url: The callback of a connector as the workspace has chosen it; by default the
            connector's own.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        environment: Environment,
        clock: Clock,
        installed: Callable[[str], Iterable[str]],
        callback_url: Callable[[str], str] | None = None,
    ) -> None:
        self._catalogue = catalogue
        self._environment = environment
        self._clock = clock
        self._installed = installed
        self._callback_url = callback_url or (lambda whose: catalogue.get(whose).callback_url)

    def situation(
        self,
        connector_id: str,
        template_ids: Iterable[str] | None = None,
        *,
        environment: EnvironmentName | None = None,
    ) -> Situation:
        """Everything that a verdict depends on, beside the draft.

        Args:
            connector_id: Whose profile it is.
            template_ids: What is to be used; the installed templates when None.
            environment: Where it is used; by default where the workspace is now.

        Raises:
            StudioError: the sandbox does not start, or a file of the connector is wrong.
        """
        connector = self._catalogue.get(connector_id)
        templates = self._templates(connector_id, template_ids)
        environment = environment or self._environment.name
        return Situation(
            environment=environment,
            now=self._clock.now(),
            knowledge=self._catalogue.preflight(connector_id),
            live=connector.environments.live,
            here=self._environment.endpoints(connector_id, environment=environment),
            needed_scopes=tuple(scope.name for scope in connector.scopes),
            templates={template.name: template.scopes for template in templates},
            registration=self._registration(connector_id, environment),
        )

    def of_system_app(self, connector_id: str) -> Report:
        """What the service will say to the preconfigured app.

        Raises:
            StudioError: no System app is set up, or the sandbox does not start.
        """
        connector = self._catalogue.get(connector_id)
        endpoints = self._environment.endpoints(connector_id)
        client_id, client_secret = self._environment.system_app(connector_id)
        draft = Draft(
            client_id=client_id,
            client_secret=client_secret,
            authorization_url=endpoints.authorize_url,
            token_url=endpoints.token_url,
            callback_url=self._callback_url(connector_id),
            scope=tuple(scope.name for scope in connector.scopes),
        )
        return check(draft, self.situation(connector_id))

    def scopes_for(
        self, connector_id: str, template_ids: Iterable[str] | None = None
    ) -> Composition:
        """The smallest set of scopes; for the installed templates when none are named."""
        composer = self.composer(connector_id)
        return composer.compose(composer.installed if template_ids is None else template_ids)

    def composer(self, connector_id: str) -> Composer:
        """What the scope composer needs. May start the sandbox: call it on a worker thread.

        Raises:
            StudioError: the sandbox does not start, or a file of the connector is wrong.
        """
        return Composer(
            self._catalogue.get(connector_id),
            self._catalogue.preflight(connector_id).scopes,
            tuple(self._catalogue.templates(connector_id)),
            tuple(self._installed(connector_id)),
            self._registration(connector_id, self._environment.name),
        )

    def _templates(
        self, connector_id: str, template_ids: Iterable[str] | None
    ) -> tuple[Template, ...]:
        chosen = set(self._installed(connector_id) if template_ids is None else template_ids)
        return tuple(t for t in self._catalogue.templates(connector_id) if t.id in chosen)

    def _registration(self, connector_id: str, environment: EnvironmentName) -> Registration:
        """Of the sandbox's app everything is known; of an app on the live service nothing."""
        endpoints = self._catalogue.get(connector_id).environments.named(environment)
        if not endpoints.need_sandbox:
            return Registration()
        info = self._environment.ensure_sandbox()
        return Registration(
            client_id=info.client_id,
            redirect_uris=info.redirect_uris,
            required_scopes=info.required_scopes,
            declared_scopes=info.declared_scopes,
        )
