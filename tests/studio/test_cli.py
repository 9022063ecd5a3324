"""The command: what it hands on, what it refuses, and the exit status it ends with."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from studio import __version__, cli
from studio.cli import COULD_NOT_RUN, DONE, FAILED, ReplayRequest
from studio.errors import StudioError


class Screen:
    """Stands where the window and the replay are; notes what it was asked for."""

    def __init__(self, status: int = DONE, error: BaseException | None = None) -> None:
        self.opened: list[tuple[Path | None, bool]] = []
        self.replayed: list[ReplayRequest] = []
        self._status = status
        self._error = error

    def open_window(self, workspace: Path | None, *, exit_when_ready: bool = False) -> int:
        self.opened.append((workspace, exit_when_ready))
        return self._answer()

    def replay(self, request: ReplayRequest) -> int:
        self.replayed.append(request)
        return self._answer()

    def _answer(self) -> int:
        if self._error is not None:
            raise self._error
        return self._status


def run(*arguments: str, screen: Screen | None = None) -> int:
    screen = screen or Screen()
    return cli.run(arguments, open_window=screen.open_window, replay=screen.replay)


def test_without_arguments_the_window_opens_on_the_default_workspace() -> None:
    screen = Screen()
    assert run(screen=screen) == DONE
    assert screen.opened == [(None, False)]


def test_the_window_opens_on_the_workspace_that_is_named() -> None:
    screen = Screen()
    run("--workspace", "acme.studio", "--exit-when-ready", screen=screen)
    assert screen.opened == [(Path("acme.studio"), True)]


@pytest.mark.parametrize("name", ["replay", "sandbox", "doctor"])
def test_a_workspace_may_be_named_like_a_command(name: str) -> None:
    screen = Screen()
    assert run("--workspace", name, screen=screen) == DONE
    assert screen.opened == [(Path(name), False)]


def test_everything_about_a_replay_is_handed_on() -> None:
    screen = Screen()
    arguments = (
        "replay main-path mine.toml --shots a --report b --junit c.xml --watch --from 3 "
        "--fault answer_never@3 --fault hub_gone*2 --seed 5"
    )
    assert run(*arguments.split(), "--workspace", "w.studio", screen=screen) == DONE
    assert screen.replayed == [
        ReplayRequest(
            journeys=("main-path", "mine.toml"),
            shots=Path("a"),
            report=Path("b"),
            junit=Path("c.xml"),
            watch=True,
            first=3,
            workspace=Path("w.studio"),
            faults=("answer_never@3", "hub_gone*2"),
            seed=5,
        )
    ]


def test_a_replay_uses_a_new_workspace_unless_one_is_named() -> None:
    screen = Screen()
    run("replay", "main-path", screen=screen)
    assert screen.replayed[0].workspace is None


def test_what_failed_ends_with_1() -> None:
    assert run("replay", "main-path", screen=Screen(status=FAILED)) == FAILED


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["repaly"], "repaly"),
        (["--workspce", "x"], "--workspce"),
        (["--workspace"], "--workspace"),
        (["replay"], "--list"),
        (["replay", "main-path", "--form", "3"], "--form"),
        (["replay", "main-path", "--from", "0"], "from 1 on"),
        (["sandbox", "--port", "70000"], "0 to 65535"),
        (["sandbox", "--port", "http"], "'http'"),
        (["sandbox", "--seed", "one"], "'one'"),
        (["sandbox", "--world", "mars"], "acme, large, platform"),
        (["doctor", "--jsn"], "--jsn"),
    ],
)
def test_what_is_not_understood_ends_with_2_and_one_line_that_says_what_to_do(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    screen = Screen()
    assert run(*arguments, screen=screen) == COULD_NOT_RUN
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert said.err.startswith("action-studio")
    assert words in said.err
    assert not screen.opened
    assert not screen.replayed


def test_a_wrong_command_is_answered_with_those_there_are(
    capsys: pytest.CaptureFixture[str],
) -> None:
    run("repaly")
    assert "did you mean replay?" in capsys.readouterr().err


def test_an_error_for_people_ends_with_2_and_its_next_step(
    capsys: pytest.CaptureFixture[str],
) -> None:
    error = StudioError("The file is newer.", "Update Action Studio.")
    assert run("replay", "x", screen=Screen(error=error)) == COULD_NOT_RUN
    assert capsys.readouterr().err == "action-studio: The file is newer. Update Action Studio.\n"


def test_stopping_it_is_no_crash(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("replay", "x", screen=Screen(error=KeyboardInterrupt())) == FAILED
    assert "Traceback" not in capsys.readouterr().err


def test_the_list_has_a_name_first_on_each_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("replay", "--list") == DONE
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == sorted(line.split()[0] for line in lines)
    assert "main-path" in {line.split()[0] for line in lines}


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--help") == DONE
    said = capsys.readouterr().out
    assert all(command in said for command in ("sandbox", "replay", "doctor", "--workspace"))


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--version") == DONE
    assert capsys.readouterr().out == f"Action Studio {__version__}\n"


def findings(capsys: pytest.CaptureFixture[str]) -> dict[str, dict[str, Any]]:
    return {each["name"]: each for each in json.loads(capsys.readouterr().out)}


def test_the_doctor_says_what_to_do_about_each_thing_that_does_not_work(
    capsys: pytest.CaptureFixture[str],
) -> None:
    status = run("doctor", "--json")
    found = findings(capsys)
    assert set(found) == {"Display", "Login window", "Keyring", "SQLite", "Network to HubSpot"}
    assert all(each["works"] or each["next_step"] for each in found.values())
    needed = [each for each in found.values() if each["needed"] and not each["works"]]
    assert status == (FAILED if needed else DONE)


def test_the_doctor_prints_the_same_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    run("doctor")
    said = capsys.readouterr().out
    assert "SQLite: version" in said
