"""Carrying out the form posts of an exchange, and putting refusals into the connector's words."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any

from studio.authorization.exchange import (
    Answered,
    AuthorizationError,
    Grant,
    PostForm,
    TokenEndpointError,
)
from studio.connectors.catalogue import Catalogue

if TYPE_CHECKING:
    from studio.http import HttpClient

HEALING_STATUSES = frozenset({408, 423, 429, 477, 500, 502, 503, 504})
"""The service is in trouble, not the authorization: nothing is to be asked of the person."""


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
        self, steps: Generator[PostForm, Answered, Grant], connector_id: str, purpose: str
    ) -> Grant:
        """Run an exchange that only posts forms to its end. Raises AuthorizationError."""
        form = next(steps)
        while True:
            answered = self.post(form, connector_id, purpose)
            try:
                form = steps.send(answered)
            except StopIteration as end:
                grant: Grant = end.value
                return grant
            except TokenEndpointError as error:
                raise self.explain(error, connector_id) from error

    def post(self, form: PostForm, connector_id: str, purpose: str) -> Answered:
        """Post one form, once. Raises HttpError when no answer comes."""
        from studio.http import Request
        from studio.retry import Retry

        secrets = tuple(value for key, value in form.fields.items() if key not in _PUBLIC_FIELDS)
        response = self._http().send(
            Request(
                "POST",
                form.url,
                purpose,
                form=form.fields,
                connector_id=connector_id,
                retry=Retry.NEVER,
                secrets=secrets,
            )
        )
        return Answered(response.status, response.json_or_none())

    def explain(self, error: TokenEndpointError, connector_id: str) -> AuthorizationError:
        """The refusal in the words of the connector's rules."""
        from studio.authorization.tokens import NeedsAuthorization

        if error.status in HEALING_STATUSES:
            return AuthorizationError(
                f"The token endpoint is in trouble ({error.status}).",
                "Try again in a minute; the authorization itself is not at fault.",
                code="authorization.unavailable",
                correlation_id=error.correlation_id,
            )
        for rule in self._catalogue.get(connector_id).errors.token:
            if _matches(rule.status, error.body, "status") and _matches(
                rule.error, error.body, "error"
            ):
                kind = (
                    NeedsAuthorization
                    if rule.code == "authorization.revoked"
                    else AuthorizationError
                )
                return kind(
                    rule.message,
                    rule.next_step,
                    code=rule.code,
                    correlation_id=error.correlation_id,
                )
        return error


_PUBLIC_FIELDS = frozenset({"grant_type", "redirect_uri", "client_id", "scope"})


def _matches(expected: str | None, body: dict[str, Any], key: str) -> bool:
    return expected is None or body.get(key) == expected
