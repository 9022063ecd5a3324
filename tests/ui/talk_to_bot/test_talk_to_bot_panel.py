"""The Talk to Bot panel, as a person uses it."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget

from studio.journeys.format import Step
from ui.journeys.driver import WidgetDriver
from ui.talk_to_bot.panel import WIDTH


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


@pytest.fixture
def talking(set_up: WidgetDriver) -> WidgetDriver:
    do(set_up, Step(click="talk_to_bot.open"), Step(expect="talk_to_bot.input"))
    return set_up


def test_a_suggestion_begins_a_task_and_chips_answer_it(talking: WidgetDriver) -> None:
    do(
        talking,
        Step(click="talk_to_bot.try"),
        Step(expect="talk_to_bot.last", contains="What is the deal name?"),
    )
    say(talking, "Nike renewal", "Which stage is it in?")
    do(
        talking,
        Step(click="talk_to_bot.reply.contractsent"),
        Step(expect="talk_to_bot.last", contains="Nike renewal is created."),
        Step(expect="talk_to_bot.reply.contractsent", gone=True),
        Step(expect="talk_to_bot.last_turn.call", contains="POST /crm/v3/objects/deals"),
    )


def test_view_deal_opens_the_record_in_the_sandbox_beside_the_conversation(
    talking: WidgetDriver,
) -> None:
    opened: list[str] = []
    talking.window.links.opened.connect(opened.append)
    say(talking, "create a deal named Nike in closed won", "Nike is created.")
    do(
        talking,
        Step(click="talk_to_bot.button.1"),
        Step(expect="sandbox.record.title", text="Nike"),
        Step(expect="talk_to_bot.last", contains="Nike is created."),
    )
    assert not opened, "the browser opened as well"


@pytest.mark.parametrize(
    "text",
    ["<b>bold</b> <script>x</script>", "שלום 👋 مرحبا", "x" * 10_000, "word " * 400],
    ids=["markup", "right-to-left", "unbroken", "many words"],
)
def test_anything_is_shown_as_typed_and_the_panel_keeps_its_width(
    talking: WidgetDriver, text: str
) -> None:
    field = talking.window.findChild(QWidget, "talk_to_bot.input")
    field.setText(text)
    field.setFocus()
    do(talking, Step(press="Return"), Step(expect="talk_to_bot.last"))
    first = next(v for v in talking.window._talk._views if v.message.author == "user")
    assert first.message.text.strip() == text.strip()
    do(talking, Step(expect="talk_to_bot"))
    assert talking.window.findChild(QWidget, "talk_to_bot").width() == WIDTH
    assert first.width() <= WIDTH


def test_an_empty_message_is_not_sent(talking: WidgetDriver) -> None:
    do(talking, Step(click="talk_to_bot.input"), Step(press="Return"))
    do(talking, Step(expect="talk_to_bot.try"))


def test_what_was_said_is_there_after_a_restart_and_gone_after_starting_over(
    talking: WidgetDriver,
) -> None:
    say(talking, "Get deal by id", "Enter the deal ID.")
    do(talking, Step(restart=True), Step(expect="talk_to_bot.last", contains="Enter the deal ID."))
    say(talking, "99999999999", "404 – No Record Found")
    do(
        talking,
        Step(click="talk_to_bot.restart"),
        Step(expect="talk_to_bot.last", gone=True),
        Step(expect="talk_to_bot.try"),
    )


def test_escape_closes_the_panel_and_the_button_opens_it_again(talking: WidgetDriver) -> None:
    do(
        talking,
        Step(press="Escape"),
        Step(expect="talk_to_bot", gone=True),
        Step(click="talk_to_bot.open"),
        Step(expect="talk_to_bot.input"),
    )
