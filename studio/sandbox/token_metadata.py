"""What a token stands for, and how it is ended (fact sheet hubspot-api 2.4)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from studio.clock import Clock
from studio.sandbox import errors
from studio.sandbox.access import Caller, Gate
from studio.sandbox.answers import Handler, Plain, json_answer
from studio.sandbox.faults.struck import struck
from studio.sandbox.grants import Access, Grant, Grants
from studio.sandbox.moments import epoch_milliseconds
from studio.sandbox.people import Cast
from studio.sandbox.skew import judged_now, skewed
from studio.sandbox.sunset import Sunset
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
        *,
        v1_gone_status: int,
    ) -> None:
        self._grants = grants
        self._cast = cast
        self._clock = clock
        self._plain = plain
        self._gate = gate
        self._tokens = tokens
        self._sunset = Sunset(clock, v1_gone_status)

    def routes(self) -> list[Route]:
        introspect, revoke = self._open(self._introspect), self._open(self._revoke)
        uninstall = self._gate.guard(self._uninstall)
        found: list[Route] = []
        for version in VERSIONS:
            base = f"/oauth/{version}/token"
            found += [
                Route(f"{base}/introspect", introspect, methods=["POST"]),
                Route(f"{base}/revoke", revoke, methods=["POST"]),
                Route(f"/appinstalls/{version}/external-install", uninstall, methods=["DELETE"]),
            ]
        return [*found, *self._v1_routes()]

    def _v1_routes(self) -> list[Route]:
        access, refresh = "/oauth/v1/access-tokens/{token}", "/oauth/v1/refresh-tokens/{token}"
        until = self._sunset
        return [
            Route(access, self._open(until(self._v1_access)), methods=["GET"]),
            Route(refresh, self._open(until(self._v1_refresh)), methods=["GET"]),
            Route(refresh, self._open(until(self._v1_delete)), methods=["DELETE"]),
        ]

    def _open(self, handler: Handler) -> Handler:
        """An endpoint that needs no bearer token."""
        return skewed(self._plain(handler), self._clock)

    async def _introspect(self, request: Request) -> Response:
        fields = await self._tokens.fields(request)
        self._tokens.check_client(request, fields)
        text, now = fields.get("token", ""), judged_now(request, self._clock)
        access, grant = self._access(request, text, now), self._refresh(request, text)
        if access is not None:
            use = {"token_use": "access_token", "expires_in": _left(access, now)}
            signed = {"signed_access_token": self._signed(access)}
            return json_answer(self._active(text, access.grant) | use | signed)
        if grant is not None:
            return json_answer(self._active(text, grant) | {"token_use": "refresh_token"})
        return json_answer({"active": False})

    async def _revoke(self, request: Request) -> Response:
        fields = await self._tokens.fields(request)
        self._tokens.check_client(request, fields)
        text = fields.get("token", "")
        grant = self._grants.by_refresh_token(text)
        if grant is not None:
            self._grants.revoke(grant)
        else:
            # Our guess: an access token can be revoked, too (RFC 7009 section 2.1 asks for it).
            self._grants.end_access(text)
        return Response(status_code=200)

    async def _v1_access(self, request: Request) -> Response:
        text, now = request.path_params["token"], judged_now(request, self._clock)
        access = self._access(request, text, now)
        if access is None:
            # Our guess: what the v1 calls say about a token that is not known.
            raise errors.error(404, "access token not found")
        grant = access.grant
        return json_answer(
            {
                "token": text,
                **self._who(grant),
                "signed_access_token": self._signed(access),
                "hub_id": grant.portal_id,
                "app_id": self._cast.app.app_id,
                "expires_in": _left(access, now),
                "user_id": self._user_id(grant),
                "token_type": "access",
            }
        )

    async def _v1_refresh(self, request: Request) -> Response:
        text = request.path_params["token"]
        grant = self._refresh(request, text)
        if grant is None:
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

    def _access(self, request: Request, text: str, now: datetime) -> Access | None:
        """The access token of this text while it is good."""
        access = self._grants.access(text)
        ended = access is None or access.expires_at <= now
        return None if ended or struck(request, "introspection_inactive") else access

    def _refresh(self, request: Request, text: str) -> Grant | None:
        """The grant of this refresh token while it is good."""
        grant = self._grants.by_refresh_token(text)
        ended = grant is None or grant.revoked
        return None if ended or struck(request, "introspection_inactive") else grant

    def _active(self, text: str, grant: Grant) -> dict[str, Any]:
        """What introspection tells of every good token (spec 2026-03)."""
        return {
            "active": True,
            "token": text,
            "token_type": "Bearer",
            "client_id": grant.client_id,
            "app_id": self._cast.app.app_id,
            "hub_id": grant.portal_id,
            "user_id": self._user_id(grant),
            "is_private_distribution": False,
            **self._who(grant),
        }

    def _signed(self, access: Access) -> dict[str, Any]:
        """The inside of an access token; its signatures are left empty here."""
        grant = access.grant
        portal = self._cast.portal(grant.portal_id)
        return {
            "expiresAt": epoch_milliseconds(access.expires_at),
            "scopes": "",
            "hubId": grant.portal_id,
            "userId": self._user_id(grant),
            "appId": self._cast.app.app_id,
            "signature": "",
            "scopeToScopeGroupPks": "",
            "newSignature": "",
            "hublet": "" if portal is None else portal.hosting,
            "trialScopes": "",
            "trialScopeToScopeGroupPks": "",
            "isUserLevel": False,
            "installingUserId": self._user_id(grant),
            "isServiceAccount": False,
            "isPrivateDistribution": False,
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


def _left(access: Access, now: datetime) -> int:
    """Whole seconds until the token ends."""
    return int((access.expires_at - now).total_seconds())
