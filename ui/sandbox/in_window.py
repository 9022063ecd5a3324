"""What the whole window has of the sandbox: the mark, the result line, the key, the commands."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout

from ui.background import Background
from ui.sandbox.desk import Said, SandboxDesk
from ui.sandbox.fault_mark import FaultMark
from ui.sandbox.result_line import ResultLine

if TYPE_CHECKING:
    from studio.app import Studio
    from ui.command_palette import Command
    from ui.status_bar import StatusBar
    from ui.top_bar import TopBar

RESET_KEYS = "Ctrl+Shift+R"
PLACE = "sandbox"
STRIPS_AT = 1
"""Below the top bar."""


class SandboxInWindow(QObject):
    """Made once the workspace is open.

    Args:
        window: Its window, which owns it.
        column: The window's column: top bar, what is made here, places.
        show_place: Leads to a place.
    """

    def __init__(
        self,
        window: QObject,
        studio: Studio,
        background: Background,
        *,
        top_bar: TopBar,
        status_bar: StatusBar,
        column: QVBoxLayout,
        show_place: Callable[..., None],
    ) -> None:
        super().__init__(window)
        self.desk = SandboxDesk(studio, background, self)
        self._top_bar = top_bar
        self._show_place = show_place
        self._mark = FaultMark()
        self._mark.show_asked.connect(self.show_faults)
        self._mark.switch_off_asked.connect(lambda: self.desk.switch_off())
        self._result = ResultLine()
        self._result.restore_asked.connect(self.desk.restore)
        column.insertWidget(STRIPS_AT, self._mark)
        column.insertWidget(STRIPS_AT + 1, self._result)
        top_bar.faults_asked.connect(self.show_faults)
        status_bar.sandbox.connect(lambda: show_place(PLACE))
        self.desk.changed.connect(self._draw)
        self.desk.said.connect(self._result.show_said)
        QShortcut(QKeySequence(RESET_KEYS), window).activated.connect(self.reset)

    def show_faults(self) -> None:
        """Lead to the faults."""
        self._show_place(PLACE, tab="faults")

    def reset(self) -> None:
        """Back to the seeded records, from anywhere; the connection stays."""
        if self.desk.running:
            if self.desk.doing != "reset":
                self.desk.reset()
        else:
            self._result.show_said(
                Said("error", "The sandbox is not running.", "There is nothing to reset.")
            )

    def commands(self) -> Iterable[Command]:
        """What the command palette offers."""
        from ui.command_palette import Command

        if not self.desk.running:
            return (Command("Start the sandbox", self.desk.start, "Sandbox"),)
        off = Command("Switch all faults off", lambda: self.desk.switch_off(), "Sandbox")
        return (
            Command("Reset the sandbox's records", self.reset, f"Sandbox · {RESET_KEYS}"),
            Command("Take a snapshot of the sandbox", self.desk.snapshot, "Sandbox"),
            *((off,) if self.desk.active else ()),
            Command("Stop the sandbox", self.desk.stop, "Sandbox"),
        )

    def leave(self) -> None:
        """The window closes."""
        self.desk.leave()

    def _draw(self) -> None:
        self._mark.show_faults(self.desk.active)
        self._top_bar.show_faults(len(self.desk.active))
