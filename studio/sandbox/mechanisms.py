"""A small service of the sandbox's own, `/sandbox-auth`, to test authorization profiles against.

It is no part of HubSpot, whose paths it stays away from, and speaks what HubSpot does not: Basic
Auth, API keys, OAuth 1, the password and client credentials grants of OAuth 2, SPNEGO. The OAuth
authorization code grant is HubSpot's own, at `/oauth/authorize`.

People sign in by the names and passwords of the sandbox's sign-in page; the credentials of
programs are the fixed ones below, printed at `/sandbox-auth`. They open nothing but this.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Mapping
from urllib.parse import unquote_plus

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from studio.clock import Clock
from studio.ids import Ids
from studio.sandbox.answers import form_fields, json_answer
from studio.sandbox.mechanisms_spnego import NEGOTIATE, TEST_TOKEN, judge
from studio.sandbox.people import Cast, Person

ROOT = "/sandbox-auth"
API_KEY = "sandbox-api-key-5f1c"
CLIENT_ID = "sandbox-client"
CLIENT_SECRET = "sandbox-client-secret-77d0"
SCOPES = frozenset({"read", "write"})
TOKEN_SECONDS = 1800
MOST_TOKENS = 1000
"""Tokens kept at once; the oldest go."""
REALM = 'realm="Action Studio sandbox", charset="UTF-8"'


class Mechanisms:
    """Basic Auth, API key, two grants of OAuth 2, SPNEGO. Keeps tokens in memory only."""

    def __init__(self, cast: Cast, clock: Clock, ids: Ids) -> None:
        self._cast = cast
        self._clock = clock
        self._ids = ids
        self._tokens: dict[str, tuple[str, float]] = {}
        """Whose a token is, and when it ends (seconds since 1970)."""

    def routes(self) -> list[Route]:
        any_method = ["GET", "POST"]
        return [
            Route(ROOT, self._about, methods=["GET"]),
            Route(f"{ROOT}/basic", self._basic, methods=any_method),
            Route(f"{ROOT}/api-key", self._api_key, methods=any_method),
            Route(f"{ROOT}/tenants/{{tenant}}/basic", self._basic, methods=any_method),
            Route(f"{ROOT}/password/token", self._password_token, methods=["POST"]),
            Route(f"{ROOT}/client-credentials/token", self._client_token, methods=["POST"]),
            Route(f"{ROOT}/bearer", self._bearer, methods=["GET"]),
            Route(f"{ROOT}/spnego", self._spnego, methods=any_method),
        ]

    async def _about(self, request: Request) -> Response:
        """Where everything is, and what to enter."""
        from studio.sandbox.mechanisms_oauth1 import CONSUMER_KEY, CONSUMER_SECRET

        base = str(request.base_url).rstrip("/") + ROOT
        return json_answer(
            {
                "basic": {"check_url": f"{base}/basic", "sign_in": "as on the sandbox's pages"},
                "api_key": {
                    "check_url": f"{base}/api-key",
                    "header": "X-Api-Key, or Authorization: Bearer",
                    "api_key": API_KEY,
                },
                "oauth_v1": {
                    "request_token_url": f"{base}/oauth1/request-token",
                    "user_authorization_url": f"{base}/oauth1/authorize",
                    "access_token_url": f"{base}/oauth1/access-token",
                    "check_url": f"{base}/oauth1/me",
                    "consumer_key": CONSUMER_KEY,
                    "consumer_secret": CONSUMER_SECRET,
                },
                "oauth_v2_password": {"token_url": f"{base}/password/token"},
                "oauth_v2_client_credentials": {
                    "token_url": f"{base}/client-credentials/token",
                    "client_id": CLIENT_ID,
                    "client_secret": CLIENT_SECRET,
                    "scopes": sorted(SCOPES),
                },
                "kerberos": {
                    "check_url": f"{base}/spnego",
                    "note": "There is no Kerberos realm on board, so real tickets are refused; "
                    "only a fixed test token is accepted.",
                    "token": base64.b64encode(TEST_TOKEN).decode(),
                },
            }
        )

    async def _basic(self, request: Request) -> Response:
        """RFC 7617."""
        person = self._person_of(request)
        if person is None:
            return _refused("Wrong user name or password.", f"Basic {REALM}")
        return json_answer({"signed_in_as": person.sign_in_name, **_tenant(request)})

    async def _api_key(self, request: Request) -> Response:
        """The key in a header, as a bearer token, or in the query."""
        given = (
            request.headers.get("x-api-key")
            or _credentials(request, "bearer")
            or request.query_params.get("api_key", "")
        )
        if not _same(given, API_KEY):
            return _refused("Unknown API key.", f"Bearer {REALM}")
        return json_answer({"signed_in_as": "the owner of the key"})

    async def _password_token(self, request: Request) -> Response:
        """RFC 6749 section 4.3. Needs no client, as the platform's form has none."""
        fields = await _fields(request)
        if fields.get("grant_type") != "password":
            return _oauth_error(400, "unsupported_grant_type", "grant_type has to be password")
        person = self._cast.person(fields.get("username", ""))
        if person is None or not _same(fields.get("password", ""), person.password):
            return _oauth_error(400, "invalid_grant", "wrong user name or password")
        return self._granted(person.sign_in_name, fields, refresh=True)

    async def _client_token(self, request: Request) -> Response:
        """RFC 6749 section 4.4; the client in the body or by Basic Auth (section 2.3.1)."""
        fields = await _fields(request)
        if fields.get("grant_type") != "client_credentials":
            return _oauth_error(
                400, "unsupported_grant_type", "grant_type has to be client_credentials"
            )
        client_id, secret = fields.get("client_id", ""), fields.get("client_secret", "")
        if basic := _pair(_credentials(request, "basic")):
            client_id, secret = (unquote_plus(one) for one in basic)
        right = _same(client_id, CLIENT_ID) and _same(secret, CLIENT_SECRET)
        if not right:
            return _oauth_error(401, "invalid_client", "unknown client, or a wrong secret")
        return self._granted(CLIENT_ID, fields, refresh=False)

    async def _bearer(self, request: Request) -> Response:
        """Whose a token of one of the two grants is (RFC 6750)."""
        owner, ends = self._tokens.get(_credentials(request, "bearer"), ("", 0.0))
        if ends <= self._clock.now().timestamp():
            return _refused("Unknown or expired token.", f'Bearer {REALM}, error="invalid_token"')
        return json_answer({"signed_in_as": owner})

    async def _spnego(self, request: Request) -> Response:
        """RFC 4559."""
        verdict = judge(_credentials(request, "negotiate"))
        if verdict.accepted:
            answer = json_answer({"signed_in_as": "a test token"})
            answer.headers["WWW-Authenticate"] = f"{NEGOTIATE} {verdict.answer}"
            return answer
        return _refused(verdict.why, NEGOTIATE)

    def _person_of(self, request: Request) -> Person | None:
        pair = _pair(_credentials(request, "basic"))
        person = self._cast.person(pair[0]) if pair else None
        return person if pair and person and _same(pair[1], person.password) else None

    def _granted(self, owner: str, fields: Mapping[str, str], *, refresh: bool) -> Response:
        scopes = fields.get("scope", "").split()
        if not SCOPES.issuperset(scopes):
            return _oauth_error(400, "invalid_scope", f"the scopes are: {' '.join(sorted(SCOPES))}")
        token = self._ids.token()
        self._tokens[token] = (owner, self._clock.now().timestamp() + TOKEN_SECONDS)
        while len(self._tokens) > MOST_TOKENS:
            del self._tokens[next(iter(self._tokens))]
        body = {
            "access_token": token,
            "token_type": "Bearer",
            "expires_in": TOKEN_SECONDS,
            "scope": " ".join(scopes),
        }
        if refresh:
            body["refresh_token"] = self._ids.token()
        return json_answer(body, headers={"Cache-Control": "no-store"})


