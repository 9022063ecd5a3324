"""Puts the sandbox together: one world, its clock and ids, and every address it answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from studio.clock import SystemClock
from studio.ids import Ids, SystemIds
from studio.sandbox.access import Gate
from studio.sandbox.account import AccountEndpoints
from studio.sandbox.admin import Admin
from studio.sandbox.answers import CORRELATION, Plain, error_answer
from studio.sandbox.doorman import Doorman
from studio.sandbox.errors import ApiError, error, not_found_page
from studio.sandbox.faults import CatchFaults, FaultNotes
from studio.sandbox.grants import Grants
from studio.sandbox.limits import Limits
from studio.sandbox.moments import CorrelationIds, CountedIds, MovableClock
from studio.sandbox.oauth_pages import OAuthPages
from studio.sandbox.options import SandboxInfo, SandboxOptions
from studio.sandbox.pages import Pages
from studio.sandbox.people import Cast, read_cast
from studio.sandbox.pipelines import read_pipelines
from studio.sandbox.properties import read_kinds
from studio.sandbox.record_endpoints import RecordEndpoints
from studio.sandbox.record_pages import RecordPages
from studio.sandbox.records import Records
from studio.sandbox.seeds import sow
from studio.sandbox.sessions import Sessions
from studio.sandbox.token_metadata import TokenMetadata
from studio.sandbox.tokens import TokenEndpoint
from studio.sandbox.world import World

WORLD = "acme"
CLOCK_OFFSET = "clock_offset_seconds"


@dataclass(frozen=True)
class Built:
    """The application, and what one must know to use and to end it."""

    application: Starlette
    info: SandboxInfo
    world: World
    faults: FaultNotes
    warm_up: Callable[[], None]


def build(options: SandboxOptions, base_url: str) -> Built:
    """Open the world and make the application that answers at `base_url`.

    Raises:
        StudioError: The state file cannot be used.
    """
    world = World.open(options.state)
    clock = MovableClock(options.clock or SystemClock(), float(world.fact(CLOCK_OFFSET, "0")))
    ids: Ids = options.ids or CountedIds(
        options.seed, lambda: world.count("ids"), lambda: world.generation
    )
    cast = read_cast(WORLD, options.passwords)
    info = _info(cast, base_url, options.client_secret or SystemIds().uuid())
    correlation, pages = CorrelationIds(clock), Pages()
    routes = _routes(world, clock, ids, cast, info, correlation, pages)
    faults = FaultNotes()
    application = _application(routes, base_url, correlation, faults)
    return Built(application, info, world, faults, pages.warm_up)


def _info(cast: Cast, base_url: str, client_secret: str) -> SandboxInfo:
    return SandboxInfo(
        base_url=base_url,
        authorize_url=f"{base_url}/oauth/authorize",
        token_url=f"{base_url}/oauth/2026-03/token",
        client_id=cast.app.client_id,
        client_secret=client_secret,
        admin_url=f"{base_url}/sandbox-admin",
        sign_in_names=tuple(person.sign_in_name for person in cast.people),
    )


def _routes(
    world: World,
    clock: MovableClock,
    ids: Ids,
    cast: Cast,
    info: SandboxInfo,
    correlation: CorrelationIds,
    pages: Pages,
) -> list[Route]:
    """Every room with the collaborators it needs, as one list of addresses."""
    kinds, pipelines = read_kinds(), read_pipelines()
    records, sessions = Records(world, pipelines, clock), Sessions(clock)
    grants, limits = Grants(world, clock, ids), Limits(clock, cast.app.app_id)
    gate = Gate(grants, cast, clock, correlation, limits)
    plain = Plain(correlation)
    tokens = TokenEndpoint(grants, cast, clock, plain, client_secret=info.client_secret)

    def reset() -> None:
        with world.change():
            world.empty()
            sow(world, cast, kinds, records)
        clock.offset_seconds = 0.0
        sessions.clear()
        limits.forget()

    def keep_offset() -> None:
        world.set_fact(CLOCK_OFFSET, str(clock.offset_seconds))

    sow(world, cast, kinds, records)
    rooms = (
        OAuthPages(cast, grants, sessions, pages),
        tokens,
        TokenMetadata(grants, cast, clock, plain, gate, tokens),
        AccountEndpoints(world, pipelines, gate),
        RecordEndpoints(records, kinds, pipelines, cast.app, gate),
        RecordPages(world, records, kinds, pipelines, cast, pages),
        Admin(world, cast, grants, tokens, limits, clock, reset=reset, clock_moved=keep_offset),
    )
    return [route for room in rooms for route in room.routes()]


def _application(
    routes: list[Route], base_url: str, correlation: CorrelationIds, faults: FaultNotes
) -> Starlette:
    def answered(failure: ApiError) -> Response:
        correlation_id = correlation.next()
        response = error_answer(failure, correlation_id)
        response.headers[CORRELATION] = correlation_id
        return response

    async def http_error(request: Request, failure: Exception) -> Response:
        assert isinstance(failure, HTTPException)
        if failure.status_code == 404:
            return answered(not_found_page())
        return Response(status_code=failure.status_code, headers=failure.headers)

    application = Starlette(
        routes=routes,
        middleware=[
            Middleware(Doorman, base_url=base_url),
            Middleware(
                CatchFaults, notes=faults, answer=lambda: answered(error(500, "internal error"))
            ),
        ],
        exception_handlers={HTTPException: http_error},
    )
    application.router.redirect_slashes = False
    return application
