"""One action and where it stands: what is chosen, what is missing, what can be done now."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from studio.authorization.values import Account, App, Choice, Problem
from studio.connectors.manifest import Instructions


class ActionState(Enum):
    """Where a card stands. All but AVAILABLE stand in the Configured region."""

    AVAILABLE = "available"
    ENABLED = "enabled"
    DISABLED = "disabled"
    ERROR = "error"


@dataclass(frozen=True)
class ChosenProfile:
    """The authorization profile that is selected, and whether it can sign anybody in."""

    id: str
    name: str
    mechanism: str
    """The mechanism's label."""
    why_not: str = ""
    """Why it cannot authorize this action; empty when it can."""
    tenancy: bool = False
    """Whether its addresses hold `{tenant}`, which is entered beside it."""


@dataclass(frozen=True)
class Action:
    """One action as the Actions page and its Configurations panel show it."""

    connector_id: str
    name: str
    category: str
    description: str
    template_count: int
    authorization_labels: tuple[str, ...]
    state: ActionState
    choice: Choice
    account: Account | None
    problem: Problem | None
    instructions: Instructions
    profile: ChosenProfile | None = None
    """What is selected under Select Authorization, while the Custom card is."""
    no_app: bool = False
    """Whether the System card has no app in this environment: on Live it is entered in Settings."""

    @property
    def configured(self) -> bool:
        """Whether the card stands in the Configured region."""
        return self.state is not ActionState.AVAILABLE

    @property
    def usable(self) -> bool:
        """Whether an app is chosen that people can sign in with."""
        if self.choice.app is App.CUSTOM:
            return self.profile is not None and not self.profile.why_not
        return self.choice.app is App.SYSTEM and not self.no_app

    @property
    def can_authorize(self) -> bool:
        """Whether enough is chosen for a sign-in (paths A and B)."""
        return self.choice.complete and self.usable

    @property
    def for_users(self) -> bool:
        """Whether enough is chosen for end users to sign in themselves (paths C and D)."""
        return self.choice.for_users and self.usable

    @property
    def can_enable(self) -> bool:
        """Whether Enable would work (fact sheet xo-platform 2): everything chosen, authorized where
        that is done ahead, and not enabled yet.

        In the error state authorizing again is what helps, and that alone.
        """
        waits = self.state in (ActionState.AVAILABLE, ActionState.DISABLED)
        ready = self.for_users or (self.can_authorize and self.account is not None)
        return waits and ready

    @property
    def can_disable(self) -> bool:
        """Whether there is something to disable."""
        return self.state in (ActionState.ENABLED, ActionState.ERROR)

    @property
    def enabled(self) -> bool:
        return self.state is ActionState.ENABLED

    @property
    def hint(self) -> str:
        """What Enable will do, or what is missing for it."""
        return self._enabled_hint or self._missing or self._next

    @property
    def _enabled_hint(self) -> str:
        return f"{self.name} is enabled." if self.enabled else ""

    @property
    def _missing(self) -> str:
        """The first thing on the tab that is not chosen yet; empty when all is."""
        if self.choice.authorization_type is None:
            return "Choose an Authorization Type to begin."
        if not self.choice.oauth:
            return "Select OAuth."
        if self.choice.app is None:
            return "Select the System or the Custom card."
        if self.choice.app is App.CUSTOM and self.profile is None:
            return "Select an authorization profile, or create one."
        if self.choice.app is App.SYSTEM and self.no_app:
            return "Set up the System app for Live in Settings, or choose Custom."
        return self.profile.why_not if self.profile else ""

    @property
    def _next(self) -> str:
        """What comes when everything is chosen."""
        if self.for_users:
            return f"Enabling moves {self.name} to Configured. Each end user signs in later."
        if self.state is ActionState.ERROR:
            return f"{self.name} stopped working. Authorize again; then it goes on by itself."
        if self.account is None:
            if self.state is ActionState.DISABLED:
                return "Authorize again; then the action can be enabled."
            return "Authorize first; then the action can be enabled."
        if self.state is ActionState.DISABLED:
            return f"Enabling lets dialogs use {self.name} again."
        return f"Enabling moves {self.name} to Configured."


@dataclass(frozen=True)
class Enabled:
    """What Enable did."""

    action: Action
    first_time: bool
    """The Integration Successful pop-up belongs to the first time only."""


@dataclass(frozen=True)
class Holding:
    """An account that an action holds tokens for."""

    name: str
    account_id: str
    environment: str
    user: str
    """The end user's id; empty for the action's own account."""


@dataclass(frozen=True)
class Removed:
    """What Delete took away, or Disable let go of."""

    action: Action
    accounts: tuple[GoneAccount, ...]


@dataclass(frozen=True)
class GoneAccount:
    """An account whose tokens are gone from this computer."""

    name: str
    account_id: str
    environment: str
    user: str
    revoked: bool
    """Whether the service took back what it granted."""
    why_not: str = ""
