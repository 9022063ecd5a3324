"""Runs the sandbox by itself, for SDKs, scripts and other programs on this machine."""

from __future__ import annotations

import json
import signal
import threading
from dataclasses import asdict
from pathlib import Path
from typing import TextIO

from studio.sandbox import SandboxOptions, start
from studio.sandbox.options import DEFAULT_WORLD


def serve(port: int, seed: int, state: Path | None, out: TextIO, world: str = DEFAULT_WORLD) -> int:
    """Serve until SIGINT or SIGTERM; for the main thread.

    The first line on `out` is one JSON object: `base_url`, `authorize_url`, `token_url`,
    `client_id`, `client_secret`, `admin_url`, `sign_in_names`, `redirect_uris`,
    `required_scopes`, `declared_scopes`.

    Returns:
        The exit status, 0.

    Raises:
        StudioError: The port or the state file cannot be used, or there is no such world.
    """
    ended = threading.Event()
    before = {
        number: signal.signal(number, lambda *_: ended.set())
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        running = start(SandboxOptions(port=port, seed=seed, state=state, world=world))
        try:
            print(json.dumps(asdict(running.info)), file=out, flush=True)
            # With a time limit, so that the signal also arrives on Windows.
            while not ended.wait(0.5):
                pass
        finally:
            running.stop()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    return 0


def list_faults(out: TextIO) -> int:
    """Print every fault, one a line, its name first. Answers with the exit status, 0."""
    from studio.sandbox.faults.catalogue import printed

    print(printed(), file=out)
    return 0
