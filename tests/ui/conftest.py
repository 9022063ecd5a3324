"""The real pages on the real core, with a person who clicks and types."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
if hasattr(os, "geteuid") and os.geteuid() == 0:
    os.environ.setdefault("QTWEBENGINE_DISABLE_SANDBOX", "1")

import httpx
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow, QPushButton, QWidget

from studio.app import Studio, open_studio
from studio.vault import MemoryVault
from ui.actions.page import ActionsPage
from ui.app import build_window
from ui.background import Background
from ui.journeys.driver import WidgetDriver
from ui.links import Links
from ui.main_window import MainWindow
from ui.place import Context
from ui.theme.theme import Theme

WAIT_MS = 8000


@pytest.fixture(scope="session")
def theme(qapp: QApplication) -> Theme:
    theme = Theme(qapp, "light")
    theme.set_motion(False)
    return theme


@pytest.fixture
def open_workspace(tmp_path: Path) -> Iterator[Callable[..., Studio]]:
    """Opens the test's workspace; called again, it opens the same file as after a restart."""
    opened: list[Studio] = []
    vault = MemoryVault()

    def open_it(**options: Any) -> Studio:
        studio = open_studio(tmp_path / "Acme demo.studio", **{"vault": vault, **options})
        opened.append(studio)
        return studio

    yield open_it
    for studio in opened:
        studio.close()


@pytest.fixture
def studio(open_workspace: Callable[..., Studio]) -> Studio:
    return open_workspace()


class Person:
    """Somebody who clicks and types in windows and pages, and looks at what they say."""

    def __init__(self, qtbot: Any) -> None:
        self._qtbot = qtbot

    def until(self, condition: Callable[[], Any], milliseconds: int = WAIT_MS) -> None:
        self._qtbot.waitUntil(lambda: bool(condition()), timeout=milliseconds)

    def find(self, name: str) -> Any:
        for top in sorted(QApplication.topLevelWidgets(), key=QWidget.isHidden):
            found = top if top.objectName() == name else top.findChild(QWidget, name)
            if found is not None:
                return found
        return None

    def sees(self, name: str) -> bool:
        found = self.find(name)
        return found is not None and found.isVisible()

    def reads(self, name: str) -> str:
        """All the words on a control."""
        found = self.find(name)
        own = [found] if isinstance(found, (QLabel, QPushButton)) else []
        inside = [w for w in found.findChildren(QLabel) if w.isVisibleTo(found)]
        return "\n".join(w.text() for w in [*own, *inside])

    def click(self, name: str) -> None:
        self.until(lambda: self.sees(name) and self.find(name).isEnabled())
        QTest.mouseClick(self.find(name), Qt.MouseButton.LeftButton)

    def press(self, name: str, key: Qt.Key) -> None:
        self.until(lambda: self.sees(name))
        QTest.keyClick(self.find(name), key)

    def choose_path(self) -> None:
        """Pre-authorize the Integration, OAuth, System."""
        for card in ("type.pre_authorize", "method.oauth", "app.system"):
            self.click(f"authorization.{card}")
        self.until(lambda: self.find("authorization.authorize").isEnabled())

    def script(self, code: str) -> Any:
        """What a script in the sign-in page answers."""
        answers: list[str] = []
        page = self.find("login.page").page()
        page.runJavaScript(f"JSON.stringify({code})", answers.append)
        self.until(lambda: answers)
        return json.loads(answers[0]) if answers[0] else None

    def page_shows(self, selector: str) -> None:
        self.until(lambda: self.sees("login.page"))
        # A page drops clicks and keys until it has drawn itself for the first time.
        there = f"!!document.querySelector('{selector}')"
        drawn = "performance.getEntriesByType('paint').length > 0"
        self.until(lambda: self.script(f"{there} && {drawn}"))

    def page_click(self, selector: str) -> None:
        self.page_shows(selector)
        x, y = self.script(
            f"(() => {{ const e = document.querySelector('{selector}');"
            " e.scrollIntoView({block: 'center'}); const r = e.getBoundingClientRect();"
            " return [r.x + r.width / 2, r.y + r.height / 2]; })()"
        )
        QTest.mouseClick(
            self.page_keys,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
            QPoint(int(x), int(y)),
        )

    def page_type(self, selector: str, text: str) -> None:
        self.page_click(selector)
        self.until(lambda: self.script(f"document.activeElement.matches('{selector}')"))
        QTest.keyClicks(self.page_keys, text)
        self.until(lambda: text in self.script("document.activeElement.value"))

    @property
    def page_keys(self) -> QWidget:
        """The widget that takes the page's mouse and keys."""
        return self.find("login.page").focusProxy()

    def sign_in(self, password: str = "sandbox-dana") -> None:
        self.page_shows("#username")
        self.page_type("#username", "dana@acme.example")
        self.page_type("#password", password)
        self.page_click("#sign-in")

    def choose_account(self) -> None:
        self.page_click("#account-148209731")
        self.page_click("#choose-account")


