"""The journeys of the twelve templates, and what else begins on a workspace that is set up."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from studio.app import open_studio
from studio.connectors.catalogue import Catalogue
from studio.journeys.beginning import set_up
from studio.journeys.reading import find, shipped
from studio.vault import MemoryVault

pytestmark = [pytest.mark.webengine, pytest.mark.timeout(150)]
ROOT = Path(__file__).parents[2]
TEMPLATES = [template.id for template in Catalogue().templates("hubspot")]
OTHERS = ["install-all", "edit-request", "from-scratch", "chat-errors", "users-in-chat"]


def test_each_template_and_the_conversation_around_it_are_replayed(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ui.app", "replay", *TEMPLATES, *OTHERS],
        env={**os.environ, "HOME": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=140,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-1000:]
    assert done.stdout.count(": passed, ") == len(TEMPLATES) + len(OTHERS)


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_person_needs_less_than_thirty_seconds_for_a_template(name: str) -> None:
    """An unhurried typist: four characters a second, and a second to read each answer."""
    typed = turns = 0
    steps = [step for chapter in find(name).chapters for step in chapter.steps]
    first = next(i for i, step in enumerate(steps) if step.click == "talk_to_bot.open")
    for step in steps[first:]:
        if step.shot and step.shot.startswith("03"):
            break
        if step.type:
            typed += len(str(step.text))
            turns += 1
        turns += bool(step.click and ".reply." in step.click)
    assert turns >= 1
    assert typed / 4 + turns < 30, (typed, turns)


def test_every_template_has_a_journey_of_its_name() -> None:
    assert set(TEMPLATES) <= set(shipped())


@pytest.mark.parametrize(
    ("begin", "authorized", "dialogs"),
    [("new", False, 0), ("enabled", True, 0), ("installed_for_users", False, 12)],
)
def test_a_journey_begins_where_it_says(
    tmp_path: Path, begin: str, authorized: bool, dialogs: int
) -> None:
    studio = open_studio(tmp_path / "x.studio", vault=MemoryVault())
    try:
        set_up(studio, begin)  # type: ignore[arg-type]
        action = studio.actions.get("hubspot")
        assert (action.account is not None) is authorized
        assert action.enabled is (begin != "new")
        assert len(studio.dialogs.list()) == dialogs
    finally:
        studio.close()
