"""Sign in, choose an account, consent: the pages a person goes through (fact sheet 2.2)."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from studio.sandbox import resources
from studio.sandbox.answers import form_fields
from studio.sandbox.authorize import BadRequest, read_request
from studio.sandbox.grants import Grants
from studio.sandbox.pages import Pages
from studio.sandbox.people import Cast, Person, Portal
from studio.sandbox.sessions import Flow, Session, Sessions, is_own_form

SIGN_IN, CHOOSE, CONSENT = "/oauth/sign-in", "/oauth/choose-account", "/oauth/consent"
DECLINED = "/oauth/declined"


@dataclass(frozen=True)
class Visit:
    """One request of a browser that is in the middle of an authorization."""

    session: Session
    flow: Flow
    fields: dict[str, str]
    """Of the form, or of the query when nothing was posted."""


class OAuthPages:
    """The pages between *Authorize* in the app and the code it gets."""

    def __init__(self, cast: Cast, grants: Grants, sessions: Sessions, pages: Pages) -> None:
        self._cast = cast
        self._grants = grants
        self._sessions = sessions
        self._pages = pages
        self._words: dict[str, dict[str, str]] = resources.toml("scopes.toml")

    def routes(self) -> list[Route]:
        return [
            Route("/oauth/authorize", self._authorize, methods=["GET"]),
            Route("/oauth/{account:int}/authorize", self._authorize, methods=["GET"]),
            Route(SIGN_IN, self._visit(self._show_sign_in), methods=["GET"]),
            Route(SIGN_IN, self._visit(self._sign_in), methods=["POST"]),
            Route("/oauth/sign-out", self._visit(self._sign_out), methods=["POST"]),
            Route(CHOOSE, self._visit(self._show_accounts), methods=["GET"]),
            Route(CHOOSE, self._visit(self._choose_account), methods=["POST"]),
            Route(CONSENT, self._visit(self._show_consent), methods=["GET"]),
            Route(CONSENT, self._visit(self._connect), methods=["POST"]),
            Route(DECLINED, self._declined, methods=["GET"]),
        ]

    async def _authorize(self, request: Request) -> Response:
        try:
            asked = read_request(request.query_params, self._cast.app)
        except BadRequest as bad:
            return self._pages.show(
                "error", status=400, title=bad.title, text=bad.text, detail=bad.detail, again=None
            )
        session = self._sessions.of(request)
        flow = self._sessions.begin(
            session,
            redirect_uri=asked.redirect_uri,
            state=asked.state,
            scopes=asked.scopes,
            optional_scopes=asked.optional_scopes,
            challenge=asked.challenge,
            wanted_portal=request.path_params.get("account"),
        )
        if session.person is not None:
            response: Response = _go(CHOOSE, flow)
        else:
            response = self._sign_in_page(Visit(session, flow, {}))
        return self._sessions.keep(session, response)

    def _visit(
        self, handler: Callable[[Visit], Awaitable[Response]]
    ) -> Callable[[Request], Awaitable[Response]]:
        """Finds the authorization under way, and refuses forms from elsewhere."""

        async def endpoint(request: Request) -> Response:
            session = self._sessions.of(request)
            posted = request.method == "POST"
            fields = await form_fields(request) if posted else dict(request.query_params)
            flow = self._sessions.flow(session, fields.get("flow", ""))
            if flow is None or (posted and not is_own_form(request, session, fields)):
                return self._over()
            response = await handler(Visit(session, flow, fields))
            return self._sessions.keep(session, response)

        return endpoint

    async def _show_sign_in(self, visit: Visit) -> Response:
        return self._sign_in_page(visit)

    def _sign_in_page(self, visit: Visit, *, wrong: bool = False) -> Response:
        """The sign-in form; a name that was typed stays in its field, one that was picked from
        the printed list brings its password along."""
        name = visit.fields.get("username", "")
        picked = None if wrong else self._cast.person(name)
        return self._pages.show(
            "sign_in",
            app=self._cast.app,
            people=self._cast.people,
            name=name,
            password=picked.password if picked and picked.password_is_printed else "",
            wrong=wrong,
            **_form(visit),
        )

    async def _sign_in(self, visit: Visit) -> Response:
        person = self._cast.person(visit.fields.get("username", ""))
        given = visit.fields.get("password", "").encode()
        expected = person.password.encode() if person else b""
        right = hmac.compare_digest(given, expected)
        if person is None or not right or self._is_refused_first(visit.session, person):
            return self._sign_in_page(visit, wrong=True)
        self._sessions.sign_in(visit.session, person)
        return _go(CHOOSE, visit.flow)

    def _is_refused_first(self, session: Session, person: Person) -> bool:
        """Whether this is somebody whose first sign-in in a browser fails, and it is the first."""
        if not person.first_sign_in_fails or person.sign_in_name in session.refused:
            return False
        session.refused.add(person.sign_in_name)
        return True

    async def _sign_out(self, visit: Visit) -> Response:
        self._sessions.sign_out(visit.session)
        visit.flow.portal = None
        return _go(SIGN_IN, visit.flow)

    async def _show_accounts(self, visit: Visit) -> Response:
        person = visit.session.person
        if person is None:
            return _go(SIGN_IN, visit.flow)
        if visit.flow.wanted_portal is not None:
            return self._choose(visit, person, visit.flow.wanted_portal)
        return self._pages.show(
            "choose_account",
            person=person,
            app=self._cast.app,
            portals=self._cast.portals_of(person),
            **_form(visit),
        )

    async def _choose_account(self, visit: Visit) -> Response:
        person = visit.session.person
        if person is None:
            return _go(SIGN_IN, visit.flow)
        text = visit.fields.get("account", "")
        return self._choose(visit, person, int(text) if text.isdecimal() else 0)

    def _choose(self, visit: Visit, person: Person, portal_id: int) -> Response:
        portal = next((p for p in self._cast.portals_of(person) if p.portal_id == portal_id), None)
        if portal is None:
            return self._pages.show(
                "error",
                status=403,
                title="This account is not yours",
                text=f"{person.sign_in_name} has no access to the account {portal_id}.",
                detail="",
                again=_form(visit),
            )
        barrier = self._barrier(visit, person, portal)
        if barrier is not None:
            return barrier
        if person.declines:
            return _go(DECLINED, visit.flow)
        visit.flow.portal = portal
        return _go(CONSENT, visit.flow)

    def _barrier(self, visit: Visit, person: Person, portal: Portal) -> Response | None:
        """The page that ends it when this person, or this account, cannot be connected."""
        if not person.may_connect_apps:
            return self._pages.show(
                "not_allowed",
                status=403,
                person=person,
                portal=portal,
                app=self._cast.app,
                **_form(visit),
            )
        lacking = [scope for scope in visit.flow.scopes if scope in portal.lacks]
        if lacking:
            return self._pages.show(
                "error",
                status=400,
                title="This account cannot be connected",
                text=f"Authorization failed because {portal.name} doesn't have the product that "
                "some of the requested scopes belong to.",
                detail=" ".join(lacking),
                again=_form(visit),
            )
        return None

    def _chosen(self, visit: Visit) -> tuple[Person, Portal] | Response:
        """Who connects which account. The browser may have another person by now, so it is
        looked at again; a response when there is nothing to agree to."""
        person, portal = visit.session.person, visit.flow.portal
        if person is None or portal is None or portal.portal_id not in person.accounts:
            return _go(CHOOSE, visit.flow)
        return self._barrier(visit, person, portal) or (person, portal)

    async def _show_consent(self, visit: Visit) -> Response:
        chosen = self._chosen(visit)
        if isinstance(chosen, Response):
            return chosen
        person, portal = chosen
        return self._pages.show(
            "consent",
            leads_to=visit.flow.redirect_uri,
            person=person,
            portal=portal,
            app=self._cast.app,
            scopes=[self._in_words(name) for name in self._granted(visit.flow)],
            target=urlsplit(visit.flow.redirect_uri).netloc,
            declined=DECLINED,
            **_form(visit),
        )

    async def _connect(self, visit: Visit) -> Response:
        chosen, flow = self._chosen(visit), visit.flow
        if isinstance(chosen, Response):
            return chosen
        person, portal = chosen
        code = self._grants.issue_code(
            person,
            portal,
            client_id=self._cast.app.client_id,
            redirect_uri=flow.redirect_uri,
            scopes=self._granted(flow),
            challenge=flow.challenge,
        )
        del visit.session.flows[flow.id]
        answer = {"code": code} | ({} if flow.state is None else {"state": flow.state})
        joint = "&" if "?" in flow.redirect_uri else "?"
        return _see_other(f"{flow.redirect_uri}{joint}{urlencode(answer)}")

    async def _declined(self, request: Request) -> Response:
        session = self._sessions.of(request)
        session.flows.pop(request.query_params.get("flow", ""), None)
        person = session.person
        who = person.name if person is not None and person.declines else "You"
        return self._pages.show("declined", app=self._cast.app, who=who)

    def _over(self) -> Response:
        return self._pages.show(
            "error",
            status=400,
            title="This sign-in is over",
            text="It was finished already, or took too long. "
            "Go back to the studio and press Authorize again.",
            detail="",
            again=None,
        )

    def _granted(self, flow: Flow) -> tuple[str, ...]:
        """Requested scopes and those optional ones that the account's products allow."""
        lacks = () if flow.portal is None else flow.portal.lacks
        extra = (s for s in flow.optional_scopes if s not in lacks and s not in flow.scopes)
        return tuple(dict.fromkeys((*flow.scopes, *extra)))

    def _in_words(self, name: str) -> dict[str, str]:
        return {"name": name} | self._words.get(name, {"title": name, "line": ""})


def _form(visit: Visit) -> dict[str, Any]:
    """What every form carries: which authorization it is, and that the page was ours."""
    return {"flow": visit.flow.id, "csrf": visit.session.csrf}


def _go(path: str, flow: Flow) -> Response:
    return _see_other(f"{path}?{urlencode({'flow': flow.id})}")


def _see_other(address: str) -> Response:
    """A redirect after a form; it may carry a code, so nobody is to keep it."""
    headers = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
    return RedirectResponse(address, 303, headers)
