"""Everything the Authorization tab draws, in one value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from studio.actions import Action
from studio.authorization.values import Problem


class Step(Enum):
    """How far the sign-in under way is."""

    IDLE = "idle"
    STARTING = "starting"
    """The address to sign in at is being made ready."""
    SIGNING_IN = "signing_in"
    """The login window is open and waits for the person."""
    EXCHANGING = "exchanging"
    """The code from the redirect is being exchanged for a token."""


BUSY_WORDS = {
    Step.STARTING: "Opening the login window…",
    Step.SIGNING_IN: "Waiting for your sign-in.",
    Step.EXCHANGING: "Fetching the access token and the account…",
}


@dataclass(frozen=True)
class TabState:
    """The action as the core knows it, and the sign-in under way in this window."""

    action: Action
    now: datetime
    step: Step = Step.IDLE
    problem: Problem | None = None
    """Something that went wrong in this window and was not kept by the core."""
    enabling: bool = False

    @property
    def busy(self) -> bool:
        return self.step is not Step.IDLE

    @property
    def shown_problem(self) -> Problem | None:
        """What went wrong last; nothing while a new attempt is under way."""
        return None if self.busy else self.problem or self.action.problem
