"""Words for moments and numbers on the Authorization tab."""

from __future__ import annotations

from datetime import datetime, timedelta

from studio.authorization.values import Account


def token_words(account: Account, now: datetime) -> str:
    """When the access token ends and whether anybody has to act on it.

    `renews by itself, next in 24 min`; an account that cannot renew says when it has to be
    authorized again.
    """
    left = account.expires_at - now
    if account.renews:
        return (
            "renews by itself, next in " + span(left)
            if left > timedelta(0)
            else ("renews by itself, at the next request")
        )
    if left <= timedelta(0):
        return "has expired; authorize again"
    return f"ends in {span(left)}; authorize again then"


def span(length: timedelta) -> str:
    """A length of time in one unit people use, rounded down: `24 min`, `3 h`, `12 days`."""
    minutes = int(length.total_seconds() // 60)
    if minutes < 1:
        return "less than a minute"
    if minutes < 120:
        return f"{minutes} min"
    if minutes < 48 * 60:
        return f"{minutes // 60} h"
    return f"{minutes // (24 * 60)} days"


def account_words(account: Account) -> str:
    """`Acme Sales (148 209 731)`: the id in groups of three, which is how people compare it."""
    return f"{account.name} ({grouped(account.account_id)})"


def grouped(number: str) -> str:
    """Digits in groups of three with thin spaces; anything else as it is."""
    return f"{int(number):,}".replace(",", "\u202f") if number.isdecimal() else number
