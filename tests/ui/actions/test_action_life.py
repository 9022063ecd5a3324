"""The life of a card: its menu, Disable, Enable again, Delete, and a profile made on the way."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from studio.actions import ActionState
from studio.authorization.mending import mend
from studio.authorization.values import App, AuthorizationType, Choice
from studio.errors import StudioError

CARD = "actions.configured.hubspot"


def open_menu() -> QMenu | None:
    menu = QApplication.activePopupWidget()
    return menu if isinstance(menu, QMenu) else None


def take(person, words: str) -> None:
    """Take an entry of the card's menu by the keyboard."""
    person.click(f"{CARD}.gear")
    person.until(open_menu)
    menu = open_menu()
    entry = next(one for one in menu.actions() if one.text() == words)
    menu.setActiveAction(entry)
    QTest.keyClick(menu, Qt.Key.Key_Return)


def state(studio) -> ActionState:
    return studio.actions.get("hubspot").state


def test_disable_says_what_is_gone_and_enable_leads_to_authorization(enabled, show_actions, person):
    show_actions(enabled)
    take(person, "Disable")
    person.until(lambda: person.sees("actions.done"))
    assert "HubSpot is disabled" in person.reads("actions.done")
    assert "revoked at the service" in person.reads("actions.done")
    assert person.reads(f"{CARD}.state") == "Disabled"
    assert state(enabled) is ActionState.DISABLED
    take(person, "Enable")
    person.until(lambda: person.sees("authorization.authorize"))
    assert not person.find("authorization.enable").isEnabled()
    assert "Authorize again" in person.reads("configurations.hint")


def test_the_menu_key_opens_the_menu_of_a_card(enabled, show_actions, person, qtbot):
    show_actions(enabled)
    person.until(lambda: person.sees(CARD))
    person.find(CARD).customContextMenuRequested.emit(person.find(CARD).rect().center())
    menu = open_menu()
    assert menu is not None
    words = [one.text() for one in menu.actions() if one.text()]
    assert words == ["Configurations", "Disable", "Delete"]
    menu.close()


def test_the_gear_does_not_open_the_panel(enabled, show_actions, person):
    show_actions(enabled)
    person.click(f"{CARD}.gear")
    person.until(open_menu)
    open_menu().close()
    assert not person.sees("configurations")


def test_delete_is_asked_and_can_be_called_off(enabled, show_actions, person):
    show_actions(enabled)
    take(person, "Delete")
    person.until(lambda: person.sees("actions.delete"))
    assert "Acme Sales" in person.reads("actions.delete")
    assert "cannot be undone" in person.reads("actions.delete")
    person.click("actions.delete.cancel")
    person.until(lambda: not person.sees("actions.delete"))
    assert state(enabled) is ActionState.ENABLED


def test_delete_brings_the_card_back_to_available(enabled, show_actions, person):
    show_actions(enabled)
    take(person, "Delete")
    person.click("actions.delete.delete")
    person.until(lambda: person.sees("actions.done"))
    assert "HubSpot was deleted" in person.reads("actions.done")
    person.until(lambda: person.sees("actions.available.hubspot"))
    assert state(enabled) is ActionState.AVAILABLE
    assert not person.sees(CARD)


def test_users_sign_in_later_enables_at_once_with_the_pop_up(studio, actions_page, person):
    person.click("actions.available.hubspot")
    for card in ("type.allow_users", "method.oauth", "app.system"):
        person.click(f"authorization.{card}")
    person.click("authorization.enable")
    person.until(lambda: person.sees("integration_successful"))
    assert "Each end user signs in" in person.reads("integration_successful")
    person.until(lambda: state(studio) is ActionState.ENABLED)


def test_create_new_comes_back_with_the_profile_selected(studio, actions_page, person):
    person.click("actions.available.hubspot")
    for card in ("type.pre_authorize", "method.oauth", "app.custom"):
        person.click(f"authorization.{card}")
    actions_page._panel.authorization.create_asked.emit()
    person.click("profiles.mechanism.oauth_v2")
    person.until(lambda: person.sees("profiles.field.name"))
    info = studio.environment.ensure_sandbox()
    live = studio.catalogue.get("hubspot").environments.live
    for field, text in {
        "name": "Our own app",
        "client_id": info.client_id,
        "client_secret": info.client_secret,
        "authorization_url": live.authorize_url,
        "token_url": live.token_url,
    }.items():
        QTest.keyClicks(person.find(f"profiles.field.{field}"), text)
    # Without scopes the service would refuse: that is said first, and it can be saved anyway.
    person.until(lambda: actions_page._editor.editing.verdict.refused)
    person.click("profiles.save")
    person.until(lambda: "saved anyway" in person.reads("profiles.editor.hint"))
    person.click("profiles.save")
    person.until(lambda: not person.sees("profiles.editor"))
    person.until(lambda: person.reads("authorization.profile") == "Our own app")
    (line,) = studio.profiles.list()
    person.until(lambda: studio.actions.get("hubspot").choice.profile_id == line.id)
    assert studio.profiles.users(line.id) == ("HubSpot",)
    person.until(lambda: person.sees("authorization.foreseen"))
    assert "no scopes" in person.reads("authorization.foreseen")
    assert not person.find("authorization.authorize").isEnabled()


def test_a_repair_is_one_click_on_the_tab_and_can_be_taken_back(actions_page, person, studio):
    profile = _own_app_without_scopes(studio)
    studio.actions.choose(
        "hubspot",
        Choice(AuthorizationType.PRE_AUTHORIZE, True, App.CUSTOM, profile_id=profile.id),
    )
    actions_page.show_page()
    person.until(lambda: person.sees("actions.available.hubspot"))
    person.click("actions.available.hubspot")
    person.until(lambda: person.sees("authorization.foreseen.line.repair"))
    assert "no scopes" in person.reads("authorization.foreseen")
    person.click("authorization.foreseen.line.repair")
    person.until(lambda: "Done in Our own app" in person.reads("authorization.foreseen.mended"))
    person.until(lambda: person.find("authorization.authorize").isEnabled())
    assert "crm.objects.deals.read" in str(studio.profiles.get(profile.id).rows("scope"))
    assert studio.changes.list()[0].change == "Authorization profile Our own app changed"
    person.click("authorization.foreseen.undo")
    person.until(lambda: studio.profiles.get(profile.id).values == profile.values)
    person.until(lambda: not person.find("authorization.authorize").isEnabled())


def test_a_profile_that_is_being_edited_is_not_repaired_behind_its_editor(
    actions_page, person, studio
):
    profile = _own_app_without_scopes(studio)
    choice = Choice(AuthorizationType.PRE_AUTHORIZE, True, App.CUSTOM, profile_id=profile.id)
    studio.profiles.keep_draft(profile.id, "oauth_v2", {**profile.values, "name": "Half typed"})
    with pytest.raises(StudioError) as caught:
        mend(
            studio.preflight,
            studio.profiles,
            "hubspot",
            choice,
            rule_id="scopes-empty",
            field_id="scope",
        )
    assert caught.value.code == "profile.being_edited"
    assert studio.profiles.get(profile.id).values == profile.values


def _own_app_without_scopes(studio):
    info = studio.environment.ensure_sandbox()
    live = studio.catalogue.get("hubspot").environments.live
    values = {
        "name": "Our own app",
        "client_id": info.client_id,
        "client_secret": info.client_secret,
        "authorization_url": live.authorize_url,
        "token_url": live.token_url,
    }
    return studio.profiles.save("oauth_v2", values)
