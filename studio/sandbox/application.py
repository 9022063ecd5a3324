"""Puts the sandbox together: one world, its clock and ids, and every address it answers.

A new room is one line in `_rooms`; something that rooms share is one field of `parts.Parts` and
one line in `_parts`; something that sees every request is one line in `_layers`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from studio.clock import SystemClock
from studio.ids import Ids, SystemIds
from studio.sandbox.access import Gate
from studio.sandbox.admin.browsing import Browsing
from studio.sandbox.admin.passes import Passes
from studio.sandbox.admin.state import State
from studio.sandbox.admin.time import Time
from studio.sandbox.admin.whole import WholeWorld
from studio.sandbox.answers import CORRELATION, Plain, error_answer
from studio.sandbox.bell import Bell
from studio.sandbox.control import Control
from studio.sandbox.crm.rooms import Crm
from studio.sandbox.crm.sizes import Sizes
from studio.sandbox.dated import Dated
from studio.sandbox.definitions import Definitions
from studio.sandbox.doorman import Doorman
from studio.sandbox.errors import ApiError, error, not_found_page
from studio.sandbox.faults.answers import Answers
from studio.sandbox.faults.endpoints import FaultEndpoints
from studio.sandbox.faults.layer import Faults
from studio.sandbox.faults.switchboard import Switchboard
from studio.sandbox.grants import Grants
from studio.sandbox.icon import Icon
from studio.sandbox.journal import Journal, Journaled
from studio.sandbox.limits import Limits
from studio.sandbox.mechanisms import Mechanisms
from studio.sandbox.mechanisms_oauth1 import OAuth1
from studio.sandbox.mishaps import CatchMishaps, Mishaps
from studio.sandbox.moments import CorrelationIds, CountedIds, MovableClock
from studio.sandbox.oauth_pages import OAuthPages
from studio.sandbox.options import SandboxInfo, SandboxOptions
from studio.sandbox.pages import Pages
from studio.sandbox.parts import Parts
from studio.sandbox.people import Cast, read_cast
from studio.sandbox.properties import read_kinds
from studio.sandbox.record_pages import RecordPages
from studio.sandbox.records import Records
from studio.sandbox.routing import IndexedRouter
from studio.sandbox.sessions import Sessions
from studio.sandbox.token_metadata import TokenMetadata
from studio.sandbox.tokens import TokenEndpoint
from studio.sandbox.world import World

API = ("/crm/", "/oauth/", "/account-info/", "/appinstalls/")
"""How the addresses of API calls begin."""


class Room(Protocol):
    """A group of addresses that belong together."""

    def routes(self) -> list[Route]:
        """What it answers, most special first."""
        ...


@dataclass(frozen=True)
class Built:
    """The application, and what one must know to use and to end it."""

    application: Starlette
    info: SandboxInfo
    world: World
    mishaps: Mishaps
    bell: Bell
    faults: Switchboard
    warm_up: Callable[[], None]


def build(options: SandboxOptions, base_url: str) -> Built:
    """Open the world and make the application that answers at `base_url`.

    Raises:
        StudioError: The state file cannot be used.
    """
    parts = _parts(options, base_url)
    try:
        parts.control.begin(options.world)
    except BaseException:
        parts.world.close()
        raise
    application = Starlette(
        middleware=_layers(parts),
        exception_handlers={HTTPException: _http_error(parts.correlation)},
    )
    application.router = IndexedRouter(route for room in _rooms(parts) for route in room.routes())
    return Built(
        application,
        parts.info,
        parts.world,
        parts.mishaps,
        parts.bell,
        parts.faults,
        parts.pages.warm_up,
    )


def _parts(options: SandboxOptions, base_url: str) -> Parts:
    """One of each collaborator, in the order in which they need each other."""
    cast = read_cast(options.world, options.passwords)
    world = World.open(options.state)
    clock = MovableClock(options.clock or SystemClock())
    ids: Ids = options.ids or CountedIds(
        options.seed, lambda: world.count("ids"), lambda: world.generation
    )
    correlation, bell = CorrelationIds(clock), Bell()
    definitions = Definitions(world)
    grants = Grants(world, clock, ids, code_seconds=options.oauth.code_seconds)
    limits, sessions = Limits(clock, cast.app.app_id, correlation), Sessions(clock)
    world.follow(definitions.forget)
    records = Records(world, definitions, clock, lambda: bell.ring("records"))
    faults = Switchboard(options.seed, lambda: bell.ring("faults"))
    return Parts(
        options=options,
        info=_info(cast, base_url, options.client_secret or SystemIds().uuid()),
        world=world,
        clock=clock,
        ids=ids,
        bell=bell,
        correlation=correlation,
        mishaps=Mishaps(),
        faults=faults,
        journal=Journal(bell),
        control=Control(world, records, grants, limits, sessions, clock, bell, faults),
        cast=cast,
        kinds=read_kinds(),
        definitions=definitions,
        records=records,
        grants=grants,
        sessions=sessions,
        limits=limits,
        gate=Gate(grants, cast, clock, correlation, limits),
        plain=Plain(correlation),
        pages=Pages(),
    )


def _rooms(p: Parts) -> tuple[Room, ...]:
    """Every room, with the collaborators it needs."""
    oauth = p.options.oauth
    tokens = TokenEndpoint(
        p.grants,
        p.cast,
        p.clock,
        p.plain,
        client_secret=p.info.client_secret,
        points=oauth,
    )
    return (
        OAuthPages(p.cast, p.grants, p.sessions, p.pages),
        tokens,
        TokenMetadata(
            p.grants,
            p.cast,
            p.clock,
            p.plain,
            p.gate,
            tokens,
            v1_gone_status=oauth.v1_gone_status,
        ),
        Crm(p),
        RecordPages(p.world, p.records, p.kinds, p.definitions, p.cast, p.pages),
        *_admin(p, tokens),
        FaultEndpoints(p.faults),
        Mechanisms(p.cast, p.clock, p.ids),
        OAuth1(p.cast, p.clock, p.ids, p.pages, lambda: p.world.generation),
        Icon(),
    )


def _layers(p: Parts) -> list[Middleware]:
    """What every request passes before a room sees it, outermost first."""
    answered = _answered(p.correlation)
    app_id, portal_id = p.cast.app.app_id, p.cast.portals[0].portal_id
    answers = Answers(p.clock, p.correlation, app_id=app_id, portal_id=portal_id)
    return [
        Middleware(Dated, clock=p.clock),
        Middleware(Doorman, base_url=p.info.base_url),
        Middleware(Journaled, journal=p.journal, clock=p.clock, client_secret=p.info.client_secret),
        Middleware(Sizes),
        Middleware(Faults, board=p.faults, answers=answers),
        Middleware(
            CatchMishaps, notes=p.mishaps, answer=lambda: answered(error(500, "internal error"))
        ),
    ]


def _admin(p: Parts, tokens: TokenEndpoint) -> tuple[Room, ...]:
    """The admin API, except for faults, which bring their own."""
    state = State(
        p.world, p.cast, p.grants, p.clock, p.control, p.faults, p.journal, seed=p.options.seed
    )
    return (
        Passes(p.cast, p.grants, tokens),
        state,
        WholeWorld(p.control, state),
        Time(p.world, p.clock, p.control),
        Browsing(p.cast, p.definitions, p.records, p.journal, base_url=p.info.base_url),
    )


def _info(cast: Cast, base_url: str, client_secret: str) -> SandboxInfo:
    return SandboxInfo(
        base_url=base_url,
        authorize_url=f"{base_url}/oauth/authorize",
        token_url=f"{base_url}/oauth/2026-03/token",
        client_id=cast.app.client_id,
        client_secret=client_secret,
        admin_url=f"{base_url}/sandbox-admin",
        sign_in_names=tuple(person.sign_in_name for person in cast.people),
        redirect_uris=cast.app.redirect_uris,
        required_scopes=cast.app.required_scopes,
        declared_scopes=tuple(sorted(cast.app.declared_scopes)),
    )


def _answered(correlation: CorrelationIds) -> Callable[[ApiError], Response]:
    def answered(failure: ApiError) -> Response:
        return _with_id(failure, correlation.next())

    return answered


def _with_id(failure: ApiError, correlation_id: str) -> Response:
    response = error_answer(failure, correlation_id)
    response.headers[CORRELATION] = correlation_id
    return response


def _http_error(
    correlation: CorrelationIds,
) -> Callable[[Request, Exception], Awaitable[Response]]:
    answered = _answered(correlation)

    async def http_error(request: Request, failure: Exception) -> Response:
        assert isinstance(failure, HTTPException)
        path = request.url.path
        if failure.status_code == 404 and path.startswith(API):
            return answered(not_found_page())
        if failure.status_code == 404:
            return _with_id(not_found_page(), correlation.beside(path))
        if failure.status_code == 405:
            # Our guess: the body of a 405.
            refusal = answered(error(405, "HTTP 405 Method Not Allowed"))
            refusal.headers.update(failure.headers or {})
            return refusal
        return Response(status_code=failure.status_code, headers=failure.headers)

    return http_error
