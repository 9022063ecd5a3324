"""End users and their links, as they are shown. Plain values, no secrets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from studio.authorization.errors import AuthorizationError
from studio.authorization.values import Account, Problem

DEVELOPER = "developer"
"""The id of the end user who is always there: the person who builds the app talks to it too."""
LINK_SCHEME = "authorization-link:"
"""Begins the address of the button in the conversation. No other program knows it: the studio
opens the sign-in itself, in its own window or in the system's browser."""


class LinkState(Enum):
    """Where an authorization link stands."""

    OPEN = "open"
    USED = "used"
    """Opened already: it works once."""
    EXPIRED = "expired"
    """Not opened in time: whoever opens it now gets this."""
    IGNORED = "ignored"
    """The same as seen from the conversation, which waited for it in vain."""
    REPLACED = "replaced"
    """A newer one was sent."""
    WITHDRAWN = "withdrawn"
    """The app, the choice or the environment is another one now, or the user was disconnected."""
    FOREIGN = "foreign"
    """It was sent to somebody else."""
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class EndUser:
    """One person who talks to the app."""

    id: str
    name: str

    @property
    def is_developer(self) -> bool:
        """Whether it is the one who cannot be removed."""
        return self.id == DEVELOPER


@dataclass(frozen=True)
class Link:
    """One authorization link: single use, for one user, app, integration and environment."""

    id: str
    user: str
    connector_id: str
    environment: str
    app_id: str
    issued_at: datetime
    expires_at: datetime

    @property
    def url(self) -> str:
        """The address of the button that opens it."""
        return f"{LINK_SCHEME}{self.id}"


@dataclass(frozen=True)
class UserConnection:
    """Who is connected to what: one line of the End users list."""

    user: EndUser
    connector_id: str
    connector_name: str
    account: Account | None
    """None when the user has not signed in, or has to do so again."""
    link: Link | None
    """The newest link that was sent."""
    link_state: LinkState | None
    problem: Problem | None = None
    """Why the last sign-in of this user ended without an account; told until the program ends."""
    asked: bool = True
    """Whether end users sign in to this connector at all, as it is set up now."""


class LinkError(AuthorizationError):
    """The link cannot be opened. `state` says why; `code` is `authorization.link_…`."""

    def __init__(self, state: LinkState) -> None:
        message, next_step = _WORDS[state]
        super().__init__(message, next_step, code=f"authorization.link_{state.value}")
        self.state = state


_FRESH = "Go back to the conversation and say anything: it sends a fresh link."
_WORDS = {
    LinkState.USED: ("This link was opened before, and it works once.", _FRESH),
    LinkState.EXPIRED: ("This link was not opened in time.", _FRESH),
    LinkState.IGNORED: ("This link was not opened in time.", _FRESH),
    LinkState.REPLACED: (
        "A newer link took the place of this one.",
        "Open the newest link of the conversation.",
    ),
    LinkState.WITHDRAWN: (
        "This link was for a set-up that has changed since.",
        _FRESH,
    ),
    LinkState.FOREIGN: (
        "This link was sent to another end user. Nobody was signed in.",
        "Open the link of your own conversation.",
    ),
    LinkState.UNKNOWN: ("This is no link that was sent from here.", _FRESH),
}
