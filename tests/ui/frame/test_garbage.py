"""The search for garbage: on the GUI thread, and only there."""

from __future__ import annotations

import gc
import threading
import weakref
from typing import Any

from PySide6.QtCore import QObject

from ui.garbage import YOUNG, Garbage, look


class Knot:
    """Something that only a search finds: it holds itself."""

    def __init__(self, seen: list[str]) -> None:
        self.me = self
        weakref.finalize(self, lambda: seen.append(threading.current_thread().name))


def test_garbage_of_a_worker_is_taken_apart_on_the_gui_thread(qtbot: Any) -> None:
    owner = QObject()
    Garbage(owner)
    seen: list[str] = []
    kept: list[Any] = []

    def work() -> None:
        Knot(seen)
        kept.extend([] for _ in range(3 * YOUNG))

    worker = threading.Thread(target=work, name="worker")
    worker.start()
    worker.join()
    assert not gc.isenabled()
    assert seen == []
    qtbot.waitUntil(lambda: seen == ["MainThread"], timeout=3000)


def test_nothing_is_looked_through_while_little_is_new() -> None:
    gc.collect()
    seen: list[str] = []
    Knot(seen)
    look()
    assert seen == []
