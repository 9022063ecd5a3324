"""A window that is only open holds little: what the next clicks need comes with the first move."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

from studio.app import open_studio
from studio.vault import MemoryVault

ROOT = Path(__file__).parents[3]
PROGRAM = """
import linecache, sys
from pathlib import Path
from PySide6.QtCore import QDeadlineTimer, QPoint
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
window.start()
assert wait(lambda: window.context is not None)
wait(lambda: False, 900)  # what comes by itself has come by then
print(*sys.modules)
print(sum(len(line) for entry in linecache.cache.values() if len(entry) > 2 for line in entry[2]))
QTest.mouseMove(window, QPoint(40, 40))

assert wait(lambda: set(MODULES) <= set(sys.modules))
window.close()
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


def test_a_window_at_rest_has_loaded_only_what_it_shows(tmp_path: Path) -> None:
    workspace = tmp_path / "x.studio"
    open_studio(workspace, vault=MemoryVault()).close()  # making a new one takes more
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(PROGRAM), str(workspace)],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    loaded, sources = done.stdout.splitlines()
    assert LATER & set(loaded.split()) == set()
    assert int(sources) < 1_000_000, "the text of modules stays in memory"
