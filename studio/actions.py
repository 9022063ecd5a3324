"""The life of an action: available, enabled, disabled, and back (fact sheet xo-platform 4)."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from studio.action import (
    Action,
    ActionState,
    ChosenProfile,
    Enabled,
    GoneAccount,
    Holding,
    Removed,
)
from studio.action_choice import choice_of, chosen_anew, unfinished, words_of
from studio.authorization.accounts import ConnectedAccounts
from studio.authorization.values import App, Choice, Problem
from studio.clock import Clock, iso
from studio.connectors.catalogue import Catalogue
from studio.errors import StudioError
from studio.workspace import Workspace
from studio.workspace.accounts import Accounts
from studio.workspace.changes import Changes
from studio.workspace.integrations import IntegrationRow, Integrations
from studio.workspace.profiles import ProfileRows

if TYPE_CHECKING:
    from studio.authorization.leaving import LetGo
    from studio.connectors.manifest import Connector

__all__ = [
    "Action",
    "ActionState",
    "Actions",
    "ChosenProfile",
    "Enabled",
    "GoneAccount",
    "Holding",
    "Removed",
]


class Drop(Protocol):
    """Revokes and forgets every account of a connector, and tells what became of each."""

    def __call__(self, connector_id: str, *, remember: bool = False) -> Iterable[LetGo]: ...


class Actions:
    """The actions of the workspace. Every method may block: call it on a worker thread.

    Args:
        connected: The accounts that integrations act for.
        accounts: Every account that is kept, of end users too.
        drop: Lets all accounts of a connector go.
        has_app: Whether the System card has an app in the environment the workspace is on.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        workspace: Workspace,
        integrations: Integrations,
        connected: ConnectedAccounts,
        accounts: Accounts,
        profiles: ProfileRows,
        drop: Drop,
        changes: Changes,
        clock: Clock,
        has_app: Callable[[str], bool] = lambda connector_id: True,
    ) -> None:
        self._catalogue = catalogue
        self._workspace = workspace
        self._integrations = integrations
        self._connected = connected
        self._accounts = accounts
        self._profiles = profiles
        self._drop = drop
        self._changes = changes
        self._clock = clock
        self._has_app = has_app
        self._one_at_a_time = threading.Lock()

    def list(self) -> tuple[Action, ...]:
        """Every action of the catalogue, by name."""
        return tuple(self._action(connector) for connector in self._catalogue.all())

    def get(self, connector_id: str) -> Action:
        """One action. Raises KeyError when the catalogue has none of that id."""
        return self._action(self._catalogue.get(connector_id))

    def choose_profile(self, connector_id: str, profile_id: str) -> Action:
        """Keep this profile as what the Custom card uses; raises as `choose`."""
        choice = choice_of(self._integrations.get(connector_id))
        if choice.profile_id == profile_id:
            return self.get(connector_id)
        chosen = replace(choice, app=App.CUSTOM, profile_id=profile_id, tenant="")
        return self.choose(connector_id, chosen)

    def choose(self, connector_id: str, choice: Choice) -> Action:
        """Keep what was chosen on the Authorization tab.

        Another choice than before drops the accounts and their tokens: they were given for
        something else. An enabled action goes on when end users sign in themselves; otherwise it
        needs authorization (fact sheet xo-platform 2).

        Raises:
            KeyError: the catalogue has no such action.
            VaultError: the keyring did not let the tokens go. Nothing else was changed.
        """
        connector = self._catalogue.get(connector_id)
        with self._one_at_a_time:
            row = self._integrations.get(connector_id)
            before = choice_of(row)
            if choice == before:
                return self.get(connector_id)
            was_authorized = self._connected.was_authorized(connector_id)
            self._drop(connector_id)
            state = self._state_after(connector, row, choice)
            problem = None
            if was_authorized:
                problem = vars(chosen_anew(connector.name, choice))
            elif state == ActionState.ERROR.value:
                problem = vars(unfinished(connector.name))
            with self._workspace.transaction():
                self._integrations.change(
                    connector_id,
                    **words_of(choice),
                    state=state,
                    problem=problem,
                )
                self._changes.add(
                    "Global",
                    f"{connector.name}: choice on the Authorization tab",
                    before=words_of(before) | {"authorized": was_authorized},
                    after=words_of(choice) | {"authorized": False},
                )
        return self.get(connector_id)

    def enable(self, connector_id: str) -> Enabled:
        """Move an action that is ready to Configured. Enabling an enabled one changes nothing.

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
                self._note(action, "enabled", ActionState.ENABLED)
        return Enabled(self.get(connector_id), first_time=row.first_enabled_at is None)

    def disable(self, connector_id: str) -> Removed:
        """Stop an action. What was chosen stays; tokens are revoked and dropped, so that enabling
        it again asks for authorization (fact sheet xo-platform 4, and 8 line 21).

        Raises:
            KeyError: the catalogue has no such action.
            VaultError: the keyring did not let the tokens go; the action is disabled all the same.
        """
        with self._one_at_a_time:
            action = self.get(connector_id)
            if not action.can_disable:
                return Removed(action, ())
            with self._workspace.transaction():  # first: from here on nothing uses the tokens
                self._integrations.change(
                    connector_id, state=ActionState.DISABLED.value, problem=None
                )
                self._note(action, "disabled", ActionState.DISABLED)
            gone = _gone(self._drop(connector_id, remember=True))
        return Removed(self.get(connector_id), gone)

    def holdings(self, connector_id: str) -> tuple[Holding, ...]:
        """The accounts that Delete will revoke and forget: of every environment and end user."""
        found = []
        for environment, user in self._accounts.of(connector_id):
            kept = self._accounts.get(connector_id, environment, user)
            if kept is not None and not kept.get("let_go"):
                found.append(Holding(kept["name"], kept["id"], environment, user))
        return tuple(found)

    def delete(self, connector_id: str) -> Removed:
        """Take an action out of Configured for good: what was chosen, every account, every token.

        Dialogs and authorization profiles stay. The next Enable counts as the first (fact sheet
        xo-platform 4).

        Raises:
            KeyError: the catalogue has no such action.
            VaultError: the keyring did not let the tokens go; the action is still there.
        """
        with self._one_at_a_time:
            action = self.get(connector_id)
            if action.state is ActionState.ENABLED:
                self._integrations.change(connector_id, state=ActionState.DISABLED.value)
            gone = _gone(self._drop(connector_id))
            with self._workspace.transaction():
                self._integrations.delete(connector_id)
                self._changes.add(
                    "Global",
                    f"{action.name} deleted",
                    before=words_of(action.choice) | {"state": action.state.value},
                    after={
                        "state": ActionState.AVAILABLE.value,
                        "accounts removed": [
                            {"account": one.name, "id": one.account_id, "revoked": one.revoked}
                            for one in gone
                        ],
                    },
                )
        return Removed(self.get(connector_id), gone)

    def _note(self, action: Action, done: str, state: ActionState) -> None:
        self._changes.add(
            "Global", f"{action.name} {done}", before=action.state.value, after=state.value
        )

    def _state_after(self, connector: Connector, row: IntegrationRow, choice: Choice) -> str:
        """Where another choice leaves the action."""
        working = row.state in (ActionState.ENABLED.value, ActionState.ERROR.value)
        if not working:
            return row.state
        if choice.for_users and self._usable(connector, choice):
            return ActionState.ENABLED.value
        return ActionState.ERROR.value

    def _usable(self, connector: Connector, choice: Choice) -> bool:
        profile = self._profile(connector, choice)
        if choice.app is App.SYSTEM:
            return self._has_app(connector.id)
        return profile is not None and not profile.why_not

    def _action(self, connector: Connector) -> Action:
        row = self._integrations.get(connector.id)
        choice = choice_of(row)
        forgotten = self._connected.problem(connector.id)
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
            choice=choice,
            account=self._connected.get(connector.id),
            problem=Problem.from_kept(row.problem) or forgotten,
            instructions=connector.instructions,
            profile=self._profile(connector, choice),
            no_app=not self._has_app(connector.id),
        )

    def _profile(self, connector: Connector, choice: Choice) -> ChosenProfile | None:
        """The profile that is selected; None when there is none, or it is gone."""
        row = self._profiles.get(choice.profile_id or "") if choice.app is App.CUSTOM else None
        if row is None:
            return None
        from studio.authorization.profiles.mechanisms import mechanism, why_not

        return ChosenProfile(
            row.id,
            row.name,
            mechanism(row.mechanism).label,
            why_not(row.mechanism, connector.name) or "",
            row.content.get("tenancy") is True,
        )


def _gone(accounts: Iterable[LetGo]) -> tuple[GoneAccount, ...]:
    return tuple(
        GoneAccount(one.name, one.account_id, one.environment, one.user, one.revoked, one.why_not)
        for one in accounts
    )
