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
from collections.abc import Generator, Mapping
from dataclasses import dataclass, replace
from urllib.parse import quote, urlencode, urlsplit

from studio.authorization.callback import code_from
from studio.authorization.errors import AuthorizationError
from studio.authorization.grant import Answered, Grant, read_grant

AUTHORIZE_AGAIN = "Press Authorize again"
TRY_AGAIN = "Try again in a minute"


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
    refresh_url: str = ""
    """Where tokens are renewed; the token endpoint itself when empty (RFC 6749 section 6)."""
    extra: tuple[tuple[str, str], ...] = ()
    """What else the link carries: optional scopes, additional fields."""

    def __repr__(self) -> str:
        return f"OAuthApp(client_id={self.client_id!r}, token_url={self.token_url!r})"


@dataclass(frozen=True)
class OpenPage:
    """Show this address to the person and wait for the redirect to the callback."""

    url: str


@dataclass(frozen=True, repr=False)
class Redirected:
    """The browser was sent to this address, which may carry a code."""

    url: str


@dataclass(frozen=True, repr=False)
class PostForm:
    """Post these fields, form-encoded."""

    url: str
    fields: Mapping[str, str]
    once: bool = True
    """Never again, whatever comes of it: a code must not be sent twice (RFC 6749 4.1.2)."""
    again: str = AUTHORIZE_AGAIN
    """How the person tries again, as an instruction without its full stop."""


def challenge(verifier: str) -> str:
    """The S256 code challenge of a verifier (RFC 7636 section 4.2)."""
    import hashlib  # with it comes OpenSSL, five megabytes that a window at rest does not need

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
        AuthorizationError: an address is none to be opened, the redirect is not ours or says no,
            or the exchange was refused.
    """
    check_web_address(app.authorize_url, "Authorization URL", "authorization_url")
    check_web_address(app.token_url, "Token Request URL", "token_url")
    redirected = yield OpenPage(authorization_url(app, state, verifier))
    assert isinstance(redirected, Redirected)
    code = code_from(redirected.url, app.callback_url, state, app.authorize_url)
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
    return read_grant(answered, app.scopes, AUTHORIZE_AGAIN)


LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def check_web_address(url: str, label: str, field: str) -> None:
    """Raise AuthorizationError unless `url` is https, or http on this machine.

    Whatever a profile says, no other program is ever opened (`file:`, `javascript:`, an app's own
    scheme), and no secret leaves unencrypted (RFC 6749 sections 3.1 and 3.2).
    """
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        host = None
    # A name that never resolves (RFC 2606 section 2) leaks nothing; failing names are tried so.
    near = host is not None and (host in LOOPBACK or host.endswith(".invalid"))
    if host and (parts.scheme == "https" or (parts.scheme == "http" and near)):
        return
    raise AuthorizationError(
        f"The {label} is no https address, so it was not opened.",
        "Correct it in the authorization profile, then press Authorize again.",
        code="authorization.no_web_address",
        field=field,
    )


def refresh(app: OAuthApp, refresh_token: str) -> Generator[PostForm, Answered, Grant]:
    """A new access token for a refresh token (RFC 6749 section 6).

    The answer may bring a new refresh token, which then replaces the old one; when it brings
    none, the old one stays in the grant.
    """
    answered = yield PostForm(
        app.refresh_url or app.token_url,
        {
            "grant_type": "refresh_token",
            "refresh_token": refresh_token,
            "client_id": app.client_id,
            "client_secret": app.client_secret,
        },
        once=False,
        again=TRY_AGAIN,
    )
    grant = read_grant(answered, app.scopes, TRY_AGAIN)
    return grant if grant.refresh_token else replace(grant, refresh_token=refresh_token)


def authorization_url(app: OAuthApp, state: str, verifier: str) -> str:
    """Where the person signs in. Scopes are joined by %20, not + (fact sheet hubspot-api 2.1)."""
    query = urlencode(
        {
            **dict(app.extra),
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
    address = app.authorize_url.removesuffix("?")
    joiner = "&" if urlsplit(address).query else "?"
    return f"{address}{joiner}{query}"
