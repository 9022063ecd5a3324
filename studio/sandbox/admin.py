"""The admin API under `/sandbox-admin`: codes and tokens without a browser, state, limits, reset,
clock."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from studio.sandbox.answers import json_answer
from studio.sandbox.grants import Grants
from studio.sandbox.limits import Limits
from studio.sandbox.moments import MovableClock, stamp
from studio.sandbox.people import Cast, Person, Portal, is_web_address
from studio.sandbox.pkce import is_challenge
from studio.sandbox.tokens import TokenEndpoint
from studio.sandbox.world import World

BASE = "/sandbox-admin"


class Refused(Exception):
    """A call that cannot be carried out; its text says what to send instead."""


class Admin:
    """JSON in and out; a refusal is 400 with `{"error": "…"}`."""

    def __init__(
        self,
        world: World,
        cast: Cast,
        grants: Grants,
        tokens: TokenEndpoint,
        limits: Limits,
        clock: MovableClock,
        *,
        reset: Callable[[], None],
        clock_moved: Callable[[], None],
    ) -> None:
        self._world = world
        self._cast = cast
        self._grants = grants
        self._tokens = tokens
        self._limits = limits
        self._clock = clock
        self._reset = reset
        self._clock_moved = clock_moved

    def routes(self) -> list[Route]:
        return [
            Route(f"{BASE}/codes", _call(self._codes), methods=["POST"]),
            Route(f"{BASE}/tokens", _call(self._give_tokens), methods=["POST"]),
            Route(f"{BASE}/state", _call(self._state), methods=["GET"]),
            Route(f"{BASE}/limits", _call(self._set_limits), methods=["POST"]),
            Route(f"{BASE}/reset", _call(self._do_reset), methods=["POST"]),
            Route(f"{BASE}/clock", _call(self._tell_clock), methods=["GET"]),
            Route(f"{BASE}/clock", _call(self._move_clock), methods=["POST"]),
        ]

    def _codes(self, body: dict[str, Any]) -> dict[str, Any]:
        """A code as if the person had signed in, chosen the account and agreed."""
        person, portal, scopes = self._agreed(body)
        redirect_uri = body.get("redirect_uri", self._cast.app.redirect_uris[0])
        if not isinstance(redirect_uri, str) or not is_web_address(redirect_uri):
            raise Refused("redirect_uri must be an address that begins with http:// or https://")
        challenge = body.get("code_challenge")
        if challenge is not None and not (isinstance(challenge, str) and is_challenge(challenge)):
            raise Refused("code_challenge must be 43 characters, the S256 of a code verifier")
        code = self._grants.issue_code(
            person,
            portal,
            client_id=self._cast.app.client_id,
            redirect_uri=redirect_uri,
            scopes=scopes,
            challenge=challenge,
        )
        return {"code": code, "redirect_uri": redirect_uri, "portal_id": portal.portal_id}

    def _give_tokens(self, body: dict[str, Any]) -> dict[str, Any]:
        """What the token endpoint would have answered for such a code."""
        person, portal, scopes = self._agreed(body)
        grant, refresh = self._grants.grant(
            self._cast.app.client_id, person.sign_in_name, portal, scopes
        )
        return self._tokens.success(grant, refresh)

    def _agreed(self, body: dict[str, Any]) -> tuple[Person, Portal, tuple[str, ...]]:
        """Who connects which account with which scopes, if the pages would let them."""
        person, portal = self._who(body)
        scopes = self._scopes(body)
        refusal = self._cast.refusal(person, portal, scopes)
        if refusal is not None:
            raise Refused(refusal)
        return person, portal, scopes

    def _state(self, body: dict[str, Any]) -> dict[str, Any]:
        """What is in the world: accounts with their number of records, and live grants."""
        counts = self._world.rows(
            "SELECT portal_id, kind, archived_at IS NOT NULL AS archived, count(*) AS number"
            " FROM records GROUP BY 1, 2, 3"
        )
        accounts = []
        for portal in self._cast.portals:
            number = {
                (row["kind"], row["archived"]): row["number"]
                for row in counts
                if row["portal_id"] == portal.portal_id
            }
            accounts.append(
                {
                    "portal_id": portal.portal_id,
                    "name": portal.name,
                    "hosting": portal.hosting,
                    "deals": number.get(("deals", 0), 0),
                    "contacts": number.get(("contacts", 0), 0),
                    "archived": sum(n for (_, gone), n in number.items() if gone),
                }
            )
        return {
            "now": stamp(self._clock.now()),
            "limits": self._limits.enabled,
            "accounts": accounts,
            "people": [person.sign_in_name for person in self._cast.people],
            "grants": [
                {
                    "portal_id": grant.portal_id,
                    "persona": grant.sign_in_name,
                    "scopes": list(grant.scopes),
                    "granted_at": stamp(grant.granted_at),
                }
                for grant in self._grants.live()
            ],
        }

    def _set_limits(self, body: dict[str, Any]) -> dict[str, Any]:
        """`enabled`: whether calls beyond the rate limits are refused with 429; `rotation`:
        whether a refresh brings a new refresh token; `daily_maximum`: calls of one account a day,
        null for none."""
        if not body.keys() & {"enabled", "rotation", "daily_maximum"}:
            raise Refused("enabled must be true or false; or send rotation or daily_maximum")
        enabled = body.get("enabled", self._limits.enabled)
        rotation = body.get("rotation", self._grants.rotation)
        daily = body.get("daily_maximum", self._limits.daily_maximum)
        if not isinstance(enabled, bool) or not isinstance(rotation, bool):
            raise Refused("enabled must be true or false, and so must rotation")
        if daily is not None and (not isinstance(daily, int) or daily is True or daily < 0):
            raise Refused("daily_maximum must be a whole number from 0 up, or null for none")
        self._limits.enabled, self._limits.daily_maximum = enabled, daily
        self._grants.rotation = rotation
        return {"enabled": enabled, "rotation": rotation, "daily_maximum": daily}

    def _do_reset(self, body: dict[str, Any]) -> dict[str, Any]:
        """Back to the seeded world; grants, sessions and the clock's offset are gone too."""
        self._reset()
        return self._state({})

    def _tell_clock(self, body: dict[str, Any]) -> dict[str, Any]:
        return {"now": stamp(self._clock.now()), "offset_seconds": self._clock.offset_seconds}

    def _move_clock(self, body: dict[str, Any]) -> dict[str, Any]:
        """By `advance_seconds` or `offset_seconds` (numbers), or to `now` (ISO 8601)."""
        match body:
            case {"advance_seconds": int() | float() as seconds} if seconds is not True:
                self._clock.offset_seconds += seconds
            case {"offset_seconds": int() | float() as seconds}:
                self._clock.offset_seconds = float(seconds)
            case {"now": str() as text}:
                self._clock.move_to(_moment(text))
            case _:
                raise Refused("Send one of advance_seconds, offset_seconds (numbers) or now (ISO)")
        self._clock_moved()
        return self._tell_clock({})

    def _who(self, body: dict[str, Any]) -> tuple[Person, Portal]:
        """`persona` is a sign-in name or a persona id (the first person by default), `portal_id`
        one of its accounts."""
        name = body.get("persona", self._cast.people[0].sign_in_name)
        person = self._cast.person(name) if isinstance(name, str) else None
        if person is None:
            known = ", ".join(p.sign_in_name for p in self._cast.people)
            raise Refused(f"persona must be one of: {known}")
        portals = self._cast.portals_of(person)
        wanted = body.get("portal_id", portals[0].portal_id)
        portal = next((p for p in portals if p.portal_id == wanted), None)
        if portal is None:
            known = ", ".join(str(p.portal_id) for p in portals)
            raise Refused(f"portal_id of {person.sign_in_name} must be one of: {known}")
        return person, portal

    def _scopes(self, body: dict[str, Any]) -> tuple[str, ...]:
        """`scopes`, a list or one text with blanks; the app's required ones by default."""
        scopes = body.get("scopes", list(self._cast.app.required_scopes))
        if isinstance(scopes, str):
            return tuple(scopes.split())
        if not isinstance(scopes, list) or not all(isinstance(one, str) for one in scopes):
            raise Refused("scopes must be a list of scope names")
        return tuple(scopes)


def _call(
    handler: Callable[[dict[str, Any]], dict[str, Any]],
) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        try:
            answer = handler(await _body(request))
        except Refused as refused:
            return json_answer({"error": str(refused)}, 400)
        return json_answer(answer, headers={"Cache-Control": "no-store"})

    return endpoint


async def _body(request: Request) -> dict[str, Any]:
    text = await request.body()
    if not text:
        return {}
    try:
        content = json.loads(text)
    except ValueError:
        raise Refused("The body must be JSON") from None
    if not isinstance(content, dict):
        raise Refused("The body must be a JSON object")
    return content


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Refused("now must be ISO 8601, such as 2026-12-24T18:00:00Z") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
