"""A conversation that waits for its end user to sign in, and goes on where it waited."""

from __future__ import annotations

import pytest
from desk import HUBSPOT, INES, NORDLICHT, Desk

from studio.authorization.login import LoginOutcome
from studio.authorization.values import App, AuthorizationType, Choice
from studio.dialogs.chat import ChatMessage
from studio.end_users.values import DEVELOPER

USERS = Choice(AuthorizationType.ALLOW_USERS, oauth=True, app=App.SYSTEM)


class Talk:
    """People who talk to the bot of an app whose end users sign in."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def says(self, text: str, user: str = DEVELOPER) -> ChatMessage:
        heard: list[ChatMessage] = []
        self.desk.studio.talk.say(text, heard.append, user)
        return heard[-1]

    def goes_on(self, user: str = DEVELOPER) -> list[ChatMessage]:
        heard: list[ChatMessage] = []
        self.desk.studio.talk.go_on(heard.append, user)
        return heard

    def asks(self, user: str = DEVELOPER) -> ChatMessage:
        """Answer everything up to the service call; the message with the link."""
        self.says("Create a deal", user)
        self.says("Nike renewal", user)
        return self.says("Contract Sent", user)

    def signs_in(self, message: ChatMessage, user: str = DEVELOPER, **who: object) -> None:
        """Press the button and sign in."""
        url = message.buttons[0].url
        assert url is not None
        attempt = self.desk.studio.end_users.open_link(url, user)
        attempt.complete(self.desk.redirect(attempt, **who))


@pytest.fixture
def talk(desk: Desk) -> Talk:
    desk.studio.actions.choose(HUBSPOT, USERS)
    desk.studio.actions.enable(HUBSPOT)
    desk.install_all()
    return Talk(desk)


def test_the_link_is_sent_at_the_first_call_and_the_task_goes_on(talk: Talk) -> None:
    asked = talk.asks()
    assert asked.buttons[0].title == "Authorize HubSpot"
    assert "works once, and for 15 minutes" in asked.text
    assert talk.desk.sent("createDeal") == 0
    assert talk.desk.studio.talk.waits_for_sign_in()
    talk.signs_in(asked)
    made = talk.goes_on()
    assert made[-1].text == "Nike renewal is created."
    assert dict(made[-1].fields)["Stage"] == "Contract Sent"
    assert "is created" in talk.says("create a deal named Two in closed won").text


def test_nothing_is_asked_twice_after_a_restart(talk: Talk) -> None:
    asked = talk.asks()
    talk.desk.restart()
    assert talk.desk.studio.talk.history()[-1] == asked
    talk.signs_in(asked)
    talk.desk.restart()
    assert talk.goes_on()[-1].text == "Nike renewal is created."


def test_a_sign_in_that_came_before_the_end_of_the_program_is_not_forgotten(talk: Talk) -> None:
    assert not talk.desk.studio.talk.can_go_on(), "nothing is under way"
    asked = talk.asks()
    assert not talk.desk.studio.talk.can_go_on()
    talk.signs_in(asked)
    talk.desk.restart()
    assert talk.desk.studio.talk.can_go_on()
    talk.goes_on()
    assert not talk.desk.studio.talk.can_go_on()


def test_nobody_waits_for_a_sign_in_that_is_not_needed_any_more(talk: Talk) -> None:
    talk.asks()
    talk.desk.enable()
    assert talk.desk.studio.talk.can_go_on()
    assert talk.goes_on()[-1].text == "Nike renewal is created."


def test_words_while_it_waits_repeat_the_same_link(talk: Talk) -> None:
    asked = talk.asks()
    talk.desk.clock.advance(60)
    again = talk.says("hello?")
    assert again.text.startswith("I am waiting")
    assert "14 minutes" in again.text
    assert again.buttons == asked.buttons


def test_an_ignored_link_is_followed_by_a_fresh_one(talk: Talk) -> None:
    asked = talk.asks()
    talk.desk.clock.advance(16 * 60)
    fresh = talk.says("well?")
    assert "not opened in time" in fresh.text
    assert fresh.buttons != asked.buttons
    talk.signs_in(fresh)
    assert talk.goes_on()[-1].text == "Nike renewal is created."


def test_a_sign_in_that_was_not_finished_is_followed_by_a_fresh_link(talk: Talk) -> None:
    url = talk.asks().buttons[0].url
    assert url is not None
    talk.desk.studio.end_users.open_link(url, DEVELOPER).abandon(LoginOutcome.CLOSED)
    assert talk.desk.studio.actions.get(HUBSPOT).enabled
    assert talk.desk.studio.actions.get(HUBSPOT).problem is None, "nobody else's business"
    fresh = talk.goes_on()[-1]
    assert "was not finished. The login window was closed" in fresh.text
    talk.signs_in(fresh)
    assert talk.goes_on()[-1].text == "Nike renewal is created."


@pytest.mark.parametrize("word", ["Discard", "cancel"])
def test_waiting_can_be_given_up(talk: Talk, word: str) -> None:
    talk.asks()
    assert talk.says(word).text == "The task is discarded."
    assert not talk.desk.studio.talk.waits_for_sign_in()
    assert talk.goes_on() == []


def test_end_users_talk_side_by_side_each_with_their_own_account(talk: Talk) -> None:
    ann = talk.desk.studio.end_users.add("Ann Lee").id
    mine = talk.asks()
    hers = talk.asks(ann)
    assert mine.buttons != hers.buttons
    talk.signs_in(hers, ann, persona=INES)
    made = talk.goes_on(ann)[-1]
    assert made.text == "Nike renewal is created."
    assert str(NORDLICHT) in str(made.buttons[0].url)
    assert talk.desk.studio.talk.waits_for_sign_in(), "the other one waits still"
    assert made not in talk.desk.studio.talk.history()
    talk.desk.studio.talk.restart(ann)
    assert talk.desk.studio.talk.history(ann) == ()
    talk.signs_in(mine)
    assert "is created" in talk.goes_on()[-1].text


def test_an_authorization_that_ended_gives_a_new_link_and_no_error(talk: Talk) -> None:
    talk.signs_in(talk.asks())
    talk.goes_on()
    gone = talk.desk.studio.authorization.account(HUBSPOT, DEVELOPER)
    assert gone is not None
    talk.desk.admin("reset", keep_grants=False)
    talk.desk.clock.advance(3600)
    asked = talk.says("list all deals")
    assert asked.buttons[0].title == "Authorize HubSpot"
    assert talk.desk.studio.actions.get(HUBSPOT).enabled
    talk.signs_in(asked)
    assert talk.goes_on()


def test_a_pre_authorized_app_sends_no_link(desk: Desk) -> None:
    desk.enable()
    desk.install_all()
    assert "is created" in Talk(desk).asks().text
