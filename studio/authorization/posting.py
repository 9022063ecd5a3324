"""Carrying out the form posts of an exchange, and putting refusals into the connector's words."""

from __future__ import annotations

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
    ) -> Grant:
        """Post `form`, tell `steps` what came of it, and answer with the grant it ends with.

        Args:
            steps: An exchange that has just asked for `form` to be posted.
            form: Sent once, whatever happens (RFC 6749 section 4.1.2: a code is single use).
            connector_id: Whose rules explain a refusal.
            purpose: For Traffic.

        Raises:
            HttpError: no answer came.
            NeedsAuthorization: the service has ended the authorization.
            AuthorizationError: it refused otherwise, or is in trouble.
        """
        secrets = tuple(value for key, value in form.fields.items() if key not in _PUBLIC_FIELDS)
        response = self._post(form, connector_id, purpose, secrets)
        try:
            steps.send(Answered(response.status, response.json_or_none()))
        except StopIteration as end:
            grant: Grant = end.value
            return grant
        except TokenEndpointError as refusal:
            raise self._explained(refusal, response, connector_id, secrets) from None
        except AuthorizationError as error:
            error.exchange_id = response.exchange_id
            raise
        raise AssertionError("an exchange ends with the token endpoint's answer")

    def _post(
        self, form: PostForm, connector_id: str, purpose: str, secrets: tuple[str, ...]
    ) -> Response:
        from studio.http import Request
        from studio.retry import Retry

        return self._http().send(
            Request(
                "POST",
                form.url,
                purpose,
                headers={"Accept": "application/json"},
                form=form.fields,
                connector_id=connector_id,
                retry=Retry.NEVER,
                secrets=secrets,
            )
        )

    def _explained(
        self,
        refusal: TokenEndpointError,
        response: Response,
        connector_id: str,
        secrets: tuple[str, ...],
    ) -> AuthorizationError:
        """The refusal in the words of the connector's rules, and in its own where none fits."""
        from studio import redaction

        error = self._by_rule(refusal, connector_id)
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

    def _by_rule(self, refusal: TokenEndpointError, connector_id: str) -> AuthorizationError | None:
        if refusal.status in HEALING_STATUSES:
            return AuthorizationError(
                f"The token endpoint is in trouble ({refusal.status}).",
                "Try again in a minute; the authorization itself is not at fault.",
                code="authorization.unavailable",
            )
        for rule in self._catalogue.get(connector_id).errors.token:
            if _matches(rule.status, refusal.body, "status") and _matches(
                rule.error, refusal.body, "error"
            ):
                kind = NeedsAuthorization if rule.code == REVOKED else AuthorizationError
                return kind(rule.message, rule.next_step, code=rule.code)
        return None


def _matches(expected: str | None, body: dict[str, Any], key: str) -> bool:
    return expected is None or body.get(key) == expected
