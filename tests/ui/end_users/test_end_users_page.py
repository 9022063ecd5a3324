"""The End Users page, and the choice of who talks to the bot."""

from __future__ import annotations

from typing import Any

import pytest

from studio.journeys.format import Step
from studio.vault import VaultError
from ui.journeys.driver import WidgetDriver
from ui.talk_to_bot.bubbles import MessageView


def do(driver: WidgetDriver, *steps: Step) -> None:
    for step in steps:
        driver.carry_out(step)


@pytest.fixture
def looking(set_up: WidgetDriver) -> WidgetDriver:
    """Somebody who looks at the end users of an app whose action is enabled."""
    do(set_up, Step(click="nav.end_users"), Step(expect="end_users.user.1.name", text="Developer"))
    return set_up


def add(driver: WidgetDriver, name: str) -> None:
    do(driver, Step(type="end_users.name", text=name), Step(press="Return"))


def test_a_wrong_name_is_told_beside_its_field_and_stays_there(looking: WidgetDriver) -> None:
    add(looking, "developer")
    do(
        looking,
        Step(expect="end_users.name.problem", contains="developer is there already"),
        Step(expect="end_users.name", text="developer"),
        Step(type="end_users.name", text="Ines"),
        Step(expect="end_users.name.problem", gone=True),
        Step(press="Return"),
        Step(expect="end_users.user.2.name", text="Ines"),
    )


def test_removing_asks_first_and_cancel_keeps_the_end_user(looking: WidgetDriver) -> None:
    add(looking, "Ines")
    do(
        looking,
        Step(click="end_users.user.2.remove"),
        Step(click="end_users.remove.cancel"),
        Step(expect="end_users.remove", gone=True),
        Step(expect="end_users.user.2.name", text="Ines"),
        Step(click="end_users.user.2.remove"),
        Step(click="end_users.remove.remove"),
        Step(expect="end_users.user.2.name", gone=True),
        Step(expect="end_users.done", contains="Ines is not connected any more"),
    )


def said(driver: WidgetDriver) -> list[str]:
    return [view.text for view in driver.window.findChildren(MessageView) if view.isVisible()]


def test_each_end_user_has_a_conversation_of_their_own(looking: WidgetDriver) -> None:
    do(looking, Step(click="talk_to_bot.open"), Step(expect="talk_to_bot.user", gone=True))
    do(looking, Step(type="talk_to_bot.input", text="Get deal by id"), Step(press="Return"))
    do(looking, Step(expect="talk_to_bot.last", contains="Enter the deal ID."))
    add(looking, "Ines")
    choose(looking, "Down")
    do(looking, Step(expect="talk_to_bot.user", text="Ines"), Step(expect="talk_to_bot.try"))
    assert said(looking) == []
    do(looking, Step(type="talk_to_bot.input", text="Get contact by id"), Step(press="Return"))
    do(looking, Step(expect="talk_to_bot.last", contains="contact ID"))
    do(looking, Step(restart=True), Step(expect="talk_to_bot.user", text="Ines"))
    do(looking, Step(expect="talk_to_bot.last", contains="contact ID"))
    assert not any("deal" in text for text in said(looking))
    choose(looking, "Up")
    do(looking, Step(expect="talk_to_bot.last", contains="Enter the deal ID."))


def choose(driver: WidgetDriver, key: str) -> None:
    steps: list[Any] = [Step(click="talk_to_bot.user"), Step(press=key), Step(press="Return")]
    do(driver, *steps)


def test_nobody_is_promised_a_link_while_the_app_has_an_account_of_its_own(
    looking: WidgetDriver,
) -> None:
    do(looking, Step(expect="end_users.user.1.hubspot.account", contains="are not asked to sign"))


def test_what_the_keyring_refused_can_be_tried_again(
    looking: WidgetDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    end_users = looking.window.studio.end_users
    add(looking, "Ines")
    do(looking, Step(expect="end_users.user.2.name", text="Ines"))

    def locked(user_id: str) -> None:
        raise VaultError("The keyring is locked.", "Unlock it and try again.")

    with monkeypatch.context() as patch:
        patch.setattr(end_users, "remove", locked)
        do(looking, Step(click="end_users.user.2.remove"), Step(click="end_users.remove.remove"))
        do(looking, Step(expect="end_users.problem", contains="The keyring is locked."))
    do(
        looking,
        Step(expect="end_users.user.2.remove", enabled=True),
        Step(click="end_users.problem.try_again"),
        Step(expect="end_users.user.2.name", gone=True),
        Step(expect="end_users.problem", gone=True),
        Step(expect="end_users.done", contains="Ines is not connected any more"),
    )
