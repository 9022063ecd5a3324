"""Start-up time and idle memory, as ratios to a bare PySide6 window, alternating in one run.

    python tests/benchmarks/startup [--runs N]

Ends with status 1 when a median ratio is over its limit.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

LIMIT_TIME = 1.6
LIMIT_MEMORY = 1.6
STILL_SECONDS = 1.5
"""Memory counts as idle when it has not changed for so long."""
PATIENCE = 20.0

HERE = Path(__file__).parent
BARE = [sys.executable, str(HERE / "bare.py")]
STUDIO = [sys.executable, "-m", "ui.app"]
ENVIRONMENT = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(HERE.parents[2])}


def seconds(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, env=ENVIRONMENT, check=True, cwd=HERE.parents[2])
    return time.perf_counter() - start


def idle_mebibytes(command: list[str]) -> float:
    """What the process holds once it has come to rest."""
    process = subprocess.Popen(command, env=ENVIRONMENT, cwd=HERE.parents[2])
    try:
        seen = psutil.Process(process.pid)
        end = time.perf_counter() + PATIENCE
        held, since = 0, time.perf_counter()
        while time.perf_counter() < end:
            now = seen.memory_info().rss
            if abs(now - held) > 256 * 1024:
                held, since = now, time.perf_counter()
            elif time.perf_counter() - since > STILL_SECONDS and held > 20 * 1024 * 1024:
                break
            time.sleep(0.05)
        return seen.memory_info().rss / 1024 / 1024
    finally:
        process.kill()
        process.wait()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=9)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as folder:
        workspace = ["--workspace", str(Path(folder) / "bench.studio")]
        ready = [*STUDIO, *workspace, "--exit-when-ready"]
        seconds(ready)
        seconds(BARE)
        pairs = [(seconds(ready), seconds(BARE)) for _ in range(runs)]
        memory = [
            (idle_mebibytes([*STUDIO, *workspace]), idle_mebibytes([*BARE, "--stay"]))
            for _ in range(3)
        ]
    return max(
        show("start to window ready", "s", pairs, LIMIT_TIME),
        show("idle memory", "MiB", memory, LIMIT_MEMORY),
    )


def show(what: str, unit: str, pairs: list[tuple[float, float]], limit: float) -> int:
    """Print one comparison; 1 when the median ratio is over its limit."""
    ratio = statistics.median(ours / bare for ours, bare in pairs)
    ours = statistics.median(pair[0] for pair in pairs)
    bare = statistics.median(pair[1] for pair in pairs)
    verdict = "ok" if ratio <= limit else "OVER"
    print(
        f"{verdict:4}  {what}: {ours:.3g} {unit}, bare window {bare:.3g} {unit}, "
        f"ratio {ratio:.2f} (limit {limit}, {len(pairs)} pairs)"
    )
    return int(ratio > limit)


if __name__ == "__main__":
    raise SystemExit(main())
