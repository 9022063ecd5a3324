"""The end of the v1 OAuth calls (fact sheet hubspot-api 1: switched off on 2027-02-16)."""

from __future__ import annotations

from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import Response

from studio.clock import Clock
from studio.sandbox import errors
from studio.sandbox.answers import Handler

V1_SWITCH_OFF = datetime(2027, 2, 16, tzinfo=UTC)
"""From this moment on. The day is HubSpot's; no hour was announced."""


class Sunset:
    """Wraps the v1 endpoints: they answer as ever before the switch-off, and are gone after."""

    def __init__(self, clock: Clock, gone_status: int) -> None:
        self._clock = clock
        self._gone_status = gone_status

    def __call__(self, handler: Handler) -> Handler:
        async def endpoint(request: Request) -> Response:
            if self._clock.now() < V1_SWITCH_OFF:
                return await handler(request)
            if self._gone_status == 404:
                raise errors.not_found_page()
            raise errors.error(self._gone_status, "The OAuth v1 API is no longer available.")

        return endpoint
