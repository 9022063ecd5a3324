"""What a window shows, says, copies or is photographed with holds no secret."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtWidgets import QApplication

from studio.journeys.format import Step
from ui.journeys import finding, pictures

SECRET = "0f9d1c2b-canary-4a5e-9f00-7d3c1b2a9e88"
OTHER = "1e8c2d3a-canary-5b6f-8e11-6c4d2a3b8f99"
FIELD = "profiles.field.client_secret"


@pytest.fixture
def uncovered(admin: Any) -> Any:
    """A secret was typed, and the eye beside it pressed."""
    admin.begin("oauth_v2")
    admin.type(client_secret=SECRET)
    admin.click(f"{FIELD}.reveal")
    assert admin.widget(FIELD).displayText() == SECRET
    return admin


def test_a_picture_covers_what_the_eye_has_uncovered(uncovered: Any) -> None:
    first = pictures.take(uncovered.window)
    assert uncovered.widget(FIELD).displayText() == SECRET, "for the person it stays uncovered"
    uncovered.widget(FIELD).setText(OTHER)
    uncovered.widget(FIELD).setCursorPosition(len(SECRET))
    assert first == pictures.take(uncovered.window), "two secrets look the same"


def test_who_hears_the_window_hears_no_secret(admin: Any) -> None:
    admin.begin("oauth_v2")
    admin.type(client_secret=SECRET)
    spoken = QAccessible.queryAccessibleInterface(admin.widget(FIELD))
    assert spoken is not None
    assert SECRET not in spoken.text(QAccessible.Text.Value)
    assert SECRET not in spoken.text(QAccessible.Text.Name)


def test_a_covered_secret_cannot_be_copied(admin: Any) -> None:
    QGuiApplication.clipboard().setText("what was there")
    admin.begin("oauth_v2")
    admin.type(client_secret=SECRET)
    admin.click(FIELD)
    admin.press("Ctrl+A", "Ctrl+C")
    assert QGuiApplication.clipboard().text() == "what was there"
    assert admin.widget(FIELD).text() == SECRET


@pytest.mark.webengine
def test_no_title_and_nothing_that_is_copied_holds_a_secret(admin: Any) -> None:
    info = admin.studio.environment.ensure_sandbox()
    admin.save(
        "oauth_v2",
        name="Ours",
        client_id=info.client_id,
        client_secret=SECRET,
        authorization_url=info.authorize_url,
        token_url=info.token_url,
        scope=[{"key": "scope", "value": " ".join(info.required_scopes)}],
    )
    admin.do(
        Step(click="profiles.list.1.test"),
        Step(expect="login.page >> #username"),
        Step(type="login.page >> #username", text="dana@acme.example"),
        Step(type="login.page >> #password", text="sandbox-dana"),
        Step(click="login.page >> #sign-in"),
        Step(expect="login.page >> #choose-account"),
    )
    titles = [top.windowTitle() for top in QApplication.topLevelWidgets()]
    admin.do(
        Step(choose="login.page >> #account-148209731"),
        Step(click="login.page >> #choose-account"),
        Step(expect="login.page >> #connect"),
        Step(click="login.page >> #connect"),
        Step(expect="profiles.list.1.outcome", contains="secret"),
    )
    titles += [top.windowTitle() for top in QApplication.topLevelWidgets()]
    assert any(title == "Test Authorization" for title in titles)
    told = " ".join(titles)
    assert not [word for word in (SECRET, "sandbox-dana", "code=", "state=") if word in told]
    outcome = admin.widget("profiles.list.1.outcome")
    assert SECRET not in finding.words(outcome)


def test_a_picture_covers_the_sandboxs_secret_too(admin: Any) -> None:
    info = admin.studio.environment.ensure_sandbox()
    admin.do(
        Step(click="nav.sandbox"),
        Step(expect="sandbox.client_secret.value"),
        Step(click="sandbox.client_secret.reveal"),
        Step(expect="sandbox.client_secret.value", text=info.client_secret),
    )
    first = pictures.take(admin.window)
    shown = admin.widget("sandbox.client_secret")
    assert admin.widget("sandbox.client_secret.value").text() == info.client_secret
    shown.show_value(OTHER[: len(info.client_secret)])
    assert first == pictures.take(admin.window), "two secrets look the same"
