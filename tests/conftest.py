"""For every test: no screen, and a home of its own. Nobody's own data or keyring is touched."""

from __future__ import annotations

import gc
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
if hasattr(os, "geteuid") and os.geteuid() == 0:
    # Chromium's own sandbox refuses to run as root.
    os.environ.setdefault("QTWEBENGINE_DISABLE_SANDBOX", "1")


# As in the program: a worker that finds a widget among the garbage takes it apart on its thread.
gc.disable()
LOOKED_THROUGH_EVERY = 25
"""Tests between two searches for garbage through everything there is."""
_ended = 0


LONGEST = (
    "test_kill_at_every_step.py",
    "test_same_seed_same_journal.py",
    "test_template_journeys.py",
    "test_renewal_across_processes.py",
)
"""Files whose few tests take long. Begun last, they would keep one program busy alone."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whole journeys first, the longest before the others; among each other as it happens."""

    def place(item: pytest.Item) -> int:
        if item.path.name in LONGEST:
            return LONGEST.index(item.path.name)
        return len(LONGEST) + (item.path.parent.name != "journeys")

    items.sort(key=place)


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown() -> None:
    """Look for garbage where the tests run, between them."""
    global _ended
    _ended += 1
    gc.collect(2 if _ended % LOOKED_THROUGH_EVERY == 0 else 1)


@pytest.fixture(scope="session", autouse=True)
def home() -> Iterator[Path]:
    """A home folder that is gone after the run, for everything that asks for one."""
    with tempfile.TemporaryDirectory(prefix="as-home-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        patch = pytest.MonkeyPatch()
        patch.setenv("HOME", name)
        for variable, place in (
            ("XDG_DATA_HOME", ".local/share"),
            ("XDG_CONFIG_HOME", ".config"),
            ("XDG_CACHE_HOME", ".cache"),
        ):
            patch.setenv(variable, str(folder / place))
        # Where a test wants a real keyring, it starts one in a session of its own.
        patch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
        yield folder
        patch.undo()
