"""The four paths of an action, and its life after Enable: disabled, enabled again, deleted."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from desk import ACME_SALES, HUBSPOT, INES, NORDLICHT, SYSTEM, Desk

from studio.actions import Action, ActionState
from studio.authorization.arriving import OtherAccount
from studio.authorization.foreseen import foreseen
from studio.authorization.profiles.mechanisms import API_KEY, OAUTH_V2
from studio.authorization.profiles.values import ProfileError
from studio.authorization.values import App, AuthorizationType, Choice
from studio.errors import StudioError

USERS = AuthorizationType.ALLOW_USERS
USERS_SYSTEM = replace(SYSTEM, authorization_type=USERS)
CUSTOM = replace(SYSTEM, app=App.CUSTOM)


def action(desk: Desk) -> Action:
    return desk.studio.actions.get(HUBSPOT)


def profile(desk: Desk, name: str = "HubSpot of our own", **other: Any) -> str:
    """A saved OAuth v2 profile of the app that is registered in the sandbox."""
    connector = desk.studio.catalogue.get(HUBSPOT)
    live, info = connector.environments.live, desk.studio.environment.ensure_sandbox()
    values = {
        "name": name,
        "client_id": info.client_id,
        "client_secret": info.client_secret,
        "authorization_url": live.authorize_url,
        "token_url": live.token_url,
        "refresh_url": live.token_url,
        "scope": ({"key": "scope", "value": " ".join(s.name for s in connector.scopes)},),
    }
    return desk.studio.profiles.save(OAUTH_V2, values | other).id


def api_key(desk: Desk) -> str:
    return desk.studio.profiles.save(API_KEY, {"name": "Maps"}).id


def authorize(desk: Desk, **who: Any) -> Any:
    attempt = desk.studio.authorization.begin(HUBSPOT)
    return attempt.complete(desk.redirect(attempt, **who))


def test_custom_waits_for_a_profile_in_both_types(desk: Desk) -> None:
    for choice in (CUSTOM, replace(CUSTOM, authorization_type=USERS)):
        desk.studio.actions.choose(HUBSPOT, choice)
        assert not action(desk).can_authorize
        assert not action(desk).can_enable
        assert action(desk).hint == "Select an authorization profile, or create one."


def test_a_profile_authorizes_and_enables(desk: Desk) -> None:
    chosen = replace(CUSTOM, profile_id=profile(desk))
    desk.studio.actions.choose(HUBSPOT, chosen)
    assert action(desk).can_authorize
    assert not action(desk).can_enable
    account = authorize(desk)
    assert account.account_id == str(ACME_SALES)
    done = desk.studio.actions.enable(HUBSPOT)
    assert done.first_time
    desk.restart()
    assert action(desk).enabled
    assert action(desk).choice == chosen
    assert desk.studio.authorization.access_token(HUBSPOT)


def test_a_profile_still_renews_tokens_after_a_restart(desk: Desk) -> None:
    desk.studio.actions.choose(HUBSPOT, replace(CUSTOM, profile_id=profile(desk)))
    authorize(desk)
    before = desk.studio.authorization.access_token(HUBSPOT)
    desk.restart()
    desk.clock.wait(3600)
    assert desk.studio.authorization.access_token(HUBSPOT) != before
    assert desk.renewals == 1


def test_only_oauth_v2_can_authorize_and_the_others_say_why_not(desk: Desk) -> None:
    desk.studio.actions.choose(HUBSPOT, replace(CUSTOM, profile_id=api_key(desk)))
    assert not action(desk).can_authorize
    assert "no API keys" in action(desk).hint
    with pytest.raises(StudioError):
        desk.studio.authorization.begin(HUBSPOT)


def test_a_profile_that_is_selected_cannot_be_deleted(desk: Desk) -> None:
    kept = profile(desk)
    desk.studio.actions.choose(HUBSPOT, replace(CUSTOM, profile_id=kept))
    with pytest.raises(ProfileError) as caught:
        desk.studio.profiles.delete(kept)
    assert caught.value.users == ("HubSpot",)
    desk.studio.actions.choose(HUBSPOT, SYSTEM)
    desk.studio.profiles.delete(kept)


def test_another_profile_drops_the_authorization(desk: Desk) -> None:
    first, second = profile(desk), profile(desk, "Another of our own")
    desk.studio.actions.choose(HUBSPOT, replace(CUSTOM, profile_id=first))
    authorize(desk)
    desk.studio.actions.enable(HUBSPOT)
    desk.studio.actions.choose(HUBSPOT, replace(CUSTOM, profile_id=second))
    assert action(desk).account is None
    assert action(desk).state is ActionState.ERROR
    authorize(desk)
    assert action(desk).enabled


@pytest.mark.parametrize("custom", [False, True], ids=["System", "Custom"])
def test_where_users_sign_in_enable_needs_no_authorization(desk: Desk, custom: bool) -> None:
    choice = USERS_SYSTEM
    if custom:
        choice = replace(CUSTOM, authorization_type=USERS, profile_id=profile(desk))
    desk.studio.actions.choose(HUBSPOT, choice)
    assert not action(desk).can_authorize
    assert "Each end user signs in later" in action(desk).hint
    assert desk.studio.actions.enable(HUBSPOT).first_time
    assert action(desk).enabled
    assert action(desk).account is None
    assert desk.exchanges == 0


def test_an_enabled_action_goes_on_when_users_are_to_sign_in_and_waits_the_other_way(
    desk: Desk,
) -> None:
    desk.enable()
    desk.studio.actions.choose(HUBSPOT, USERS_SYSTEM)
    assert action(desk).enabled
    assert action(desk).account is None
    desk.studio.actions.choose(HUBSPOT, SYSTEM)
    assert action(desk).state is ActionState.ERROR
    assert action(desk).problem is not None


def test_disable_keeps_the_choice_and_revokes_what_was_granted(desk: Desk) -> None:
    desk.enable()
    refresh_token = desk.secret("refresh_token")
    done = desk.studio.actions.disable(HUBSPOT)
    assert [(one.account_id, one.revoked) for one in done.accounts] == [(str(ACME_SALES), True)]
    assert action(desk).state is ActionState.DISABLED
    assert action(desk).choice == SYSTEM
    assert action(desk).account is None
    assert desk.vault.get(f"{HUBSPOT}.sandbox.a.refresh_token") is None
    assert desk.sent("revocation") == 1
    assert not any(refresh_token in str(one) for one in desk.studio.journal.list())
    assert desk.admin_get("state")["grants"] == []


def test_enabling_again_asks_for_authorization_and_is_no_first_time(desk: Desk) -> None:
    desk.enable()
    desk.studio.actions.disable(HUBSPOT)
    assert not action(desk).can_enable
    assert action(desk).hint == "Authorize again; then the action can be enabled."
    authorize(desk)
    assert action(desk).state is ActionState.DISABLED
    assert not desk.studio.actions.enable(HUBSPOT).first_time


def test_disabling_what_is_not_enabled_changes_nothing(desk: Desk) -> None:
    assert desk.studio.actions.disable(HUBSPOT).accounts == ()
    assert action(desk).state is ActionState.AVAILABLE
    assert desk.studio.changes.list() == ()


def test_disable_works_when_the_service_does_not(desk: Desk) -> None:
    desk.enable()
    desk.studio.environment.sandbox_faults().arm("server_error_500", "revoke")
    (gone,) = desk.studio.actions.disable(HUBSPOT).accounts
    assert not gone.revoked
    assert gone.why_not
    assert action(desk).state is ActionState.DISABLED
    assert desk.vault.get(f"{HUBSPOT}.sandbox.a.refresh_token") is None


def test_delete_takes_everything_and_the_next_enable_is_the_first(desk: Desk) -> None:
    desk.enable()
    (holding,) = desk.studio.actions.holdings(HUBSPOT)
    assert (holding.name, holding.account_id) == ("Acme Sales", str(ACME_SALES))
    removed = desk.studio.actions.delete(HUBSPOT)
    assert [(one.name, one.revoked) for one in removed.accounts] == [("Acme Sales", True)]
    desk.restart()
    assert action(desk).state is ActionState.AVAILABLE
    assert action(desk).choice == Choice()
    assert desk.studio.actions.holdings(HUBSPOT) == ()
    for slot in ("a", "b"):
        for kind in ("access_token", "refresh_token"):
            assert desk.vault.get(f"{HUBSPOT}.sandbox.{slot}.{kind}") is None
    desk.authorize()
    assert desk.studio.actions.enable(HUBSPOT).first_time


def test_the_profile_outlives_the_action(desk: Desk) -> None:
    kept = profile(desk)
    desk.studio.actions.choose(HUBSPOT, replace(CUSTOM, profile_id=kept))
    desk.studio.actions.delete(HUBSPOT)
    assert desk.studio.profiles.users(kept) == ()
    assert desk.studio.profiles.get(kept).name == "HubSpot of our own"


def test_another_account_is_kept_only_when_somebody_says_so(desk: Desk) -> None:
    before = desk.enable()
    attempt = desk.studio.authorization.begin(HUBSPOT)
    with pytest.raises(OtherAccount) as caught:
        attempt.complete(desk.redirect(attempt, persona=INES))
    assert caught.value.now[1] == str(NORDLICHT)
    assert action(desk).account == before
    refused = attempt.refuse()
    assert "Acme Sales" in refused.next_step
    assert action(desk).account == before
    attempt = desk.studio.authorization.begin(HUBSPOT)
    with pytest.raises(OtherAccount):
        attempt.complete(desk.redirect(attempt, persona=INES))
    assert attempt.accept().account_id == str(NORDLICHT)
    assert action(desk).enabled


def test_the_life_of_an_action_stands_in_the_audit_log_without_secrets(desk: Desk) -> None:
    desk.enable()
    secrets = [desk.secret("access_token"), desk.secret("refresh_token")]
    desk.studio.actions.disable(HUBSPOT)
    desk.studio.actions.delete(HUBSPOT)
    log = desk.studio.changes.list()
    told = [one.change for one in reversed(log)]
    assert told[-2:] == ["HubSpot disabled", "HubSpot deleted"]
    assert (log[1].before, log[1].after) == ("enabled", "disabled")
    assert log[0].before["app"] == "system"
    assert not any(secret in str(log) for secret in secrets)


def test_what_the_service_will_say_is_foreseen_for_the_chosen_app(desk: Desk) -> None:
    def verdict(choice: Choice) -> Any:
        studio = desk.studio
        return foreseen(studio.preflight, lambda: studio.profiles, HUBSPOT, choice)

    assert verdict(Choice()) is None
    system = verdict(SYSTEM)
    assert system is not None
    assert not system.blocks
    good = verdict(replace(CUSTOM, profile_id=profile(desk)))
    assert good is not None
    assert not good.blocks
    wrong = profile(desk, "Wrong", client_id="0f0f0f0f-1111-4222-8333-444444444444")
    bad = verdict(replace(CUSTOM, profile_id=wrong))
    assert bad is not None
    assert bad.blocks
    assert {one.field for one in bad.findings if one.severity == "blocks"} == {"client_id"}
    assert verdict(replace(CUSTOM, profile_id=api_key(desk))) is None
