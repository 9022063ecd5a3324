"""A studio that is set up, a sandbox whose faults are armed, and what a person makes of both."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from desk import ACME_SALES, HUBSPOT, PLAIN, SYSTEM, Desk

from studio.actions import Action, ActionState
from studio.dialogs.chat import ChatMessage
from studio.dialogs.conversation import CONVERSATION
from studio.errors import StudioError
from studio.workspace.journal import Exchange

PROGRAMMERS_WORDS = re.compile(r"\b\w+(Error|Exception|Timeout)\b|\bNone\b|Traceback|[{}\[\]]")
LIFE = 1800
AHEAD = 300
"""Seconds that a token lives, and that it is renewed before its end."""
PATIENCE = 1.0
"""Seconds a request may take where a fault makes it wait."""
SLACK = 8.0
"""Seconds beyond its time-out that anything may take on a busy machine."""


class Stage:
    """One workspace where HubSpot is enabled and two dialogs are installed.

    It is kept over many tests, each of which leaves it as it was: enabled, and no fault armed.
    """

    def __init__(self, folder: Path, patience: float | None) -> None:
        self.desk = Desk(folder)
        self.desk.open(patience=patience)
        self.desk.enable()
        for template in ("create-a-deal", "search-deal-by-keyword"):
            self.desk.studio.templates.install(HUBSPOT, template)

    def made_ready(self) -> Stage:
        """No fault, no task under way, an account with a fresh token, and limits with room."""
        self.clear()
        self.desk.clock.advance(60)
        self.desk.studio.talk.restart()
        action = self.action
        if action.account is None or action.account.account_id != str(ACME_SALES):
            self.desk.authorize()
        if not self.action.enabled:
            self.desk.studio.actions.enable(HUBSPOT)
        self.token(rejected=self.token())
        return self

    @property
    def action(self) -> Action:
        return self.desk.studio.actions.get(HUBSPOT)

    def arm(self, fault: str, route: str, **more: Any) -> httpx.Response:
        return httpx.post(self._faults, json={"name": fault, "route": route, **more}, verify=PLAIN)

    def clear(self) -> None:
        assert httpx.delete(self._faults, verify=PLAIN).status_code == 200

    def struck(self) -> int:
        """How often the armed faults have struck so far."""
        active = httpx.get(self._faults, verify=PLAIN).json()["active"]
        return sum(entry["struck"] for entry in active)

    @property
    def _faults(self) -> str:
        return f"{self.desk.studio.environment.ensure_sandbox().admin_url}/faults"

    def deals(self) -> int:
        """How many deals there are in the account."""
        info = self.desk.studio.environment.ensure_sandbox()
        accounts = httpx.get(f"{info.admin_url}/state", verify=PLAIN).json()["accounts"]
        return int(next(a["deals"] for a in accounts if a["portal_id"] == ACME_SALES))

    def token(self, rejected: str | None = None) -> str:
        return self.desk.studio.authorization.access_token(HUBSPOT, rejected=rejected)

    def says(self, text: str) -> ChatMessage:
        """Say something to the bot; its last answer."""
        heard: list[ChatMessage] = []
        self.desk.studio.talk.say(text, heard.append)
        return heard[-1]

    def kept(self) -> dict[str, Any] | None:
        """What the conversation keeps, over a restart of the program too."""
        return self.desk.studio.talk._conversations.get(CONVERSATION)

    def newest(self) -> Exchange:
        """What was sent last."""
        return self.desk.studio.journal.list(1)[0]

    def sent_since(self, mark: Exchange) -> tuple[Exchange, ...]:
        """What was sent after `mark`, newest first."""
        newer = self.desk.studio.journal.list()
        return newer[: [exchange.id for exchange in newer].index(mark.id)]

    @contextmanager
    def nothing_lost(self) -> Iterator[None]:
        """What was chosen, the account and its tokens are afterwards what they were."""
        before = self.action
        access, refresh = (self.desk.secret(kind) for kind in ("access_token", "refresh_token"))
        yield
        assert self.action.choice == before.choice == SYSTEM
        assert self.action.account == before.account
        assert self.action.state is ActionState.ENABLED
        assert self.desk.secret("access_token") == access
        assert self.desk.secret("refresh_token") == refresh


def failure(call: Callable[[], Any]) -> StudioError:
    """The error that `call` ends with, which is one for people."""
    try:
        call()
    except StudioError as error:
        assert_for_people(error.message)
        assert_for_people(error.next_step)
        return error
    raise AssertionError("it went on as if nothing had happened")


def assert_for_people(text: str) -> None:
    """Whole sentences, in words that somebody who does not program understands."""
    assert re.search(r"\w+ \w+ ?.*[.!?]\)?$", text), text
    assert len(text) > 15, text
    assert not PROGRAMMERS_WORDS.search(text), text
    assert "�" not in text, text
    assert "CafÃ" not in text, text


@contextmanager
def bounded(seconds: float) -> Iterator[None]:
    """No hang."""
    start = time.monotonic()
    yield
    took = time.monotonic() - start
    assert took < seconds + SLACK, f"{took:.1f} s"
