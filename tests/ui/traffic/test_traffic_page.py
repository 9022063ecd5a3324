"""Traffic on screen: found, read step by step, compared, copied; never a secret."""

from __future__ import annotations

import contextlib
import time
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget

from studio.authorization.login import LoginOutcome
from studio.errors import StudioError
from studio.journeys.format import Step
from ui.journeys.finding import words
from ui.journeys.waiting import wait_for
from ui.traffic.model import KEPT_PAGES, PAGE

MANY = 3000


def everything_on_screen(window: QWidget) -> str:
    """Every text there is in the window, tooltips and names for screen readers with it."""
    parts = [window.windowTitle()]
    for widget in window.findChildren(QWidget):
        parts += [words(widget) or "", widget.toolTip(), widget.accessibleName()]
        parts += [widget.accessibleDescription(), widget.objectName()]
        if isinstance(widget, QPlainTextEdit):
            parts.append(widget.toPlainText())
        if isinstance(widget, QLineEdit):
            parts.append(widget.text())
    return "\n".join(parts)


def test_before_anything_was_sent_it_says_what_will_be_here(reader: Any) -> None:
    reader.come()
    reader.sees("traffic.empty", "Authorize an action")
    reader.reads("window.here", "Traffic")


def test_the_newest_story_is_shown_at_once(reader: Any) -> None:
    reader.authorize()
    reader.come()
    reader.reads("traffic.story.title", "Authorize HubSpot")
    reader.reads("traffic.story.result", "Worked")
    reader.sees("traffic.lane.window", "Login window")
    for key in ("opened", "signed_in", "returned", "checked", "exchange", "kept"):
        reader.sees(f"traffic.step.{key}.why")
    reader.sees("traffic.step.exchange.source", "RFC 6749")


def test_what_happens_beside_the_page_appears_there(reader: Any) -> None:
    reader.come()
    background = reader.window.background
    background.run(lambda task: reader.begin())
    reader.reads("traffic.story.result", "Not finished")
    background.run(lambda task: reader.authorize())
    reader.reads("traffic.count", "2 sequences")


def test_a_step_opens_with_what_was_sent_and_what_came(reader: Any) -> None:
    reader.authorize()
    reader.come()
    reader.click("traffic.step.exchange")
    reader.reads("traffic.details.title", "Exchange the code for tokens")
    reader.sees("traffic.details.request_body", "client_secret = [redacted]")
    reader.sees("traffic.details.response_body", '"access_token": "[redacted]"')
    reader.sees("traffic.details.response_headers", "content-type")
    reader.sees("traffic.details.status", "200 in")
    shown = reader.studio.journal.list()[2]
    reader.click("traffic.details.correlation.copy")
    assert QGuiApplication.clipboard().text() == shown.correlation_id
    reader.press("Escape")
    reader.gone("traffic.details.title")
    reader.click("traffic.step.kept")
    reader.gone("traffic.details.curl")
    reader.sees("traffic.details.fact.1", "Acme Sales")


def test_what_is_copied_as_curl_says_which_secrets_to_set(reader: Any) -> None:
    reader.authorize()
    reader.come()
    reader.click("traffic.step.introspect")
    reader.sees("traffic.details.curl.needs", "CLIENT_SECRET and TOKEN")
    reader.click("traffic.details.curl")
    assert 'client_secret="$CLIENT_SECRET"' in QGuiApplication.clipboard().text()


def test_the_failed_step_says_why_and_what_to_do_beside_the_last_good_time(reader: Any) -> None:
    reader.authorize()
    attempt = reader.begin()
    with contextlib.suppress(StudioError):
        attempt.complete(reader.redirect(attempt, state="another"))
    reader.come()
    reader.reads("traffic.story.result", "Failed")
    reader.sees("traffic.step.checked.trouble", "its state differs")
    reader.sees("traffic.step.checked.next", "Press Authorize again")
    reader.click("traffic.way.beside")
    reader.sees("traffic.pair.checked.differences", "not the one that was sent")
    reader.sees("traffic.pair.checked.differences", "the one that was sent")
    reader.reads("traffic.pair.exchange.now", "Not reached")
    reader.gone("traffic.pair.opened.differences")
    reader.click("traffic.pair.exchange.then")
    reader.reads("traffic.details.title", "Exchange the code for tokens")


def test_the_first_one_has_nothing_to_stand_beside(reader: Any) -> None:
    reader.begin().abandon(LoginOutcome.CLOSED)
    reader.come()
    reader.click("traffic.way.beside")
    reader.sees("traffic.beside.none", "has not worked before")


def test_search_and_filters_narrow_the_list_and_are_taken_back(reader: Any) -> None:
    reader.many(40)
    reader.begin().abandon(LoginOutcome.CLOSED)
    reader.come()
    reader.reads("traffic.count", "41 sequences")
    reader.do(Step(type="traffic.search", text="503 Call"))
    reader.reads("traffic.count", "4 sequences found")
    reader.do(Step(type="traffic.search", text="no such thing"))
    reader.sees("traffic.no_match")
    reader.click("traffic.clear")
    reader.reads("traffic.count", "41 sequences")
    reader.click("traffic.kind")
    QTest.keyClick(QApplication.activePopupWidget(), Qt.Key.Key_Down)
    QTest.keyClick(QApplication.activePopupWidget(), Qt.Key.Key_Return)
    reader.reads("traffic.count", "1 sequence found")


