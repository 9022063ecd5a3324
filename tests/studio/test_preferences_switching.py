"""From Sandbox to Live and back; what lies in the vault, and taking it out."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import httpx
import pytest
from desk import HUBSPOT, SYSTEM, Desk

from studio.actions import ActionState
from studio.app import Studio
from studio.authorization.errors import NeedsAuthorization
from studio.authorization.values import AuthorizationType
from studio.errors import StudioError
from studio.preferences.checking import SettingError
from studio.preferences.known import PROXY_PASSWORD, app_secret
from studio.preferences.opening import open_secret_places, open_switching
from studio.preferences.switching import Switching
from studio.preferences.where_secrets_lie import KeptSecret, SecretPlaces

FOR_USERS = replace(SYSTEM, authorization_type=AuthorizationType.ALLOW_USERS)


def switching(desk: Desk) -> Switching:
    return open_switching(desk.studio)


def places(desk: Desk) -> SecretPlaces:
    return open_secret_places(desk.studio)


def secret(desk: Desk, beginning: str) -> KeptSecret:
    (found,) = (one for one in places(desk).list().secrets if one.id.startswith(beginning))
    return found


def enter_live_app(desk: Desk) -> None:
    desk.studio.preferences.change_client_id(HUBSPOT, "live-client")
    desk.studio.preferences.keep_secret(app_secret(HUBSPOT), "canary-live-secret-4711")


class TestSwitching:
    def test_nothing_is_asked_while_nothing_is_enabled(self, desk: Desk) -> None:
        desk.authorize()
        assert not switching(desk).foresee("live").asks
        switching(desk).switch("live")
        assert desk.studio.environment.name == "live"
        change = desk.studio.changes.list()[0]
        assert (change.change, change.before, change.after) == (
            "Environment changed",
            "Sandbox",
            "Live",
        )
        desk.restart()
        assert desk.studio.environment.name == "live"

    def test_an_enabled_action_stops_and_it_is_said_why(self, desk: Desk) -> None:
        desk.enable()
        foreseen = switching(desk).foresee("live")
        assert foreseen.asks
        assert [one.name for one in foreseen.stops] == ["HubSpot"]
        assert "System app" in foreseen.stops[0].why
        assert desk.studio.environment.name == "sandbox", "foreseeing changes nothing"
        enter_live_app(desk)
        assert "authorized" in switching(desk).foresee("live").stops[0].why
        assert switching(desk).switch("live").stops
        action = desk.studio.actions.get(HUBSPOT)
        assert action.state is ActionState.DISABLED
        assert action.account is None

    def test_two_programs_that_switch_at_once_switch_once(self, desk: Desk) -> None:
        desk.enable()
        studios = [desk.studio, desk.open()]
        together = threading.Barrier(2)

        def switch(studio: Studio) -> None:
            together.wait(10)
            open_switching(studio).switch("live")

        with ThreadPoolExecutor(2) as pool:
            list(pool.map(switch, studios))
        switches = [one for one in desk.studio.changes.list() if "Environment" in one.change]
        assert [(one.before, one.after) for one in switches] == [("Sandbox", "Live")]
        switching(desk).switch("sandbox")
        assert desk.studio.actions.get(HUBSPOT).state is ActionState.ENABLED, "as it was left"

    def test_no_token_of_one_environment_reaches_the_other(self, desk: Desk) -> None:
        desk.enable()
        enter_live_app(desk)
        token = desk.studio.authorization.access_token(HUBSPOT)
        switching(desk).switch("live")
        with pytest.raises(NeedsAuthorization):
            desk.studio.authorization.access_token(HUBSPOT)
        switching(desk).switch("sandbox")
        assert desk.studio.authorization.access_token(HUBSPOT) == token, "it was kept where it is"

    def test_it_goes_on_where_it_was_left(self, desk: Desk) -> None:
        desk.enable()
        switching(desk).switch("live")
        desk.restart()
        back = switching(desk).foresee("sandbox")
        assert not back.asks
        assert back.comes_back == ("HubSpot",)
        switching(desk).switch("sandbox")
        action = desk.studio.actions.get(HUBSPOT)
        assert action.state is ActionState.ENABLED
        assert action.account is not None

    def test_what_was_chosen_anew_meanwhile_does_not_come_back(self, desk: Desk) -> None:
        desk.enable()
        switching(desk).switch("live")
        desk.studio.actions.choose(HUBSPOT, FOR_USERS)
        assert switching(desk).foresee("sandbox").comes_back == ()
        switching(desk).switch("sandbox")
        assert desk.studio.actions.get(HUBSPOT).state is ActionState.DISABLED

    def test_a_deleted_action_stays_deleted(self, desk: Desk) -> None:
        desk.enable()
        switching(desk).switch("live")
        desk.studio.actions.delete(HUBSPOT)
        switching(desk).switch("sandbox")
        assert desk.studio.actions.get(HUBSPOT).state is ActionState.AVAILABLE

    def test_an_action_for_end_users_is_enabled_there_anew(self, desk: Desk) -> None:
        desk.studio.actions.choose(HUBSPOT, FOR_USERS)
        desk.studio.actions.enable(HUBSPOT)
        enter_live_app(desk)
        assert "enabled there" in switching(desk).foresee("live").stops[0].why
        switching(desk).switch("live")
        desk.studio.actions.enable(HUBSPOT)
        back = switching(desk).foresee("sandbox")
        assert back.goes_on == ("HubSpot",)
        assert back.asks

    def test_a_sign_in_under_way_does_not_arrive(self, desk: Desk) -> None:
        attempt = desk.begin()
        url = desk.redirect(attempt)
        switching(desk).switch("live")
        with pytest.raises(StudioError) as caught:
            attempt.complete(url)
        assert caught.value.code == "authorization.environment_changed"
        assert desk.studio.actions.get(HUBSPOT).account is None

    def test_to_where_one_is_is_no_switch(self, desk: Desk) -> None:
        desk.enable()
        count = len(desk.studio.changes.list())
        assert not switching(desk).switch("sandbox").asks
        assert len(desk.studio.changes.list()) == count

    def test_there_are_two(self, desk: Desk) -> None:
        with pytest.raises(SettingError):
            switching(desk).switch("staging")  # type: ignore[arg-type]


class TestSecrets:
    def test_each_is_named_with_what_it_is_for_and_never_shown(self, desk: Desk) -> None:
        desk.enable()
        enter_live_app(desk)
        desk.studio.preferences.keep_secret(PROXY_PASSWORD, "canary-proxy-0815")
        token = desk.studio.authorization.access_token(HUBSPOT)
        found = places(desk).list()
        assert found.vault.kind == "memory"
        names = [one.name for one in found.secrets]
        assert names == [
            "Client secret of the HubSpot app for Live",
            "Password of the proxy",
            "HubSpot tokens: Acme Sales (Sandbox)",
            "Client secret of the sandbox's app",
        ]
        assert all(one.purpose and one.removing for one in found.secrets)
        for value in ("canary-live-secret-4711", "canary-proxy-0815", token):
            assert value not in repr(found)

    def test_a_new_workspace_has_none(self, desk: Desk) -> None:
        assert places(desk).list().secrets == ()

    def test_removed_tokens_are_revoked_and_the_action_asks_again(self, desk: Desk) -> None:
        desk.enable()
        token = desk.studio.authorization.access_token(HUBSPOT)
        left = places(desk).remove(secret(desk, "tokens:").id)
        assert not [one for one in left.secrets if one.id.startswith("tokens:")]
        action = desk.studio.actions.get(HUBSPOT)
        assert action.state is ActionState.ERROR
        assert action.problem is not None
        assert "removed in Settings" in action.problem.message
        assert token not in desk.vault._secrets.values()  # type: ignore[attr-defined]
        assert desk.studio.changes.list()[0].change.startswith("Secret removed: HubSpot tokens")

    def test_a_settings_secret_is_removed_there_too(self, desk: Desk) -> None:
        enter_live_app(desk)
        places(desk).remove(f"own:{app_secret(HUBSPOT)}")
        assert desk.studio.preferences.read().system_app(HUBSPOT).secret == "not_set"
        with pytest.raises(StudioError):
            places(desk).remove(f"own:{app_secret(HUBSPOT)}")

    def test_the_sandboxs_secret_is_made_anew(self, desk: Desk) -> None:
        first = desk.studio.environment.system_app(HUBSPOT)[1]
        places(desk).remove("sandbox")
        desk.restart()
        assert desk.studio.environment.system_app(HUBSPOT)[1] != first

    def test_those_of_a_profile_and_of_a_draft(self, desk: Desk) -> None:
        values = {"name": "Machines", "client_id": "m", "client_secret": "canary-of-profile-1"}
        desk.studio.profiles.keep_draft("new", "oauth_v2", values)
        assert secret(desk, "draft:").name == "The secret of an unsaved profile"
        places(desk).remove(secret(desk, "draft:").id)
        assert places(desk).list().secrets == ()
        draft = desk.studio.profiles.draft("new")
        assert draft is not None
        assert draft.values["client_id"] == "m", "the rest stays"

    def test_what_was_cut_off_in_between_is_listed(self, desk: Desk) -> None:
        class Cut(Exception):
            pass

        def cut(name: str, value: str) -> None:
            raise Cut

        desk.vault.set = cut  # type: ignore[method-assign]
        with pytest.raises(Cut):
            desk.studio.preferences.keep_secret(PROXY_PASSWORD, "canary-proxy-0815")
        assert secret(desk, "own:").name == "Password of the proxy"
        assert desk.studio.preferences.read().proxy_password == "not_set"


def test_nothing_here_reaches_the_network(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Switching asks neither service: it has to work on a plane."""
    desk.enable()

    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError("a request")

    monkeypatch.setattr(httpx.Client, "stream", refuse)
    switching(desk).switch("live")
    switching(desk).switch("sandbox")
