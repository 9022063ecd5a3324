"""The life of an action: available, then enabled, and back (fact sheet xo-platform 4)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from studio.authorization.accounts import ConnectedAccounts
from studio.authorization.values import Account, Choice, Problem
from studio.clock import Clock, iso
from studio.connectors.catalogue import Catalogue
from studio.errors import StudioError
from studio.workspace import Workspace
from studio.workspace.changes import Changes
from studio.workspace.integrations import IntegrationRow, Integrations

if TYPE_CHECKING:
    from studio.connectors.manifest import Connector


class ActionState(Enum):
    """Where a card stands. All but AVAILABLE stand in the Configured region."""

    AVAILABLE = "available"
    ENABLED = "enabled"
    DISABLED = "disabled"
    ERROR = "error"


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
    instructions: tuple[str, ...]

    @property
    def configured(self) -> bool:
        """Whether the card stands in the Configured region."""
        return self.state is not ActionState.AVAILABLE

    @property
    def can_authorize(self) -> bool:
        """Whether enough is chosen for a sign-in."""
        return self.choice.complete

    @property
    def can_enable(self) -> bool:
        """Whether Enable would work: everything chosen, authorized, and not enabled yet.

        In the error state authorizing again is what helps, and that alone.
        """
        waits = self.state in (ActionState.AVAILABLE, ActionState.DISABLED)
        return waits and self.can_authorize and self.account is not None

    @property
    def enabled(self) -> bool:
        return self.state is ActionState.ENABLED

    @property
    def hint(self) -> str:
        """What Enable will do, or what is missing for it."""
        if self.enabled:
            return f"{self.name} is enabled."
        if self.choice.authorization_type is None:
            return "Choose an Authorization Type to begin."
        if not self.choice.oauth:
            return "Select OAuth."
        if self.choice.app is None:
            return "Select the System card."
        if self.state is ActionState.ERROR:
            return f"{self.name} stopped working. Authorize again; then it goes on by itself."
        if self.account is None:
            return "Authorize first; then the action can be enabled."
        return f"Enabling moves {self.name} to Configured."


@dataclass(frozen=True)
class Enabled:
    """What Enable did."""

    action: Action
    first_time: bool
    """The Integration Successful pop-up belongs to the first time only."""


class Actions:
    """The actions of the workspace. Every method may block: call it on a worker thread.

    Args:
        drop_authorization: Forgets a connector's account and tokens.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        workspace: Workspace,
        integrations: Integrations,
        accounts: ConnectedAccounts,
        drop_authorization: Callable[[str], None],
        changes: Changes,
        clock: Clock,
    ) -> None:
        self._catalogue = catalogue
        self._workspace = workspace
        self._integrations = integrations
        self._accounts = accounts
        self._drop_authorization = drop_authorization
        self._changes = changes
        self._clock = clock
        self._one_at_a_time = threading.Lock()

    def list(self) -> tuple[Action, ...]:
        """Every action of the catalogue, by name."""
        return tuple(self._action(connector) for connector in self._catalogue.all())

    def get(self, connector_id: str) -> Action:
        """One action. Raises KeyError when the catalogue has none of that id."""
        return self._action(self._catalogue.get(connector_id))

    def choose(self, connector_id: str, choice: Choice) -> Action:
        """Keep what was chosen on the Authorization tab.

        Another choice than before drops the account and its tokens: they were given for
        something else. An enabled action then needs authorization (fact sheet xo-platform 2).

        Raises:
            KeyError: the catalogue has no such action.
            VaultError: the keyring did not let the tokens go. Nothing else was changed.
        """
        name = self._catalogue.get(connector_id).name
        with self._one_at_a_time:
            row = self._integrations.get(connector_id)
            before = _choice(row)
            if choice == before:
                return self.get(connector_id)
            was_authorized = self._accounts.was_authorized(connector_id)
            self._drop_authorization(connector_id)
            stops = was_authorized and row.state == ActionState.ENABLED.value
            with self._workspace.transaction():
                self._integrations.change(
                    connector_id,
                    **_words(choice),
                    state=ActionState.ERROR.value if stops else row.state,
                    problem=vars(_chosen_anew(name)) if was_authorized else None,
                )
                self._changes.add(
                    "Global",
                    f"{name}: choice on the Authorization tab",
                    before=_words(before) | {"authorized": was_authorized},
                    after=_words(choice) | {"authorized": False},
                )
        return self.get(connector_id)

    def enable(self, connector_id: str) -> Enabled:
        """Move an authorized action to Configured. Enabling an enabled one changes nothing.

        Raises:
            KeyError: the catalogue has no such action.
            StudioError: something is missing; says what.
        """
        with self._one_at_a_time:
            action = self.get(connector_id)
            if action.enabled:
                return Enabled(action, first_time=False)
            if not action.can_enable:
                raise StudioError(
                    f"{action.name} cannot be enabled yet.",
                    action.hint,
                    field="authorization.enable",
                    code="actions.not_authorized",
                )
            row = self._integrations.get(connector_id)
            with self._workspace.transaction():
                self._integrations.change(
                    connector_id,
                    state=ActionState.ENABLED.value,
                    problem=None,
                    first_enabled_at=row.first_enabled_at or iso(self._clock.now()),
                )
                self._changes.add(
                    "Global",
                    f"{action.name} enabled",
                    before=action.state.value,
                    after=ActionState.ENABLED.value,
                )
        return Enabled(self.get(connector_id), first_time=row.first_enabled_at is None)

    def _action(self, connector: Connector) -> Action:
        row = self._integrations.get(connector.id)
        forgotten = self._accounts.problem(connector.id)
        state = ActionState(row.state)
        if forgotten and state is ActionState.ENABLED:
            state = ActionState.ERROR
        return Action(
            connector_id=connector.id,
            name=connector.name,
            category=connector.category,
            description=connector.description,
            template_count=self._catalogue.template_count(connector.id),
            authorization_labels=connector.authorization_labels,
            state=state,
            choice=_choice(row),
            account=self._accounts.get(connector.id),
            problem=Problem.from_kept(row.problem) or forgotten,
            instructions=connector.instructions.pre_authorize_system,
        )


def _choice(row: IntegrationRow) -> Choice:
    return Choice.from_kept(row.authorization_type, row.oauth, row.app)


def _words(choice: Choice) -> dict[str, Any]:
    """The choice as the workspace keeps it."""
    return {
        "authorization_type": (
            choice.authorization_type.value if choice.authorization_type else None
        ),
        "oauth": choice.oauth,
        "app": choice.app.value if choice.app else None,
    }


def _chosen_anew(name: str) -> Problem:
    return Problem(
        f"{name} was authorized for another choice, so that authorization was dropped.",
        "Press Authorize to sign in for what is chosen now.",
        "actions.chosen_anew",
    )
