"""Conversations that were made tests: they are replayed, and notice what is otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from desk import Desk

from studio import cli
from studio.conversations.format import ConversationTest, ExpectedTurn, read, write
from studio.conversations.making import make_test
from studio.conversations.running import run_alone
from studio.end_users.values import DEVELOPER
from studio.errors import StudioError

RECORDED = sorted((Path(__file__).parents[2] / "conversations").glob("*.toml"))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    desk.close()


def made(desk: Desk, *words: str) -> ConversationTest:
    desk.enable()
    desk.install_all()
    studio = desk.studio
    for one in words:
        studio.talk.say(one)
    return make_test(
        "What was said",
        studio.talk.tracer.turns(DEVELOPER),
        lambda sequence: [one for _, one in studio.journal.of_sequence(sequence)],
    )


@pytest.mark.parametrize("file", RECORDED, ids=lambda file: file.stem)
def test_recorded_conversations_still_go_as_they_went(file: Path) -> None:
    results = run_alone(read(file.name, file.read_text("utf-8")))
    assert [one.differences for one in results if one.differences] == []


def test_there_are_some() -> None:
    assert len(RECORDED) >= 4


def test_what_was_said_becomes_a_test_that_passes_elsewhere(desk: Desk) -> None:
    test = made(desk, "create a deal", "Nike renewal", "Contract Sent", "nonsense entirely")
    assert test.name == "What-was-said"
    assert test.title == "Create a Deal"
    assert test.turns[0].answers == ("What is the deal name?",)
    assert test.turns[2].slots == {"dealName": "Nike renewal", "dealStage": "contractsent"}
    assert test.turns[2].requests == (
        "POST /crm/v3/objects/deals 201",
        "GET /account-info/v3/details 200",
    )
    assert test.turns[3].dialog == ""
    assert read("x.toml", write(test)) == test
    assert all(not one.differences for one in run_alone(test))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"dialog": "Delete Deal"}, "dialog is 'Create a Deal'"),
        ({"slots": {"dealName": "Adidas"}}, "slot dealName is 'Nike'"),
        ({"slots": {}}, "was to be empty"),
        ({"requests": ("POST /crm/v3/objects/deals 409",)}, "requests are"),
        ({"answers": ("Something else",)}, "answers are"),
    ],
)
def test_each_kind_of_expectation_can_fail(change: dict[str, Any], said: str) -> None:
    turn = ExpectedTurn(say="create a deal named Nike in closed won")
    test = ConversationTest(name="x", title="x", turns=(msgspec.structs.replace(turn, **change),))
    (result,) = run_alone(test)
    assert any(said in one for one in result.differences)


def test_the_command_replays_it_and_its_status_says_how_it_went(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def never(*given: Any, **named: Any) -> int:
        raise AssertionError("no window")

    good = ExpectedTurn(say="get deal 10099894869", answers=("Nike deal",))
    bad = ExpectedTurn(say="get deal 10099894869", answers=("Adidas deal",))
    for turn, status in ((good, 0), (bad, 1)):
        file = tmp_path / f"{status}.toml"
        file.write_text(write(ConversationTest(name="x", title="x", turns=(turn,))), "utf-8")
        assert cli.run(["replay", str(file)], open_window=never, replay=never) == status
    said = capsys.readouterr().out
    assert "x: passed, 1 of 1 turns" in said
    assert "x: failed, 0 of 1 turns" in said


def test_what_is_sensitive_makes_no_test(desk: Desk) -> None:
    with pytest.raises(StudioError, match="Nothing was said"):
        made(desk)


def test_a_file_that_is_not_right_says_where() -> None:
    with pytest.raises(StudioError, match=r"unknown field `sya`|turns\[0\]"):
        read("x.toml", 'name = "x"\ntitle = "x"\n[[turns]]\nsya = "hello"\n')
