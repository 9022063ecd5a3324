from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from studio.clock import ManualClock
from studio.ids import SeededIds
from studio.workspace import Workspace


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "mine.studio"


@pytest.fixture
def workspace(path: Path, clock: ManualClock) -> Iterator[Workspace]:
    opened = Workspace.open(path, clock=clock, ids=SeededIds())
    yield opened
    opened.close()
