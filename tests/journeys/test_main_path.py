"""The main job from start to end, as a person does it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from studio.journeys.format import Journey
from studio.journeys.reading import find

pytestmark = [pytest.mark.webengine, pytest.mark.timeout(150)]
SECONDS = 60
"""What the whole journey may take."""


def shots_of(journey: Journey) -> list[str]:
    return [step.shot for chapter in journey.chapters for step in chapter.steps if step.shot]


def replay(*arguments: str, home: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ui.app", "replay", *arguments],
        env={**os.environ, "HOME": str(home), "QT_QPA_PLATFORM": "offscreen"},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )


def test_main_path_passes_and_takes_its_pictures(tmp_path: Path) -> None:
    shots, junit = tmp_path / "shots", tmp_path / "junit.xml"
    done = replay(
        "main-path",
        "--shots",
        str(shots),
        "--report",
        str(tmp_path / "report"),
        "--junit",
        str(junit),
        home=tmp_path,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
    journey = find("main-path")
    for name in shots_of(journey):
        assert (shots / f"{name}.png").stat().st_size > 20_000
    assert re.search(r"longest gap on the GUI thread: \d+ ms", done.stdout)
    suite = ElementTree.parse(junit).getroot()[0]
    assert (suite.get("tests"), suite.get("failures")) == (str(journey.length), "0")
    assert "Authorization completed successfully" in (tmp_path / "report/main-path.md").read_text()


def test_a_replay_leaves_nothing_in_the_persons_folders(tmp_path: Path) -> None:
    journey = tmp_path / "short.toml"
    journey.write_text(
        'name = "short"\ntitle = "Short"\n'
        '[[chapters]]\ntitle = "Look"\nsteps = [{ expect = "window.here", text = "Actions" }]\n'
    )
    person = tmp_path / "person"
    person.mkdir()
    done = replay(str(journey), home=person)
    assert done.returncode == 0, done.stdout + done.stderr
    left = [p for p in person.rglob("*") if p.is_file() and "fontconfig" not in str(p)]
    assert left == []


def test_a_step_that_cannot_be_done_fails_the_replay_and_says_why(tmp_path: Path) -> None:
    journey = tmp_path / "wrong.toml"
    journey.write_text(
        'name = "wrong"\ntitle = "Wrong"\n[[chapters]]\ntitle = "Look"\n'
        'steps = [{ click = "actions.available.hubspott", within = 0.3 }]\n'
    )
    done = replay(str(journey), home=tmp_path)
    assert done.returncode == 1
    assert "there is no actions.available.hubspott" in done.stdout
    assert "actions.available.hubspot" in done.stdout.partition("there is")[2]


def test_a_journey_that_does_not_exist_cannot_run(tmp_path: Path) -> None:
    done = replay("no-such-journey", home=tmp_path)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "main-path" in done.stderr
