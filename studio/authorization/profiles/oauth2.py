"""Tests of the three OAuth v2 mechanisms: code, password, client credentials.

Bodies are made by oauthlib, which does no I/O itself. Its authorization URL is not used: it joins
scopes by `+` where `%20` is due, and refuses the http of loopback unless an environment variable
says otherwise. Answers are read by `studio.authorization.grant`, which trusts them less.
"""

from __future__ import annotations

from urllib.parse import parse_qsl

from studio.authorization.callback import code_from
from studio.authorization.errors import AuthorizationError
from studio.authorization.exchange import OpenPage, Redirected, challenge
from studio.authorization.grant import Grant
from studio.authorization.profiles.entered import Entered, with_query
from studio.authorization.profiles.judging import token_in
from studio.authorization.profiles.pasting import SCOPE_KEYS
from studio.authorization.profiles.steps import Passed, Steps, TestFailed, answered
from studio.authorization.profiles.values import Profile, cell, pairs

TOKEN_URL = "Token Request URL"
AUTHORIZATION_URL = "Authorization URL"
ACCEPT_JSON = {"Accept": "application/json"}


def scope_fields(profile: Profile) -> dict[str, str]:
    """The Scope pairs as they are sent: values under the same key are joined by a blank."""
    joined: dict[str, list[str]] = {}
    for key, value in pairs(profile.rows("scope")):
        joined.setdefault(key, []).extend(value.split() if key in SCOPE_KEYS else [value])
    return {key: " ".join(dict.fromkeys(values)) for key, values in joined.items()}


def authorization_address(entered: Entered, state: str, verifier: str) -> str:
    """Where the person signs in: the profile's page, its scopes and Additional Fields.

    Raises:
        TestFailed: the address is missing or has a gap that nothing fills.
    """
    profile = entered.profile
    own = {
        "client_id": entered.need("client_id", "Client ID"),
        "redirect_uri": profile.text("callback_url"),
        **scope_fields(profile),
        # Our guess: Additional Fields go into the address; the platform says only that the end
        # user sees them.
        **dict(pairs(profile.rows("additional_fields"))),
        "state": state,
        "response_type": "code",
        "code_challenge": challenge(verifier),
        "code_challenge_method": "S256",
    }
    return with_query(entered.address("authorization_url", AUTHORIZATION_URL), own)


def code(entered: Entered, *, state: str, verifier: str) -> Steps:
    """Sign in, come back with a code, exchange it (RFC 6749 section 4.1, RFC 7636)."""
    from oauthlib.oauth2 import WebApplicationClient

    profile = entered.profile
    token_url = entered.address("token_url", TOKEN_URL)
    page = authorization_address(entered, state, verifier)
    redirected = yield OpenPage(page)
    assert isinstance(redirected, Redirected)
    try:
        brought = code_from(redirected.url, profile.text("callback_url"), state, page)
    except AuthorizationError as error:
        raise TestFailed(error.message, error.next_step.replace("Authorize", "Test")) from None
    body = WebApplicationClient(profile.text("client_id")).prepare_request_body(
        code=brought,
        redirect_uri=profile.text("callback_url"),
        client_secret=profile.text("client_secret"),
        code_verifier=verifier,
    )
    send = entered.send("POST", token_url, "Test OAuth v2", headers=ACCEPT_JSON, form=form_of(body))
    came = answered((yield send))
    return _passed(token_in(came, "the code, Client ID or Client Secret", _asked(profile)))


def client_credentials(entered: Entered) -> Steps:
    """A token of the app itself (RFC 6749 section 4.4); client id and secret in the body."""
    from oauthlib.oauth2 import BackendApplicationClient

    profile = entered.profile
    client = BackendApplicationClient(entered.need("client_id", "Client ID"))
    # Our guess: the client goes into the body, as most services take it; the platform is silent.
    body = client.prepare_request_body(
        include_client_id=True, client_secret=profile.text("client_secret")
    )
    send = entered.send(
        "POST",
        entered.address("token_url", TOKEN_URL),
        "Test client credentials",
        headers=ACCEPT_JSON,
        form=form_of(body) | scope_fields(profile),
    )
    came = answered((yield send))
    return _passed(token_in(came, "the Client ID and Client Secret", _asked(profile)))


def password(entered: Entered) -> Steps:
    """A token for a user name and a password (RFC 6749 section 4.3).

    The form has no client id: a service that wants one gets it by an Authorization Field.
    """
    from oauthlib.oauth2 import LegacyApplicationClient

    profile = entered.profile
    body = LegacyApplicationClient("").prepare_request_body(
        username=entered.need("username", "User Name"),
        password=entered.text("password"),
        include_client_id=False,
    )
    more = {
        cell(row, "key"): entered.fields[cell(row, "key")]
        for row in profile.rows("form_fields")
        if entered.fields.get(cell(row, "key"))
    }
    send = entered.send(
        profile.text("token_method") or "POST",
        entered.address("token_url", "Token URL"),
        "Test password grant",
        headers=ACCEPT_JSON,
        form=form_of(body) | more,
        content_type=profile.text("token_content_type"),
    )
    came = answered((yield send))
    if str(came.status) == profile.text("auth_error_status"):
        raise TestFailed(
            f"The service refused the user name and password: it answered with {came.status}, "
            "which this profile names as its Auth Error Status Code.",
            "Check what was entered, and see Response for the service's own words.",
            came=came,
        )
    return _passed(token_in(came, "the user name and password", ()))


def form_of(body: str) -> dict[str, str]:
    """The fields of a form that oauthlib has encoded."""
    return dict(parse_qsl(body, keep_blank_values=True))


def _asked(profile: Profile) -> tuple[str, ...]:
    return tuple(scope_fields(profile).get("scope", "").split())


def _passed(grant: Grant) -> Passed:
    missing = "" if grant.refresh_token else " It brought no refresh token."
    return Passed(f"The service gave out an access token.{missing}")
