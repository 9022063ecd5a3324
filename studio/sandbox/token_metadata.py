"""What a token stands for, and how it is ended (fact sheet hubspot-api 2.4)."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from studio.clock import Clock
from studio.sandbox import errors
from studio.sandbox.access import Caller, Gate
from studio.sandbox.answers import Plain, form_fields, json_answer
from studio.sandbox.grants import Access, Grant, Grants
from studio.sandbox.moments import epoch_milliseconds
from studio.sandbox.people import Cast
from studio.sandbox.tokens import TokenEndpoint

VERSIONS = ("v3", "2026-03", "2026-09")


class TokenMetadata:
    """Introspection, revocation, the older v1 calls, and removing the app."""

    def __init__(
        self,
        grants: Grants,
        cast: Cast,
        clock: Clock,
        plain: Plain,
        gate: Gate,
        tokens: TokenEndpoint,
    ) -> None:
        self._grants = grants
        self._cast = cast
        self._clock = clock
        self._plain = plain
        self._gate = gate
        self._tokens = tokens

    def routes(self) -> list[Route]:
        introspect, revoke = self._plain(self._introspect), self._plain(self._revoke)
        uninstall = self._gate.guard(self._uninstall)
        found: list[Route] = []
        for version in VERSIONS:
            base = f"/oauth/{version}/token"
            found += [
                Route(f"{base}/introspect", introspect, methods=["POST"]),
                Route(f"{base}/revoke", revoke, methods=["POST"]),
                Route(f"/appinstalls/{version}/external-install", uninstall, methods=["DELETE"]),
            ]
        access, refresh = "/oauth/v1/access-tokens/{token}", "/oauth/v1/refresh-tokens/{token}"
        return [
            *found,
            Route(access, self._plain(self._v1_access), methods=["GET"]),
            Route(refresh, self._plain(self._v1_refresh), methods=["GET"]),
            Route(refresh, self._plain(self._v1_delete), methods=["DELETE"]),
        ]

    async def _introspect(self, request: Request) -> Response:
        fields = await form_fields(request)
        self._tokens.check_client(fields)
        text = fields.get("token", "")
        access = self._grants.access(text)
        if access is not None and access.expires_at > self._clock.now():
            return json_answer(
                {
                    "active": True,
                    "token": text,
                    "token_use": "access_token",
                    "expires_in": self._left(access),
                    **self._common(access.grant),
                }
            )
        grant = self._grants.by_refresh_token(text)
        if grant is not None and not grant.revoked:
            return json_answer(
                {
                    "active": True,
                    "token": text,
                    "token_use": "refresh_token",
                    **self._common(grant),
                }
            )
        return json_answer({"active": False})

    async def _revoke(self, request: Request) -> Response:
        fields = await form_fields(request)
        self._tokens.check_client(fields)
        grant = self._grants.by_refresh_token(fields.get("token", ""))
        if grant is not None:
            self._grants.revoke(grant)
        return Response(status_code=200)

    async def _v1_access(self, request: Request) -> Response:
        text = request.path_params["token"]
        access = self._grants.access(text)
        if access is None or access.expires_at <= self._clock.now():
            raise errors.error(404, "access token not found")
        grant = access.grant
        return json_answer(
            {
                "token": text,
                **self._who(grant),
                "signed_access_token": {
                    "expiresAt": epoch_milliseconds(access.expires_at),
                    "scopes": "",
                    "hubId": grant.portal_id,
                    "userId": self._user_id(grant),
                    "appId": self._cast.app.app_id,
                    "signature": "",
                    "scopeToScopeGroupPks": "",
                    "newSignature": "",
                    "hublet": self._hublet(grant),
                    "trialScopes": "",
                    "trialScopeToScopeGroupPks": "",
                    "isUserLevel": False,
                },
                "hub_id": grant.portal_id,
                "app_id": self._cast.app.app_id,
                "expires_in": self._left(access),
                "user_id": self._user_id(grant),
                "token_type": "access",
            }
        )

    async def _v1_refresh(self, request: Request) -> Response:
        text = request.path_params["token"]
        grant = self._grants.by_refresh_token(text)
        if grant is None or grant.revoked:
            raise errors.error(404, "refresh token not found")
        return json_answer(
            {
                "token": text,
                **self._who(grant),
                "hub_id": grant.portal_id,
                "client_id": grant.client_id,
                "user_id": self._user_id(grant),
                "token_type": "refresh",
            }
        )

    async def _v1_delete(self, request: Request) -> Response:
        grant = self._grants.by_refresh_token(request.path_params["token"])
        if grant is None:
            raise errors.error(404, "refresh token not found")
        self._grants.revoke(grant)
        return Response(status_code=204)

    async def _uninstall(self, request: Request, caller: Caller) -> Response:
        self._grants.uninstall(caller.portal.portal_id, caller.access.grant.client_id)
        return Response(status_code=204)

    def _common(self, grant: Grant) -> dict[str, Any]:
        return {
            "token_type": "Bearer",
            "client_id": grant.client_id,
            "app_id": self._cast.app.app_id,
            "hub_id": grant.portal_id,
            "user_id": self._user_id(grant),
            "is_private_distribution": False,
            **self._who(grant),
        }

    def _who(self, grant: Grant) -> dict[str, Any]:
        portal = self._cast.portal(grant.portal_id)
        return {
            "user": grant.sign_in_name,
            "hub_domain": "" if portal is None else portal.domain,
            "scopes": list(grant.scopes),
        }

    def _user_id(self, grant: Grant) -> int:
        person = self._cast.person(grant.sign_in_name)
        return 0 if person is None else person.user_id

    def _hublet(self, grant: Grant) -> str:
        portal = self._cast.portal(grant.portal_id)
        return "" if portal is None else portal.hosting

    def _left(self, access: Access) -> int:
        return int((access.expires_at - self._clock.now()).total_seconds())