def test_thousands_scroll_and_only_some_pages_are_held(reader: Any) -> None:
    reader.many(MANY)
    reader.come()
    reader.reads("traffic.count", f"{MANY:,} sequences")
    table = reader.widget("traffic.table")
    bar, model = table.verticalScrollBar(), table.model()
    longest = 0.0
    for step in range(0, 101, 4):
        start = time.perf_counter()
        bar.setValue(bar.maximum() * step // 100)
        QApplication.processEvents()
        longest = max(longest, time.perf_counter() - start)
    assert longest < 0.25
    wait_for(lambda: model.index(MANY - 1, 0).data() == "Call 1", 5, lambda: "the last row")
    assert len(model._pages) <= KEPT_PAGES
    assert model.rowCount() > PAGE


def test_the_page_can_be_used_with_the_keyboard_alone(reader: Any) -> None:
    reader.authorize()
    reader.begin().abandon(LoginOutcome.CLOSED)
    reader.come()
    reader.reads("traffic.story.result", "Ended")
    table = reader.widget("traffic.table")
    table.setFocus()
    reader.press("Down")
    reader.reads("traffic.story.result", "Worked")
    for name in ("traffic.way.steps", "traffic.step.opened", "traffic.step.exchange"):
        reader.sees(name)
    seen = set()
    for _ in range(14):
        reader.press("Tab")
        focused = QApplication.focusWidget()
        assert focused is not None
        seen.add(focused.objectName())
        if focused.objectName() == "traffic.step.exchange":
            break
    assert {"traffic.way.steps", "traffic.step.opened", "traffic.step.exchange"} <= seen
    reader.press("Return")
    reader.reads("traffic.details.title", "Exchange the code for tokens")
    reader.press("Escape")
    focused = QApplication.focusWidget()
    assert focused is not None
    assert focused.objectName() == "traffic.step.exchange"


def test_an_error_leads_to_its_exchange(reader: Any) -> None:
    attempt = reader.begin()
    url = reader.redirect(attempt)
    reader.fault("code_expired", "exchange")
    with pytest.raises(StudioError):
        attempt.complete(url)
    reader.do(Step(click="nav.actions"), Step(click="actions.available.hubspot"))
    reader.click("authorization.notice.exchange")
    reader.reads("window.here", "Traffic")
    reader.reads("traffic.details.title", "Exchange the code for tokens")
    reader.reads("traffic.details.result", "Failed")


def test_an_exchange_that_is_gone_is_said_to_be_gone(reader: Any) -> None:
    reader.window.show_place("traffic", exchange="long-gone")
    reader.sees("traffic.gone", "not kept any more")


def test_the_conversation_leads_to_its_exchange(reader: Any) -> None:
    reader.authorize()
    reader.studio.actions.enable("hubspot")
    reader.studio.templates.install("hubspot", "list-all-deals")
    reader.studio.talk.say("list all deals")
    reader.click("talk_to_bot.open")
    reader.click("talk_to_bot.last_turn.exchange")
    reader.reads("window.here", "Traffic")
    reader.reads("traffic.story.title", "List All Deals")
    reader.reads("traffic.details.result", "Done")


def test_where_somebody_was_is_where_they_come_back_to(reader: Any) -> None:
    reader.authorize()
    reader.begin().abandon(LoginOutcome.CLOSED)
    reader.come()
    reader.click("traffic.way.beside")
    reader.sees("traffic.pair.signed_in.now")
    reader.do(Step(restart=True))
    reader.reads("traffic.story.result", "Ended")
    reader.sees("traffic.pair.signed_in.now")


def test_no_secret_is_ever_on_screen_or_on_the_clipboard(reader: Any) -> None:
    url = reader.authorize()
    info = reader.studio.environment.ensure_sandbox()
    secrets = {
        url.partition("code=")[2].partition("&")[0],
        url.partition("state=")[2].partition("&")[0],
        info.client_secret,
        *reader.vault.known_secrets(),
    }
    assert len(secrets) >= 5
    reader.come()
    seen = []
    for key in ("opened", "returned", "checked", "exchange", "account", "introspect", "kept"):
        reader.click(f"traffic.step.{key}")
        reader.sees("traffic.details.title")
        seen.append(everything_on_screen(reader.window))
        for what in ("curl", "request_body.copy", "request_headers.copy", "response_body.copy"):
            button = reader.widget(f"traffic.details.{what}")
            if button is not None and button.isVisible():
                button.click()
                seen.append(QGuiApplication.clipboard().text())
        reader.press("Escape")
        reader.gone("traffic.details.title")
    whole = "\n".join(seen)
    assert "$CLIENT_SECRET" in whole
    assert "[redacted]" in whole
    assert not [secret for secret in secrets if secret in whole]


def test_every_control_has_a_name_for_who_hears_it(reader: Any) -> None:
    from PySide6.QtWidgets import QAbstractButton

    reader.authorize()
    reader.come()
    reader.click("traffic.step.exchange")
    page = reader.widget("traffic")
    for button in page.findChildren(QAbstractButton):
        if button.isVisible():
            assert button.accessibleName(), button.objectName()
            assert button.objectName().startswith("traffic."), button.accessibleName()
