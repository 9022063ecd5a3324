"""What the Authorization tab draws for each state, without any sign-in."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtWidgets import QWidget

from studio.actions import Action, ActionState
from studio.authorization.values import (
    Account,
    App,
    AuthorizationType,
    Choice,
    GrantedScope,
    Problem,
)
from studio.connectors.manifest import Instructions
from ui.authorization.state import Step, TabState
from ui.authorization.tab import AuthorizationTab

NOW = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
CHOSEN = Choice(AuthorizationType.PRE_AUTHORIZE, True, App.SYSTEM)
ACCOUNT = Account(
    "Acme Sales",
    "148209731",
    "dana@acme.example",
    (GrantedScope("crm.objects.deals.read", "View, list and search deals"),),
    NOW,
    NOW + timedelta(minutes=24),
    True,
)


def action(choice: Choice = CHOSEN, account: Account | None = None) -> Action:
    return Action(
        connector_id="hubspot",
        name="HubSpot",
        category="CRM",
        description="",
        template_count=12,
        authorization_labels=("OAuth 2.0",),
        state=ActionState.AVAILABLE,
        choice=choice,
        account=account,
        problem=None,
        instructions=Instructions(
            pre_authorize_system=(),
            pre_authorize_custom=(),
            allow_users_system=(),
            allow_users_custom=(),
        ),
    )


@pytest.fixture
def tab(qtbot, theme) -> AuthorizationTab:
    tab = AuthorizationTab()
    qtbot.addWidget(tab)
    tab.resize(560, 700)
    tab.show()
    return tab


@pytest.mark.parametrize(
    ("choice", "enabled"),
    [
        (Choice(), False),
        (Choice(AuthorizationType.PRE_AUTHORIZE), False),
        (Choice(AuthorizationType.PRE_AUTHORIZE, True), False),
        (Choice(None, True, App.SYSTEM), False),
        (CHOSEN, True),
    ],
)
def test_authorize_waits_until_everything_is_chosen(tab, person, choice, enabled):
    tab.show_state(TabState(action(choice), NOW))
    assert person.find("authorization.authorize").isEnabled() is enabled


@pytest.mark.parametrize(
    ("step", "words", "can_cancel"),
    [
        (Step.STARTING, "Opening the login window…", True),
        (Step.SIGNING_IN, "Waiting for your sign-in.", True),
        (Step.EXCHANGING, "Fetching the access token and the account…", False),
    ],
)
def test_busy_says_what_is_happening_and_what_can_be_stopped(tab, person, step, words, can_cancel):
    tab.show_state(TabState(action(), NOW, step))
    assert person.reads("authorization.progress") == words
    assert person.sees("authorization.cancel") is can_cancel
    assert not person.find("authorization.app.system").isEnabled()


def test_while_the_login_window_is_open_the_button_brings_it_forward(tab, person, qtbot):
    tab.show_state(TabState(action(), NOW, Step.SIGNING_IN))
    assert person.reads("authorization.authorize") == "Show the login window"
    with qtbot.waitSignal(tab.authorize_asked):
        person.click("authorization.authorize")


def test_a_problem_says_what_happened_what_to_do_and_where_to_look(tab, person):
    problem = Problem("It was refused.", "Press Authorize again.", correlation_id="abc-1")
    tab.show_state(TabState(action(), NOW, problem=problem))
    notice = person.reads("authorization.notice")
    assert "It was refused." in notice
    assert "Press Authorize again." in notice
    assert "abc-1" in notice
    assert person.find("authorization.authorize").isEnabled()
    tab.show_state(TabState(action(), NOW, Step.STARTING, problem=problem))
    assert not person.sees("authorization.notice")


def test_an_account_that_is_there_stays_beside_a_problem(tab, person):
    problem = Problem("The login window was closed.", "Press Authorize.", "authorization.closed")
    tab.show_state(TabState(action(account=ACCOUNT), NOW, problem=problem))
    person.until(lambda: person.sees("authorization.notice"))
    assert person.sees("authorization.account")


def test_the_time_left_follows_the_clock(tab, person):
    state = TabState(action(account=ACCOUNT), NOW)
    tab.show_state(state)
    assert person.reads("authorization.account.expiry") == "renews by itself, next in 24 min"
    tab.show_state(replace(state, now=NOW + timedelta(minutes=10)))
    assert person.reads("authorization.account.expiry") == "renews by itself, next in 14 min"


def test_a_scope_says_what_it_is_for(tab, person):
    tab.show_state(TabState(action(account=ACCOUNT), NOW))
    chips = person.find("authorization.account.scopes").findChildren(QWidget)
    assert "View, list and search deals" in [chip.toolTip() for chip in chips]


@pytest.mark.parametrize(
    ("card", "choice"),
    [
        ("type.pre_authorize", Choice(AuthorizationType.PRE_AUTHORIZE)),
        ("method.oauth", Choice(oauth=True)),
        ("app.system", Choice(app=App.SYSTEM)),
    ],
)
def test_each_card_adds_to_what_was_chosen(tab, person, qtbot, card, choice):
    tab.show_state(TabState(action(Choice()), NOW))
    with qtbot.waitSignal(tab.chosen) as chosen:
        person.click(f"authorization.{card}")
    assert chosen.args == [choice]


def test_what_was_not_granted_and_whose_place_was_taken_is_said_beside_the_account(tab, person):
    missing = (GrantedScope("crm.objects.deals.write", "Create, update and delete deals"),)
    odd = replace(ACCOUNT, missing=missing, instead_of=("Nordlicht", "139874512"))
    tab.show_state(TabState(action(account=odd), NOW))
    said = person.reads("authorization.account.missing")
    assert "crm.objects.deals.write: Create, update and delete deals" in said
    assert "Press Authorize again" in said
    said = person.reads("authorization.account.instead_of")
    assert "Nordlicht (139\u202f874\u202f512)" in said
    assert "Acme Sales" in said
    tab.show_state(TabState(action(account=ACCOUNT), NOW))
    assert not person.sees("authorization.account.missing")
    assert not person.sees("authorization.account.instead_of")
