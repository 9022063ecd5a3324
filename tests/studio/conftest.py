from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from desk import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A new workspace and a person in front of it."""
    desk = Desk(tmp_path)
    yield desk
    desk.close()