@pytest.fixture
def person(qtbot: Any) -> Person:
    return Person(qtbot)


class Shown:
    """Shows Actions pages, each in a window of its own; `leave` closes one as quitting does."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._windows: list[QMainWindow] = []

    def __call__(self, studio: Studio, kept: dict[str, Any] | None = None) -> ActionsPage:
        window = QMainWindow()
        window.resize(1208, 820)
        background = Background(window)
        links = Links(window)
        links.follow = False
        page = ActionsPage(
            Context(
                studio=studio,
                background=background,
                theme=self._theme,
                links=links,
                navigate=lambda place, **target: page.went.append(place),
                talk_to_bot=lambda: None,
            )
        )
        page.went = []
        window.setCentralWidget(page)
        window.show()
        page.show_page()
        if kept is not None:
            page.restore(kept)
        self._windows.append(window)
        return page

    def leave(self) -> None:
        """Close every window, in the order the program does."""
        for window in self._windows:
            window.centralWidget().close()
            window.findChild(Background).wait()
            window.close()
            window.deleteLater()
        self._windows.clear()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def show_actions(qtbot: Any, theme: Theme) -> Iterator[Shown]:
    shown = Shown(theme)
    yield shown
    shown.leave()


@pytest.fixture
def actions_page(studio: Studio, show_actions: Shown) -> ActionsPage:
    return show_actions(studio)


def authorize_without_a_browser(studio: Studio, **who: Any) -> None:
    """What the login window would have brought back, by the sandbox's admin API.

    Args:
        studio: Whose HubSpot action.
        who: `scopes` and the like for the code, as the admin API takes them.
    """
    from studio.authorization.values import App, AuthorizationType, Choice

    studio.actions.choose("hubspot", Choice(AuthorizationType.PRE_AUTHORIZE, True, App.SYSTEM))
    attempt = studio.authorization.begin("hubspot")
    query = parse_qs(urlsplit(attempt.authorize_url).query)
    admin = studio.environment.ensure_sandbox().admin_url
    answer = httpx.post(f"{admin}/codes", json={"redirect_uri": attempt.callback_url} | who)
    sent = urlencode({"code": answer.json()["code"], "state": query["state"][0]})
    attempt.complete(f"{attempt.callback_url}?{sent}")


@pytest.fixture
def authorized(studio: Studio) -> Studio:
    """A studio whose HubSpot action is authorized and not enabled yet."""
    authorize_without_a_browser(studio)
    return studio


@pytest.fixture
def enabled(authorized: Studio) -> Studio:
    """A studio whose HubSpot action is enabled."""
    authorized.actions.enable("hubspot")
    return authorized


@pytest.fixture
def authorize_in() -> Callable[..., None]:
    """Authorizes the HubSpot action of a studio, with `scopes` where not all are granted."""
    return authorize_without_a_browser


@pytest.fixture
def enable_in() -> Callable[[Studio], None]:
    """Authorizes and enables the HubSpot action of a studio."""

    def enable(studio: Studio) -> None:
        authorize_without_a_browser(studio)
        studio.actions.enable("hubspot")

    return enable


@pytest.fixture
def set_up(qapp: QApplication, theme: Theme, tmp_path: Path) -> Iterator[WidgetDriver]:
    """The real window on a workspace where HubSpot is enabled and all templates are installed."""
    workspace = tmp_path / "Acme demo.studio"
    vault = MemoryVault()
    studio = open_studio(workspace, vault=vault)
    authorize_without_a_browser(studio)
    studio.actions.enable("hubspot")
    for template in studio.templates.for_connector("hubspot"):
        studio.templates.install("hubspot", template.id)
    studio.close()

    def open_window() -> MainWindow:
        window = build_window(workspace, qapp, vault=vault)
        window.resize(1440, 900)
        window.theme.set_motion(False)
        window.links.follow = False
        window.show()
        window.start()
        return window

    driver = WidgetDriver(open_window)
    yield driver
    driver.close()
    driver.window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
