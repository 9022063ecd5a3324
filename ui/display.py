"""Whether there is something to show a window on, told before Qt would abort."""

from __future__ import annotations

import os
import sys

XCB_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
"""What Qt's X11 plugin needs beyond a bare system, and the Debian package of each."""


def missing_display() -> str | None:
    """What is missing and what to do about it, in one line; None when a window can open."""
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return None
    if os.environ.get("WAYLAND_DISPLAY"):
        return None
    if not os.environ.get("DISPLAY"):
        return (
            "there is no display to open a window on; start it in a desktop session, "
            "or run journeys without one: action-studio replay main-path"
        )
    missing = [package for name, package in XCB_LIBRARIES.items() if not _loads(name)]
    if missing:
        return f"Qt needs system libraries that are missing; install: {' '.join(missing)}"
    return None


def _loads(library: str) -> bool:
    import ctypes

    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
