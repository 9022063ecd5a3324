"""Whatever a person types is a value and never more, and the bot answers after it as before."""

from __future__ import annotations

import json
from urllib.parse import unquote, urlsplit

import pytest
from desk import Desk
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from studio.dialogs.chat import ChatMessage
from studio.dialogs.conversation import LONGEST_MESSAGE
from studio.workspace.journal import Exchange

NASTY = (
    "{{context.session}}",
    "{{context.entities.dealName}}",
    "<script>alert(1)</script>",
    '"},"archived":true,"x":{"',
    "'; DROP TABLE messages; --",
    "${context.intent}",
    "../contacts?x=1#y",
    "%2e%2e%2f",
    "שלום \u202eabc",
    "👩‍👩‍👧‍👦",
    "\x00\x07\x1b[2J",
    "a\nb\r\nc",
    "\ud83d",
    "x" * 10_000,
)
WORDS = st.one_of(
    st.text(max_size=300), st.sampled_from(NASTY), st.text(st.characters(categories=["Cs", "Cc"]))
)
FEW = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


class Listener:
    """Says things to the bot of one desk, on which time passes so that no limit is met."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        desk.enable()
        desk.install_all()

    def says(self, text: str) -> list[ChatMessage]:
        heard: list[ChatMessage] = []
        self.desk.clock.advance(1)
        self.desk.studio.talk.say(text, heard.append)
        return heard

    def last_call(self, method: str) -> Exchange:
        return next(e for e in self.desk.studio.journal.list() if e.method == method)

    def still_answers(self) -> None:
        self.says("discard")
        assert self.says("Create a deal")[-1].text == "What is the deal name?"
        self.says("discard")


@pytest.fixture
def bot(desk: Desk) -> Listener:
    return Listener(desk)


@FEW
@given(WORDS)
def test_any_first_words_are_shown_as_typed_and_answered(bot: Listener, words: str) -> None:
    heard = bot.says(words)
    if words.strip():
        assert heard[0].author == "user"
        assert heard[0].text == shown(words)
        assert heard[-1].author == "bot"
        assert heard[-1].text
    else:
        assert not heard
    bot.still_answers()


@FEW
@example("{{context.session}}")
@example('"},"archived":true,"x":{"')
@example("\ud83d")
@given(WORDS)
def test_any_name_reaches_the_service_as_it_was_typed(bot: Listener, name: str) -> None:
    assume(0 < len(name.strip()) <= LONGEST_MESSAGE)
    assume(name.strip().casefold() != "discard")
    bot.says("Create a deal")
    bot.says(name)
    bot.says("Closed Won")
    sent = json.loads(bot.last_call("POST").request_body)
    assert sent == {
        "properties": {
            "dealname": shown(name).strip(),
            "dealstage": "closedwon",
            "pipeline": "default",
        }
    }
    bot.still_answers()


@FEW
@given(WORDS)
def test_any_id_stays_one_segment_of_the_path(bot: Listener, id: str) -> None:
    assume(0 < len(id.strip()) <= 300)
    assume(id.strip().casefold() != "discard")
    bot.says("Get deal by id")
    answer = bot.says(id)[-1]
    assert answer.text
    reads = [e for e in bot.desk.studio.journal.list() if "/objects/" in e.url]
    path = urlsplit(reads[0].url).path
    assert path.startswith("/crm/v3/objects/deals/")
    rest = path.removeprefix("/crm/v3/objects/deals/")
    assert "/" not in rest
    assert unquote(rest) == shown(id).strip()
    bot.still_answers()


def shown(words: str) -> str:
    """As typed, but that half a character can be neither kept nor sent."""
    return "".join("\ufffd" if "\ud800" <= each <= "\udfff" else each for each in words)
