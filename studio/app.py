"""The composition root: builds everything the studio knows and does for one workspace.

Nothing here imports a heavy module: the HTTP client, the keyring, the web server and the script
engine are imported by whoever needs them first.
"""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from studio.actions import Actions
from studio.authorization.service import Authorization
from studio.clock import Clock, SystemClock
from studio.connectors.catalogue import Catalogue
from studio.dialogs.conversation import TalkToBot
from studio.dialogs.installing import Templates
from studio.dialogs.store import Dialogs
from studio.environment import Environment, sandbox_state_path
from studio.ids import Ids, SystemIds
from studio.sandbox import SandboxOptions
from studio.vault import LazyVault, Vault, open_vault
from studio.workspace import Workspace
from studio.workspace.accounts import Accounts
from studio.workspace.changes import Changes
from studio.workspace.conversations import Conversations, Messages
from studio.workspace.dialogs import DialogRows
from studio.workspace.integrations import Integrations
from studio.workspace.journal import Journal
from studio.workspace.settings import Settings

if TYPE_CHECKING:
    from studio.http import HttpClient


class Studio:
    """One open workspace and all that can be done with it. Every call may block."""

    def __init__(
        self,
        workspace: Workspace,
        *,
        clock: Clock,
        ids: Ids,
        vault: Vault,
        sandbox: SandboxOptions,
    ) -> None:
        self.workspace = workspace
        self.path = workspace.path
        self.clock = clock
        self.ids = ids
        self.vault = vault
        self.settings = Settings(workspace)
        self.journal = Journal(workspace)
        self.changes = Changes(workspace, clock)
        self.catalogue = Catalogue()
        self.environment = Environment(self.settings, self.catalogue, sandbox)
        self._http: HttpClient | None = None
        self._http_lock = threading.Lock()
        integrations = Integrations(workspace, clock)
        rows = DialogRows(workspace, clock)
        self.authorization = Authorization(
            catalogue=self.catalogue,
            environment=self.environment,
            integrations=integrations,
            accounts=Accounts(workspace, clock),
            changes=self.changes,
            vault=vault,
            http=lambda: self.http,
            clock=clock,
            ids=ids,
            workspace_name=workspace.name,
        )
        self.actions = Actions(
            self.catalogue, integrations, self.authorization, self.changes, clock
        )
        self.dialogs = Dialogs(rows)
        self.templates = Templates(self.catalogue, workspace, rows, self.changes, ids)
        self.talk = TalkToBot(
            dialogs=self.dialogs,
            catalogue=self.catalogue,
            actions=self.actions,
            authorization=self.authorization,
            environment=self.environment,
            messages=Messages(workspace, clock),
            conversations=Conversations(workspace, clock),
            workspace=workspace,
            http=lambda: self.http,
        )

    @property
    def http(self) -> HttpClient:
        """The one HTTP client, made when it is first needed."""
        with self._http_lock:
            if self._http is None:
                from studio.http import HttpClient

                self._http = HttpClient(
                    self.journal, self.clock, self.ids, self.vault.known_secrets
                )
            return self._http

    def close(self) -> None:
        """Stop the sandbox, close connections and the file. Nothing that was done is lost."""
        if self._http is not None:
            self._http.close()
        self.talk.close()
        self.environment.close()
        self.workspace.close()


def open_studio(
    path: Path,
    *,
    clock: Clock | None = None,
    ids: Ids | None = None,
    vault: Vault | None = None,
    sandbox: SandboxOptions | None = None,
) -> Studio:
    """Open the workspace file at `path`, or make it, and build the studio for it.

    Args:
        path: The workspace file.
        clock: Where time comes from; the machine's own by default.
        ids: Where names come from; random by default.
        vault: Where secrets lie; by default the keyring, or memory where there is none.
        sandbox: How the sandbox starts; by default its state lies beside the workspace.

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
    )
