"""Making, mending, testing and deleting authorization profiles, on the real widgets."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from studio.journeys.reading import find

pytestmark = [pytest.mark.webengine, pytest.mark.timeout(120)]
SECONDS = 90


def test_the_journey_passes_takes_its_pictures_and_leaks_nothing(tmp_path: Path) -> None:
    shots = tmp_path / "shots"
    done = subprocess.run(
        [sys.executable, "-m", "ui.app", "replay", "profiles", "--shots", str(shots)],
        env={**os.environ, "HOME": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    wanted = {
        f"{step.shot}.png"
        for chapter in find("profiles").chapters
        for step in chapter.steps
        if step.shot
    }
    assert {path.name for path in shots.iterdir()} == wanted
