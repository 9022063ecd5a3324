"""The embedded browser's life."""

import pytest
from shiboken6 import isValid

from ui.authorization.browser import Browser

pytestmark = pytest.mark.webengine


@pytest.fixture
def browser(qtbot, theme):
    browser = Browser(theme)
    yield browser
    browser.close()


def test_a_session_made_ahead_of_time_is_taken_once(browser, qtbot):
    browser.warm_up()
    qtbot.waitUntil(lambda: browser._ready is not None)
    ready = browser._ready
    assert browser.take() is ready
    assert browser.take() is not ready


def test_a_session_keeps_nothing_on_disk(browser):
    session = browser.take()
    assert session.profile.isOffTheRecord()


def test_closing_lets_every_session_go_at_once(browser):
    first, second = browser.take(), browser.take()
    browser.close()
    for part in (first.page, first.profile, second.page, second.profile):
        assert not isValid(part)
