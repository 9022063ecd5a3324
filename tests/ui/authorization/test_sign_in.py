"""Signing in through the login window, at the real sandbox in the real embedded browser."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

pytestmark = pytest.mark.webengine


@pytest.fixture
def ready(actions_page, person):
    """The Authorization tab with everything chosen."""
    person.click("actions.available.hubspot")
    person.choose_path()
    return actions_page


@pytest.fixture
def signing_in(ready, person):
    """The login window shows the sign-in page."""
    person.click("authorization.authorize")
    person.page_shows("#username")
    return ready


def problem(studio):
    return studio.actions.get("hubspot").problem


def test_the_bar_says_whose_page_it_is_and_why_it_is_there(signing_in, studio, person):
    assert person.reads("login.origin") == f"http://{studio.environment.sandbox_address()}"
    assert person.reads("login.lock") == "Sandbox on this machine"
    assert person.reads("login.reason") == "Signing in to authorize HubSpot for Acme demo"
    assert "Waiting for your sign-in" in person.reads("authorization.progress")
    assert not person.find("authorization.type.pre_authorize").isEnabled()


def test_a_wrong_password_can_be_mended_and_ends_in_an_account(signing_in, studio, person):
    person.sign_in("not the password")
    person.page_shows("#error")
    person.page_type("#password", "sandbox-dana")
    person.page_click("#sign-in")
    person.choose_account()
    person.page_click("#connect")
    person.until(lambda: person.sees("authorization.account"))
    assert not person.sees("login")
    assert "Acme Sales" in person.reads("authorization.account.name")
    assert studio.actions.get("hubspot").account.account_id == "148209731"
    assert person.find("authorization.enable").isEnabled()
    assert not person.sees("authorization.notice")


def test_the_keyboard_alone_signs_in(signing_in, person):
    person.until(lambda: person.script("document.activeElement.id") == "username")
    QTest.keyClicks(person.page_keys, "dana@acme.example")
    QTest.keyClick(person.page_keys, Qt.Key.Key_Tab)
    person.until(lambda: person.script("document.activeElement.id") == "password")
    QTest.keyClicks(person.page_keys, "sandbox-dana")
    QTest.keyClick(person.page_keys, Qt.Key.Key_Return)
    person.page_shows("#choose-account")


def test_declining_has_its_own_state_and_authorize_works_again(signing_in, studio, person):
    person.sign_in()
    person.choose_account()
    person.page_click("#cancel")
    person.until(lambda: person.sees("login.notice"))
    assert "You declined" in person.reads("login.notice")
    person.until(lambda: person.sees("authorization.notice"))
    assert problem(studio).code == "authorization.declined"
    person.click("login.retry")
    person.page_shows("#username")
    assert not person.sees("authorization.notice")
    assert problem(studio) is None


@pytest.mark.parametrize("way", ["login.close", "authorization.cancel", "Esc in the page"])
def test_closing_the_window_says_so_and_authorize_works_again(signing_in, studio, person, way):
    if way == "Esc in the page":
        QTest.keyClick(person.page_keys, Qt.Key.Key_Escape)
    else:
        person.click(way)
    person.until(lambda: person.sees("authorization.notice"))
    assert "closed before the sign-in was finished" in person.reads("authorization.notice")
    assert problem(studio).code == "authorization.closed"
    assert not person.sees("login")
    person.click("authorization.authorize")
    person.page_shows("#username")


def test_a_dead_server_has_its_own_state_and_can_be_tried_again(ready, studio, person):
    studio.environment.ensure_sandbox()
    studio.environment._running.stop()
    person.click("authorization.authorize")
    person.until(lambda: person.sees("login.notice"))
    assert "cannot be reached" in person.reads("login.notice")
    person.until(lambda: person.sees("authorization.notice"))
    assert problem(studio).code == "authorization.unreachable"
    studio.environment._running = None
    person.click("login.retry")
    person.page_shows("#username")
    assert problem(studio) is None


def test_a_server_that_dies_before_the_exchange_is_told_on_the_tab(signing_in, studio, person):
    person.sign_in()
    person.choose_account()
    person.page_shows("#connect")
    window = person.find("login")
    window.callback_taken.disconnect()
    seen = []
    window.callback_taken.connect(seen.append)
    person.page_click("#connect")
    person.until(lambda: seen)
    studio.environment._running.stop()
    sign_in = signing_in._current._sign_in
    sign_in._complete(seen[0])
    person.until(lambda: person.sees("authorization.notice"))
    assert person.find("authorization.authorize").isEnabled()
    assert problem(studio) is not None


def test_a_redirect_with_a_foreign_state_is_refused(signing_in, studio, person):
    page = person.find("login.page").page()
    from PySide6.QtCore import QUrl

    page.load(QUrl("https://idp.kore.ai/workflows/callback/?code=abc&state=foreign"))
    person.until(lambda: person.sees("authorization.notice"))
    assert studio.actions.get("hubspot").account is None
    assert person.find("authorization.authorize").isEnabled()


def test_every_sign_in_starts_without_the_cookies_of_the_one_before(signing_in, person):
    person.sign_in()
    person.page_shows("#choose-account")
    person.click("login.close")
    person.until(lambda: person.sees("authorization.notice"))
    person.click("authorization.authorize")
    person.page_shows("#username")


def test_closing_the_program_while_signing_in_leaves_no_problem_behind(
    signing_in, show_actions, studio, person
):
    show_actions.leave()
    assert person.find("login") is None
    assert problem(studio) is None


def test_a_page_that_refuses_other_programs_offers_the_browser(ready, studio, person, qtbot):
    studio.environment.sandbox_faults().arm("embedded_sign_in_refused", None, count=1)
    person.click("authorization.authorize")
    person.until(lambda: person.sees("login.refusal"))
    assert "inside another program" in person.reads("login.refusal")
    person.click("login.refusal.browser")
    person.until(lambda: not person.sees("login"))
    person.until(lambda: "in the browser" in person.reads("authorization.progress"))
    person.click("authorization.cancel")
    person.until(lambda: person.sees("authorization.notice"))


def test_an_ordinary_page_makes_no_such_offer(signing_in, person):
    assert not person.sees("login.refusal")
    person.sign_in()
    person.choose_account()
    person.page_shows("#connect")
    assert not person.sees("login.refusal")
