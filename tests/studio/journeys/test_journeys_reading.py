"""A journey file is read whole or refused with the place of the mistake."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from resources import ROOT
from studio.journeys.format import ARGUMENTS, DEFAULT_PATIENCE, Step, schema
from studio.journeys.reading import JourneyError, find, read, shipped

HEAD = 'name = "one"\ntitle = "One"\n'
BODY = '[[chapters]]\ntitle = "Look"\nsteps = [{ click = "nav.actions" }]\n'


def journey(*steps: str) -> str:
    return f'{HEAD}[[chapters]]\ntitle = "Look around"\nsteps = [\n{",".join(steps)}\n]\n'


def refused(text: str) -> JourneyError:
    with pytest.raises(JourneyError) as caught:
        read("one.toml", text)
    return caught.value


def test_steps_are_read_with_what_stands_beside_them() -> None:
    text = journey(
        '{ click = "nav.actions" }',
        '{ type = "talk_to_bot.input", text = "" }',
        '{ expect = "dialogs", contains = "Deal", within = 2.5 }',
        "{ resize = [1024, 700] }",
    )
    click, typed, seen, resized = read("one.toml", text).chapters[0].steps
    assert (click.action, click.target, click.within) == ("click", "nav.actions", DEFAULT_PATIENCE)
    assert (typed.action, typed.text) == ("type", "")
    assert (seen.contains, seen.within) == ("Deal", 2.5)
    assert resized.target == (1024, 700)


@pytest.mark.parametrize(
    ("step", "words"),
    [
        ('{ clik = "nav.actions" }', ("'clik'", "Did you mean 'click'?")),
        ('{ click = "a", txt = "b" }', ("'txt'", "Did you mean 'text'?")),
        ('{ click = "a", choose = "b" }', ("click and choose", "exactly one of")),
        ('{ text = "a" }', ("nothing to do", "exactly one of")),
        ('{ click = "a", contains = "b" }', ("'contains' says nothing beside 'click'", "Take it")),
        ('{ type = "a" }', ("no text to type", "text =")),
        ('{ theme = "blue" }', ("blue",)),
        ('{ resize = "wide" }', ("resize", "array")),
        ("{ resize = [0, -5] }", ("resize",)),
        ('{ click = "" }', ("click", "no name")),
        ('{ press = "Ctrl+Nothing" }', ("Ctrl+Nothing",)),
        ('{ expect = "a", within = 0 }', ("within",)),
        ("{ restart = false }", ("restart",)),
        ('"click nav.actions"', ("no table",)),
    ],
)
def test_a_wrong_step_is_refused_with_its_place_and_what_would_be_right(
    step: str, words: tuple[str, ...]
) -> None:
    error = refused(journey('{ click = "nav.actions" }', step))
    assert error.message.startswith("one.toml, chapter 1 (Look around), step 2: ")
    for word in words:
        assert word in str(error)


def test_what_is_no_toml_is_refused_with_the_line() -> None:
    assert "line 2" in refused('name = "one"\ntitle = One\n').message


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f'title = "One"\n{BODY}', "`name`"),
        (f"{HEAD}chapters = 3\n", "chapters"),
        (f"{HEAD}chaptres = []\n", "chaptres"),
        (f"{HEAD}chapters = []\n", "no step"),
        (f'{HEAD}[[chapters]]\ntitel = "x"\nsteps = []\n', "titel"),
        (f'name = "no such name/"\ntitle = "x"\n{BODY}', "'no such name/' cannot be a name"),
    ],
)
def test_a_wrong_frame_is_refused_with_its_key(text: str, words: str) -> None:
    assert words in str(refused(text))


def test_two_pictures_of_one_name_are_refused() -> None:
    error = refused(journey('{ shot = "a" }', '{ shot = "b" }', '{ shot = "a" }'))
    assert "shot a" in error.message


@pytest.mark.parametrize("name", ["../a", "a/b", "", "con*"])
def test_a_picture_can_only_lie_in_its_folder(name: str) -> None:
    assert "shot" in str(refused(journey(f'{{ shot = "{name}" }}')))


def test_a_journey_is_found_by_name_and_by_file(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(journey('{ click = "nav.actions" }'), "utf-8")
    assert find(str(file)).name == "one"
    assert find("main-path").title == shipped()["main-path"].title


def test_an_unknown_journey_is_answered_with_those_that_are_known() -> None:
    with pytest.raises(JourneyError, match=r"main-pth.*[Mm]ain-path"):
        find("main-pth")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(JourneyError, match=r"absent\.toml"):
        find(str(tmp_path / "absent.toml"))


def test_every_shipped_journey_is_named_as_its_file_and_says_what_it_is_about() -> None:
    for file in (ROOT / "journeys").glob("*.toml"):
        shown = shipped()[file.stem]
        assert shown.description.strip()
        assert shown.length > 0


def test_the_schema_knows_every_key_of_a_step() -> None:
    step = schema()["$defs"]["Step"]
    assert set(step["properties"]) == set(Step.__struct_fields__)
    assert step["additionalProperties"] is False
    msgspec.json.encode(schema())


def test_every_action_says_what_may_stand_beside_it() -> None:
    beside = set().union(*ARGUMENTS.values())
    assert beside | set(ARGUMENTS) | {"within"} == set(Step.__struct_fields__)
