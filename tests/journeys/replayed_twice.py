"""Replays a journey by the command, and writes down both journals it leaves.

    python tests/journeys/replayed_twice.py JOURNALS-FILE replay ARGUMENTS…

Run by `test_same_seed_same_journal.py`, twice.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import httpx

from studio import cli
from studio.app import Studio
from ui.app import open_window
from ui.journeys.replay import replay

PORT = re.compile(r"(127\.0\.0\.1|localhost)(:|%3A)[0-9]+")
"""The system gives another one each time."""


def journals(studio: Studio) -> str:
    """What the sandbox was asked since it was started last, and all that the workspace sent."""
    info = studio.environment.ensure_sandbox()
    answer = httpx.get(f"{info.admin_url}/journal?count=2000", verify=False)
    answer.raise_for_status()
    exchanges: list[dict[str, Any]] = [
        dict(row) for row in studio.workspace.read("SELECT * FROM exchanges ORDER BY number", [])
    ]
    both = {"sandbox": answer.json()["entries"], "workspace": exchanges}
    return PORT.sub(r"\1\2PORT", json.dumps(both, indent=1))


def main(target: Path, arguments: list[str]) -> int:
    def look(studio: Studio) -> None:
        target.write_text(journals(studio), "utf-8")

    return cli.run(
        arguments,
        open_window=open_window,
        replay=lambda request: replay(request, look=look),
    )


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
