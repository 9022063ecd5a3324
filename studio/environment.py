"""Where the workspace works: the sandbox on board, or the live service. Only addresses differ."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from studio.connectors.catalogue import Catalogue
from studio.errors import StudioError
from studio.sandbox import (
    FaultDoor,
    RecordLink,
    RunningSandbox,
    SandboxInfo,
    SandboxOptions,
    record_of,
)
from studio.sandbox import start as start_sandbox
from studio.workspace.settings import Settings

if TYPE_CHECKING:
    from studio.connectors.manifest import Endpoints

EnvironmentName = Literal["sandbox", "live"]
Use = Literal["authorize", "exchange", "refresh", "introspect", "revoke", "account", "crm"]
"""What an address is about to be used for."""
ADDRESS_FOR: dict[Use, str] = {
    "authorize": "authorize_url",
    "exchange": "token_url",
    "refresh": "token_url",
    "introspect": "introspect_url",
    "revoke": "revoke_url",
    "account": "account_url",
    "crm": "api",
}
"""Which endpoint each use needs."""


class Environment:
    """Answers with addresses, and starts the sandbox when they are first needed.

    Args:
        options: How the sandbox is started; by default its state lies beside the workspace.
        client_secret: Answers with the secret that the sandbox's app has from one start to the
            next, so that a profile which holds it goes on working; by default it has another one
            each time.
        live_app: Answers with client id and secret of the app that was set up for a connector on
            Live; None when there is none.
    """

    def __init__(
        self,
        settings: Settings,
        catalogue: Catalogue,
        options: SandboxOptions,
        client_secret: Callable[[], str | None] = lambda: None,
        live_app: Callable[[str], tuple[str, str] | None] = lambda connector_id: None,
    ) -> None:
        self._settings = settings
        self._catalogue = catalogue
        self._options = options
        self._client_secret = client_secret
        self._live_app = live_app
        self._lock = threading.Lock()
        self._running: RunningSandbox | None = None
        self._closed = False
        self._listeners: tuple[Callable[[str], None], ...] = ()

    @property
    def name(self) -> EnvironmentName:
        """ "sandbox" or "live", as the workspace was set."""
        return "live" if self._settings.get("environment") == "live" else "sandbox"

    def endpoints(
        self,
        connector_id: str,
        use: Use | None = None,
        *,
        environment: EnvironmentName | None = None,
    ) -> Endpoints:
        """The connector's addresses, whole. May start the sandbox: half a second, once.

        Args:
            connector_id: Whose.
            use: What a request is about to be sent for. The sandbox may answer with an address
                that cannot be reached, when it was told to, and counts how often it did: give
                this once for each request, just before it is sent.
            environment: What the request is bound to; by default where the workspace is now.
        """
        endpoints = self._catalogue.get(connector_id).environments.named(environment or self.name)
        if not endpoints.need_sandbox:
            return endpoints
        base_url = self.ensure_sandbox().base_url
        running = self._running
        if use is None or running is None:
            return endpoints.at(base_url)
        return endpoints.at(base_url, **{ADDRESS_FOR[use]: running.address(use)})

    def handed_out(self, url: str, use: Use) -> str:
        """The same address as it is asked now: the sandbox may have been told to be unreachable.

        Addresses elsewhere than at the sandbox that runs come back as they are.
        """
        running = self._running
        if running is None or not url.startswith(f"{running.info.base_url}/"):
            return url
        return running.address(use) + url.removeprefix(running.info.base_url)

    def ensure_sandbox(self) -> SandboxInfo:
        """Start the sandbox if it does not run, and tell where it is."""
        with self._lock:
            if self._closed:
                raise StudioError("The workspace is closed.", "Open it again.")
            started = self._running is None
            if self._running is None:
                secret = self._options.client_secret or self._client_secret()
                self._running = start_sandbox(replace(self._options, client_secret=secret))
                self._running.watch(self._tell)
            info = self._running.info
        if started:
            self._tell("started")
        return info

    def stop_sandbox(self) -> None:
        """Stop the sandbox; its world stays on disk. It starts again when it is next needed."""
        with self._lock:
            running, self._running = self._running, None
            if running is not None:
                running.stop()
        if running is not None:
            self._tell("stopped")

    def watch_sandbox(self, listener: Callable[[str], None]) -> Callable[[], None]:
        """Hear of what changes in the sandbox that runs, and in one that is started later.

        Args:
            listener: Called with a topic on a thread of the sandbox, so it only takes a note:
                `faults`, `records`, `clock`, `world` (reset or restored), `journal` (a request
                was answered), `started`, `stopped`.

        Returns:
            What ends the watching.
        """
        self._listeners = (*self._listeners, listener)

        def leave() -> None:
            self._listeners = tuple(each for each in self._listeners if each is not listener)

        return leave

    def running_sandbox(self) -> SandboxInfo | None:
        """Where the sandbox is while it runs, else None. Never starts it."""
        running = self._running
        return running.info if running else None

    def sandbox_faults(self) -> FaultDoor:
        """Arms faults in the sandbox and switches them off. Starts the sandbox if needed."""
        self.ensure_sandbox()
        running = self._running
        if running is None:
            raise StudioError("The sandbox was stopped.", "Start it again.")
        return running.faults

    def _tell(self, topic: str) -> None:
        for listener in self._listeners:
            listener(topic)

    def sandbox_address(self) -> str | None:
        """The sandbox's host and port while it runs, else None. Never starts it."""
        running = self._running
        return urlsplit(running.info.base_url).netloc if running else None

    def system_app(
        self, connector_id: str, *, environment: EnvironmentName | None = None
    ) -> tuple[str, str]:
        """Client id and secret of the preconfigured app.

        Args:
            connector_id: Whose.
            environment: Which one's; by default where the workspace is now.

        Raises:
            StudioError: none is set up for this environment, or the keyring does not answer.
        """
        environments = self._catalogue.get(connector_id).environments
        if environments.named(environment or self.name).need_sandbox:
            info = self.ensure_sandbox()
            return info.client_id, info.client_secret
        app = self._live_app(connector_id)
        if app is None:
            raise StudioError(
                "No System app is set up for Live.",
                "Enter its Client ID and Client Secret in Settings, or choose Custom.",
                code="environment.no_system_app",
            )
        return app

    def link(self, connector_id: str, url: str) -> str:
        """Where a link in an answer really leads in this environment.

        Raises:
            StudioError: the link does not lead to the connected service.
        """
        endpoints = self._catalogue.get(connector_id).environments.named(self.name)
        try:
            parts = urlsplit(url)
        except ValueError:
            raise _foreign_link(url) from None
        if parts.scheme != "https" or parts.netloc not in endpoints.link_hosts:
            raise _foreign_link(parts.netloc or url)
        if not endpoints.need_sandbox:
            return parts.geturl()
        app = self.endpoints(connector_id).app
        query = f"?{parts.query}" if parts.query else ""
        fragment = f"#{parts.fragment}" if parts.fragment else ""
        return f"{app}{parts.path}{query}{fragment}"

    def leads_to(self, connector_id: str, url: str) -> RecordLink | str:
        """What a link in an answer leads to: a record of the sandbox, or the address of a page.

        Raises:
            StudioError: the link does not lead to the connected service.
        """
        address = self.link(connector_id, url)
        endpoints = self._catalogue.get(connector_id).environments.named(self.name)
        record = record_of(urlsplit(address).path) if endpoints.need_sandbox else None
        return record or address

    def close(self) -> None:
        """Stop the sandbox."""
        with self._lock:
            self._closed = True
            if self._running is not None:
                self._running.stop()
                self._running = None


def _foreign_link(where: str) -> StudioError:
    return StudioError(
        f"The link leads to {where}, which is not part of this service.",
        "It was not opened.",
        code="environment.foreign_link",
    )


def sandbox_state_path(workspace: Path) -> Path:
    """The sandbox's own file, beside the workspace it belongs to."""
    return workspace.with_name(f"{workspace.name}.sandbox")
