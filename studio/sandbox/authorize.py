"""Reads an authorization request, or says what is wrong with it (fact sheet 2.1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from studio.sandbox.people import App
from studio.sandbox.pkce import is_challenge


class BadRequest(Exception):
    """A request that ends on an error page; HubSpot never redirects then."""

    def __init__(self, title: str, text: str, detail: str = "") -> None:
        super().__init__(text)
        self.title = title
        self.text = text
        self.detail = detail


@dataclass(frozen=True)
class AuthorizationRequest:
    """What an app asks for."""

    redirect_uri: str
    state: str | None
    scopes: tuple[str, ...]
    optional_scopes: tuple[str, ...]
    challenge: str | None


def read_request(query: Mapping[str, str], app: App) -> AuthorizationRequest:
    """The request in a query. Raises BadRequest."""
    if query.get("client_id") != app.client_id:
        raise BadRequest(
            "This app is not known",
            "Authorization failed as the client ID doesn't belong to any app.",
            query.get("client_id", "no client_id"),
        )
    redirect_uri = query.get("redirect_uri", "")
    if redirect_uri not in app.redirect_uris:
        raise BadRequest(
            "The redirect URL does not match",
            f"Authorization failed as the redirect URL '{redirect_uri}' doesn't match the app's "
            "registered redirect URL",
            "Registered: " + ", ".join(app.redirect_uris),
        )
    scopes = tuple(query.get("scope", "").split())
    optional = tuple((query.get("optional_scope") or query.get("optional_scopes", "")).split())
    _check_scopes(scopes, optional, app)
    if query.get("response_type", "code") != "code":
        raise BadRequest(
            "This kind of answer is not offered",
            "Authorization failed as the only response type is 'code'.",
            query["response_type"],
        )
    return AuthorizationRequest(
        redirect_uri, query.get("state"), scopes, optional, _challenge(query)
    )


def _check_scopes(scopes: tuple[str, ...], optional: tuple[str, ...], app: App) -> None:
    missing = [scope for scope in app.required_scopes if scope not in scopes]
    if missing:
        raise BadRequest(
            "Scopes are missing",
            "Authorization failed because the link doesn't ask for every scope that the app "
            "requires.",
            " ".join(missing),
        )
    # Our guess: an optional scope that stands in `scope` binds, as a conditionally required one.
    unknown = [scope for scope in (*scopes, *optional) if scope not in app.declared_scopes]
    if unknown:
        raise BadRequest(
            "The scopes do not match",
            "Authorization failed because the link asks for scopes that the app doesn't declare.",
            " ".join(unknown),
        )


def _challenge(query: Mapping[str, str]) -> str | None:
    """The PKCE challenge; one without a method is plain (RFC 7636 section 4.3)."""
    challenge = query.get("code_challenge")
    if challenge is None:
        return None
    method = query.get("code_challenge_method", "plain")
    # Our guess: only S256 is taken; HubSpot's ordinary apps do not document PKCE at all.
    if method != "S256" or not is_challenge(challenge):
        raise BadRequest(
            "The code challenge cannot be used",
            "Authorization failed as the code challenge must be made with S256.",
            f"code_challenge_method={method}",
        )
    return challenge
