"""Who is signed in on which browser, and which authorization is under way there. In memory only."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from starlette.requests import Request
from starlette.responses import Response

from studio.clock import Clock
from studio.ids import SystemIds
from studio.sandbox.people import Person, Portal

COOKIE = "sandbox_session"
FLOW_SECONDS = 900
"""How long a person may take from the first page to the last."""
MOST_SESSIONS = 200


@dataclass
class Flow:
    """One authorization request on its way through the pages."""

    id: str
    redirect_uri: str
    state: str | None
    scopes: tuple[str, ...]
    optional_scopes: tuple[str, ...]
    challenge: str | None
    wanted_portal: int | None
    """From `/oauth/<account>/authorize`: the account is not asked for then."""
    ends_at: datetime
    portal: Portal | None = None
    """The account that was chosen."""


@dataclass
class Session:
    """One browser."""

    id: str
    csrf: str
    person: Person | None = None
    refused: set[str] = field(default_factory=set)
    """Sign-in names whose first sign-in was refused here on purpose."""
    flows: dict[str, Flow] = field(default_factory=dict)


class Sessions:
    """Finds the session of a request by its cookie."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        # Never the seeded ids: a cookie must not be guessable, and nothing records it.
        self._ids = SystemIds()
        self._sessions: dict[str, Session] = {}

    def of(self, request: Request) -> Session:
        """The session of this browser; a new one when it has none."""
        known = self._sessions.get(request.cookies.get(COOKIE, ""))
        if known is not None:
            return known
        while len(self._sessions) >= MOST_SESSIONS:
            del self._sessions[next(iter(self._sessions))]
        session = Session(self._ids.token(), self._ids.token())
        self._sessions[session.id] = session
        return session

    def sign_in(self, session: Session, person: Person) -> None:
        """Note who it is. The session gets a new id, so that one set before is worth nothing."""
        self._sessions.pop(session.id, None)
        session.id, session.csrf = self._ids.token(), self._ids.token()
        session.person = person
        self._sessions[session.id] = session

    def sign_out(self, session: Session) -> None:
        session.person = None

    def clear(self) -> None:
        """Forget every browser."""
        self._sessions.clear()

    def begin(
        self,
        session: Session,
        *,
        redirect_uri: str,
        state: str | None,
        scopes: tuple[str, ...],
        optional_scopes: tuple[str, ...],
        challenge: str | None,
        wanted_portal: int | None,
    ) -> Flow:
        """Remember an authorization request for the pages that follow."""
        session.flows = {
            key: one for key, one in session.flows.items() if one.ends_at > self._clock.now()
        }
        flow = Flow(
            self._ids.token(16),
            redirect_uri,
            state,
            scopes,
            optional_scopes,
            challenge,
            wanted_portal,
            self._clock.now() + timedelta(seconds=FLOW_SECONDS),
        )
        session.flows[flow.id] = flow
        return flow

    def flow(self, session: Session, flow_id: str) -> Flow | None:
        """The authorization of this id, unless it is over or belongs to another browser."""
        flow = session.flows.get(flow_id)
        if flow is None or flow.ends_at <= self._clock.now():
            return None
        return flow

    def keep(self, session: Session, response: Response) -> Response:
        """Put the session's cookie on an answer."""
        response.set_cookie(COOKIE, session.id, path="/oauth", httponly=True, samesite="lax")
        return response


def is_own_form(request: Request, session: Session, fields: dict[str, str]) -> bool:
    """Whether a posted form came from a page of this sandbox in this browser."""
    origin = request.headers.get("origin")
    if origin is not None and origin != str(request.base_url).rstrip("/"):
        return False
    return hmac.compare_digest(fields.get("csrf", "").encode(), session.csrf.encode())
