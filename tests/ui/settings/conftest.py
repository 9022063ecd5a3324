"""The real window on a workspace of its own, and somebody in Settings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from studio.app import Studio
from studio.journeys.format import Step
from studio.vault import MemoryVault
from ui.app import build_window
from ui.journeys import finding
from ui.journeys.driver import WidgetDriver
from ui.main_window import MainWindow
from ui.theme.theme import Theme


class Keeper(WidgetDriver):
    """Somebody in the place Settings."""

    def do(self, *steps: Step) -> None:
        for step in steps:
            self.carry_out(step)

    def come(self) -> None:
        """To the place, from another one."""
        self.do(Step(click="nav.actions"), Step(click="nav.settings"))
        self.sees("settings.environment.sandbox")

    def click(self, name: str) -> None:
        self.do(Step(click=name))

    def type(self, name: str, text: str) -> None:
        self.do(Step(type=name, text=text))

    def press(self, *keys: str) -> None:
        for each in keys:
            self.do(Step(press=each))

    def sees(self, name: str, contains: str | None = None) -> None:
        self.do(Step(expect=name, contains=contains))

    def reads(self, name: str, text: str) -> None:
        self.do(Step(expect=name, text=text))

    def hidden(self, name: str) -> None:
        self.do(Step(expect=name, visible=False))

    def widget(self, name: str) -> Any:
        return finding.find(name)

    @property
    def studio(self) -> Studio:
        assert self.window.context is not None
        return self.window.context.studio


@pytest.fixture
def keeper(qapp: QApplication, theme: Theme, tmp_path: Path) -> Iterator[Keeper]:
    vault = MemoryVault()

    def open_window() -> MainWindow:
        window = build_window(tmp_path / "Acme demo.studio", qapp, vault=vault)
        window.resize(1440, 900)
        window.theme.set_motion(False)
        window.links.follow = False
        window.show()
        window.start()
        return window

    keeper = Keeper(open_window)
    keeper.do(Step(expect="nav.settings"))
    yield keeper
    keeper.close()
    keeper.window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
