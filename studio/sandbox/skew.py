"""The time an access token is judged by: the sandbox's clock, or one that a fault set wrong.

A code is always judged by the sandbox's own clock: whoever gave it measures its short life, so
its clock being off does not show there.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from email.utils import format_datetime

from starlette.requests import Request
from starlette.responses import Response

from studio.clock import Clock
from studio.sandbox.answers import Handler
from studio.sandbox.faults.struck import struck

SKEW = timedelta(minutes=10)
"""How far the clock of `clock_ahead` and `clock_behind` is off."""


def judged_now(request: Request, clock: Clock) -> datetime:
    """The present for this request: an access token that ended before it is over."""
    if struck(request, "clock_ahead"):
        return clock.now() + SKEW
    if struck(request, "clock_behind"):
        return clock.now() - SKEW
    return clock.now()


def skewed(handler: Handler, clock: Clock) -> Handler:
    """An endpoint whose Date header (RFC 9110 section 6.6.1) is as wrong as its clock."""

    async def endpoint(request: Request) -> Response:
        response = await handler(request)
        tell_skew(request, response, clock)
        return response

    return endpoint


def tell_skew(request: Request, response: Response, clock: Clock) -> None:
    """Put the wrong time into the Date header (RFC 9110 section 6.6.1) when a fault set it."""
    if struck(request, "clock_ahead") or struck(request, "clock_behind"):
        response.headers["Date"] = format_datetime(judged_now(request, clock), usegmt=True)
