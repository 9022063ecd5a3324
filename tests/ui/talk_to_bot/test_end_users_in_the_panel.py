"""An end user's sign-in as the panel sees it: who is signed in already, and what is no link."""

from __future__ import annotations

from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest

from studio.app import Studio
from studio.authorization.values import App, AuthorizationType, Choice
from studio.end_users.values import DEVELOPER
from studio.journeys.format import Step
from ui.journeys.driver import WidgetDriver
from ui.talk_to_bot.bubbles import MessageView

USERS = Choice(AuthorizationType.ALLOW_USERS, oauth=True, app=App.SYSTEM)


def do(driver: WidgetDriver, *steps: Step) -> None:
    for step in steps:
        driver.carry_out(step)


@pytest.fixture
def asked(set_up: WidgetDriver) -> WidgetDriver:
    """The bot waits until the developer has signed in."""
    studio = set_up.window.studio
    studio.actions.choose("hubspot", USERS)
    studio.actions.enable("hubspot")
    do(
        set_up,
        Step(click="talk_to_bot.open"),
        Step(type="talk_to_bot.input", text="create a deal named Nike renewal in contract sent"),
        Step(press="Return"),
        Step(expect="talk_to_bot.button.1", text="Authorize HubSpot"),
    )
    return set_up


def sign_in(studio: Studio) -> None:
    """Without the window: the program ended before the conversation heard of it."""
    url = studio.talk.history()[-1].buttons[0].url
    assert url is not None
    attempt = studio.end_users.open_link(url, DEVELOPER)
    admin = studio.environment.ensure_sandbox().admin_url
    body = {"redirect_uri": attempt.callback_url}
    code = httpx.post(f"{admin}/codes", json=body).json()["code"]
    state = parse_qs(urlsplit(attempt.authorize_url).query)["state"][0]
    attempt.complete(f"{attempt.callback_url}?{urlencode({'code': code, 'state': state})}")


def test_who_signed_in_before_the_end_gets_the_answer_after_a_restart(
    asked: WidgetDriver,
) -> None:
    sign_in(asked.window.studio)
    do(
        asked,
        Step(restart=True),
        Step(expect="talk_to_bot.last", contains="Nike renewal is created."),
    )


def test_a_restart_while_it_waits_says_nothing_twice(asked: WidgetDriver) -> None:
    do(asked, Step(restart=True), Step(expect="talk_to_bot.button.1", text="Authorize HubSpot"))
    do(asked, Step(type="talk_to_bot.input", text="discard"), Step(press="Return"))
    do(asked, Step(expect="talk_to_bot.last", contains="The task is discarded."))
    said = [message.text for message in asked.window.studio.talk.history()]
    assert len(said) == 4, said


def test_a_link_that_nobody_sent_is_told(asked: WidgetDriver) -> None:
    last = asked.window.findChild(MessageView, "talk_to_bot.last")
    last.link_clicked.emit("authorization-link:somebody-s-guess")
    do(asked, Step(expect="talk_to_bot.problem"))
