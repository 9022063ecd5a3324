"""What works on this machine, and what to do about what does not."""

from __future__ import annotations

import os
import socket
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

PATIENCE = 20.0
NETWORK_PATIENCE = 3.0
OLDEST_SQLITE = (3, 35, 0)
"""`ALTER TABLE … DROP COLUMN` and RETURNING, which sqlite-utils uses."""


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    name: str
    works: bool
    needed: bool
    """False where the program works without it, with less comfort."""
    detail: str
    next_step: str = ""


def examine() -> Iterator[Finding]:
    """Look at everything in turn; each look is bounded in time."""
    yield _display()
    yield _web_engine()
    yield _keyring()
    yield _sqlite()
    yield from _network()


def _display() -> Finding:
    there = (
        not sys.platform.startswith("linux")
        or bool(os.environ.get("DISPLAY"))
        or bool(os.environ.get("WAYLAND_DISPLAY"))
    )
    return Finding(
        "Display",
        there,
        True,
        "a window can open" if there else "there is no display",
        "" if there else "Start it in a desktop session; replay works without one.",
    )


def _web_engine() -> Finding:
    """In a process of its own: a missing system library may end it."""
    try:
        done = subprocess.run(
            [sys.executable, "-c", "import PySide6.QtWebEngineWidgets"],
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Finding("Login window", False, True, "QtWebEngine does not load", "Restart.")
    if done.returncode == 0:
        return Finding("Login window", True, True, "QtWebEngine loads")
    why = (done.stderr.strip().splitlines() or ["unknown error"])[-1]
    return Finding("Login window", False, True, why, "Install the system library it names.")


def _keyring() -> Finding:
    from studio.vault import open_vault

    status = open_vault("doctor").status()
    works = status.kind == "keyring"
    next_step = "" if works else "Install or unlock your system's keyring (Secret Service)."
    return Finding("Keyring", works, False, status.explanation, next_step)


def _sqlite() -> Finding:
    works = sqlite3.sqlite_version_info >= OLDEST_SQLITE
    return Finding(
        "SQLite",
        works,
        True,
        f"version {sqlite3.sqlite_version}",
        "" if works else "Use a Python with a newer SQLite.",
    )


def _network() -> Iterator[Finding]:
    from studio.connectors.catalogue import Catalogue

    for connector in Catalogue().all():
        host = urlsplit(connector.environments.live.api).hostname or ""
        why = _why_unreachable(host)
        yield Finding(
            f"Network to {connector.name}",
            not why,
            False,
            f"{host} cannot be reached ({why})" if why else f"{host} answers",
            "Not needed for the Sandbox; check your network or proxy for the live service."
            if why
            else "",
        )


def _why_unreachable(host: str) -> str:
    """Empty when it answers. In a thread: looking a name up knows no time limit."""
    said: list[str] = []

    def connect() -> None:
        try:
            socket.create_connection((host, 443), timeout=NETWORK_PATIENCE).close()
            said.append("")
        except OSError as error:
            said.append(str(error))

    thread = threading.Thread(target=connect, daemon=True)
    thread.start()
    thread.join(NETWORK_PATIENCE)
    return said[0] if said else f"no answer in {NETWORK_PATIENCE:.0f} s"
