"""A real Secret Service for a test: gnome-keyring on a D-Bus and in a home of its own.

    import secret_service

    done = secret_service.run([sys.executable, "-m", "ui.app", "--exit-when-ready"], home=tmp_path)

Nothing of the person's own keyring is seen or touched. What is kept in `home` is there again for
the next `run` with the same `home`, as after a restart.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

PROGRAMS = ("dbus-run-session", "gnome-keyring-daemon")

UNLOCKED = """
printf 'the keyring password' | gnome-keyring-daemon --unlock --components=secrets > /dev/null
exec "$@"
"""
LOCKED = """
gnome-keyring-daemon --start --components=secrets > /dev/null
exec "$@"
"""


def missing() -> str | None:
    """Why there can be no Secret Service on this machine; None when there can."""
    absent = [program for program in PROGRAMS if shutil.which(program) is None]
    return f"needs {' and '.join(absent)} (Debian: gnome-keyring, dbus)" if absent else None


def environment(home: Path) -> dict[str, str]:
    """The environment of a person who lives in `home` and has no session yet."""
    runtime = home / "run"
    runtime.mkdir(parents=True, exist_ok=True)
    runtime.chmod(0o700)
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("DBUS_", "GNOME_KEYRING", "XDG_", "PYTHON_KEYRING"))
    }
    return {
        **kept,
        "HOME": str(home),
        "XDG_RUNTIME_DIR": str(runtime),
        "XDG_DATA_HOME": str(home / ".local" / "share"),
        "XDG_CONFIG_HOME": str(home / ".config"),
        "XDG_CACHE_HOME": str(home / ".cache"),
        "PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[1]), kept.get("PYTHONPATH", "")]),
    }


def command(program: Sequence[str], *, locked: bool = False) -> list[str]:
    """The command line that runs `program` in a session; `environment` goes with it."""
    start = LOCKED if locked else UNLOCKED
    return ["dbus-run-session", "--", "sh", "-ec", start, "session", *program]


def run(
    program: Sequence[str],
    home: Path,
    *,
    locked: bool = False,
    extra: Mapping[str, str] | None = None,
    timeout: float = 60.0,
) -> subprocess.CompletedProcess[str]:
    """Run `program` to its end and answer with its status and output.

    Args:
        program: The command and its arguments.
        home: A folder that is this person's home; keyring and settings lie in it.
        locked: The keyring exists (from an earlier run) but nobody has unlocked it.
        extra: Further environment variables.
        timeout: Seconds the program may take.
    """
    return subprocess.run(
        command(program, locked=locked),
        env={**environment(home), **(extra or {})},
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )
