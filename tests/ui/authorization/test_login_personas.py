"""Personas of the sandbox whose way through the login window ends otherwise."""

import pytest

pytestmark = pytest.mark.webengine


@pytest.fixture
def signing_in(actions_page, person):
    """The login window shows the sign-in page."""
    person.click("actions.available.hubspot")
    person.choose_path()
    person.click("authorization.authorize")
    person.page_shows("#username")
    return actions_page


def sign_in_as(person, name):
    person.page_type("#username", name)
    person.page_type("#password", "sandbox-" + name.partition("@")[0])
    person.page_click("#sign-in")


def test_who_declines_by_himself_ends_where_declining_ends(signing_in, studio, person):
    sign_in_as(person, "rafael@acme.example")
    person.choose_account()
    person.until(lambda: person.sees("login.notice"))
    assert "You declined" in person.reads("login.notice")
    person.until(lambda: studio.actions.get("hubspot").problem is not None)
    assert studio.actions.get("hubspot").problem.code == "authorization.declined"


def test_whose_first_password_is_refused_signs_in_at_the_second_try(signing_in, person):
    sign_in_as(person, "ayumi@acme.example")
    person.page_shows("#error")
    person.page_type("#password", "sandbox-ayumi")
    person.page_click("#sign-in")
    person.choose_account()
    person.page_click("#connect")
    person.until(lambda: person.sees("authorization.account"))
    assert "Acme Sales" in person.reads("authorization.account.name")


def test_an_account_without_the_product_reads_why_and_another_name_can_be_used(signing_in, person):
    sign_in_as(person, "wanda@paperlane.example")
    person.page_click("#choose-account")
    person.page_shows("#error")
    assert "have the product" in person.script("document.querySelector('#error').textContent")
    person.page_click("#sign-out")
    person.page_shows("#username")


def test_who_may_not_connect_apps_reads_why(signing_in, person):
    sign_in_as(person, "theo@acme.example")
    person.choose_account()
    person.page_shows("#error")
    assert "may not connect apps" in person.script("document.querySelector('#error').textContent")
    assert not person.sees("login.notice")
