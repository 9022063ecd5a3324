"""What authorization shows and remembers: plain values, no secrets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from studio.errors import StudioError


class AuthorizationType(Enum):
    """Who signs in (fact sheet xo-platform 1.3)."""

    PRE_AUTHORIZE = "pre_authorize"
    ALLOW_USERS = "allow_users"


class App(Enum):
    """Whose OAuth app asks for permission: the preconfigured one, or a profile of one's own."""

    SYSTEM = "system"
    CUSTOM = "custom"


@dataclass(frozen=True)
class Choice:
    """What was chosen on the Authorization tab so far; None where nothing is chosen yet."""

    authorization_type: AuthorizationType | None = None
    oauth: bool = False
    app: App | None = None
    profile_id: str | None = None
    """The authorization profile that was selected, for the Custom card."""
    tenant: str = ""
    """What stands for `{tenant}` in the addresses of that profile."""

    @property
    def whole(self) -> bool:
        """Whether nothing is left to choose: a type, OAuth, a card, and a profile for Custom."""
        card = self.app is App.SYSTEM or (self.app is App.CUSTOM and bool(self.profile_id))
        return self.authorization_type is not None and self.oauth and card

    @property
    def complete(self) -> bool:
        """Whether somebody can sign in ahead of every conversation with what is chosen."""
        return self.whole and self.authorization_type is AuthorizationType.PRE_AUTHORIZE

    @property
    def for_users(self) -> bool:
        """Whether everything is chosen for each end user to sign in during the conversation."""
        return self.whole and self.authorization_type is AuthorizationType.ALLOW_USERS

    @property
    def app_id(self) -> str:
        """Whose OAuth app it is, in one word: `system`, the profile's id, or nothing."""
        if self.app is App.CUSTOM:
            return self.profile_id or ""
        return self.app.value if self.app else ""

    @classmethod
    def from_kept(
        cls,
        authorization_type: str | None,
        oauth: bool,
        app: str | None,
        profile_id: str | None = None,
        tenant: str | None = None,
    ) -> Choice:
        """The choice as the workspace keeps it."""
        return cls(
            AuthorizationType(authorization_type) if authorization_type else None,
            oauth,
            App(app) if app else None,
            profile_id,
            tenant or "",
        )


@dataclass(frozen=True)
class GrantedScope:
    """One scope the account granted, and what it is for in words."""

    name: str
    reason: str


@dataclass(frozen=True)
class Account:
    """The account an integration is authorized for. Holds no token."""

    name: str
    """As the account calls itself; the web host of the account when it has no name."""
    account_id: str
    """HubSpot calls it portal id or hub id."""
    signed_in_as: str
    scopes: tuple[GrantedScope, ...]
    authorized_at: datetime
    expires_at: datetime
    """When the access token in use ends."""
    renews: bool
    """Whether a refresh token is at hand, so that expiry is nothing to act on."""
    missing: tuple[GrantedScope, ...] = ()
    """What was asked for and not granted."""
    instead_of: tuple[str, str] | None = None
    """Name and id of the account that was authorized before, when it was another one."""
    label: str = ""
    """For an end user's account, the name it is stored under (fact sheet xo-platform 2.1)."""


@dataclass(frozen=True)
class Problem:
    """An error as it stays on screen: what happened, what to do, and where to look."""

    message: str
    next_step: str
    code: str = "studio.error"
    correlation_id: str | None = None
    exchange_id: str | None = None

    @classmethod
    def of(cls, error: StudioError) -> Problem:
        """The problem that an error tells of."""
        return cls(
            error.message, error.next_step, error.code, error.correlation_id, error.exchange_id
        )

    @classmethod
    def from_kept(cls, kept: dict[str, Any] | None) -> Problem | None:
        """The problem as the workspace keeps it, or None."""
        return cls(**kept) if kept else None
