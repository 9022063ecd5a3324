"""Who may call the API: bearer tokens, scopes, and what every answer carries."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import Response

from studio.clock import Clock
from studio.sandbox import errors
from studio.sandbox.answers import CORRELATION, Handler, error_answer
from studio.sandbox.errors import ApiError
from studio.sandbox.grants import Access, Grants
from studio.sandbox.limits import Limits
from studio.sandbox.moments import CorrelationIds
from studio.sandbox.people import Cast, Portal
from studio.sandbox.skew import judged_now, tell_skew

TOKEN_SHAPE = re.compile(r"[A-Za-z0-9_-]{100,512}")
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Caller:
    """Whose token came with a call."""

    portal: Portal
    access: Access


Guarded = Callable[[Request, Caller], Awaitable[Response]]


class Gate:
    """Lets calls with a good token in."""

    def __init__(
        self,
        grants: Grants,
        cast: Cast,
        clock: Clock,
        correlation: CorrelationIds,
        limits: Limits,
    ) -> None:
        self._grants = grants
        self._cast = cast
        self._clock = clock
        self._correlation = correlation
        self._limits = limits

    def guard(self, handler: Guarded, *scopes: str, limited: bool = True) -> Handler:
        """An endpoint that needs a token with one of these scopes.

        Args:
            limited: Whether the ten-second limit counts and is told; a search has its own.
        """

        async def endpoint(request: Request) -> Response:
            correlation_id = self._correlation.next()
            rates: dict[str, str] = {}
            try:
                caller = self.caller(request)
                request.state.portal_id = caller.portal.portal_id
                if scopes and not set(scopes) & set(caller.access.grant.scopes):
                    raise errors.missing_scopes(scopes)
                if limited:
                    rates, refusal = self._limits.call(caller.portal)
                    if refusal is not None:
                        raise refusal
                else:
                    self._limits.search(caller.portal)
                response = await handler(request, caller)
            except ApiError as failure:
                response = error_answer(failure, correlation_id)
            response.headers[CORRELATION] = correlation_id
            if response.status_code != 403:
                response.headers.update(rates)
            tell_skew(request, response, self._clock)
            return response

        return endpoint

    def caller(self, request: Request) -> Caller:
        """Whoever the Authorization header stands for. Raises ApiError 401."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        token = token.strip()
        if scheme.lower() != "bearer" or not token:
            raise errors.no_credentials()
        access, now = self._grants.access(token), judged_now(request, self._clock)
        if access is None:
            # A string that cannot be a token is told it expired in 1970 (fact sheet 5).
            if not TOKEN_SHAPE.fullmatch(token):
                raise errors.expired_token(NEVER, now)
            raise errors.no_credentials()
        if access.expires_at <= now:
            raise errors.expired_token(access.expires_at, now)
        portal = self._cast.portal(access.grant.portal_id)
        if portal is None:
            raise errors.no_credentials()
        return Caller(portal, access)
