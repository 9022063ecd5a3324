"""Tells whoever listens that something in the sandbox changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

Topic = Literal["faults", "records", "clock", "world", "journal"]
Listener = Callable[[str], None]


class Bell:
    """Rung by whatever changes the sandbox; every listener hears the topic, and only that.

    Listeners are called on the server's thread and in the middle of an answer: they must return
    at once and hand the work to a thread of their own.
    """

    def __init__(self) -> None:
        self._listeners: tuple[Listener, ...] = ()

    def listen(self, listener: Listener) -> None:
        """Call `listener` with each topic from now on: `faults`, `records`, `clock`, `world`
        (reset or restored) or `journal`."""
        self._listeners = (*self._listeners, listener)

    def ring(self, topic: Topic) -> None:
        """Tell every listener. One that fails is never called again: it may be a window that is
        gone, and the call that is being answered has nothing to do with that."""
        for listener in self._listeners:
            try:
                listener(topic)
            except Exception:  # noqa: BLE001 (whatever a stranger's code raises)
                self._listeners = tuple(one for one in self._listeners if one is not listener)
