"""Codes and tokens without a browser: what the pages would have given."""

from __future__ import annotations

from typing import Any

from starlette.routing import Route

from studio.sandbox.admin.calls import Refused, post
from studio.sandbox.grants import Grants
from studio.sandbox.people import Cast, Person, Portal, is_web_address
from studio.sandbox.pkce import is_challenge
from studio.sandbox.tokens import TokenEndpoint

WHO = ("persona", "portal_id", "scopes")


class Passes:
    """`POST /codes` and `POST /tokens`."""

    def __init__(self, cast: Cast, grants: Grants, tokens: TokenEndpoint) -> None:
        self._cast = cast
        self._grants = grants
        self._tokens = tokens

    def routes(self) -> list[Route]:
        return [
            post("/codes", (*WHO, "redirect_uri", "code_challenge"), self._codes),
            post("/tokens", WHO, self._give_tokens),
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
