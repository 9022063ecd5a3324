"""Traffic as a story: a good sign-in, a failed one beside it, one that was closed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from studio.journeys.reading import find

pytestmark = [pytest.mark.webengine, pytest.mark.timeout(120)]
SECONDS = 60


def test_the_journey_passes_and_takes_its_pictures(tmp_path: Path) -> None:
    shots = tmp_path / "shots"
    done = subprocess.run(
        [sys.executable, "-m", "ui.app", "replay", "traffic", "--shots", str(shots)],
        env={**os.environ, "HOME": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    wanted = {
        f"{step.shot}.png"
        for chapter in find("traffic").chapters
        for step in chapter.steps
        if step.shot
    }
    assert {path.name for path in shots.iterdir()} == wanted
