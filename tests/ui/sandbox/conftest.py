"""The real window on a workspace of its own, in the Sandbox place, with a sandbox that runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from studio.journeys.format import Step
from studio.sandbox import SandboxOptions
from studio.vault import MemoryVault
from ui.app import build_window
from ui.journeys.driver import WidgetDriver
from ui.main_window import MainWindow
from ui.theme.theme import Theme


class Visitor(WidgetDriver):
    """Somebody in the window; `admin` is another program that talks to the sandbox."""

    def do(self, *steps: Step) -> None:
        for step in steps:
            self.carry_out(step)

    def start(self) -> None:
        """Start the sandbox and wait until the page shows it."""
        self.do(Step(click="sandbox.start"), Step(expect="sandbox.running", text="Running"))

    @property
    def studio(self) -> Any:
        assert self.window.context is not None
        return self.window.context.studio

    def admin(self, method: str, path: str, **body: Any) -> Any:
        """What another program asks the sandbox's admin API."""
        url = f"{self.studio.environment.ensure_sandbox().admin_url}/{path}"
        sent = {"json": body} if method == "POST" else {}
        answer = httpx.request(method, url, verify=False, timeout=30, **sent)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def crm(self, method: str, path: str, **body: Any) -> Any:
        """What another program asks of the CRM, allowed everything in Acme Sales."""
        token = self.admin("POST", "tokens", portal_id=148209731)["access_token"]
        url = f"{self.studio.environment.ensure_sandbox().base_url}/crm/v3/objects/{path}"
        sent = {"json": body} if body else {}
        return httpx.request(
            method, url, headers={"Authorization": f"Bearer {token}"}, verify=False, **sent
        )


@pytest.fixture
def visit(qapp: QApplication, theme: Theme, tmp_path: Path) -> Iterator[Callable[..., Visitor]]:
    """Opens the window in the Sandbox place; the sandbox does not run yet."""
    visitors: list[Visitor] = []
    vault = MemoryVault()

    def come(world: str | None = None) -> Visitor:
        options = SandboxOptions(world=world) if world else None

        def open_window() -> MainWindow:
            path = tmp_path / "Acme demo.studio"
            window = build_window(path, qapp, vault=vault, sandbox=options)
            window.theme.set_motion(False)
            window.links.follow = False
            window.show()
            window.start()
            return window

        visitor = Visitor(open_window)
        visitors.append(visitor)
        visitor.do(Step(click="nav.sandbox"), Step(expect="sandbox.running"))
        return visitor

    yield come
    for visitor in visitors:
        visitor.close()
        visitor.window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def visitor(visit: Callable[..., Visitor]) -> Visitor:
    """In the Sandbox place, with the sandbox running."""
    visitor = visit()
    visitor.start()
    return visitor
