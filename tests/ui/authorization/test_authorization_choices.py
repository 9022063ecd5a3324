"""The Authorization tab: types, cards, profiles, what is foreseen, and the browser's way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu

from studio.actions import Action, ActionState, ChosenProfile
from studio.authorization.arriving import OtherAccount
from studio.authorization.preflight import Finding
from studio.authorization.profiles.values import ProfileLine
from studio.authorization.values import App, AuthorizationType, Choice
from studio.connectors.manifest import Instructions
from ui.authorization.app_choice import NOTHING_SELECTED
from ui.authorization.state import Step, TabState
from ui.authorization.tab import AuthorizationTab

NOW = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
PRE, USERS = AuthorizationType.PRE_AUTHORIZE, AuthorizationType.ALLOW_USERS
CUSTOM = Choice(PRE, True, App.CUSTOM)
LINES = (
    ProfileLine("p1", "Our own app", "oauth_v2", "OAuth v2", "", "", ()),
    ProfileLine("p2", "Maps", "api_key", "API Key", "", "", ()),
)
OURS = ChosenProfile("p1", "Our own app", "OAuth v2")
MAPS = ChosenProfile("p2", "Maps", "API Key", "HubSpot has no API keys any more.")
REFUSED = Finding(
    "client-id-unknown", "blocks", "client_id", "No app has this Client ID.", "Copy it.", "test"
)


def action(choice: Choice, profile: ChosenProfile | None = None) -> Action:
    return Action(
        connector_id="hubspot",
        name="HubSpot",
        category="CRM",
        description="",
        template_count=12,
        authorization_labels=("OAuth 2.0",),
        state=ActionState.AVAILABLE,
        choice=choice,
        account=None,
        problem=None,
        instructions=Instructions(
            pre_authorize_system=(),
            pre_authorize_custom=(),
            allow_users_system=(),
            allow_users_custom=(),
        ),
        profile=profile,
    )


@pytest.fixture
def tab(qtbot, theme) -> AuthorizationTab:
    tab = AuthorizationTab()
    qtbot.addWidget(tab)
    tab.resize(560, 900)
    tab.show()
    return tab


def open_menu() -> QMenu | None:
    menu = QApplication.activePopupWidget()
    return menu if isinstance(menu, QMenu) else None


def test_select_authorization_belongs_to_custom_and_offers_create_new_first(tab, person):
    tab.show_state(TabState(action(replace(CUSTOM, app=App.SYSTEM)), NOW, profiles=LINES))
    assert not person.sees("authorization.profile")
    tab.show_state(TabState(action(CUSTOM), NOW, profiles=LINES))
    assert person.reads("authorization.profile") == NOTHING_SELECTED
    assert not person.sees("authorization.profile.edit")
    person.click("authorization.profile")
    person.until(open_menu)
    menu = open_menu()
    assert menu is not None
    assert [one.text() for one in menu.actions()] == [
        "Create New",
        "Our own app",
        "Maps  (API Key)",
    ]
    menu.close()


@pytest.mark.parametrize(("downs", "signal"), [(1, "create_asked"), (2, "chosen")])
def test_the_keyboard_creates_and_selects(tab, person, qtbot, downs, signal):
    tab.show_state(TabState(action(CUSTOM), NOW, profiles=LINES))
    person.click("authorization.profile")
    person.until(open_menu)
    with qtbot.waitSignal(getattr(tab, signal)) as told:
        for key in (*[Qt.Key.Key_Down] * downs, Qt.Key.Key_Return):
            qtbot.keyClick(open_menu(), key)
    if signal == "chosen":
        assert told.args == [replace(CUSTOM, profile_id="p1")]


def test_a_selected_profile_can_be_edited(tab, person, qtbot):
    chosen = action(replace(CUSTOM, profile_id="p1"), OURS)
    tab.show_state(TabState(chosen, NOW, profiles=LINES))
    assert person.reads("authorization.profile") == "Our own app"
    assert person.find("authorization.authorize").isEnabled()
    with qtbot.waitSignal(tab.edit_asked) as told:
        person.click("authorization.profile.edit")
    assert told.args == ["p1", ""]


def test_a_profile_of_another_mechanism_says_why_it_cannot_authorize(tab, person):
    tab.show_state(TabState(action(replace(CUSTOM, profile_id="p2"), MAPS), NOW, profiles=LINES))
    assert "no API keys" in person.reads("authorization.profile.why_not")
    assert not person.find("authorization.authorize").isEnabled()


def test_system_lets_the_profile_go(tab, person, qtbot):
    tab.show_state(TabState(action(replace(CUSTOM, profile_id="p1"), OURS), NOW, profiles=LINES))
    with qtbot.waitSignal(tab.chosen) as told:
        person.click("authorization.app.system")
    assert told.args == [Choice(PRE, True, App.SYSTEM)]


def test_a_tenant_is_asked_for_where_the_addresses_hold_one(tab, person, qtbot):
    chosen = action(replace(CUSTOM, profile_id="p1"), replace(OURS, tenancy=True))
    tab.show_state(TabState(chosen, NOW, profiles=LINES))
    person.find("authorization.tenant").setText("acme")
    with qtbot.waitSignal(tab.chosen) as told:
        person.press("authorization.tenant", Qt.Key.Key_Return)
    assert told.args[0].tenant == "acme"


def test_what_blocks_is_said_above_authorize_which_waits_for_it(tab, person, qtbot):
    chosen = action(replace(CUSTOM, profile_id="p1"), OURS)
    hint = replace(REFUSED, id="h", severity="hint", message="Only a hint.")
    warned = replace(REFUSED, id="w", severity="warns", message="Ends in 2027.", field="token_url")
    state = TabState(chosen, NOW, profiles=LINES, findings=(hint, warned, REFUSED))
    tab.show_state(state)
    said = person.reads("authorization.foreseen")
    assert said.index("No app has this Client ID.") < said.index("Ends in 2027.")
    assert "Only a hint." not in said
    assert not person.find("authorization.authorize").isEnabled()
    assert "would refuse" in person.reads("authorization.progress")
    with qtbot.waitSignal(tab.edit_asked) as told:
        person.click("authorization.foreseen.line.repair")
    assert told.args == ["p1", "client_id"]
    tab.show_state(replace(state, findings=(warned,)))
    assert person.find("authorization.authorize").isEnabled()
    assert person.sees("authorization.foreseen")


def test_where_users_sign_in_there_is_nothing_to_authorize(tab, person, qtbot):
    tab.show_state(TabState(action(Choice(PRE, True, App.SYSTEM)), NOW))
    assert person.sees("authorization.authorize")
    with qtbot.waitSignal(tab.chosen) as told:
        person.click("authorization.type.allow_users")
    assert told.args == [Choice(USERS, True, App.SYSTEM)]
    tab.show_state(TabState(action(told.args[0]), NOW))
    assert not person.sees("authorization.authorize")
    assert not person.sees("authorization.browser")
    assert "authorization link" in person.reads("authorization.users")
    tab.show_state(TabState(action(Choice(PRE, True, App.SYSTEM)), NOW))
    assert person.sees("authorization.authorize")
    assert not person.sees("authorization.users")


@pytest.mark.parametrize(("button", "keep"), [("take", True), ("stay", False)])
def test_another_account_is_asked_about_by_name(tab, person, qtbot, button, keep):
    other = OtherAccount("HubSpot", ("Acme Sales", "148209731"), ("Nordlicht", "139874512"))
    tab.show_state(TabState(action(CUSTOM), NOW, Step.DECIDING, other=other))
    said = person.reads("authorization.other")
    assert "Acme Sales" in said
    assert "Nordlicht" in said
    with qtbot.waitSignal(tab.account_answered) as told:
        person.click(f"authorization.other.{button}")
    assert told.args == [keep]
    tab.show_state(TabState(action(CUSTOM), NOW))
    assert not person.sees("authorization.other")


@pytest.fixture
def in_browser(actions_page, person) -> Callable[[], str]:
    """Presses *Use my browser instead*; answers with the address that was opened."""
    opened: list[str] = []
    actions_page._context.links.opened.connect(opened.append)

    def press() -> str:
        person.click("actions.available.hubspot")
        person.choose_path()
        person.click("authorization.browser")
        person.until(lambda: opened)
        person.until(lambda: "in the browser" in person.reads("authorization.progress"))
        return opened[-1]

    return press


def test_the_browser_comes_back_with_an_account(in_browser, studio, person):
    url = in_browser()
    query = parse_qs(urlsplit(url).query)
    callback = query["redirect_uri"][0]
    assert urlsplit(callback).hostname == "localhost"
    admin = studio.environment.ensure_sandbox().admin_url
    code = httpx.post(f"{admin}/codes", json={"redirect_uri": callback}).json()["code"]
    answer = {"code": code, "state": query["state"][0]}
    page = httpx.get(f"{callback}?{urlencode(answer)}")
    assert page.status_code == 200
    person.until(lambda: person.sees("authorization.account"))
    assert "Acme Sales" in person.reads("authorization.account.name")
    assert person.find("authorization.enable").isEnabled()


def test_the_wait_for_the_browser_can_be_cancelled(in_browser, studio, person):
    in_browser()
    assert person.reads("authorization.authorize") == "Open the browser again"
    person.click("authorization.cancel")
    person.until(lambda: person.sees("authorization.notice"))
    assert "cancelled" in person.reads("authorization.notice")
    assert person.reads("authorization.authorize") == "Authorize"
    assert studio.actions.get("hubspot").account is None


def test_where_no_browser_opens_the_window_is_named_instead(actions_page, person, monkeypatch):
    monkeypatch.setattr(actions_page._context.links, "open", lambda url: False)
    person.click("actions.available.hubspot")
    person.choose_path()
    person.click("authorization.browser")
    person.until(lambda: person.sees("authorization.notice"))
    assert "opened no browser" in person.reads("authorization.notice")
    assert person.reads("authorization.authorize") == "Authorize"