async def _fields(request: Request) -> dict[str, str]:
    """The fields of a form, or of a JSON object: the platform's content types name both."""
    if "json" not in request.headers.get("content-type", ""):
        return await form_fields(request)
    try:
        content = await request.json()
    except ValueError:
        return {}
    if not isinstance(content, dict):
        return {}
    return {name: value for name, value in content.items() if isinstance(value, str)}


def _credentials(request: Request, scheme: str) -> str:
    """What stands behind the scheme in the header Authorization; empty for another scheme."""
    given, _, rest = request.headers.get("authorization", "").partition(" ")
    return rest.strip() if given.lower() == scheme else ""


def _pair(code: str) -> tuple[str, str] | None:
    """User name and password in the credentials of Basic Auth."""
    try:
        name, colon, password = base64.b64decode(code, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return (name, password) if colon else None


def _same(given: str, right: str) -> bool:
    return hmac.compare_digest(given.encode(), right.encode())


def _tenant(request: Request) -> dict[str, str]:
    tenant = request.path_params.get("tenant")
    return {"tenant": str(tenant)} if tenant else {}


def _refused(message: str, challenge: str) -> Response:
    return json_answer(
        {"status": "error", "message": message}, 401, {"WWW-Authenticate": challenge}
    )


def _oauth_error(status: int, error: str, description: str) -> Response:
    headers = {"Cache-Control": "no-store"}
    if status == 401:
        headers["WWW-Authenticate"] = f"Basic {REALM}"
    return json_answer({"error": error, "error_description": description}, status, headers)
