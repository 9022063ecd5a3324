"""The Actions page: what is available, what is configured, and how one becomes the other."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from studio.authorization.values import App, AuthorizationType, Choice


def test_a_new_workspace_offers_hubspot_and_says_what_configured_is_for(actions_page, person):
    person.until(lambda: person.sees("actions.available.hubspot"))
    card = person.reads("actions.available.hubspot")
    for words in ("HubSpot", "CRM", "12 templates", "OAuth 2.0", "deals and contacts"):
        assert words in card
    assert "Nothing is configured yet" in person.reads("actions.configured.empty")
    assert person.sees("actions.configured.empty")


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space, Qt.Key.Key_Enter])
def test_the_card_opens_the_panel_from_the_keyboard(actions_page, person, key):
    person.press("actions.available.hubspot", key)
    person.until(lambda: person.sees("configurations"))


def test_nothing_is_chosen_by_magic_and_enable_says_what_is_missing(actions_page, person):
    person.click("actions.available.hubspot")
    person.until(lambda: person.sees("authorization.type.pre_authorize"))
    for card in ("type.pre_authorize", "method.oauth", "app.system"):
        assert not person.find(f"authorization.{card}").isChecked()
    assert not person.find("authorization.authorize").isEnabled()
    assert not person.find("authorization.enable").isEnabled()
    assert person.reads("configurations.hint") == "Choose an Authorization Type to begin."


def test_every_click_on_a_choice_is_kept_for_the_next_start(
    studio, actions_page, person, open_workspace, show_actions
):
    person.click("actions.available.hubspot")
    person.click("authorization.type.pre_authorize")
    person.until(
        lambda: (
            studio.actions.get("hubspot").choice.authorization_type
            is AuthorizationType.PRE_AUTHORIZE
        )
    )
    person.click("authorization.method.oauth")
    person.until(lambda: studio.actions.get("hubspot").choice.oauth)
    show_actions.leave()
    studio.close()
    show_actions(open_workspace(), {"connector": "hubspot", "tab": "authorization"})
    person.until(lambda: person.sees("authorization.method.oauth"))
    person.until(lambda: person.find("authorization.method.oauth").isChecked())
    assert person.find("authorization.type.pre_authorize").isChecked()
    assert not person.find("authorization.app.system").isChecked()


def test_clicks_faster_than_the_core_keeps_them_are_all_kept(studio, actions_page, person):
    person.click("actions.available.hubspot")
    cards = ["type.pre_authorize", "method.oauth", "app.system"]
    person.until(lambda: person.sees("authorization.type.pre_authorize"))
    for card in cards:
        person.find(f"authorization.{card}").click()
    kept = Choice(AuthorizationType.PRE_AUTHORIZE, True, App.SYSTEM)
    assert person.find("authorization.authorize").isEnabled()
    person.until(lambda: studio.actions.get("hubspot").choice == kept)
    assert all(person.find(f"authorization.{card}").isChecked() for card in cards)


def test_the_instructions_are_the_steps_of_the_path(actions_page, person):
    person.click("actions.available.hubspot")
    person.click("configurations.tab.instructions")
    person.until(lambda: person.sees("configurations.instructions.1"))
    assert "Pre-authorize the Integration" in person.reads("configurations.instructions.1")
    assert "Authorize" in person.reads("configurations.instructions.3")
    person.click("configurations.next")
    person.until(lambda: person.sees("authorization.type.pre_authorize"))


def test_the_instructions_follow_the_choice_and_show_the_other_paths(actions_page, person, studio):
    studio.actions.choose("hubspot", Choice(AuthorizationType.ALLOW_USERS, True, App.CUSTOM))
    actions_page.show_page()
    person.until(lambda: person.sees("actions.available.hubspot"))
    person.click("actions.available.hubspot")
    person.click("configurations.tab.instructions")
    person.until(lambda: person.sees("configurations.instructions.callback_url"))
    assert person.reads("configurations.instructions.callback_url.value") == (
        "https://idp.kore.ai/workflows/callback/"
    )
    assert "Allow Users" in person.reads("configurations.instructions.1")
    person.click("configurations.instructions.type.pre_authorize")
    assert "Pre-authorize" in person.reads("configurations.instructions.1")
    assert "Create New" in person.reads("configurations.instructions.2")
    person.click("configurations.instructions.app.system")
    assert not person.sees("configurations.instructions.callback_url")
    assert "System card" in person.reads("configurations.instructions.2")


@pytest.mark.parametrize("way", ["configurations.close", "configurations.cancel", "Esc"])
def test_the_panel_closes(actions_page, person, way):
    person.click("actions.available.hubspot")
    person.until(lambda: person.sees("configurations"))
    if way == "Esc":
        person.press("configurations", Qt.Key.Key_Escape)
    else:
        person.click(way)
    person.until(lambda: not person.sees("configurations"))


def test_an_authorized_action_shows_its_account(authorized, show_actions, person):
    show_actions(authorized)
    person.click("actions.available.hubspot")
    person.until(lambda: person.sees("authorization.account"))
    panel = person.reads("authorization.account")
    assert "Authorization completed successfully" in panel
    assert "Acme Sales (148\u202f209\u202f731)" in panel
    assert "dana@acme.example" in panel
    assert "crm.objects.deals.write" in panel
    assert "renews by itself, next in" in person.reads("authorization.account.expiry")
    assert person.reads("authorization.authorize") == "Authorize again"
    assert "Enabling moves HubSpot to Configured." in person.reads("configurations.hint")


def test_enable_moves_the_card_and_celebrates_the_first_time(authorized, show_actions, person):
    show_actions(authorized)
    person.click("actions.available.hubspot")
    person.click("authorization.enable")
    person.until(lambda: person.sees("integration_successful"))
    person.until(lambda: person.sees("actions.configured.hubspot"))
    assert person.find("actions.available.hubspot") is None
    assert person.reads("actions.configured.hubspot.state") == "Enabled"
    assert "Acme Sales" in person.reads("actions.configured.hubspot")
    person.click("integration_successful.skip_for_now")
    person.until(lambda: not person.sees("integration_successful"))
    person.click("actions.configured.hubspot")
    person.until(lambda: person.sees("configurations.explore"))
    assert not person.sees("authorization.enable")
    assert not person.sees("integration_successful")


def test_the_page_takes_the_person_back_to_where_they_were(enabled, show_actions, person):
    page = show_actions(enabled)
    places = []
    page.place_changed.connect(places.append)
    person.click("actions.configured.hubspot")
    person.click("configurations.explore")
    person.until(lambda: person.sees("integration_templates"))
    assert places[-1] == {
        "connector": "hubspot",
        "tab": "authorization",
        "sheet": "integration_templates",
        "sheet_connector": "hubspot",
    }
    person.click("integration_templates.close")
    person.until(lambda: person.find("integration_templates") is None)
    person.click("configurations.close")
    person.until(lambda: places[-1] == {})


def test_a_killed_program_opens_again_at_the_same_step(enabled, show_actions, person):
    show_actions(enabled, {"sheet": "integration_successful", "sheet_connector": "hubspot"})
    person.click("integration_successful.explore_templates")
    person.until(lambda: person.sees("integration_templates"))


@pytest.mark.parametrize(
    "kept", [{}, {"connector": "gone"}, {"tab": 3}, {"sheet": "x", "sheet_connector": "hubspot"}]
)
def test_a_place_that_makes_no_sense_any_more_is_just_the_page(studio, show_actions, person, kept):
    show_actions(studio, kept)
    person.until(lambda: person.sees("actions.available.hubspot"))
    assert not person.sees("configurations")


def test_every_control_has_a_name_for_people_and_one_for_machines(enabled, show_actions, person):
    page = show_actions(enabled)
    person.click("actions.configured.hubspot")
    person.until(lambda: person.sees("configurations"))
    focusable = [
        w
        for w in page.findChildren(QWidget)
        if w.focusPolicy() & Qt.FocusPolicy.TabFocus and w.isVisible()
    ]
    assert focusable
    assert [w for w in focusable if not w.objectName() or not w.accessibleName()] == []
    names = [w.objectName() for w in focusable]
    assert len(names) == len(set(names))
