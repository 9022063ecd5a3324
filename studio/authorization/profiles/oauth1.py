"""Test of OAuth v1: three signed legs (RFC 5849 section 2), signed by oauthlib, HMAC-SHA1."""

from __future__ import annotations

import hmac
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from studio.authorization.callback import is_callback
from studio.authorization.errors import shown
from studio.authorization.exchange import OpenPage, Redirected
from studio.authorization.profiles.entered import Entered, with_query
from studio.authorization.profiles.judging import went_well
from studio.authorization.profiles.steps import Came, Passed, Send, Steps, TestFailed, answered
from studio.authorization.profiles.values import pairs
from studio.clock import Clock
from studio.ids import Ids

WHAT = "the Consumer Key or the signature"


def three_legs(entered: Entered, *, clock: Clock, ids: Ids) -> Steps:
    """Request token, authorize, access token.

    Raises:
        TestFailed: a leg was refused, or its answer holds no token.
    """
    profile = entered.profile
    callback = profile.text("callback_url")
    page = entered.address("user_authorization_url", "User Authorization Link")
    access_url = entered.address("access_token_url", "Access Token Link")
    signer = _Signer(entered, clock, ids)
    came = answered(
        (
            yield signer.signed(
                entered.address("request_token_url", "Request Token Link"),
                "Ask for a request token",
                callback_uri=callback,
            )
        )
    )
    token, secret, told = _token(came, "request token")
    if told.get("oauth_callback_confirmed") != "true":  # RFC 5849 section 2.1: must be there
        raise TestFailed(
            "The service did not confirm the callback, as OAuth 1.0a asks for.",
            "Ask the service whether it speaks OAuth 1.0a; the older OAuth 1.0 is not safe.",
            came=came,
        )
    more = dict(pairs(profile.rows("additional_fields")))
    redirected = yield OpenPage(with_query(page, more | {"oauth_token": token}))
    assert isinstance(redirected, Redirected)
    verifier = _verifier(redirected.url, callback, token)
    came = answered(
        (
            yield signer.signed(
                access_url,
                "Exchange the request token for an access token",
                resource_owner_key=token,
                resource_owner_secret=secret,
                verifier=verifier,
            )
        )
    )
    _token(came, "access token")
    return Passed("The service gave out an access token.")


class _Signer:
    """Signs requests with the profile's consumer key and secret."""

    def __init__(self, entered: Entered, clock: Clock, ids: Ids) -> None:
        self._entered = entered
        self._clock = clock
        self._ids = ids

    def signed(self, url: str, purpose: str, **more: Any) -> Send:
        """A signed POST; a form body is part of what is signed (RFC 5849 section 3.4.1.3.1)."""
        from oauthlib.oauth1 import Client

        plain = self._entered.send("POST", url, purpose)
        client = Client(
            self._entered.need("consumer_key", "Consumer Key"),
            client_secret=self._entered.profile.text("consumer_secret"),
            timestamp=str(int(self._clock.now().timestamp())),
            nonce=self._ids.token(16),
            **more,
        )
        headers = dict(plain.headers)
        body: str | None = None
        if plain.form:
            body = urlencode(plain.form)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        _, signed, _ = client.sign(plain.url, "POST", body=body, headers=headers)
        return replace(plain, headers={str(name): str(value) for name, value in signed.items()})


def _token(came: Came, kind: str) -> tuple[str, str, dict[str, str]]:
    """Token, its secret, and everything that was told with them."""
    went_well(came, WHAT)
    told = dict(parse_qsl(came.body.strip(), keep_blank_values=True))
    token, secret = told.get("oauth_token", ""), told.get("oauth_token_secret", "")
    if not token or "oauth_token_secret" not in told:
        raise TestFailed(
            f"The service agreed, but there is no {kind} in its answer.",
            "Check that the three links are those of OAuth 1.",
            came=came,
        )
    return token, secret, told


def _verifier(url: str, callback: str, token: str) -> str:
    """The verifier that the redirect brought (RFC 5849 section 2.2)."""
    if not is_callback(url, callback):
        raise TestFailed(
            "The sign-in ended at another address than the Callback URL.", "Press Test again."
        )
    query = parse_qs(urlsplit(url).query)
    if "denied" in query or "error" in query:
        words = shown(query.get("error", [""])[0])
        raise TestFailed(
            f"Access was declined{f' ({words})' if words else ''}.",
            "Press Test again and allow what is asked.",
        )
    tokens, verifiers = query.get("oauth_token", []), query.get("oauth_verifier", [])
    if len(tokens) != 1 or not hmac.compare_digest(tokens[0].encode(), token.encode()):
        raise TestFailed(
            "The answer does not belong to this sign-in: its token differs.",
            "Press Test again, and finish the sign-in in the window that opens.",
        )
    if len(verifiers) != 1 or not verifiers[0]:
        raise TestFailed("The sign-in came back without a verifier.", "Press Test again.")
    return verifiers[0]
