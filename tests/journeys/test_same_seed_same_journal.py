"""The same journey with the same seed leaves the same journals, byte for byte."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.webengine, pytest.mark.timeout(150)]
ROOT = Path(__file__).parents[2]
SECONDS = 60


def without_restart(folder: Path) -> str:
    """A file with main-path up to its restart, so that the sandbox's journal is whole."""
    text = (ROOT / "resources/journeys/main-path.toml").read_text("utf-8")
    whole, mark, _ = text.partition('[[chapters]]\ntitle = "Quit and start again"')
    assert mark
    file = folder / "first-half.toml"
    file.write_text(whole.replace('name = "main-path"', 'name = "first-half"'), "utf-8")
    return str(file)


def replayed(target: Path, journey: str, *arguments: str) -> str:
    script = str(ROOT / "tests/journeys/replayed_twice.py")
    done = subprocess.run(
        [sys.executable, script, str(target), "replay", journey, *arguments],
        # Sets are in another order in each process, so that nothing may depend on it.
        env={**os.environ, "HOME": str(target.parent), "QT_QPA_PLATFORM": "offscreen"}
        | {"PYTHONHASHSEED": "random", "PYTHONPATH": str(ROOT)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
    return target.read_text("utf-8")


def test_the_same_seed_leaves_the_same_journals_and_another_one_does_not(tmp_path: Path) -> None:
    first = replayed(tmp_path / "first.json", "main-path", "--seed", "7")
    again = replayed(tmp_path / "again.json", "main-path", "--seed", "7")
    assert first == again
    kept = json.loads(first)
    assert len(kept["workspace"]) > 5
    assert len(kept["sandbox"]) > 0
    other = json.loads(replayed(tmp_path / "other.json", "main-path", "--seed", "8"))
    assert len(other["workspace"]) == len(kept["workspace"])
    assert other != kept


def test_pages_and_faults_repeat_too(tmp_path: Path) -> None:
    journey = without_restart(tmp_path)
    faults = ("--fault", "rate_limit_429_retry_after:deals.create@Create a deal")
    faults += ("--fault", "unavailable_503:account")
    first = replayed(tmp_path / "first.json", journey, *faults)
    assert first == replayed(tmp_path / "again.json", journey, *faults)
    asked = json.loads(first)["sandbox"]
    assert asked[0]["path"] == "/oauth/authorize"
    assert {entry["fault"] for entry in asked} == {
        None,
        "rate_limit_429_retry_after",
        "unavailable_503",
    }
