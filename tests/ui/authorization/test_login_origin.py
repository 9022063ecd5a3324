"""What the login window says about the address of a page."""

import pytest

from ui.authorization.origin import Lock, origin_of


@pytest.mark.parametrize(
    ("url", "text", "lock"),
    [
        ("https://app.hubspot.com/oauth/authorize?state=x", "https://app.hubspot.com", Lock.SECURE),
        ("http://127.0.0.1:49213/oauth", "http://127.0.0.1:49213", Lock.LOOPBACK),
        ("http://localhost:8080/", "http://localhost:8080", Lock.LOOPBACK),
        ("http://[::1]:8080/", "http://[::1]:8080", Lock.LOOPBACK),
        ("http://example.com/login", "http://example.com", Lock.OPEN),
        ("http://127.0.0.1.example.com/", "http://127.0.0.1.example.com", Lock.OPEN),
        ("about:blank", "", Lock.NONE),
        ("", "", Lock.NONE),
    ],
)
def test_the_bar_shows_scheme_host_and_port_and_how_safe_they_are(url, text, lock):
    origin = origin_of(url)
    assert (origin.text, origin.lock) == (text, lock)


def test_a_user_name_in_front_of_the_host_does_not_pass_for_the_host():
    assert origin_of("https://app.hubspot.com@evil.example/login").text == "https://evil.example"


def test_a_look_alike_name_in_another_script_is_shown_in_ascii():
    assert origin_of("https://\u0430\u0440\u0440.hubspot.com/").text.startswith("https://xn--")


def test_the_sandbox_is_named_as_what_it_is():
    assert origin_of("http://127.0.0.1:1/").words == "Sandbox on this machine"
