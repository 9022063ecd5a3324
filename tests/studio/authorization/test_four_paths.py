"""The four ways to authorize: whose app asks, who signs in, and what a change does to tokens."""

from __future__ import annotations

from typing import Any

import pytest
from desk import ACME_SALES, HUBSPOT, INES, NORDLICHT, SYSTEM, Desk, query_of, sign_in
from profile_bench import OAUTH_V2

from studio.authorization.values import App, AuthorizationType, Choice
from studio.errors import StudioError

PRE, USERS = AuthorizationType.PRE_AUTHORIZE, AuthorizationType.ALLOW_USERS
ALL_SCOPES = (
    "oauth crm.objects.deals.read crm.objects.deals.write "
    "crm.objects.contacts.read crm.objects.contacts.write"
)


def profile(desk: Desk, **fields: Any) -> str:
    """Save Auth; the id of an OAuth v2 profile for the sandbox's app, with HubSpot's addresses."""
    info = desk.studio.environment.ensure_sandbox()
    values = OAUTH_V2 | {
        "client_id": info.client_id,
        "client_secret": info.client_secret,
        "scope": [{"key": "scope", "value": ALL_SCOPES}],
    }
    return desk.studio.profiles.save("oauth_v2", values | fields).id


def custom(desk: Desk, who: AuthorizationType = PRE, **fields: Any) -> Choice:
    return Choice(who, oauth=True, app=App.CUSTOM, profile_id=profile(desk, **fields))


def test_a_custom_profile_signs_in_renews_and_enables(desk: Desk) -> None:
    desk.studio.actions.choose(HUBSPOT, custom(desk))
    assert not desk.studio.actions.get(HUBSPOT).can_enable
    attempt = desk.studio.authorization.begin(HUBSPOT)
    asked = query_of(attempt.authorize_url)
    assert attempt.authorize_url.startswith("http://127.0.0.1:"), "nothing leaves the sandbox"
    assert asked["redirect_uri"] == attempt.callback_url == desk.studio.profiles.callback_url
    assert asked["scope"] == ALL_SCOPES
    account = attempt.complete(sign_in(attempt))
    assert account.account_id == str(ACME_SALES)
    assert desk.studio.actions.enable(HUBSPOT).first_time
    desk.clock.advance(3600)
    desk.studio.authorization.access_token(HUBSPOT)
    assert desk.renewals == 1


def test_optional_scopes_and_additional_fields_are_in_the_link(desk: Desk) -> None:
    scope = [
        {"key": "scope", "value": ALL_SCOPES},
        {"key": "optional_scope", "value": "crm.objects.owners.read"},
    ]
    extra = [{"key": "prompt", "value": "consent"}]
    desk.studio.actions.choose(HUBSPOT, custom(desk, scope=scope, additional_fields=extra))
    asked = query_of(desk.studio.authorization.begin(HUBSPOT).authorize_url)
    assert asked["optional_scope"] == "crm.objects.owners.read"
    assert asked["prompt"] == "consent"


def test_a_profile_without_a_refresh_address_renews_at_the_token_address(desk: Desk) -> None:
    desk.studio.actions.choose(HUBSPOT, custom(desk, refresh_url=""))
    attempt = desk.studio.authorization.begin(HUBSPOT)
    attempt.complete(desk.redirect(attempt))
    desk.clock.advance(3600)
    desk.studio.authorization.access_token(HUBSPOT)
    assert desk.renewals == 1


@pytest.mark.parametrize("field", ["authorization_url", "token_url", "refresh_url"])
def test_an_address_elsewhere_gets_neither_person_nor_secret(desk: Desk, field: str) -> None:
    desk.studio.actions.choose(HUBSPOT, custom(desk, **{field: "https://hubapi.example/x"}))
    with pytest.raises(StudioError) as caught:
        desk.studio.authorization.begin(HUBSPOT)
    assert caught.value.code == "authorization.foreign_address"
    assert desk.studio.actions.get(HUBSPOT).problem is not None


