"""The real window on a workspace of its own, and somebody who reads Traffic."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from studio.app import Studio
from studio.authorization.login import LoginAttempt
from studio.authorization.values import App, AuthorizationType, Choice
from studio.journeys.format import Step
from studio.vault import MemoryVault
from studio.workspace.journal import Exchange
from ui.app import build_window
from ui.journeys import finding
from ui.journeys.driver import WidgetDriver
from ui.main_window import MainWindow
from ui.theme.theme import Theme


class Reader(WidgetDriver):
    """Somebody in the place Traffic."""

    vault: MemoryVault

    def do(self, *steps: Step) -> None:
        for step in steps:
            self.carry_out(step)

    def come(self) -> None:
        """To the place, from another one."""
        self.do(Step(click="nav.actions"), Step(click="nav.traffic"))

    def click(self, name: str) -> None:
        self.do(Step(click=name))

    def press(self, *keys: str) -> None:
        for each in keys:
            self.do(Step(press=each))

    def sees(self, name: str, contains: str | None = None) -> None:
        self.do(Step(expect=name, contains=contains))

    def reads(self, name: str, text: str) -> None:
        self.do(Step(expect=name, text=text))

    def gone(self, name: str) -> None:
        self.do(Step(expect=name, gone=True))

    def widget(self, name: str) -> Any:
        return finding.find(name)

    @property
    def studio(self) -> Studio:
        assert self.window.context is not None
        return self.window.context.studio

    def begin(self) -> LoginAttempt:
        """Choose the System card and press Authorize."""
        system = Choice(AuthorizationType.PRE_AUTHORIZE, True, App.SYSTEM)
        self.studio.actions.choose("hubspot", system)
        return self.studio.authorization.begin("hubspot")

    def redirect(self, attempt: LoginAttempt, state: str | None = None) -> str:
        """What the login window would end at."""
        query = parse_qs(urlsplit(attempt.authorize_url).query)
        admin = self.studio.environment.ensure_sandbox().admin_url
        answer = httpx.post(f"{admin}/codes", json={"redirect_uri": attempt.callback_url})
        sent = {"code": answer.json()["code"], "state": state or query["state"][0]}
        return f"{attempt.callback_url}?{urlencode(sent)}"

    def authorize(self) -> str:
        """All of it; answers with the redirect."""
        attempt = self.begin()
        url = self.redirect(attempt)
        attempt.complete(url)
        return url

    def fault(self, name: str, route: str) -> None:
        admin = self.studio.environment.ensure_sandbox().admin_url
        assert httpx.post(f"{admin}/faults", json={"name": name, "route": route}).is_success

    def many(self, number: int) -> None:
        """So many calls that were made earlier."""
        with self.studio.workspace.transaction():
            for each in range(1, number + 1):
                self.studio.journal.add(
                    Exchange(
                        f"id-{each}",
                        "2026-01-05T09:00:00.000Z",
                        f"Call {each}",
                        "GET",
                        f"https://api.example/{each}",
                        status=200 if each % 10 else 503,
                    )
                )


@pytest.fixture
def reader(qapp: QApplication, theme: Theme, tmp_path: Path) -> Iterator[Reader]:
    vault = MemoryVault()

    def open_window() -> MainWindow:
        window = build_window(tmp_path / "Acme demo.studio", qapp, vault=vault)
        window.resize(1440, 900)
        window.theme.set_motion(False)
        window.links.follow = False
        window.show()
        window.start()
        return window

    reader = Reader(open_window)
    reader.vault = vault
    reader.do(Step(expect="nav.traffic"))
    yield reader
    reader.close()
    reader.window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
