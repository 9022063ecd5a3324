"""The real window on a workspace of its own, in the Authorization Profiles place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from studio.app import Studio, open_studio
from studio.journeys.format import Step
from studio.vault import MemoryVault, VaultError
from ui.app import build_window
from ui.journeys import finding
from ui.journeys.driver import WidgetDriver
from ui.main_window import MainWindow
from ui.theme.theme import Theme


class StubbornVault(MemoryVault):
    """A keyring that can be locked."""

    locked = False

    def set(self, name: str, secret: str) -> None:
        self._refuse()
        super().set(name, secret)

    def get(self, name: str) -> str | None:
        self._refuse()
        return super().get(name)

    def _refuse(self) -> None:
        if self.locked:
            raise VaultError("The keyring is locked.", "Unlock it.", code="vault.locked")


class Admin(WidgetDriver):
    """Somebody in the place Authorization Profiles."""

    vault: StubbornVault
    path: Path

    def do(self, *steps: Step) -> None:
        for step in steps:
            self.carry_out(step)

    def click(self, name: str) -> None:
        self.do(Step(click=name))

    def type(self, **fields: str) -> None:
        """Into the fields of the form, by their ids."""
        for field, text in fields.items():
            self.do(Step(type=f"profiles.field.{field}", text=text))

    def press(self, *keys: str) -> None:
        for each in keys:
            self.do(Step(press=each))

    def sees(self, name: str, contains: str | None = None) -> None:
        self.do(Step(expect=name, contains=contains))

    def holds(self, field: str, text: str) -> None:
        """The field of the form holds just that."""
        self.do(Step(expect=f"profiles.field.{field}", text=text))

    def misses(self, name: str) -> None:
        self.do(Step(expect=name, gone=True))

    def paste(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self.press("Ctrl+V")

    def widget(self, name: str) -> Any:
        return finding.find(name)

    def begin(self, mechanism: str) -> None:
        """New, and the card of the mechanism."""
        self.click("profiles.new")
        self.do(Step(choose=f"profiles.mechanism.{mechanism}"))

    @property
    def studio(self) -> Studio:
        assert self.window.context is not None
        return self.window.context.studio

    def again(self) -> Studio:
        """The same file, opened by another program while this one is in the middle of its work."""
        return open_studio(self.path, vault=self.vault)

    def tests(self) -> dict[str, Any]:
        """What the sandbox prints about its endpoints."""
        base = self.studio.environment.ensure_sandbox().base_url
        found: dict[str, Any] = httpx.get(f"{base}/sandbox-auth").json()
        return found

    def save(self, mechanism: str, **values: Any) -> str:
        """A profile that was made earlier; the list shows it."""
        profile = self.studio.profiles.save(mechanism, values)
        self.do(Step(click="nav.actions"), Step(click="nav.authorization_profiles"))
        return profile.id


@pytest.fixture
def admin(qapp: QApplication, theme: Theme, tmp_path: Path) -> Iterator[Admin]:
    path = tmp_path / "Acme demo.studio"
    vault = StubbornVault()

    def open_window() -> MainWindow:
        window = build_window(path, qapp, vault=vault)
        window.resize(1440, 900)
        window.theme.set_motion(False)
        window.links.follow = False
        window.show()
        window.start()
        return window

    admin = Admin(open_window)
    admin.vault, admin.path = vault, path
    admin.do(Step(click="nav.authorization_profiles"), Step(expect="profiles.new"))
    yield admin
    admin.close()
    admin.window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def everything_on_disk(tmp_path: Path) -> Callable[[], bytes]:
    """All bytes in the folder of the workspace."""
    return lambda: b"".join(p.read_bytes() for p in tmp_path.rglob("*") if p.is_file())
