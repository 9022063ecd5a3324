"""What templates lack with the account as it is, told before they are used."""

from __future__ import annotations

from desk import HUBSPOT, SYSTEM, Desk

from studio.authorization.shortfall import Shortfall, shortfall
from studio.authorization.values import App, AuthorizationType, Choice

READ_ONLY = ["oauth", "crm.objects.deals.read", "crm.objects.contacts.read"]


def short(desk: Desk) -> Shortfall:
    studio = desk.studio
    action = studio.actions.get(HUBSPOT)
    return shortfall(studio.catalogue, lambda: studio.profiles, action)


def own_app(desk: Desk, scope: str) -> str:
    info = desk.studio.environment.ensure_sandbox()
    live = desk.studio.catalogue.get(HUBSPOT).environments.live
    values = {
        "name": "Our own app",
        "client_id": info.client_id,
        "client_secret": info.client_secret,
        "authorization_url": live.authorize_url,
        "token_url": live.token_url,
        "scope": ({"key": "scope", "value": scope},),
    }
    return desk.studio.profiles.save("oauth_v2", values).id


def test_an_account_that_granted_all_leaves_nothing_to_say(desk: Desk) -> None:
    desk.authorize()
    assert short(desk).templates == ()


def test_what_the_account_did_not_grant_is_named_with_the_templates_that_need_it(
    desk: Desk,
) -> None:
    desk.authorize(scopes=READ_ONLY)
    found = short(desk)
    assert found.granted
    assert [one.name for one in found.of("create-a-deal")] == ["crm.objects.deals.write"]
    assert found.of("get-deal-by-id") == ()
    needed = {scope.name: templates for scope, templates in found.scopes}
    assert set(needed) == {"crm.objects.deals.write", "crm.objects.contacts.write"}
    assert "Create a Deal" in needed["crm.objects.deals.write"]
    assert set(needed) <= found.asked, "signing in again is enough"
    assert found.among(["get-deal-by-id"]).templates == ()


def test_before_anybody_signs_in_it_is_what_the_profile_asks_for_that_counts(desk: Desk) -> None:
    profile = own_app(desk, "oauth crm.objects.deals.read")
    choice = Choice(AuthorizationType.ALLOW_USERS, True, App.CUSTOM, profile_id=profile)
    desk.studio.actions.choose(HUBSPOT, choice)
    found = short(desk)
    assert not found.granted
    assert found.of("get-deal-by-id") == ()
    assert [one.name for one in found.of("delete-deal")] == ["crm.objects.deals.write"]
    assert "crm.objects.deals.write" not in found.asked


def test_nothing_is_said_while_no_app_is_chosen_and_for_the_preconfigured_one(desk: Desk) -> None:
    assert short(desk) == Shortfall()
    desk.studio.actions.choose(HUBSPOT, SYSTEM)
    assert short(desk).templates == ()


def test_an_account_lacks_what_was_asked_of_it_and_no_more(desk: Desk) -> None:
    account = desk.authorize(scopes=READ_ONLY)
    assert {one.name for one in account.missing} == {
        "crm.objects.deals.write",
        "crm.objects.contacts.write",
    }
    # An app of one's own that asks for less was given all that it asked for.
    kept = desk.studio.accounts.get(HUBSPOT, "sandbox") or {}
    kept["asked"] = READ_ONLY
    desk.studio.accounts.keep(HUBSPOT, "sandbox", kept)
    shown = desk.studio.actions.get(HUBSPOT).account
    assert shown is not None
    assert shown.missing == ()
