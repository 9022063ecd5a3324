"""Nothing that was shown as done is lost to a SIGKILL, whichever step it comes after."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest
import secret_service
from kill_chain import is_passed_by, steps_of

from studio.journeys.reading import find

CHAIN = Path(__file__).with_name("kill_chain.py")
EVERY_KILL = "ACTION_STUDIO_EVERY_KILL"
"""Set it to kill every journey at each of its steps."""
HALVES = {
    "main-path": "integration_successful.explore_templates",
    "pre-authorize-custom": "profiles.save",
}
"""By journey, the click at which the second chain begins, on a workspace that came there without
being killed."""

pytestmark = [
    pytest.mark.secret_service,
    pytest.mark.webengine,
    pytest.mark.timeout(240),
    pytest.mark.skipif(bool(secret_service.missing()), reason=secret_service.missing() or ""),
]


def chain(journey: str, home: Path, first: int, last: int, prepare: bool) -> dict[str, int]:
    """Run one chain in a session of its own and answer with what it did."""
    folder = home / "workspace"
    folder.mkdir(parents=True)
    program = [
        sys.executable,
        str(CHAIN),
        journey,
        str(folder / "Acme demo.studio"),
        str(first),
        str(last),
        *(["--prepare"] if prepare else []),
        *(["--few"] if few(journey) else []),
    ]
    done = secret_service.run(program, home=home, extra=ENVIRONMENT, timeout=220)
    assert done.returncode == 0, done.stderr[-4000:]
    return dict(json.loads(done.stdout.splitlines()[-1]))


def few(journey: str) -> bool:
    """One journey is killed at each of its steps, others at some: the whole takes minutes."""
    return journey != "main-path" and EVERY_KILL not in os.environ


ENVIRONMENT = {"QT_QPA_PLATFORM": "offscreen"}


@pytest.fixture
def home() -> Iterator[Path]:
    # Not pytest's own: sockets lie in it, and their paths may be 107 characters long at most.
    with tempfile.TemporaryDirectory(prefix="as-kill-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


@pytest.mark.parametrize("journey", HALVES)
def test_a_kill_after_any_step_loses_nothing_that_was_shown_as_done(
    home: Path, journey: str
) -> None:
    steps = steps_of(find(journey))
    half = next(i for i, step in enumerate(steps, 1) if step.click == HALVES[journey])
    with ThreadPoolExecutor(2) as pool:
        chains: list[Future[dict[str, int]]] = [
            pool.submit(chain, journey, home / "a", 1, half - 1, False),
            pool.submit(chain, journey, home / "b", half, len(steps), True),
        ]
        done = [future.result() for future in chains]
    passed_by = [n for n in range(1, len(steps) + 1) if few(journey) and is_passed_by(steps, n)]
    assert sum(one["killed"] for one in done) == len(steps) - len(passed_by)


def test_the_chain_itself_notices_a_loss(home: Path) -> None:
    """A workspace whose set-up is gone cannot go on in the middle: the chain is no empty show."""
    folder = home / "c" / "workspace"
    folder.mkdir(parents=True)
    journey = "main-path"
    steps = steps_of(find(journey))
    number = next(i for i, s in enumerate(steps, 1) if s.expect == "actions.configured.hubspot")
    program = [
        sys.executable,
        str(CHAIN),
        journey,
        str(folder / "x.studio"),
        str(number),
        str(number),
    ]
    done: subprocess.CompletedProcess[str] = secret_service.run(
        program, home=home / "c", extra=ENVIRONMENT, timeout=60
    )
    assert done.returncode != 0
    assert f"going on to step {number} failed" in done.stderr
    shutil.rmtree(folder)
