"""The life of an action: what has to be chosen, when Enable works, what a change of mind does."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from desk import ACME_SALES, HUBSPOT, INES, SYSTEM, Desk, Keyring

from studio.actions import Action, ActionState
from studio.authorization.login import LoginOutcome
from studio.authorization.values import App, AuthorizationType, Choice
from studio.errors import StudioError
from studio.vault import KeyringVault, LazyVault

PRE = AuthorizationType.PRE_AUTHORIZE


def action(desk: Desk) -> Action:
    return desk.studio.actions.get(HUBSPOT)


def changes(desk: Desk) -> list[str]:
    return [change.change for change in reversed(desk.studio.changes.list())]


def test_a_new_workspace_offers_the_action_and_nothing_is_chosen(desk: Desk) -> None:
    (only,) = desk.studio.actions.list()
    assert only == action(desk)
    assert (only.connector_id, only.name, only.category) == (HUBSPOT, "HubSpot", "CRM")
    assert only.template_count == 12
    assert only.authorization_labels
    assert only.description
    for path in (
        ("pre_authorize", "system"),
        ("pre_authorize", "custom"),
        ("allow_users", "system"),
    ):
        assert only.instructions.of(*path)
    assert "Create New" in " ".join(only.instructions.of("allow_users", "custom"))
    assert only.state is ActionState.AVAILABLE
    assert not only.configured
    assert only.choice == Choice()
    assert (only.account, only.problem) == (None, None)


def test_an_action_that_the_catalogue_does_not_know_is_an_error(desk: Desk) -> None:
    for call in (
        lambda: desk.studio.actions.get("gone"),
        lambda: desk.studio.actions.choose("gone", SYSTEM),
        lambda: desk.studio.actions.enable("gone"),
    ):
        with pytest.raises(KeyError):
            call()


@pytest.mark.parametrize(
    ("choice", "hint"),
    [
        (Choice(), "Choose an Authorization Type"),
        (Choice(PRE), "Select OAuth"),
        (Choice(PRE, oauth=True), "Select the System or the Custom card"),
        (SYSTEM, "Authorize first"),
    ],
)
def test_enable_waits_for_the_whole_path_and_says_what_is_next(
    desk: Desk, choice: Choice, hint: str
) -> None:
    desk.studio.actions.choose(HUBSPOT, choice)
    assert hint in action(desk).hint
    assert action(desk).can_authorize == (choice == SYSTEM)
    assert not action(desk).can_enable
    with pytest.raises(StudioError) as caught:
        desk.studio.actions.enable(HUBSPOT)
    assert caught.value.code == "actions.not_authorized"
    assert hint in caught.value.next_step
    assert action(desk).state is ActionState.AVAILABLE


def test_every_choice_is_kept_at_once(desk: Desk) -> None:
    for choice in (Choice(PRE), Choice(PRE, oauth=True), SYSTEM):
        assert desk.studio.actions.choose(HUBSPOT, choice).choice == choice
        desk.open()  # a kill: nobody closed the one before
        assert action(desk).choice == choice


def test_enable_works_only_after_authorization_and_moves_the_card(desk: Desk) -> None:
    account = desk.authorize()
    ready = action(desk)
    assert ready.can_enable
    assert not ready.configured
    assert "Configured" in ready.hint
    done = desk.studio.actions.enable(HUBSPOT)
    assert done.first_time
    assert done.action == action(desk)
    assert done.action.state is ActionState.ENABLED
    assert done.action.configured
    assert done.action.account == account
    assert not done.action.can_enable
    assert "is enabled" in done.action.hint
    desk.restart()
    assert action(desk) == done.action


def test_enabling_twice_changes_nothing(desk: Desk) -> None:
    desk.enable()
    again = desk.studio.actions.enable(HUBSPOT)
    assert not again.first_time
    assert changes(desk).count("HubSpot enabled") == 1


def test_of_many_who_enable_at_once_one_is_first(desk: Desk) -> None:
    desk.authorize()
    with ThreadPoolExecutor(8) as pool:
        calls = [pool.submit(desk.studio.actions.enable, HUBSPOT) for _ in range(8)]
        assert sorted(call.result().first_time for call in calls) == [False] * 7 + [True]


def test_the_first_time_is_the_first_time_for_good(desk: Desk) -> None:
    desk.enable()
    desk.studio.integrations.change(HUBSPOT, state="disabled")
    desk.restart()
    assert action(desk).can_enable
    assert not desk.studio.actions.enable(HUBSPOT).first_time


def test_choosing_the_same_again_keeps_the_account(desk: Desk) -> None:
    account = desk.enable()
    assert desk.studio.actions.choose(HUBSPOT, SYSTEM).account == account
    assert desk.studio.authorization.access_token(HUBSPOT)


@pytest.mark.parametrize(
    "choice",
    [
        replace(SYSTEM, authorization_type=AuthorizationType.ALLOW_USERS),
        replace(SYSTEM, oauth=False),
        replace(SYSTEM, app=App.CUSTOM),
    ],
)
def test_another_choice_drops_the_account_and_its_tokens(desk: Desk, choice: Choice) -> None:
    desk.authorize()
    changed = desk.studio.actions.choose(HUBSPOT, choice)
    assert changed.account is None
    assert changed.can_enable == choice.for_users, "end users sign in later"
    assert changed.state is ActionState.AVAILABLE
    assert changed.problem is not None
    assert "dropped" in changed.problem.message
    for slot in ("a", "b"):
        for kind in ("access_token", "refresh_token"):
            assert desk.vault.get(f"{HUBSPOT}.sandbox.{slot}.{kind}") is None
    back = desk.studio.actions.choose(HUBSPOT, SYSTEM)
    assert (back.account, back.problem) == (None, None)


def test_another_choice_stops_an_enabled_action_until_it_is_authorized(desk: Desk) -> None:
    desk.enable()
    desk.studio.actions.choose(HUBSPOT, Choice(PRE, oauth=True))
    assert action(desk).state is ActionState.ERROR
    assert action(desk).configured
    assert action(desk).hint == "Select the System or the Custom card."
    desk.studio.actions.choose(HUBSPOT, SYSTEM)
    assert "Authorize again" in action(desk).hint
    assert not action(desk).can_enable
    desk.authorize(persona=INES)
    assert action(desk).state is ActionState.ENABLED
    assert action(desk).problem is None


def test_a_choice_takes_back_the_problem_of_the_last_sign_in(desk: Desk) -> None:
    desk.begin().abandon(LoginOutcome.CLOSED)
    assert action(desk).problem is not None
    assert desk.studio.actions.choose(HUBSPOT, Choice(PRE)).problem is None


def test_what_was_changed_stands_in_the_audit_log(desk: Desk) -> None:
    desk.enable()
    assert changes(desk) == [
        "HubSpot: choice on the Authorization tab",
        "HubSpot authorized",
        "HubSpot enabled",
    ]
    chosen, authorized, enabled = reversed(desk.studio.changes.list())
    assert chosen.before["app"] is None
    assert chosen.after["app"] == "system"
    assert authorized.after["id"] == str(ACME_SALES)
    assert (enabled.before, enabled.after) == ("available", "enabled")
    assert {change.module for change in (chosen, authorized, enabled)} == {"Global"}


def test_looking_at_actions_asks_neither_the_keyring_nor_the_sandbox(desk: Desk) -> None:
    def never() -> Any:
        raise AssertionError("nobody asked for a secret")

    desk.vault = KeyringVault(Keyring(), "w")
    account = desk.enable()
    desk.restart(vault=LazyVault(never))
    assert (action(desk).enabled, action(desk).account) == (True, account)
    assert desk.studio.environment.sandbox_address() is None
