"""A call that fails while somebody talks to the bot: what stands there, and what a click does."""

from __future__ import annotations

import httpx
import pytest

from studio.journeys.format import Step
from ui.journeys.driver import WidgetDriver


def do(driver: WidgetDriver, *steps: Step) -> None:
    for step in steps:
        driver.carry_out(step)


def say(driver: WidgetDriver, text: str, answer: str) -> None:
    do(
        driver,
        Step(type="talk_to_bot.input", text=text),
        Step(press="Return"),
        Step(expect="talk_to_bot.last", contains=answer),
    )


def admin(driver: WidgetDriver) -> str:
    return driver.window.studio.environment.ensure_sandbox().admin_url


def arm(driver: WidgetDriver, fault: str) -> None:
    body = {"name": fault, "route": "deals.create"}
    assert httpx.post(f"{admin(driver)}/faults", json=body).status_code == 200


@pytest.fixture
def failed(set_up: WidgetDriver) -> WidgetDriver:
    """The bot was told all it needs for a deal, and the service gives way."""
    do(set_up, Step(click="talk_to_bot.open"), Step(expect="talk_to_bot.input"))
    arm(set_up, "bad_gateway_502")
    say(set_up, "Create a deal", "What is the deal name?")
    say(set_up, "Nike renewal", "Which stage is it in?")
    do(
        set_up,
        Step(click="talk_to_bot.reply.contractsent"),
        Step(expect="talk_to_bot.last", contains="look before you try again"),
        Step(expect="talk_to_bot.reply.try_again", text="Try again"),
        Step(expect="talk_to_bot.reply.discard", text="Discard"),
        Step(expect="talk_to_bot.last_turn.call", contains="POST /crm/v3/objects/deals"),
    )
    return set_up


def test_try_again_finishes_what_was_begun(failed: WidgetDriver) -> None:
    assert httpx.delete(f"{admin(failed)}/faults").status_code == 200
    do(
        failed,
        Step(click="talk_to_bot.reply.try_again"),
        Step(expect="talk_to_bot.last", contains="Nike renewal is created."),
        Step(expect="talk_to_bot.reply.try_again", gone=True),
    )


def test_after_a_restart_the_offer_stands_there_still(failed: WidgetDriver) -> None:
    do(
        failed,
        Step(restart=True),
        Step(expect="talk_to_bot.reply.try_again"),
        Step(click="talk_to_bot.reply.try_again"),
        Step(expect="talk_to_bot.last", contains="Nike renewal is created."),
    )


def test_discard_drops_it(failed: WidgetDriver) -> None:
    do(
        failed,
        Step(click="talk_to_bot.reply.discard"),
        Step(expect="talk_to_bot.last", contains="The task is discarded."),
        Step(expect="talk_to_bot.reply.discard", gone=True),
    )
