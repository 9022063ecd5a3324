"""Settings on screen: saved at once, errors beside the field, nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFileDialog,
    QLineEdit,
    QScrollArea,
    QWidget,
)

from studio.app import Studio
from studio.authorization.values import App, AuthorizationType, Choice
from studio.journeys.format import Step
from studio.preferences.known import app_secret
from ui.journeys.waiting import wait_for

SECRET = "canary-live-secret-4711"
CLIENT = "settings.system_app.hubspot.client_id"
APP_SECRET = "settings.system_app.hubspot.secret"


def until(condition: Callable[[], Any]) -> None:
    wait_for(lambda: bool(condition()) or None, 8, lambda: "it did not come about")


def test_what_is_typed_is_saved_without_a_button(keeper: Any) -> None:
    keeper.come()
    keeper.hidden("settings.system_app.hubspot.saved")
    keeper.type(CLIENT, "6f2b1c0e-live")
    keeper.sees("settings.system_app.hubspot.saved", "Saved")
    assert keeper.studio.preferences.read().system_app("hubspot").client_id == "6f2b1c0e-live"


def test_nothing_is_said_to_be_wrong_while_it_is_typed(keeper: Any) -> None:
    keeper.come()
    keeper.type("settings.link_minutes", "1441")
    until(lambda: keeper.studio.settings.get("preferences.typed") == {"link_minutes": "1441"})
    keeper.hidden("settings.link_minutes.problem")
    keeper.press("Tab")
    keeper.sees("settings.link_minutes.problem", "1 to 1,440")
    assert keeper.studio.preferences.read().link_minutes == 15


def test_what_cannot_be_taken_is_there_again_after_a_restart(keeper: Any) -> None:
    keeper.come()
    keeper.click("settings.proxy.manual")
    keeper.type("settings.proxy_address", "socks5://proxy.example:1080")
    keeper.press("Tab")
    keeper.sees("settings.proxy_address.problem", "socks5")
    keeper.do(Step(restart=True))
    keeper.come()
    keeper.reads("settings.proxy_address", "socks5://proxy.example:1080")
    keeper.sees("settings.proxy_address.problem", "socks5")
    keeper.type("settings.proxy_address", "proxy.example:8080")
    keeper.press("Tab")
    keeper.reads("settings.proxy_address", "http://proxy.example:8080")
    keeper.hidden("settings.proxy_address.problem")
    assert keeper.studio.settings.get("preferences.typed") == {}


def test_a_secret_is_entered_once_and_never_shown_again(keeper: Any) -> None:
    keeper.come()
    keeper.reads(f"{APP_SECRET}.state", "Not set")
    assert keeper.widget(APP_SECRET).echoMode() is QLineEdit.EchoMode.Password
    keeper.type(APP_SECRET, SECRET)
    keeper.press("Return")
    keeper.reads(f"{APP_SECRET}.state", "Set")
    keeper.hidden(APP_SECRET)
    words = [w.text() for w in keeper.window.findChildren(QLineEdit)]
    assert SECRET not in words
    keeper.click(f"{APP_SECRET}.replace")
    keeper.reads(APP_SECRET, "")
    keeper.click(f"{APP_SECRET}.cancel")
    keeper.reads(f"{APP_SECRET}.state", "Set")
    assert keeper.studio.vault.get(app_secret("hubspot")) == SECRET
    keeper.click(f"{APP_SECRET}.remove")
    keeper.reads(f"{APP_SECRET}.state", "Not set")
    assert keeper.studio.vault.get(app_secret("hubspot")) is None


def test_another_client_id_asks_for_its_own_secret(keeper: Any) -> None:
    keeper.come()
    keeper.type(CLIENT, "first-client")
    keeper.press("Tab")
    keeper.type(APP_SECRET, SECRET)
    keeper.press("Return")
    keeper.reads("settings.system_app.hubspot.state", "Ready")
    keeper.type(CLIENT, "second-client")
    keeper.press("Tab")
    keeper.reads("settings.system_app.hubspot.state", "Not complete")
    keeper.reads(f"{APP_SECRET}.state", "Entered for another Client ID")
    keeper.type(APP_SECRET, SECRET)
    keeper.press("Return")
    keeper.reads("settings.system_app.hubspot.state", "Ready")


def test_a_file_of_certificates_is_chosen_and_looked_at(
    keeper: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = tmp_path / "notes.txt"
    wrong.write_text("nothing")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *a, **k: (str(wrong), ""))
    keeper.come()
    keeper.hidden("settings.ca_file")
    keeper.click("settings.authorities.file")
    keeper.click("settings.ca_file.choose")
    keeper.sees("settings.ca_file.problem", "no certificate in PEM")
    keeper.reads("settings.ca_file", str(wrong))
    keeper.click("settings.authorities.system")
    keeper.hidden("settings.ca_file")
    assert keeper.studio.preferences.read().ca_file == ""


class TestEnvironment:
    def test_the_whole_window_says_live(self, keeper: Any) -> None:
        keeper.come()
        keeper.reads("window.environment", "●  Sandbox")
        keeper.click("settings.environment.live")
        keeper.reads("window.environment", "●  Live")
        assert keeper.widget("window.environment").accessibleName() == "Environment: Live"
        keeper.sees("window.sandbox", "not used on Live")
        keeper.do(Step(restart=True))
        keeper.reads("window.environment", "●  Live")

    def test_a_change_by_somebody_else_is_shown(self, keeper: Any) -> None:
        from studio.preferences.opening import open_switching

        open_switching(keeper.studio).switch("live")
        keeper.reads("window.environment", "●  Live")

    def test_it_asks_when_something_is_enabled(
        self, keeper: Any, enable_in: Callable[[Studio], None]
    ) -> None:
        enable_in(keeper.studio)
        keeper.come()
        keeper.click("settings.environment.live")
        keeper.sees("settings.switch", "HubSpot is enabled. On Live it is disabled")
        keeper.press("Escape")
        keeper.do(Step(expect="settings.switch", gone=True))
        keeper.do(Step(expect="settings.environment.sandbox", checked=True))
        assert keeper.studio.environment.name == "sandbox"
        keeper.click("settings.environment.live")
        keeper.click("settings.switch.yes")
        keeper.sees("settings.environment.done", "HubSpot is disabled here")
        keeper.click("settings.environment.app")
        until(lambda: keeper.widget(CLIENT).hasFocus())
        keeper.click("settings.environment.sandbox")
        keeper.sees("settings.environment.done", "HubSpot is enabled here, as it was left")
        keeper.click("settings.environment.actions")
        keeper.reads("window.here", "Actions")

    def test_the_system_card_without_an_app_leads_here(self, keeper: Any) -> None:
        keeper.studio.settings.set("environment", "live")
        keeper.studio.actions.choose(
            "hubspot", Choice(AuthorizationType.PRE_AUTHORIZE, oauth=True, app=App.SYSTEM)
        )
        keeper.do(Step(click="nav.actions"), Step(click="actions.available.hubspot"))
        keeper.sees("authorization.app.none", "No System app is set up for Live")
        keeper.click("authorization.app.set_up")
        keeper.reads("window.here", "Settings")
        until(lambda: keeper.widget(CLIENT).hasFocus())


class TestPolicy:
    @pytest.mark.parametrize(("policy", "offered"), [("both", True), ("window", False)])
    def test_what_is_not_allowed_is_not_offered(
        self, keeper: Any, policy: str, offered: bool
    ) -> None:
        keeper.studio.preferences.change("login_policy", policy)
        keeper.studio.actions.choose(
            "hubspot", Choice(AuthorizationType.PRE_AUTHORIZE, oauth=True, app=App.SYSTEM)
        )
        keeper.do(Step(click="nav.actions"), Step(click="actions.available.hubspot"))
        keeper.do(Step(expect="authorization.authorize", enabled=True))
        keeper.do(Step(expect="authorization.browser", visible=offered))

    def test_with_the_browser_only_authorize_opens_it(self, keeper: Any) -> None:
        opened: list[str] = []
        keeper.studio.preferences.change("login_policy", "browser")
        keeper.studio.actions.choose(
            "hubspot", Choice(AuthorizationType.PRE_AUTHORIZE, oauth=True, app=App.SYSTEM)
        )
        keeper.window.links.open = lambda url: bool(opened.append(url)) or True
        keeper.do(Step(click="nav.actions"), Step(click="actions.available.hubspot"))
        keeper.sees("authorization.progress", "in your browser")
        keeper.click("authorization.authorize")
        until(lambda: opened)
        assert "/oauth/authorize" in opened[0]
        keeper.do(Step(expect="login", gone=True))
        keeper.click("authorization.cancel")


class TestSecrets:
    def test_each_is_listed_and_removed_after_a_question(
        self, keeper: Any, enable_in: Callable[[Studio], None]
    ) -> None:
        enable_in(keeper.studio)
        keeper.come()
        keeper.reads("settings.secrets.1.name", "HubSpot tokens: Acme Sales (Sandbox)")
        keeper.click("settings.secrets.1.remove")
        keeper.sees("settings.remove", "revoked")
        keeper.click("settings.remove.cancel")
        assert keeper.studio.actions.get("hubspot").account is not None
        keeper.click("settings.secrets.1.remove")
        keeper.click("settings.remove.yes")
        keeper.reads("settings.secrets.1.name", "Client secret of the sandbox's app")
        assert keeper.studio.actions.get("hubspot").account is None
        keeper.reads("settings.secrets.vault", "Memory only")


def controls(page: QWidget) -> list[QWidget]:
    kinds = (QAbstractButton, QLineEdit)
    return [w for w in page.findChildren(QWidget) if isinstance(w, kinds) and w.isVisible()]


@pytest.mark.parametrize("size", [(1024, 700), (1440, 900)])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_control_has_a_name_and_its_place(
    keeper: Any, size: tuple[int, int], theme: str
) -> None:
    keeper.do(Step(resize=size), Step(theme=theme))
    keeper.come()
    keeper.click("settings.proxy.manual")
    keeper.click("settings.authorities.file")
    keeper.sees("settings.ca_file")
    QApplication.processEvents()
    page = keeper.widget("settings")
    content = keeper.widget("settings.scroll").widget()
    found = controls(page)
    names = [w.objectName() for w in found]
    assert all(name.startswith("settings.") for name in names)
    assert len(names) == len(set(names))
    assert all(w.accessibleName() for w in found)
    for widget in found:
        left = widget.mapTo(content, widget.rect().topLeft()).x()
        assert left >= 0
        assert left + widget.width() <= content.width(), widget.objectName()
    scroll = keeper.widget("settings.scroll")
    assert isinstance(scroll, QScrollArea)
    assert content.width() <= scroll.viewport().width()


def test_the_keyboard_alone_reaches_all_of_it_in_reading_order(keeper: Any) -> None:
    keeper.come()
    keeper.click("settings.environment.sandbox")
    seen: list[str] = []
    for _ in range(40):
        keeper.press("Tab")
        focus = QApplication.focusWidget()
        assert focus is not None
        name = focus.objectName()
        if not name.startswith("settings.") or name in seen:
            break
        seen.append(name)
    wanted = [
        CLIENT,
        APP_SECRET,
        "settings.login_policy.both",
        "settings.callback",
        "settings.callback.address.copy",
        "settings.link_minutes",
        "settings.proxy.system",
        "settings.authorities.system",
    ]
    assert [name for name in seen if name in wanted] == wanted


def test_the_page_loads_nothing_that_is_heavy(keeper: Any) -> None:
    """Only looking at settings needs neither the HTTP client nor the sandbox."""
    keeper.come()
    keeper.sees("settings.secrets.none")
    assert keeper.studio.environment.sandbox_address() is None
    assert "http" not in keeper.studio._built


def test_values_are_frozen(keeper: Any) -> None:
    chosen = keeper.studio.preferences.read()
    assert replace(chosen, link_minutes=3) != chosen
    with pytest.raises(AttributeError):
        chosen.link_minutes = 3
