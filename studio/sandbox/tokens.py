"""The token endpoint: a code or a refresh token in, an access token out (fact sheet 2.3, 2.5)."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from studio.clock import Clock
from studio.sandbox.answers import Plain, form_fields, json_answer
from studio.sandbox.errors import ApiError, token_error
from studio.sandbox.grants import ACCESS_SECONDS, Grant, Grants
from studio.sandbox.people import Cast

VERSIONS = ("v1", "v3", "2026-03", "2026-09")


class TokenEndpoint:
    """`POST /oauth/<version>/token`."""

    def __init__(
        self, grants: Grants, cast: Cast, clock: Clock, plain: Plain, *, client_secret: str
    ) -> None:
        self._grants = grants
        self._cast = cast
        self._clock = clock
        self._plain = plain
        self._client_secret = client_secret

    def routes(self) -> list[Route]:
        answer = self._plain(self._answer)
        return [Route(f"/oauth/{v}/token", answer, methods=["POST"]) for v in VERSIONS]

    async def _answer(self, request: Request) -> Response:
        fields = await form_fields(request)
        if request.url.path.startswith("/oauth/v1/"):
            for name in ("client_secret", "refresh_token"):
                if name in request.query_params:
                    fields.setdefault(name, request.query_params[name])
        grant_type = fields.get("grant_type", "")
        if grant_type not in ("authorization_code", "refresh_token"):
            raise token_error(
                "unsupported_grant_type", "BAD_GRANT_TYPE", "missing or unknown grant type"
            )
        self.check_client(fields)
        if grant_type == "authorization_code":
            return json_answer(self._exchange(fields))
        return json_answer(self._refresh(fields))

    def check_client(self, fields: dict[str, str]) -> None:
        """Raises ApiError 400 unless client id and secret are the registered app's."""
        if fields.get("client_id") != self._cast.app.client_id:
            raise token_error("invalid_client", "BAD_CLIENT_ID", "missing or invalid client id")
        given = fields.get("client_secret", "").encode()
        if not hmac.compare_digest(given, self._client_secret.encode()):
            raise token_error(
                "invalid_client", "BAD_CLIENT_SECRET", "missing or invalid client secret"
            )

    def _exchange(self, fields: dict[str, str]) -> dict[str, Any]:
        redirect_uri = fields.get("redirect_uri", "")
        if not redirect_uri:
            raise token_error(
                "invalid_request", "BAD_REDIRECT_URI", "missing or invalid redirect uri"
            )
        code = self._grants.code(fields.get("code", ""))
        if code is None or code.used:
            raise token_error("invalid_grant", "BAD_AUTH_CODE", "missing or unknown auth code")
        self._grants.use(code)
        if code.expires_at <= self._clock.now():
            raise token_error("invalid_grant", "EXPIRED_AUTH_CODE", "auth code has expired")
        if code.redirect_uri != redirect_uri:
            raise token_error(
                "invalid_grant",
                "MISMATCH_REDIRECT_URI_AUTH_CODE",
                "redirect uri does not match the one the auth code was created for",
            )
        if code.challenge is not None and not _proves(
            fields.get("code_verifier", ""), code.challenge
        ):
            raise token_error(
                "invalid_grant", "BAD_CODE_VERIFIER", "missing or invalid code verifier"
            )
        portal = self._cast.portal(code.portal_id)
        if portal is None:
            raise _hub_missing()
        grant, refresh = self._grants.grant(code.client_id, code.sign_in_name, portal, code.scopes)
        return self.success(grant, refresh)

    def _refresh(self, fields: dict[str, str]) -> dict[str, Any]:
        token = fields.get("refresh_token", "")
        grant = self._grants.by_refresh_token(token)
        if grant is None or grant.revoked or grant.client_id != fields["client_id"]:
            raise token_error(
                "invalid_grant",
                "BAD_REFRESH_TOKEN",
                "refresh token is invalid, expired or revoked",
            )
        if self._cast.portal(grant.portal_id) is None:
            raise _hub_missing()
        return self.success(grant, token)

    def success(self, grant: Grant, refresh_token: str) -> dict[str, Any]:
        """The body of a 200: a new access token, the refresh token as it is."""
        person = self._cast.person(grant.sign_in_name)
        return {
            "token_type": "bearer",
            "refresh_token": refresh_token,
            "access_token": self._grants.issue_access(grant),
            "hub_id": grant.portal_id,
            "scopes": list(grant.scopes),
            "expires_in": ACCESS_SECONDS,
            "token_use": "access_token",
            **({} if person is None else {"user_id": person.user_id}),
        }


def _proves(verifier: str, challenge: str) -> bool:
    """Whether the verifier belongs to the S256 challenge (RFC 7636 section 4.6)."""
    digest = hashlib.sha256(verifier.encode()).digest()
    made = base64.urlsafe_b64encode(digest).rstrip(b"=")
    return hmac.compare_digest(made, challenge.encode())


def _hub_missing() -> ApiError:
    return token_error("access_denied", "BAD_HUB", "missing or unknown hub id")
