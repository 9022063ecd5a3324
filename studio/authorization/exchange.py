"""The OAuth 2 exchange as decisions without I/O.

A generator yields what should be done and is told what came of it; who carries it out (the login
window and the HTTP client, a replay, a test) is none of its business:

    steps = authorize(app, state=…, verifier=…)
    page = next(steps)                          # OpenPage(url=…)
    form = steps.send(Redirected(callback))     # PostForm(url=…, fields=…)
    steps.send(Answered(200, body))             # ends; the Grant is the return value
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from studio.errors import StudioError


class AuthorizationError(StudioError):
    """The authorization did not come about. `code` says why: `authorization.…`."""


@dataclass(frozen=True)
class OAuthApp:
    """An OAuth client and where it asks."""

    client_id: str
    client_secret: str
    authorize_url: str
    token_url: str
    callback_url: str
    """The redirect URI, exactly as registered."""
    scopes: tuple[str, ...]

    def __repr__(self) -> str:
        return f"OAuthApp(client_id={self.client_id!r}, token_url={self.token_url!r})"


@dataclass(frozen=True)
class OpenPage:
    """Show this address to the person and wait for the redirect to the callback."""

    url: str


@dataclass(frozen=True)
class Redirected:
    """The browser was sent to this address."""

    url: str


@dataclass(frozen=True, repr=False)
class PostForm:
    """Post these fields, form-encoded, once: a code must never be sent twice."""

    url: str
    fields: Mapping[str, str]


@dataclass(frozen=True, repr=False)
class Answered:
    """What the token endpoint said; `body` is its JSON, or None when it sent none."""

    status: int
    body: Any


@dataclass(frozen=True, repr=False)
class Grant:
    """What was granted (RFC 6749 section 5.1)."""

    access_token: str
    refresh_token: str | None
    expires_in: float
    """Seconds from now."""
    scopes: tuple[str, ...]
    """As granted; as asked when the answer does not say."""
    extra: Mapping[str, Any]
    """What else the answer told, tokens excluded."""


class TokenEndpointError(AuthorizationError):
    """The token endpoint refused. `body` is what it said, for the connector's rules."""

    def __init__(self, status: int, body: Any) -> None:
        words = body if isinstance(body, dict) else {}
        detail = words.get("error_description") or words.get("message") or "no reason given"
        super().__init__(
            f"The token endpoint refused ({status}): {detail}.",
            "Press Authorize again.",
            code="authorization.refused",
            correlation_id=words.get("correlationId"),
        )
        self.status = status
        self.body = words


def challenge(verifier: str) -> str:
    """The S256 code challenge of a verifier (RFC 7636 section 4.2)."""
    digest = hashlib.sha256(verifier.encode("ascii")).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def authorize(
    app: OAuthApp, *, state: str, verifier: str
) -> Generator[OpenPage | PostForm, Redirected | Answered, Grant]:
    """The authorization code exchange with PKCE (RFC 6749 section 4.1, RFC 7636).

    Args:
        app: Who asks, and where.
        state: An unguessable text that the redirect must bring back (RFC 6749 section 10.12).
        verifier: 43 to 128 unreserved characters (RFC 7636 section 4.1).

    Raises:
        AuthorizationError: the redirect is not ours or says no, or the exchange was refused.
    """
    redirected = yield OpenPage(authorization_url(app, state, verifier))
    assert isinstance(redirected, Redirected)
    code = code_from(redirected.url, app.callback_url, state)
    answered = yield PostForm(
        app.token_url,
        {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": app.callback_url,
            "client_id": app.client_id,
            "client_secret": app.client_secret,
            "code_verifier": verifier,
        },
    )
    assert isinstance(answered, Answered)
    return read_grant(answered, app.scopes)


