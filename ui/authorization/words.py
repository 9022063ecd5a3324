"""Words for moments and numbers on the Authorization tab."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from studio.authorization.values import Account, GrantedScope

if TYPE_CHECKING:
    from studio.authorization.shortfall import Shortfall


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


MOST_NAMED = 3
"""So many templates are named with a scope that is missing."""


def missing_words(account: Account, short: Shortfall | None = None) -> tuple[str, str]:
    """What was asked for and not granted, and what to do; empty when nothing is missing.

    Args:
        account: With what it lacked when somebody signed in.
        short: What installed templates lack now. What the app does not even ask for is left to
            pre-flight, which can mend it.
    """
    needed = dict(short.scopes) if short else {}
    lacking = {scope: needed.get(scope, ()) for scope in account.missing}
    asked = short.asked if short else frozenset()
    since = {scope: names for scope, names in needed.items() if scope.name in asked}
    if not lacking and not since:
        return "", ""
    what = "\n".join(_lacked(scope, names) for scope, names in (lacking | since).items())
    title = (
        "Not everything that was asked for was granted"
        if lacking
        else "Installed templates need more than was granted"
    )
    return (
        title,
        f"{what}\nThis will not work until it is. Press Authorize again and allow all that is "
        "asked, or choose an account that has it.",
    )


def _lacked(scope: GrantedScope, templates: tuple[str, ...]) -> str:
    """`crm.objects.deals.write: Create, update and delete deals (Create a Deal)`."""
    words = f"{scope.name}: {scope.reason}" if scope.reason else scope.name
    left = len(templates) - MOST_NAMED
    named = ", ".join(templates[:MOST_NAMED]) + (f" and {left} more" if left > 0 else "")
    return f"{words} ({named})" if named else words


def instead_words(account: Account) -> tuple[str, str]:
    """That another account was authorized before; empty when none was."""
    if not account.instead_of:
        return "", ""
    name, number = account.instead_of
    return (
        "This is another account than before",
        f"It takes the place of {name} ({grouped(number)}): dialogs work with {account.name} from "
        "now on. Press Authorize again if that is not what you want.",
    )


def grouped(number: str) -> str:
    """Digits in groups of three with thin spaces; anything else as it is."""
    return f"{int(number):,}".replace(",", "\u202f") if number.isdecimal() else number
