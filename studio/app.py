"""The composition root: builds everything the studio knows and does for one workspace.

Nothing here imports a heavy module: the HTTP client, the keyring, the web server and the script
engine are imported by whoever needs them first.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from studio.actions import Actions
from studio.authorization.accounts import ConnectedAccounts
from studio.clock import Clock, SystemClock
from studio.connectors.catalogue import Catalogue
from studio.dialog_parts import DialogParts
from studio.environment import Environment, sandbox_state_path
from studio.ids import Ids, SystemIds
from studio.preferences.service import Preferences
from studio.sandbox import SandboxOptions
from studio.sandbox_secret import lasting_secret
from studio.vault import LazyVault, Vault, open_vault
from studio.workspace import Workspace
from studio.workspace.accounts import Accounts
from studio.workspace.changes import Changes
from studio.workspace.dialogs import DialogRows
from studio.workspace.integrations import Integrations
from studio.workspace.journal import Journal
from studio.workspace.profiles import ProfileRows
from studio.workspace.sequences import Sequences
from studio.workspace.settings import Settings

if TYPE_CHECKING:
    from studio.authorization.preflight.service import PreflightChecks
    from studio.authorization.profiles.service import Profiles
    from studio.authorization.service import Authorization
    from studio.end_users.service import EndUsers
    from studio.http import HttpClient
    from studio.sandbox_control import SandboxControl
    from studio.traffic.service import Traffic

T = TypeVar("T")


class Studio(DialogParts):
    """One open workspace and all that can be done with it. Every call may block.

    What the first paint needs is built at once; the rest when it is first asked for, once for
    all threads.
    """

    def __init__(
        self,
        workspace: Workspace,
        *,
        clock: Clock,
        ids: Ids,
        vault: Vault,
        sandbox: SandboxOptions,
        catalogue: Catalogue,
        patience: float | None = None,
    ) -> None:
        self.workspace = workspace
        self.path = workspace.path
        self.clock = clock
        self.ids = ids
        self.vault = vault
        self.settings = Settings(workspace)
        self.journal = Journal(workspace)
        self.sequences = Sequences(workspace)
        self.changes = Changes(workspace, clock)
        self.catalogue = catalogue
        self.preferences = Preferences(workspace, self.settings, catalogue, vault, self.changes)
        live_app = self.preferences.live_app
        self.environment = Environment(
            self.settings, catalogue, sandbox, lambda: lasting_secret(vault), live_app
        )
        self._patience = patience
        self._built: dict[str, Any] = {}
        self._building = threading.RLock()
        self._rows = DialogRows(workspace, clock)
        self.integrations = Integrations(workspace, clock)
        self.accounts = Accounts(workspace, clock)
        self.connected = ConnectedAccounts(
            self.accounts, self.catalogue, vault, lambda: self.environment.name
        )
        self.actions = Actions(
            self.catalogue,
            workspace,
            self.integrations,
            self.connected,
            self.accounts,
            ProfileRows(workspace, clock),
            lambda connector_id, remember=False: self.authorization.drop(
                connector_id, remember=remember
            ),
            self.changes,
            clock,
            self.preferences.has_app,
        )

    @property
    def http(self) -> HttpClient:
        """The one HTTP client."""

        def build() -> HttpClient:
            from studio.http import HttpClient

            return HttpClient(
                self.journal,
                self.clock,
                self.ids,
                self.vault.known_secrets,
                patience=self._patience,
                way=self.preferences.way,
            )

        return self._once("http", build)

    @property
    def authorization(self) -> Authorization:
        """Signing in, and tokens."""
        from studio.authorization.opening import open_authorization

        return self._once("authorization", lambda: open_authorization(self))

    @property
    def end_users(self) -> EndUsers:
        """The end users of the app, their accounts and their authorization links."""
        from studio.end_users.opening import open_end_users

        return self._once("end_users", lambda: open_end_users(self))

    @property
    def preflight(self) -> PreflightChecks:
        """What the service will say to a profile, before anything opens."""

        def build() -> PreflightChecks:
            from studio.authorization.preflight.service import PreflightChecks

            return PreflightChecks(
                self.catalogue,
                self.environment,
                self.clock,
                lambda whose: [t.id for t in self.templates.for_connector(whose) if t.installed],
                self.preferences.callback_url,
            )

        return self._once("preflight", build)

    @property
    def profiles(self) -> Profiles:
        """The authorization profiles."""
        from studio.authorization.profiles.opening import open_profiles

        return self._once("profiles", lambda: open_profiles(self))

    @property
    def traffic(self) -> Traffic:
        """What was sent, in sequences that explain themselves."""
        from studio.traffic.service import Traffic

        return self._once("traffic", lambda: Traffic(self.sequences, self.journal, self.catalogue))

    @property
    def sandbox(self) -> SandboxControl:
        """What can be asked of the sandbox that runs: its clock, faults, records, requests."""

        from studio.sandbox_control import SandboxControl

        # No journal keeps its calls, and nobody knows when they come: they must not draw from
        # names that a seed gives out in order.
        ids = SystemIds()
        return self._once("sandbox", lambda: SandboxControl(self.environment, self.clock, ids))

    def close(self) -> None:
        """Stop the sandbox, close connections and the file. Nothing that was done is lost."""
        for name in ("sandbox", "http", "talk"):
            if name in self._built:
                self._built[name].close()
        self.environment.close()
        self.workspace.close()

    def _once(self, name: str, build: Callable[[], T]) -> T:
        with self._building:
            if name not in self._built:
                self._built[name] = build()
            built: T = self._built[name]
            return built


def open_studio(
    path: Path,
    *,
    clock: Clock | None = None,
    ids: Ids | None = None,
    vault: Vault | None = None,
    sandbox: SandboxOptions | None = None,
    catalogue: Catalogue | None = None,
    patience: float | None = None,
) -> Studio:
    """Open the workspace file at `path`, or make it, and build the studio for it.

    Args:
        path: The workspace file.
        clock: Where time comes from; the machine's own by default.
        ids: Where names come from; random by default.
        vault: Where secrets lie; by default the keyring, or memory where there is none.
        sandbox: How the sandbox starts; by default its state lies beside the workspace.
        catalogue: The connectors there are; those that ship by default.
        patience: Seconds that one request may take at most; as long as it says by default.

    Raises:
        WorkspaceError: the file cannot be used; it was left as it was.
    """
    clock = clock or SystemClock()
    ids = ids or SystemIds()
    workspace = Workspace.open(path, clock=clock, ids=ids)
    options = sandbox or SandboxOptions()
    if options.state is None:
        options = replace(options, state=sandbox_state_path(workspace.path))
    return Studio(
        workspace,
        clock=clock,
        ids=ids,
        vault=vault or LazyVault(lambda: open_vault(workspace.id)),
        sandbox=options,
        catalogue=catalogue or Catalogue(),
        patience=patience,
    )
