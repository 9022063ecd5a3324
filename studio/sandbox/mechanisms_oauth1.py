"""OAuth 1.0a as `/sandbox-auth/oauth1` speaks it: three legs, every signature checked (RFC 5849).

HMAC-SHA1 and PLAINTEXT are taken; the latter because all of this stays on one computer.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from studio.clock import Clock
from studio.ids import Ids
from studio.sandbox.answers import form_fields, json_answer
from studio.sandbox.mechanisms import ROOT
from studio.sandbox.mechanisms_signature import Signed, is_right, read_signed
from studio.sandbox.pages import Pages
from studio.sandbox.people import Cast, is_web_address

CONSUMER_KEY = "sandbox-consumer"
CONSUMER_SECRET = "sandbox-consumer-secret-1b9e"
SKEW_SECONDS = 300
"""How far a time stamp may be off."""
REQUEST_SECONDS = 600
"""How long a request token waits for the person."""
MOST_KEPT = 1000
OUT_OF_BAND = "oob"


@dataclass(frozen=True, repr=False)
class Token:
    """A request token, or an access token."""

    secret: str
    callback: str
    ends: float
    """Seconds since 1970."""
    owner: str = ""
    verifier: str = ""
    access: bool = False


class OAuth1:
    """Keeps tokens and nonces in memory only, and forgets them when the world is reset.

    Args:
        generation: Another number after each reset.
    """

    def __init__(
        self, cast: Cast, clock: Clock, ids: Ids, pages: Pages, generation: Callable[[], int]
    ) -> None:
        self._cast = cast
        self._clock = clock
        self._ids = ids
        self._pages = pages
        self._tokens: dict[str, Token] = {}
        self._nonces: dict[tuple[str, str, str], None] = {}
        self._generation = generation
        self._of = generation()

    def routes(self) -> list[Route]:
        root = f"{ROOT}/oauth1"
        return [
            Route(f"{root}/request-token", self._request_token, methods=["POST"]),
            Route(f"{root}/authorize", self._show, methods=["GET"]),
            Route(f"{root}/authorize", self._allow, methods=["POST"]),
            Route(f"{root}/access-token", self._access_token, methods=["POST"]),
            Route(f"{root}/me", self._me, methods=["GET"]),
        ]

    async def _request_token(self, request: Request) -> Response:
        """RFC 5849 section 2.1."""
        if self._of != self._generation():
            self._of = self._generation()
            self._tokens.clear()
            self._nonces.clear()
        signed = await self._checked(request, "")
        if isinstance(signed, Response):
            return signed
        callback = signed.protocol.get("oauth_callback", "")
        if callback != OUT_OF_BAND and not is_web_address(callback):
            return _problem(400, "oauth_callback is missing or no web address")
        token, secret = self._ids.token(12), self._ids.token(24)
        self._keep(token, Token(secret, callback, self._now() + REQUEST_SECONDS))
        return _form(
            {"oauth_token": token, "oauth_token_secret": secret, "oauth_callback_confirmed": "true"}
        )

    async def _show(self, request: Request) -> Response:
        """RFC 5849 section 2.2: the page that asks."""
        name = request.query_params.get("oauth_token", "")
        token = self._request(name)
        if token is None:
            return self._over()
        return self._page(name, token, "")

    async def _allow(self, request: Request) -> Response:
        """The form of that page. It carries the password, so nobody else can send it."""
        fields = await form_fields(request)
        name = fields.get("oauth_token", "")
        token = self._request(name)
        if token is None:
            return self._over()
        if fields.get("decline"):
            del self._tokens[name]
            return self._back(token, {"denied": name}, "You declined.")
        person = self._cast.person(fields.get("username", ""))
        given = fields.get("password", "").encode()
        if person is None or not hmac.compare_digest(given, person.password.encode()):
            return self._page(name, token, fields.get("username", ""), wrong=True)
        verifier = self._ids.token(12)
        self._tokens[name] = replace(token, owner=person.sign_in_name, verifier=verifier)
        return self._back(
            token,
            {"oauth_token": name, "oauth_verifier": verifier},
            f"Enter this code where you came from: {verifier}",
        )

    async def _access_token(self, request: Request) -> Response:
        """RFC 5849 section 2.3; a request token is good for one."""
        named = read_signed(request, {}).protocol.get("oauth_token", "")
        token = self._request(named)
        if token is None:
            return _problem(401, "unknown, used or expired request token")
        signed = await self._checked(request, token.secret)
        if isinstance(signed, Response):
            return signed
        given = signed.protocol.get("oauth_verifier", "").encode()
        if not token.verifier or not hmac.compare_digest(given, token.verifier.encode()):
            return _problem(401, "the verifier is missing or wrong")
        del self._tokens[named]
        access, secret = self._ids.token(12), self._ids.token(24)
        self._keep(access, Token(secret, "", float("inf"), token.owner, access=True))
        return _form({"oauth_token": access, "oauth_token_secret": secret})

    async def _me(self, request: Request) -> Response:
        """Something that only a signed request with an access token is answered."""
        token = self._tokens.get(read_signed(request, {}).protocol.get("oauth_token", ""))
        if token is None or not token.access:
            return _problem(401, "unknown access token")
        signed = await self._checked(request, token.secret)
        if isinstance(signed, Response):
            return signed
        return json_answer({"signed_in_as": token.owner})

    async def _checked(self, request: Request, token_secret: str) -> Signed | Response:
        """What was signed, or why it does not count (RFC 5849 sections 3.2 and 3.3)."""
        fields = await form_fields(request)
        signed = read_signed(request, fields)
        protocol = signed.protocol
        if protocol.get("oauth_consumer_key") != CONSUMER_KEY:
            return _problem(401, "unknown consumer key")
        if protocol.get("oauth_version", "1.0") != "1.0":
            return _problem(400, "oauth_version has to be 1.0")
        if not is_right(signed, CONSUMER_SECRET, token_secret):
            return _problem(401, "the signature does not fit")
        if protocol.get("oauth_signature_method") == "PLAINTEXT":
            return signed
        stamp, nonce = protocol.get("oauth_timestamp", ""), protocol.get("oauth_nonce", "")
        if not stamp.isdigit() or abs(int(stamp) - self._now()) > SKEW_SECONDS:
            return _problem(401, "the time stamp is too far off")
        used = (stamp, nonce, protocol.get("oauth_token", ""))
        if not nonce or used in self._nonces:
            return _problem(401, "the nonce was used before")
        self._nonces[used] = None
        while len(self._nonces) > MOST_KEPT:
            del self._nonces[next(iter(self._nonces))]
        return signed

    def _request(self, name: str) -> Token | None:
        token = self._tokens.get(name)
        return token if token and not token.access and token.ends > self._now() else None

    def _keep(self, name: str, token: Token) -> None:
        self._tokens[name] = token
        while len(self._tokens) > MOST_KEPT:
            del self._tokens[next(iter(self._tokens))]

    def _page(self, name: str, token: Token, username: str, *, wrong: bool = False) -> Response:
        return self._pages.show(
            "oauth1",
            leads_to=token.callback if token.callback != OUT_OF_BAND else None,
            token=name,
            username=username,
            people=self._cast.people,
            wrong=wrong,
            target=urlsplit(token.callback).netloc or "this page",
        )

    def _back(self, token: Token, answer: Mapping[str, str], words: str) -> Response:
        if token.callback == OUT_OF_BAND:
            return self._pages.show(
                "error", title="Go back to the app", text=words, detail=None, again=None
            )
        joiner = "&" if urlsplit(token.callback).query else "?"
        return RedirectResponse(f"{token.callback}{joiner}{urlencode(answer)}", 303)

    def _over(self) -> Response:
        return self._pages.show(
            "error",
            status=400,
            title="This sign-in is over",
            text="Its request token is unknown, used or expired. Begin again in the app.",
            detail=None,
            again=None,
        )

    def _now(self) -> float:
        return self._clock.now().timestamp()


def _form(fields: Mapping[str, str]) -> Response:
    return Response(
        urlencode(fields),
        200,
        {"Content-Type": "application/x-www-form-urlencoded", "Cache-Control": "no-store"},
    )


def _problem(status: int, words: str) -> Response:
    return PlainTextResponse(
        f"{words}\n", status, {"WWW-Authenticate": 'OAuth realm="Action Studio sandbox"'}
    )
