"""Carrying out the form posts of an exchange, and putting refusals into the connector's words."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any

from studio.authorization.errors import AuthorizationError, NeedsAuthorization
from studio.authorization.exchange import PostForm
from studio.authorization.grant import Answered, Grant, TokenEndpointError
from studio.connectors.catalogue import Catalogue

if TYPE_CHECKING:
    from studio.http import HttpClient, Response

HEALING_STATUSES = frozenset({408, 423, 429, 477}) | frozenset(range(500, 600))
"""The service is in trouble, not the authorization: nothing is to be asked of the person."""
REVOKED = "authorization.revoked"
"""The code of the rules that mean: only signing in again helps."""

_PUBLIC_FIELDS = frozenset({"grant_type", "redirect_uri", "client_id", "scope"})


class TokenPoster:
    """Posts forms to a token endpoint through the one HTTP client.

    Args:
        http: Builds the client on first use, so that starting the program loads none.
        catalogue: Whose error rules put refusals into words.
    """

    def __init__(self, http: Callable[[], HttpClient], catalogue: Catalogue) -> None:
        self._http = http
        self._catalogue = catalogue

    def carry_out(
        self,
        steps: Generator[Any, Any, Grant],
        form: PostForm,
        connector_id: str,
        purpose: str,
        sequence: str = "",
    ) -> Grant:
        """Post `form`, tell `steps` what came of it, and answer with the grant it ends with.

        Args:
            steps: An exchange that has just asked for `form` to be posted.
            form: Sent once, or again only when the service asks for patience.
            connector_id: Whose rules explain a refusal.
            purpose: For Traffic.
            sequence: What it is a part of there.

        Raises:
            HttpError: no answer came, or one that sends elsewhere.
            NeedsAuthorization: the service has ended the authorization.
            AuthorizationError: it refused otherwise, or is in trouble.
        """
        secrets = tuple(value for key, value in form.fields.items() if key not in _PUBLIC_FIELDS)
        response = self._post(form, connector_id, purpose, secrets, sequence)
        try:
            steps.send(_answered(response))
        except StopIteration as end:
            grant: Grant = end.value
            return grant
        except TokenEndpointError as refusal:
            raise self._explained(refusal, response, form, connector_id, secrets) from None
        except AuthorizationError as error:
            error.correlation_id = response.correlation_id
            error.exchange_id = response.exchange_id
            raise
        raise AssertionError("an exchange ends with the token endpoint's answer")

    def _post(
        self,
        form: PostForm,
        connector_id: str,
        purpose: str,
        secrets: tuple[str, ...],
        sequence: str,
    ) -> Response:
        from studio.http import HttpError, Request
        from studio.http.reading import is_redirect, redirected
        from studio.retry import Retry

        request = Request(
            "POST",
            form.url,
            purpose,
            headers={"Accept": "application/json"},
            form=form.fields,
            connector_id=connector_id,
            retry=Retry.NEVER if form.once else Retry.WHEN_TOLD,
            sequence=sequence,
            secrets=secrets,
        )
        try:
            response = self._http().send(request)
            if is_redirect(response):
                raise redirected(response, request.host)
        except HttpError as error:
            if not error.unsent:  # "look whether it arrived" is no advice about tokens
                error.next_step = f"{form.again}."
            raise
        return response

    def _explained(
        self,
        refusal: TokenEndpointError,
        response: Response,
        form: PostForm,
        connector_id: str,
        secrets: tuple[str, ...],
    ) -> AuthorizationError:
        """The refusal in the words of the connector's rules, and in its own where none fits."""
        from studio import redaction

        error = self._by_rule(refusal, response, form, connector_id)
        if error is None:
            error = AuthorizationError(
                # It may quote what it was sent, and this text will be kept.
                redaction.known_values(refusal.message, secrets),
                refusal.next_step,
                code=refusal.code,
            )
        error.correlation_id = response.correlation_id or refusal.correlation_id
        error.exchange_id = response.exchange_id
        return error

    def _by_rule(
        self, refusal: TokenEndpointError, response: Response, form: PostForm, connector_id: str
    ) -> AuthorizationError | None:
        if refusal.status in HEALING_STATUSES:
            return _in_trouble(response, form)
        for rule in self._catalogue.get(connector_id).errors.token:
            if (
                _matches(rule.status, refusal.body, "status")
                and _matches(rule.error, refusal.body, "error")
                and rule.http in (None, refusal.status)
            ):
                kind = NeedsAuthorization if rule.code == REVOKED else AuthorizationError
                step = rule.next_step.replace("{again}", form.again)
                return kind(rule.message, step, code=rule.code, field=rule.field)
        return None


def _answered(response: Response) -> Answered:
    from studio.http.reading import what_came

    body = response.json_or_none()
    if body is None:
        return Answered(response.status, None, what_came(response))
    return Answered(response.status, body)


def _in_trouble(response: Response, form: PostForm) -> AuthorizationError:
    status = response.status
    named = response.headers.get("retry-after", "")
    seconds = int(named) if re.fullmatch("[0-9]{1,6}", named) else 0
    wait = f"after {seconds} seconds" if seconds else "in a minute"
    why = "takes no more requests now" if status == 429 else "is in trouble"
    what = "Press Authorize again" if form.once else "Try again"
    return AuthorizationError(
        f"The token endpoint {why} ({status}).",
        f"{what} {wait}; the authorization itself is not at fault.",
        code="authorization.unavailable",
    )


def _matches(expected: str | None, body: dict[str, Any], key: str) -> bool:
    return expected is None or body.get(key) == expected
