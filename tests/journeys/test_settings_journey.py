"""Every setting once, on the real widgets; and nothing of it reaches the network."""

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
    nowhere = "http://127.0.0.1:9"  # whoever leaves this computer by the system's proxy fails
    done = subprocess.run(
        [sys.executable, "-m", "ui.app", "replay", "settings", "--shots", str(shots)],
        env={
            **os.environ,
            "HOME": str(tmp_path),
            "QT_QPA_PLATFORM": "offscreen",
            "HTTPS_PROXY": nowhere,
        },
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    wanted = {
        f"{step.shot}.png"
        for chapter in find("settings").chapters
        for step in chapter.steps
        if step.shot
    }
    assert {path.name for path in shots.iterdir()} == wanted
    assert "not-a-real-secret" not in done.stderr
