"""Carrying out the service calls of a dialog task, with the token of the integration's account."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from studio.actions import Actions
from studio.authorization.errors import NeedsAuthorization
from studio.authorization.service import Authorization, Bearer
from studio.dialogs.definitions import Dialog, Service
from studio.dialogs.scripts import LARGEST_CONTEXT
from studio.dialogs.steps import CallService, ServiceAnswer
from studio.environment import Environment
from studio.errors import STAND_IN, StudioError

if TYPE_CHECKING:
    from studio.http import HttpClient, Request, Response


class Services:
    """Sends what service nodes ask for, and reads what comes back.

    Args:
        http: Builds the client on first use.
    """

    def __init__(
        self,
        actions: Actions,
        authorization: Authorization,
        environment: Environment,
        http: Callable[[], HttpClient],
    ) -> None:
        self._actions = actions
        self._authorization = authorization
        self._environment = environment
        self._http = http

    def check_usable(self, dialog: Dialog) -> None:
        """Raise StudioError when the dialog task calls an action that cannot be used now."""
        if not any(isinstance(node, Service) for node in dialog.every_node):
            return
        action = self._actions.get(dialog.connector_id)
        if action.enabled:
            return
        if action.problem is not None and action.configured:
            raise StudioError(
                f"{action.name} needs authorization. {action.problem.message}",
                "Authorize it again in App Settings > Integrations > Actions.",
                code="dialogs.not_authorized",
            )
        raise StudioError(
            f"{action.name} is not enabled, so I cannot use it.",
            "Enable it in App Settings > Integrations > Actions.",
            code="dialogs.not_enabled",
        )

    def acts_for(self, dialog: Dialog, user: str) -> str:
        """Whose account the dialog task uses: the end user's, or the empty text for the app's."""
        return user if self._actions.get(dialog.connector_id).choice.for_users else ""

    def call(
        self, dialog: Dialog, step: CallService, user: str, sequence: str = ""
    ) -> ServiceAnswer:
        """Send the request of `step`; again with a new token when the first one is refused.

        A token that is refused once more is told as refused: there is no third try.

        Args:
            dialog: The dialog task.
            step: The request.
            user: The end user who talks.
            sequence: The turn of the conversation that its requests are a part of.
        """
        from studio.http import HttpError

        whose = ""
        try:
            self.check_usable(dialog)
            whose = self.acts_for(dialog, user)
            bearer = self._authorization.bearer(dialog.connector_id, user=whose)
            request = self._request(dialog, step, bearer, sequence)
            response = self._http().send(request)
            if response.status == 401 and step.node.auth:
                bearer = self._authorization.bearer(
                    dialog.connector_id, user=whose, rejected=bearer.token
                )
                request = self._request(dialog, step, bearer, sequence)
                response = self._http().send(request)
            return _read(response, step.node, request.host)
        except HttpError as error:
            return _failed(error, unsent=error.unsent)
        except NeedsAuthorization as error:
            return replace(_failed(error, unsent=True), needs_sign_in=bool(whose))
        except StudioError as error:
            return _failed(error, unsent=True)

    def _request(self, dialog: Dialog, step: CallService, bearer: Bearer, sequence: str) -> Request:
        """Bound to the token's environment, wherever the workspace is by now."""
        from studio.http import Request

        token = bearer.token if step.node.auth else ""
        authorization = {"Authorization": f"Bearer {token}"} if token else {}
        endpoints = self._environment.endpoints(
            dialog.connector_id, "crm", environment=bearer.environment
        )
        request = step.request
        return Request(
            request.method,
            f"{endpoints.api}{request.path}",
            f"{dialog.name}: {step.node.name}",
            headers={**request.headers, **authorization},
            json=request.json,
            connector_id=dialog.connector_id,
            timeout=float(step.node.timeout_seconds),
            sequence=sequence,
            secrets=(token,) if token else (),
        )


def _failed(error: StudioError, *, unsent: bool) -> ServiceAnswer:
    return ServiceAnswer(None, failure=error, unsent=unsent, exchange_id=error.exchange_id)


def _read(response: Response, node: Service, host: str) -> ServiceAnswer:
    """The answer as the dialog task gets it.

    Raises:
        HttpError: it sends elsewhere, or is a success without the data that is due.
    """
    from studio.http.reading import is_redirect, redirected

    if is_redirect(response):
        raise redirected(response, host)
    good = 200 <= response.status < 300
    # What is said about a refusal goes by its status; its body may well be a web page.
    body = _due(response, node, host) if good else response.json_or_none() or {}
    return ServiceAnswer(
        response.status,
        body,
        exchange_id=response.exchange_id,
        correlation_id=response.correlation_id,
    )


def _due(response: Response, node: Service, host: str) -> Any:
    """The data of a success, of the kind that the default sample response shows."""
    from studio.http.reading import due_json

    expected = node.sample
    if not response.body and expected is None:
        return None
    body = due_json(response, host)
    if len(response.body) > LARGEST_CONTEXT:
        what = f"more than {LARGEST_CONTEXT // 1024 // 1024} MB, which is too much to work with"
        raise _unusable(response, host, what, "Ask for fewer records at once.")
    if expected is not None and type(body) is not type(expected):
        next_step = f"Try again in a moment; if it stays, {STAND_IN}."
        raise _unusable(response, host, "data of another kind than it should", next_step)
    return body


def _unusable(response: Response, host: str, what: str, next_step: str) -> StudioError:
    from studio.http import HttpError

    error = HttpError(
        "not_json",
        f"{host} answered with {what} ({response.status}).",
        next_step,
        exchange_id=response.exchange_id,
    )
    error.correlation_id = response.correlation_id
    return error
