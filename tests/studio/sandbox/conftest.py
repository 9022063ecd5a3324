"""A running sandbox for every test of this folder, back at its seeded world before each."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from sandbox_bench import SECRET, Bench, Browser

from studio.clock import ManualClock
from studio.sandbox import SandboxOptions, start


@pytest.fixture(scope="session")
def _shared_bench() -> Iterator[Bench]:
    clock = ManualClock()
    running = start(SandboxOptions(clock=clock, client_secret=SECRET))
    with httpx.Client(base_url=running.info.base_url, verify=False) as client:
        yield Bench(running, clock, client)
    running.stop()


@pytest.fixture
def bench(_shared_bench: Bench) -> Iterator[Bench]:
    _shared_bench.admin("reset", {})
    # Other tests leave fractions of a second behind.
    _shared_bench.clock.advance(1 - _shared_bench.clock.now().microsecond / 1_000_000)
    before = _shared_bench.running.mishaps  # type: ignore[attr-defined]
    yield _shared_bench
    assert _shared_bench.running.mishaps == before  # type: ignore[attr-defined]


@pytest.fixture
def browser(bench: Bench) -> Iterator[Browser]:
    browser = Browser(bench)
    yield browser
    browser.http.close()


@pytest.fixture
def api(bench: Bench) -> Iterator[httpx.Client]:
    """A client that is allowed everything in Acme Sales."""
    with bench.api() as client:
        yield client
