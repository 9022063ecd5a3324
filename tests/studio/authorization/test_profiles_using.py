"""A saved profile signs people in, and pre-flight sees it as it is typed."""

from __future__ import annotations

import pytest
from profile_bench import CALLBACK, OAUTH_V2, profile

from studio.authorization.profiles.steps import TestFailed
from studio.authorization.profiles.using import oauth_app, preflight_draft
from studio.authorization.profiles.values import Profile, ProfileError, frozen


def test_an_oauth_v2_profile_is_an_app_that_sends_the_callback_it_shows() -> None:
    mine = profile("oauth_v2", **OAUTH_V2, callback_url=CALLBACK)
    app = oauth_app(mine, "HubSpot")
    assert app.callback_url == mine.text("callback_url") == CALLBACK
    assert app.scopes == ("oauth", "crm.objects.deals.read")
    assert (app.authorize_url, app.token_url) == (
        OAUTH_V2["authorization_url"],
        OAUTH_V2["token_url"],
    )


def test_the_tenant_is_filled_in_or_asked_for() -> None:
    values = OAUTH_V2 | {"tenancy": True, "token_url": "https://{tenant}.example.com/token"}
    mine = profile("oauth_v2", **values)
    assert oauth_app(mine, "It", "acme").token_url == "https://acme.example.com/token"
    with pytest.raises(TestFailed) as caught:
        oauth_app(mine, "It")
    assert caught.value.field == "tenant"


def test_other_mechanisms_say_why_they_cannot() -> None:
    with pytest.raises(ProfileError) as caught:
        oauth_app(profile("basic", name="a"), "HubSpot")
    assert caught.value.code == "profile.wrong_mechanism"
    assert "HubSpot" in caught.value.message


def test_a_profile_whose_secret_is_gone_says_so() -> None:
    gone = Profile("1", "oauth_v2", frozen(OAUTH_V2), ("client_secret",))
    with pytest.raises(ProfileError) as caught:
        oauth_app(gone, "HubSpot")
    assert (caught.value.code, caught.value.field) == ("profile.lost", "client_secret")


def test_pre_flight_sees_what_is_typed_letter_for_letter() -> None:
    scope = [
        {"key": "scope", "value": "oauth  a"},
        {"key": "scope", "value": "b a"},
        {"key": "optional_scope", "value": "c"},
    ]
    draft = preflight_draft(frozen(OAUTH_V2 | {"client_id": " x ", "scope": scope}), CALLBACK)
    assert draft is not None
    assert (draft.client_id, draft.scope, draft.optional_scope) == (
        " x ",
        ("oauth", "a", "b"),
        ("c",),
    )
    assert draft.callback_url == CALLBACK
    assert preflight_draft(frozen({}), CALLBACK, mechanism_id="basic") is None
