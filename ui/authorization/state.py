"""Everything the Authorization tab draws, in one value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING

from studio.actions import Action
from studio.authorization.values import Problem

if TYPE_CHECKING:
    from studio.authorization.arriving import OtherAccount
    from studio.authorization.preflight import Finding
    from studio.authorization.profiles.values import ProfileLine
    from studio.authorization.shortfall import Shortfall
    from studio.preferences.values import LoginPolicy


class Step(Enum):
    """How far the sign-in under way is."""

    IDLE = "idle"
    STARTING = "starting"
    """The address to sign in at is being made ready."""
    SIGNING_IN = "signing_in"
    """The login window is open and waits for the person."""
    EXCHANGING = "exchanging"
    """The code from the redirect is being exchanged for a token."""
    DECIDING = "deciding"
    """It is another account than before, and the person has to say whether it is meant."""


BUSY_WORDS = {
    Step.STARTING: "Opening the login window…",
    Step.SIGNING_IN: "Waiting for your sign-in.",
    Step.EXCHANGING: "Fetching the access token and the account…",
    Step.DECIDING: "Waiting for your answer.",
}
BROWSER_WORDS = {
    Step.STARTING: "Opening your browser…",
    Step.SIGNING_IN: "Waiting for your sign-in in the browser.",
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
    in_browser: bool = False
    """Whether the sign-in under way is in the system's browser."""
    other: OtherAccount | None = None
    """The account to be decided on, at Step.DECIDING."""
    profiles: tuple[ProfileLine, ...] = ()
    """What Select Authorization offers."""
    callback_url: str = ""
    """What an app of one's own has to have among its redirect URLs; empty until it is known."""
    policy: LoginPolicy = "both"
    """Where the workspace lets people sign in."""
    findings: tuple[Finding, ...] = ()
    """What pre-flight says of the chosen app; the graver first."""
    short: Shortfall | None = None
    """What installed templates lack with the account as it is."""
    mended: str = ""
    """What the last repair of the chosen profile did; it can be taken back."""

    @property
    def refused(self) -> bool:
        """Whether the service is bound to refuse the sign-in."""
        return any(finding.severity == "blocks" for finding in self.findings)

    @property
    def busy(self) -> bool:
        return self.step is not Step.IDLE

    @property
    def shown_problem(self) -> Problem | None:
        """What went wrong last; nothing while a new attempt is under way."""
        return None if self.busy else self.problem or self.action.problem
