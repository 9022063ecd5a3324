"""From Sandbox to Live and back: what that does to actions that are enabled, and doing it.

Tokens stay with the environment they are for: the accounts of both are kept apart, and an action
goes on where it was left when the workspace comes back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from studio.action_choice import choice_of, words_of
from studio.authorization.accounts import ConnectedAccounts
from studio.authorization.values import App, Choice
from studio.connectors.catalogue import Catalogue
from studio.environment import EnvironmentName
from studio.preferences.checking import SettingError
from studio.preferences.service import Preferences
from studio.workspace import Workspace
from studio.workspace.changes import Changes
from studio.workspace.integrations import IntegrationRow, Integrations
from studio.workspace.settings import Settings

LEFT = "environment.left"
"""How each action stood in an environment when the workspace left it."""
WORKING = ("enabled", "error")
LABELS: Mapping[EnvironmentName, str] = {"sandbox": "Sandbox", "live": "Live"}


@dataclass(frozen=True)
class Stop:
    """One action that works now and will not there."""

    name: str
    why: str
    """What it needs there, in a sentence."""
    needs_app: str = ""
    """The connector whose System app has to be entered in Settings first; empty when none has."""


@dataclass(frozen=True)
class Switch:
    """What switching to an environment does."""

    to: EnvironmentName
    stops: tuple[Stop, ...] = ()
    """Actions that are enabled here and wait for authorization there."""
    goes_on: tuple[str, ...] = ()
    """Names of actions that are enabled here and work there at once."""
    comes_back: tuple[str, ...] = ()
    """Names of actions that are not enabled here and were when the workspace left there."""

    @property
    def asks(self) -> bool:
        """Whether somebody should say yes first: something is enabled."""
        return bool(self.stops or self.goes_on)

    @property
    def label(self) -> str:
        return LABELS[self.to]


class Switching:
    """Carries a workspace from one environment to the other. Calls may block: worker threads."""

    def __init__(
        self,
        workspace: Workspace,
        settings: Settings,
        catalogue: Catalogue,
        integrations: Integrations,
        connected: ConnectedAccounts,
        preferences: Preferences,
        changes: Changes,
    ) -> None:
        self._workspace = workspace
        self._settings = settings
        self._catalogue = catalogue
        self._integrations = integrations
        self._connected = connected
        self._preferences = preferences
        self._changes = changes

    def foresee(self, to: EnvironmentName) -> Switch:
        """What a switch will do. Changes nothing.

        Raises:
            SettingError: there is no such environment.
        """
        if to not in LABELS:
            raise SettingError("environment", "There is no such environment.", "Choose another.")
        if to == self._now:
            return Switch(to)
        stops, goes_on, comes_back = [], [], []
        for connector in self._catalogue.all():
            row = self._integrations.get(connector.id)
            there = self._state_there(row, to)
            if row.state in WORKING and there in WORKING:
                goes_on.append(connector.name)
            elif row.state in WORKING:
                stops.append(self._stop(row, connector.name, to))
            elif there in WORKING:
                comes_back.append(connector.name)
        return Switch(to, tuple(stops), tuple(goes_on), tuple(comes_back))

    def switch(self, to: EnvironmentName) -> Switch:
        """Do it: all of it or nothing. A sign-in under way does not arrive any more.

        Raises:
            SettingError: there is no such environment.
        """
        with self._workspace.transaction():
            done, now = self.foresee(to), self._now
            if to == now:
                return done
            left = self._left()
            states = {}
            for connector in self._catalogue.all():
                row = self._integrations.get(connector.id)
                states[connector.id] = {
                    "state": row.state,
                    "problem": row.problem,
                    "choice": words_of(choice_of(row)),
                }
                there = self._state_there(row, to)
                if row.state == "available":
                    continue
                kept = left.get(to, {}).get(connector.id, {})
                problem = kept.get("problem") if there == "error" else None
                self._integrations.change(connector.id, state=there, problem=problem)
            self._settings.set(LEFT, {**left, now: states})
            self._settings.set("environment", to)
            self._changes.add("Global", "Environment changed", before=LABELS[now], after=LABELS[to])
        self._preferences.tell()
        return done

    @property
    def _now(self) -> EnvironmentName:
        return "live" if self._settings.get("environment") == "live" else "sandbox"

    def _state_there(self, row: IntegrationRow, to: EnvironmentName) -> str:
        """Where an action stands in the other environment."""
        if row.state == "available":
            return row.state
        kept = self._left().get(to, {}).get(row.connector_id, {})
        choice = choice_of(row)
        same = kept.get("choice") == words_of(choice)
        if kept.get("state") in WORKING and same and self._ready(row, choice, to):
            return str(kept["state"])
        return "disabled"

    def _ready(self, row: IntegrationRow, choice: Choice, to: EnvironmentName) -> bool:
        """Whether what it worked with there is there still."""
        alone = to == "live" and choice.app is App.SYSTEM
        if alone and not self._preferences.has_live_app(row.connector_id):
            return False
        if choice.for_users:
            return True
        return self._connected.get(row.connector_id, environment=to) is not None

    def _stop(self, row: IntegrationRow, name: str, to: EnvironmentName) -> Stop:
        choice, where = choice_of(row), LABELS[to]
        alone = to == "live" and choice.app is App.SYSTEM
        if alone and not self._preferences.has_live_app(row.connector_id):
            why = f"it needs a System app for {where}, entered in Settings"
            return Stop(name, why, needs_app=row.connector_id)
        if choice.for_users:
            return Stop(name, "it has to be enabled there")
        return Stop(name, "it has to be authorized and enabled there")

    def _left(self) -> dict[str, Any]:
        left = self._settings.get(LEFT)
        return left if isinstance(left, dict) else {}
