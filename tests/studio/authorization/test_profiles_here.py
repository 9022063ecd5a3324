"""A profile holds the service's own addresses; where they lead to is the environment's matter."""

from __future__ import annotations

import pytest
from desk import HUBSPOT, Desk

from studio.authorization.preflight.draft import Draft
from studio.authorization.preflight.meant import is_meant
from studio.authorization.profiles.here import in_environment
from studio.authorization.profiles.values import Profile, frozen
from studio.authorization.profiles.values import Profile as Saved
from studio.sandbox_for_profiles import install_url

PAGE = "https://app.hubspot.com/oauth/authorize"
TOKENS = "https://api.hubapi.com/oauth/2026-03/token"


def profile(**values: str) -> Profile:
    known = {"authorization_url": PAGE, "token_url": TOKENS, "refresh_url": TOKENS}
    return Saved("one", "oauth_v2", frozen(known | values))


def test_the_services_own_addresses_lead_to_the_sandbox(desk: Desk) -> None:
    situation = desk.studio.preflight.situation(HUBSPOT)
    base = desk.studio.environment.ensure_sandbox().base_url
    here = in_environment(profile(), [situation])
    assert here.text("authorization_url") == f"{base}/oauth/authorize"
    assert here.text("token_url") == here.text("refresh_url") == f"{base}/oauth/2026-03/token"


def test_addresses_of_others_stay_as_they_are(desk: Desk) -> None:
    situation = desk.studio.preflight.situation(HUBSPOT)
    other = profile(
        authorization_url="https://a.example/authorize", token_url="https://a.example/t"
    )
    here = in_environment(other, [situation])
    assert here.text("authorization_url") == "https://a.example/authorize"
    assert here.text("token_url") == "https://a.example/t"


@pytest.mark.parametrize(
    ("draft", "meant"),
    [
        (Draft(authorization_url=PAGE), True),
        (Draft(token_url="https://api-eu1.hubapi.com/oauth/v1/token"), True),
        (Draft(authorization_url="http://127.0.0.1:1/oauth/authorize"), False),
        (Draft(authorization_url="https://app.hubspot.com.evil.example/oauth/authorize"), False),
        (Draft(authorization_url="https://login.other.example/authorize"), False),
        (Draft(), False),
    ],
)
def test_a_draft_is_for_a_service_when_an_address_of_it_is(
    desk: Desk, draft: Draft, meant: bool
) -> None:
    assert is_meant(draft, desk.studio.preflight.situation(HUBSPOT)) is meant


def test_the_client_id_of_the_registered_app_says_whose_it_is(desk: Desk) -> None:
    client_id = desk.studio.environment.ensure_sandbox().client_id
    assert is_meant(Draft(client_id=client_id), desk.studio.preflight.situation(HUBSPOT))


def test_what_the_sandbox_gives_to_copy_makes_profiles(desk: Desk) -> None:
    info = desk.studio.environment.ensure_sandbox()
    given = {each.id: each for each in desk.studio.sandbox.for_profiles()}
    assert given["basic.check_url"].value == f"{info.base_url}/sandbox-auth/basic"
    assert given["basic.check_url"].label == "Authorization Check URL"
    assert given["oauth_v2_client_credentials.client_secret"].secret
    assert "sandbox-client-secret" not in repr(given)
    pasted = desk.studio.profiles.paste(install_url(info))
    assert pasted is not None
    assert not pasted.notes
    assert pasted.values["client_id"] == info.client_id
