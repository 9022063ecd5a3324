"""The token endpoint: a code or a refresh token in, an access token out (fact sheet 2.3, 2.5)."""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from studio.clock import Clock
from studio.sandbox import token_errors as errors
from studio.sandbox.answers import Plain, form_fields, json_answer
from studio.sandbox.errors import ApiError
from studio.sandbox.faults.struck import struck
from studio.sandbox.grants import ACCESS_SECONDS, Code, Grant, Grants
from studio.sandbox.open_points import OAuthOpenPoints
from studio.sandbox.people import Cast, Portal, is_web_address
from studio.sandbox.pkce import proves
from studio.sandbox.skew import skewed
from studio.sandbox.sunset import Sunset

VERSIONS = ("v1", "v3", "2026-03", "2026-09")
APP_TOKENS = frozenset(VERSIONS[:3])
"""Versions that offer `client_credentials` (spec 2026-03; that of 2026-09 leaves it out)."""
APP_SCOPES = "developer.webhooks_journal."
"""What a token of the app itself is for (page "Webhooks journal"), besides the app's scopes."""
SHORT_SECONDS = 60
"""Life of a token under the faults that shorten it."""


class TokenEndpoint:
    """`POST /oauth/<version>/token`."""

    def __init__(
        self,
        grants: Grants,
        cast: Cast,
        clock: Clock,
        plain: Plain,
        *,
        client_secret: str,
        points: OAuthOpenPoints,
    ) -> None:
        self._grants = grants
        self._cast = cast
        self._clock = clock
        self._plain = plain
        self._client_secret = client_secret
        self._points = points

    def routes(self) -> list[Route]:
        sunset = Sunset(self._clock, self._points.v1_gone_status)
        old = skewed(self._plain(sunset(self._answer)), self._clock)
        new = skewed(self._plain(self._answer), self._clock)
        return [
            Route(f"/oauth/{version}/token", old if version == "v1" else new, methods=["POST"])
            for version in VERSIONS
        ]

    async def _answer(self, request: Request) -> Response:
        version = request.url.path.split("/")[2]
        fields = await self.fields(request)
        if version == "v1":
            for name in ("client_secret", "refresh_token"):
                if name in request.query_params:
                    fields.setdefault(name, request.query_params[name])
        # Our guess: the grant type is looked at first, then the client, then the rest.
        match fields.get("grant_type", ""):
            case "authorization_code":
                answer = self._exchange
            case "refresh_token":
                answer = self._refresh
            case "client_credentials" if version in APP_TOKENS:
                answer = self._app_token
            case _:
                raise errors.bad_grant_type()
        self.check_client(request, fields)
        return json_answer(self._at_once(lambda: answer(request, fields)))

    def _at_once(self, answer: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """The whole call as one change; a refusal is kept as well, it may have spent a code."""
        with self._grants.together():
            try:
                return answer()
            except ApiError as refusal:
                refused = refusal
        raise refused

    async def fields(self, request: Request) -> dict[str, str]:
        """The fields of a form body, or of a JSON one where that is switched on."""
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if not (self._points.json_bodies and kind == "application/json"):
            return await form_fields(request)
        try:
            content = json.loads(await request.body())
        except ValueError:
            return {}
        if not isinstance(content, dict):
            return {}
        # Half a character (a lone surrogate) can be written in JSON and nowhere else.
        return {
            name: value.encode("utf-8", "replace").decode()
            for name, value in content.items()
            if isinstance(value, str)
        }

    def check_client(self, request: Request, fields: Mapping[str, str]) -> None:
        """Raises ApiError unless client id and secret are the registered app's."""
        status = self._points.client_error_status
        if fields.get("client_id") != self._cast.app.client_id or struck(request, "unknown_client"):
            raise errors.bad_client_id(status)
        given = fields.get("client_secret", "").encode()
        right = hmac.compare_digest(given, self._client_secret.encode())
        if not right or struck(request, "wrong_client_secret"):
            raise errors.bad_client_secret(status)

    def _exchange(self, request: Request, fields: Mapping[str, str]) -> dict[str, Any]:
        code = self._good_code(request, fields)
        portal = self._present(request, code.portal_id)
        scopes: Sequence[str] = code.scopes
        if struck(request, "account_switched"):
            portal = self._another(portal, code.sign_in_name)
        if struck(request, "scope_missing_after_consent"):
            scopes = self._one_less(scopes)
        grant, refresh = self._grants.grant(code.client_id, code.sign_in_name, portal, scopes)
        return self._tokens(request, grant, refresh)

    def _good_code(self, request: Request, fields: Mapping[str, str]) -> Code:
        """The code of an exchange, spent by it. Raises ApiError 400 for any other."""
        redirect_uri = fields.get("redirect_uri", "")
        if not is_web_address(redirect_uri):
            raise errors.bad_redirect_uri()
        code = self._grants.code(fields.get("code", ""))
        if code is None or code.used or code.client_id != fields["client_id"]:
            raise errors.bad_auth_code()
        # Our guess: a code is spent by the first exchange that names it, also by one that fails.
        self._grants.use(code)
        if struck(request, "code_used"):
            raise errors.bad_auth_code()
        # Not judged by a clock set wrong: it was as wrong when the code was given.
        if code.expires_at <= self._clock.now() or struck(request, "code_expired"):
            raise errors.expired_auth_code()
        if code.redirect_uri != redirect_uri or struck(request, "redirect_mismatch"):
            raise errors.mismatch_redirect_uri()
        verifier = fields.get("code_verifier", "")
        unproven = code.challenge is not None and not proves(verifier, code.challenge)
        if unproven or struck(request, "bad_verifier"):
            raise errors.bad_code_verifier()
        return code

    def _refresh(self, request: Request, fields: Mapping[str, str]) -> dict[str, Any]:
        token = fields.get("refresh_token", "")
        grant = self._grants.by_refresh_token(token)
        if grant is None or grant.revoked or grant.client_id != fields["client_id"]:
            raise errors.bad_refresh_token()
        if struck(request, "refresh_token_revoked"):
            self._grants.revoke(grant)
            raise errors.bad_refresh_token()
        portal = self._present(request, grant.portal_id)
        if self._grants.rotation or struck(request, "refresh_rotates"):
            token = self._grants.rotate(grant, portal)
        body = self._tokens(request, grant, token)
        if struck(request, "refresh_without_refresh_token"):
            del body["refresh_token"]
        return body

    def _app_token(self, request: Request, fields: Mapping[str, str]) -> dict[str, Any]:
        """A token of the app itself, for no account (spec `ClientCredentialsTokenResponse`)."""
        scopes = fields.get("scope", "").split()
        declared = self._cast.app.declared_scopes
        if not scopes or not all(s in declared or s.startswith(APP_SCOPES) for s in scopes):
            raise errors.bad_scopes()
        return {
            "token_type": "bearer",
            "access_token": self._grants.app_token(),
            "scopes": scopes,
            "expires_in": ACCESS_SECONDS,
            "token_use": "client_credentials",
        }

    def _tokens(self, request: Request, grant: Grant, refresh_token: str) -> dict[str, Any]:
        """The body of a 200, with the lives that faults may have changed."""
        short = struck(request, "token_short_lived")
        lives = SHORT_SECONDS if short or struck(request, "token_expires_early") else ACCESS_SECONDS
        access = self._grants.issue_access(grant, seconds=lives)
        return self._body(grant, access, refresh_token, lives if short else ACCESS_SECONDS)

    def success(self, grant: Grant, refresh_token: str) -> dict[str, Any]:
        """The body of a 200 with a new access token, for one who needs no request."""
        access = self._grants.issue_access(grant)
        return self._body(grant, access, refresh_token, ACCESS_SECONDS)

    def _body(self, grant: Grant, access: str, refresh: str, expires_in: int) -> dict[str, Any]:
        person = self._cast.person(grant.sign_in_name)
        return {
            "token_type": "bearer",
            "refresh_token": refresh,
            "access_token": access,
            "hub_id": grant.portal_id,
            "scopes": list(grant.scopes),
            "expires_in": expires_in,
            "token_use": "access_token",
            **({} if person is None else {"user_id": person.user_id}),
        }

    def _present(self, request: Request, portal_id: int) -> Portal:
        """The account. Raises ApiError 400 when it is gone."""
        request.state.portal_id = portal_id
        portal = self._cast.portal(portal_id)
        if portal is None or struck(request, "hub_gone"):
            raise errors.bad_hub()
        return portal

    def _another(self, chosen: Portal, sign_in_name: str) -> Portal:
        """An account that was not chosen: of the same person if there is one."""
        person = self._cast.person(sign_in_name)
        own = () if person is None else self._cast.portals_of(person)
        return next((p for p in (*own, *self._cast.portals) if p != chosen), chosen)

    def _one_less(self, scopes: Sequence[str]) -> list[str]:
        """The scopes without the last that the app requires, or without the last of all."""
        needed = [s for s in scopes if s in self._cast.app.required_scopes and s != "oauth"]
        missing = (needed or list(scopes))[-1:]
        return [scope for scope in scopes if scope not in missing]
