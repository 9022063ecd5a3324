"""Moments and numbers in words."""

from datetime import UTC, datetime, timedelta

import pytest

from studio.authorization.values import Account
from ui.authorization.words import account_words, grouped, span, token_words

NOW = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


def account(minutes: float, *, renews: bool) -> Account:
    ends = NOW + timedelta(minutes=minutes)
    return Account("Acme Sales", "148209731", "dana@acme.example", (), NOW, ends, renews)


@pytest.mark.parametrize(
    ("minutes", "renews", "words"),
    [
        (24.5, True, "renews by itself, next in 24 min"),
        (0.5, True, "renews by itself, next in less than a minute"),
        (-3, True, "renews by itself, at the next request"),
        (24, False, "ends in 24 min; authorize again then"),
        (-1, False, "has expired; authorize again"),
    ],
)
def test_the_token_says_whether_anybody_has_to_act(minutes, renews, words):
    assert token_words(account(minutes, renews=renews), NOW) == words


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(seconds=59), "less than a minute"),
        (timedelta(minutes=119), "119 min"),
        (timedelta(minutes=120), "2 h"),
        (timedelta(hours=47), "47 h"),
        (timedelta(days=3), "3 days"),
    ],
)
def test_a_length_of_time_has_one_unit(length, words):
    assert span(length) == words


def test_account_ids_come_in_groups_of_three():
    assert account_words(account(1, renews=True)) == "Acme Sales (148\u202f209\u202f731)"
    assert grouped("na1-x") == "na1-x"
