"""Which pages say that nobody may sign in inside another program."""

from __future__ import annotations

import pytest

from studio.authorization.embedding import LONGEST, refuses_embedding


@pytest.mark.parametrize(
    "text",
    [
        "Access blocked\nError 403: disallowed_useragent",
        "Couldn't sign you in. This browser or app may not be secure. Try another browser.",
        "Log in disabled from an embedded browser",
        "Log In is currently disabled from this embedded browser.",
        "Embedded web views are not supported. Open this page in your browser.",
        "You cannot sign in from an in-app browser.",
    ],
)
def test_a_refusal_is_recognized(text: str) -> None:
    assert refuses_embedding(f"https://accounts.example/signin\nSign in\n{text}")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Sign in to HubSpot\nEmail address\nPassword",
        "Your password is not secure. Choose another one.",
        "This app is not verified",
        "Error 403: access_denied",
        "Allow Action Studio to view, list and search deals?",
        "Use a security key or this browser's passkeys.",
    ],
)
def test_an_ordinary_page_is_not_taken_for_one(text: str) -> None:
    assert not refuses_embedding(text)


def test_an_endless_page_is_looked_at_in_part_and_fast() -> None:
    assert not refuses_embedding("x" * LONGEST + "disallowed_useragent")
    assert not refuses_embedding("log in " * 100_000)