def test_a_profile_of_another_mechanism_says_why_it_cannot(desk: Desk) -> None:
    basic = desk.studio.profiles.save("basic", {"name": "Names and passwords"}).id
    desk.studio.actions.choose(HUBSPOT, Choice(PRE, True, App.CUSTOM, basic))
    with pytest.raises(StudioError) as caught:
        desk.studio.authorization.begin(HUBSPOT)
    assert caught.value.code == "profile.wrong_mechanism"


def test_a_profile_that_names_another_app_since_asks_for_a_new_sign_in(desk: Desk) -> None:
    choice = custom(desk)
    desk.studio.actions.choose(HUBSPOT, choice)
    attempt = desk.studio.authorization.begin(HUBSPOT)
    attempt.complete(desk.redirect(attempt))
    desk.studio.actions.enable(HUBSPOT)
    desk.studio.profiles.save("oauth_v2", OAUTH_V2, profile_id=choice.profile_id)
    desk.clock.advance(3600)
    with pytest.raises(StudioError) as caught:
        desk.studio.authorization.access_token(HUBSPOT)
    assert caught.value.code == "authorization.another_app"
    assert desk.renewals == 0, "no token goes to an app it is not for"
    assert desk.studio.actions.get(HUBSPOT).state.value == "error"


@pytest.mark.parametrize("app", ["system", "custom"])
def test_end_users_need_no_token_to_enable(desk: Desk, app: str) -> None:
    whole = custom(desk, USERS) if app == "custom" else Choice(USERS, True, App.SYSTEM)
    desk.studio.actions.choose(HUBSPOT, whole)
    assert desk.studio.actions.enable(HUBSPOT).first_time
    with pytest.raises(StudioError) as caught:
        desk.studio.authorization.begin(HUBSPOT)
    assert "Each end user signs in" in caught.value.message


def test_a_custom_card_without_a_profile_cannot_be_enabled(desk: Desk) -> None:
    for who in (PRE, USERS):
        desk.studio.actions.choose(HUBSPOT, Choice(who, True, App.CUSTOM))
        assert not desk.studio.actions.get(HUBSPOT).can_enable
        with pytest.raises(StudioError) as caught:
            desk.studio.authorization.begin(HUBSPOT, user="" if who is PRE else "developer")
        assert caught.value.code == "authorization.not_chosen"


def test_each_end_user_has_an_account_of_their_own(desk: Desk) -> None:
    desk.studio.actions.choose(HUBSPOT, Choice(USERS, True, App.SYSTEM))
    ann = desk.studio.end_users.add("Ann Lee").id
    for user, persona in (("developer", "dana@acme.example"), (ann, INES)):
        attempt = desk.studio.authorization.begin(HUBSPOT, user=user)
        attempt.complete(desk.redirect(attempt, persona=persona))
    authorization = desk.studio.authorization
    assert authorization.account(HUBSPOT) is None, "nobody signed in for everybody"
    hers = authorization.account(HUBSPOT, ann)
    assert hers is not None
    assert hers.account_id == str(NORDLICHT)
    assert hers.label == "Ann Lee Acme demo 1 1"
    assert authorization.access_token(HUBSPOT, user=ann) != authorization.access_token(
        HUBSPOT, user="developer"
    )
    assert desk.studio.changes.list()[0].change == "HubSpot authorized by the end user Ann Lee"


def test_another_card_or_type_takes_every_token_back_at_the_service(desk: Desk) -> None:
    desk.studio.actions.choose(HUBSPOT, Choice(USERS, True, App.SYSTEM))
    ann = desk.studio.end_users.add("Ann Lee").id
    for user in ("developer", ann):
        attempt = desk.studio.authorization.begin(HUBSPOT, user=user)
        attempt.complete(desk.redirect(attempt))
    desk.studio.actions.choose(HUBSPOT, SYSTEM)
    assert desk.sent("revocation") == 2
    assert desk.studio.accounts.of(HUBSPOT) == ()
    assert desk.admin_get("state")["grants"] == []
