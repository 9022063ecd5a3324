"""Tells on the GUI thread what happens in conversations, which run on workers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from studio.dialogs.tracing import TurnTrace


class RunningNodes(QObject):
    """Passes on what a tracer tells.

    Signals:
        turn_changed: The end user, and the `TurnTrace` as it is now.
    """

    turn_changed = Signal(str, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._leave: Callable[[], None] | None = None

    def listen(
        self, watch: Callable[[Callable[[str, TurnTrace], None]], Callable[[], None]]
    ) -> None:
        """Begin to listen; once is enough."""
        if self._leave is None:
            self._leave = watch(lambda user, turn: self.turn_changed.emit(user, turn))

    def leave(self) -> None:
        """The window closes."""
        if self._leave is not None:
            self._leave()
            self._leave = None
