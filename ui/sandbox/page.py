"""The Sandbox page: is it running, and its tabs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.controls import Button, Heading, Pill, Tabs, Text
from ui.place import Context, Page
from ui.sandbox import words
from ui.sandbox.desk import SandboxDesk
from ui.sandbox.overview import Overview

if TYPE_CHECKING:
    from PySide6.QtGui import QHideEvent, QShowEvent

    from ui.sandbox.tab import Tab

MARGIN = 28
LINE = "The service on board that your assistant works against. Change what it does, and see it."
TABS = (
    ("overview", "Overview"),
    ("faults", "Faults"),
    ("personas", "Personas"),
    ("records", "Records"),
    ("requests", "Requests"),
)


class SandboxPage(Page):
    """Tabs are built when they are first opened."""

    def __init__(self, context: Context) -> None:
        super().__init__("sandbox", "Sandbox")
        self._context = context
        self._own_desk = context.sandbox is None
        self.desk = context.sandbox or SandboxDesk(context.studio, context.background, self)
        self._views: dict[str, Tab] = {}
        self._holders: dict[str, QVBoxLayout] = {}
        self._state: dict[str, Any] = {}
        self._build()
        self.desk.changed.connect(self._draw)
        self._draw()

    def show_page(self) -> None:
        self.desk.attend(True)
        self._bring(self._tabs.current)

    def go_to(self, **target: Any) -> None:
        """`tab="records"`, with `account`, `kind`, `record` there; `tab="faults"`."""
        self.restore({**self._state, **target})
        self._keep()

    def restore(self, state: dict[str, Any]) -> None:
        self._state = dict(state)
        self._tabs.show_tab(str(state.get("tab", "overview")))
        if "records" in self._views:
            self._views["records"].restore(self._state)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.desk.attend(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.desk.attend(False)

    def closeEvent(self, event: Any) -> None:
        if self._own_desk:
            self.desk.leave()
        super().closeEvent(event)

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(MARGIN, 24, MARGIN, 10)
        head.setSpacing(12)
        said = QVBoxLayout()
        said.setSpacing(6)
        title = QHBoxLayout()
        title.setSpacing(12)
        title.addWidget(Heading("Sandbox", 1))
        self._running = Pill("Not running", "neutral", "sandbox.running")
        title.addWidget(self._running, 0, Qt.AlignmentFlag.AlignVCenter)
        title.addStretch(1)
        said.addLayout(title)
        said.addWidget(Text(LINE, "secondary"))
        head.addLayout(said, 1)
        self._start = Button("Start", "sandbox.start", kind="primary")
        self._start.setAccessibleName("Start the sandbox")
        self._start.clicked.connect(self.desk.start)
        self._stop = Button("Stop", "sandbox.stop")
        self._stop.setAccessibleName("Stop the sandbox")
        self._stop.clicked.connect(self.desk.stop)
        for button in (self._start, self._stop):
            head.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        outer.addLayout(head)
        self._tabs = Tabs("sandbox")
        self._tabs.setProperty("role", "tabs")
        layout = self._tabs.layout()
        assert layout is not None
        layout.setContentsMargins(MARGIN, 0, MARGIN, 0)
        for key, words_ in TABS:
            holder = QWidget()
            self._holders[key] = QVBoxLayout(holder)
            self._holders[key].setContentsMargins(0, 0, 0, 0)
            self._tabs.add(key, words_, holder)
        self._tabs.chosen.connect(self._chosen)
        outer.addWidget(self._tabs)
        outer.addWidget(self._tabs.pages, 1)

    def _chosen(self, key: str) -> None:
        self._bring(key)
        self._state["tab"] = key
        self._keep()
        self.breadcrumb_changed.emit([dict(TABS)[key]] if key != "overview" else [])

    def _bring(self, key: str) -> None:
        """Build a tab when it is first seen, and tell each whether it is."""
        if key not in self._views:
            view = self._make(key)
            self._views[key] = view
            self._holders[key].addWidget(view)
            view.state_changed.connect(self._take_state)
            view.restore(self._state)
        for each, view in self._views.items():
            view.set_in_front(each == key)

    def _make(self, key: str) -> Tab:
        if key == "faults":
            from ui.sandbox.faults import FaultsTab

            return FaultsTab(self._context, self.desk)
        if key == "personas":
            from ui.sandbox.personas import PersonasTab

            return PersonasTab(self._context, self.desk)
        if key == "records":
            from ui.sandbox.records import RecordsTab

            return RecordsTab(self._context, self.desk, self)
        if key == "requests":
            from ui.sandbox.requests import RequestsTab

            return RequestsTab(self._context, self.desk, self)
        return Overview(self._context, self.desk)

    def _take_state(self, state: dict[str, Any]) -> None:
        self._state |= state
        self._keep()

    def _keep(self) -> None:
        self.place_changed.emit(dict(self._state))

    def _draw(self) -> None:
        desk = self.desk
        if desk.trouble is not None:
            self._running.show_state("No answer", "error")
        elif desk.doing == "start":
            self._running.show_state("Starting…", "neutral")
        elif desk.running and desk.active:
            self._running.show_state(f"{words.faults(len(desk.active))} on", "error")
        else:
            self._running.show_state(
                "Running" if desk.running else "Not running",
                "sandbox" if desk.running else "neutral",
            )
        self._start.setVisible(not desk.running)
        self._stop.setVisible(desk.running)
        self._start.set_busy(desk.doing == "start", "Starting…")
        self._stop.set_busy(desk.doing == "stop", "Stopping…")
