"""A tab of the Sandbox page: what stands there when the sandbox does not run, and when it does."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from ui.controls import Button, EmptyState, Notice, Skeleton
from ui.place import Context
from ui.sandbox.desk import SandboxDesk

SKELETON_AFTER_MS = 150
MARGINS = (28, 20, 28, 24)
START = "Press Start to have it now."


class Tab(QWidget):
    """Subclasses put their content into `content` and draw in `draw`.

    Args:
        name: What object names begin with: `sandbox.<name>`.
        without: What will be here once the sandbox runs.

    Signals:
        state_changed: Where in the tab the person is; kept with the page's place.
    """

    state_changed = Signal(dict)

    def __init__(self, context: Context, desk: SandboxDesk, name: str, without: str) -> None:
        super().__init__()
        self.setObjectName(f"sandbox.{name}")
        self.context = context
        self.desk = desk
        self.in_front = False
        self._name = name
        self._stack = QStackedWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        self.content = QWidget()
        self._trouble = Notice("error", " ", " ", name=f"sandbox.{name}.trouble")
        again = Button("Try again", f"sandbox.{name}.retry", kind="small")
        again.clicked.connect(desk.refresh)
        self._trouble.column.addWidget(again)
        self._waiting = Skeleton(4, 18, f"sandbox.{name}.loading")
        self._empty = EmptyState(f"{without} {START}", f"sandbox.{name}.empty")
        for widget in (self._empty, self._waiting, self._trouble):
            self._stack.addWidget(_at_top(widget))
        self._stack.addWidget(self.content)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(SKELETON_AFTER_MS)
        self._patience.timeout.connect(lambda: self._waiting.setVisible(True))
        self._waiting.hide()
        desk.changed.connect(self._draw)

    def set_in_front(self, in_front: bool) -> None:
        """The tab is seen, or not any more."""
        self.in_front = in_front
        if in_front:
            self._draw()

    def restore(self, state: dict[str, Any]) -> None:
        """Take the person back to where `state_changed` last said they were."""

    def draw(self) -> None:
        """Show what the desk knows; only called while the sandbox runs and the tab is seen."""

    def ready(self) -> bool:
        """Whether the desk knows what this tab shows."""
        return self.desk.state is not None

    def _draw(self) -> None:
        if not self.in_front:
            return
        desk = self.desk
        if desk.trouble is not None:
            self._trouble.title.setText(desk.trouble.message)
            self._trouble.text.setText(desk.trouble.next_step)
            self._stack.setCurrentIndex(2)
        elif not desk.running and desk.doing != "start":
            self._stack.setCurrentIndex(0)
        elif not desk.running or not self.ready():
            if self._stack.currentIndex() != 1:
                self._waiting.hide()
                self._patience.start()
            self._stack.setCurrentIndex(1)
        else:
            self._patience.stop()
            self._stack.setCurrentWidget(self.content)
            self.draw()


def _at_top(widget: QWidget) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(*MARGINS)
    column.addWidget(widget)
    column.addStretch(1)
    return holder
