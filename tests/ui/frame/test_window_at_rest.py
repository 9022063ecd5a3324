"""A window that is only open holds little: what the next clicks need comes with somebody."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from studio.app import open_studio
from studio.vault import MemoryVault

ROOT = Path(__file__).parents[3]
OPEN = """
import linecache, sys
from pathlib import Path
from PySide6.QtCore import QDeadlineTimer, QPoint, Qt
from PySide6.QtTest import QTest
from ui.app import build_window, make_application
from ui.warm_up import MODULES

def wait(condition, milliseconds=10_000):
    deadline = QDeadlineTimer(milliseconds)
    while not condition() and not deadline.hasExpired():
        app.processEvents()
        QTest.qWait(5)
    return condition()

app = make_application()
window = build_window(Path(sys.argv[1]), app)
window.show()
"""
COMES = """
assert wait(lambda: set(MODULES) <= set(sys.modules))
window.close()
"""
REST = """
window.start()
assert wait(lambda: window.context is not None)
assert wait(window.underMouse)  # it opened under the pointer, which nobody moves
wait(lambda: False, 900)  # what comes by itself has come by then
print(*sys.modules)
print(sum(len(line) for entry in linecache.cache.values() if len(entry) > 2 for line in entry[2]))
QTest.mouseMove(window, QPoint(40, 40))
"""
POINTER_FIRST = """
assert wait(window.underMouse)
window.start()
assert wait(lambda: window.context is not None)
QTest.mouseMove(window.windowHandle(), QPoint(60, 60))
"""
KEYBOARD_ONLY = """
window.start()
assert wait(lambda: window.context is not None)
QTest.keyClick(window.windowHandle(), Qt.Key.Key_Tab)
"""
LATER = {
    "hashlib",  # OpenSSL
    "httpx",
    "keyring",
    "starlette",
    "uvicorn",
    "quickjs_rs",
    "PySide6.QtWebEngineCore",
    "ui.authorization_profiles.editor",
    "ui.settings.page",
    "ui.sandbox.page",
    "studio.dialogs.conversation",
}


def open_window(folder: Path, doing: str) -> list[str]:
    """What a program of its own prints that opens a window, does this, and warms up then."""
    workspace = folder / "x.studio"
    open_studio(workspace, vault=MemoryVault()).close()  # making a new one takes more
    done = subprocess.run(
        [sys.executable, "-c", f"{OPEN}{doing}{COMES}", str(workspace)],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_a_window_at_rest_has_loaded_only_what_it_shows(tmp_path: Path) -> None:
    loaded, sources = open_window(tmp_path, REST)
    assert LATER & set(loaded.split()) == set()
    assert int(sources) < 1_000_000, "the text of modules stays in memory"


@pytest.mark.parametrize(
    "doing",
    [
        pytest.param(POINTER_FIRST, id="the pointer is in the window when it opens, and moves on"),
        pytest.param(KEYBOARD_ONLY, id="only the keyboard is used"),
    ],
)
def test_what_clicks_need_comes_however_somebody_is_there(tmp_path: Path, doing: str) -> None:
    open_window(tmp_path, doing)
