"""Kills a replay with SIGKILL after each of its steps, and goes on from what is left.

Run inside a Secret Service session. Each step of the journey gets a process of its own that is
killed the moment it reports the step as done. The next process opens what the killed one left
behind and goes on with the next step, so every loss of something shown as done, and every step at
which the window does not open again where it was, makes the chain fail.

Where a step only begins something (a click, a key, anything inside the login window), being killed
right after it leaves open whether it took effect. The chain then goes on from the last state that
was *seen*, and checks that what was seen before is still there.

    python tests/journeys/kill_chain.py JOURNEY WORKSPACE FIRST LAST [--prepare] [--few]

With `--few` nothing is killed while the login window is open, and only every other step elsewhere.
With `--prepare` the steps before FIRST are done first, in one process that ends with a kill.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from studio.journeys.format import Journey, Step
from studio.journeys.reading import find

LOGIN = "login"
PATIENCE = 60


def steps_of(journey: Journey) -> list[Step]:
    return [step for chapter in journey.chapters for step in chapter.steps]


def is_seen(step: Step) -> bool:
    """Whether being done with the step means that a lasting thing was seen on screen."""
    target = str(step.target)
    lasting = step.action in ("expect", "choose", "resize", "theme", "shot")
    return lasting and not target.startswith(LOGIN)


def inside_login(steps: list[Step], number: int) -> bool:
    """Whether the login window is open after step `number`: it does not survive a kill."""
    opened = False
    for step in steps[:number]:
        if step.click == "authorization.authorize":
            opened = True
        if step.expect == LOGIN and step.gone:
            opened = False
    return opened


def is_passed_by(steps: list[Step], number: int) -> bool:
    """Whether nothing is killed after step `number` where a few kills have to do."""
    return inside_login(steps, number) or number % 2 == 0


def run_and_kill(journey: str, workspace: Path, first: int, last: int) -> None:
    """Run steps `first` to `last`, and kill the process when it reports the last one."""
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "ui.app",
            "replay",
            journey,
            "--workspace",
            str(workspace),
            "--from",
            str(first),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    said: list[str] = []
    for line in process.stdout:
        said.append(line.rstrip())
        words = line.split()
        if words[:2] == ["ok", str(last)]:
            # The whole group: the embedded browser's own processes go with it.
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(PATIENCE)
            return
        if words[:1] == ["FAIL"] or line.startswith(f"{journey}: failed"):
            break
    process.kill()
    process.wait(PATIENCE)
    rest = process.stdout.read()
    raise SystemExit(
        f"after a kill before step {first}, going on to step {last} failed:\n"
        + "\n".join(said)
        + f"\n{rest}"
    )


def main(journey: str, workspace: Path, first: int, last: int, *, prepare: bool, few: bool) -> None:
    steps = steps_of(find(journey))
    if prepare:
        run_and_kill(journey, workspace, 1, first - 1)
    kept = workspace.parent / "seen"
    seen = first - 1
    save(workspace, kept)
    killed = 0
    for number in range(first, min(last, len(steps)) + 1):
        if few and is_passed_by(steps, number):
            continue
        killed += 1
        run_and_kill(journey, workspace, seen + 1, number)
        if is_seen(steps[number - 1]) and not inside_login(steps, number):
            seen = number
            save(workspace, kept)
        else:
            restore(kept, workspace)
    print(json.dumps({"killed": killed, "seen": seen}))


def files(workspace: Path) -> list[Path]:
    return [path for path in workspace.parent.iterdir() if path.is_file()]


def save(workspace: Path, kept: Path) -> None:
    """Keep what the killed process left, byte for byte."""
    shutil.rmtree(kept, ignore_errors=True)
    kept.mkdir()
    for path in files(workspace):
        shutil.copy2(path, kept / path.name)


def restore(kept: Path, workspace: Path) -> None:
    for path in files(workspace):
        path.unlink()
    for path in kept.iterdir():
        shutil.copy2(path, workspace.parent / path.name)


if __name__ == "__main__":
    main(
        sys.argv[1],
        Path(sys.argv[2]),
        int(sys.argv[3]),
        int(sys.argv[4]),
        prepare="--prepare" in sys.argv[5:],
        few="--few" in sys.argv[5:],
    )