def refresh(app: OAuthApp, refresh_token: str) -> Generator[PostForm, Answered, Grant]:
    """A new access token for a refresh token (RFC 6749 section 6).

    The answer may bring a new refresh token, which then replaces the old one; when it brings
    none, the old one stays in the grant.
    """
    answered = yield PostForm(
        app.token_url,
        {
            "grant_type": "refresh_token",
            "refresh_token": refresh_token,
            "client_id": app.client_id,
            "client_secret": app.client_secret,
        },
    )
    grant = read_grant(answered, app.scopes)
    if grant.refresh_token is None:
        return Grant(grant.access_token, refresh_token, grant.expires_in, grant.scopes, grant.extra)
    return grant


def authorization_url(app: OAuthApp, state: str, verifier: str) -> str:
    """Where the person signs in. Scopes are joined by %20, not + (fact sheet hubspot-api 2.1)."""
    from urllib.parse import quote

    query = urlencode(
        {
            "client_id": app.client_id,
            "redirect_uri": app.callback_url,
            "scope": " ".join(app.scopes),
            "state": state,
            "response_type": "code",
            "code_challenge": challenge(verifier),
            "code_challenge_method": "S256",
        },
        quote_via=quote,
    )
    joiner = "&" if urlsplit(app.authorize_url).query else "?"
    return f"{app.authorize_url}{joiner}{query}"


def is_callback(url: str, callback_url: str) -> bool:
    """Whether `url` is the callback itself, query and fragment aside.

    Scheme, host, port and path must be the same to the letter and there must be no user info:
    `https://idp.kore.ai.evil.example/…` and `https://idp.kore.ai@evil.example/…` are not ours.
    """
    try:
        got, ours = urlsplit(url), urlsplit(callback_url)
        return (got.scheme.lower(), got.netloc.lower(), got.path) == (
            ours.scheme.lower(),
            ours.netloc.lower(),
            ours.path,
        )
    except ValueError:
        return False


def code_from(url: str, callback_url: str, state: str) -> str:
    """The authorization code that a redirect carries.

    Raises:
        AuthorizationError: another address, another state, an error, or no code.
    """
    if not is_callback(url, callback_url):
        raise AuthorizationError(
            "The sign-in ended at another address than the registered Callback URL.",
            "Press Authorize again.",
            code="authorization.foreign_callback",
        )
    query = parse_qs(urlsplit(url).query, keep_blank_values=True)
    returned = query.get("state", [])
    if returned != [state]:
        raise AuthorizationError(
            "The answer does not belong to this sign-in: its state differs.",
            "Press Authorize again, and finish the sign-in in the window that opens.",
            code="authorization.state_mismatch",
        )
    if "error" in query:
        raise _declined(query["error"][0], query.get("error_description", [""])[0])
    codes = query.get("code", [])
    if len(codes) != 1 or not codes[0]:
        raise AuthorizationError(
            "The sign-in came back without an authorization code.",
            "Press Authorize again.",
            code="authorization.no_code",
        )
    return codes[0]


def read_grant(answered: Answered, asked: tuple[str, ...]) -> Grant:
    """The grant in a token endpoint's answer. Raises TokenEndpointError."""
    body = answered.body
    if answered.status != 200 or not isinstance(body, dict) or not body.get("access_token"):
        raise TokenEndpointError(answered.status, body)
    granted = body.get("scopes") or body.get("scope")
    scopes = tuple(granted.split()) if isinstance(granted, str) else tuple(granted or asked)
    return Grant(
        access_token=str(body["access_token"]),
        refresh_token=body.get("refresh_token"),
        expires_in=_seconds(body.get("expires_in")),
        scopes=scopes,
        extra={k: v for k, v in body.items() if not k.endswith("token")},
    )


def _seconds(value: object) -> float:
    """Without a life time a token is taken for a short-lived one (RFC 6749 section 5.1)."""
    try:
        return max(0.0, float(str(value)))
    except ValueError:
        return 300.0


def _declined(error: str, description: str) -> AuthorizationError:
    if error == "access_denied":
        return AuthorizationError(
            "You declined, so nothing was authorized.",
            "Press Authorize and allow what is asked, or choose another account.",
            code="authorization.declined",
        )
    words = f": {description}" if description else ""
    return AuthorizationError(
        f"The sign-in ended with the error {error}{words}.",
        "Press Authorize again.",
        code="authorization.refused",
    )
