"""The story of what goes wrong and is mended, on the real window."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_main_path import replay, shots_of

from studio.journeys.reading import find

pytestmark = [pytest.mark.webengine, pytest.mark.timeout(150)]


def test_a_failed_exchange_and_a_failed_call_are_mended_without_losing_anything(
    tmp_path: Path,
) -> None:
    shots = tmp_path / "shots"
    done = replay("faults", "--shots", str(shots), home=tmp_path)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
    for name in shots_of(find("faults")):
        assert (shots / f"{name}.png").stat().st_size > 20_000
