"""Reading and changing the settings of a workspace, one at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from studio.connectors.catalogue import Catalogue
from studio.connectors.manifest import Connector
from studio.errors import StudioError
from studio.preferences import checking
from studio.preferences.kept_secrets import KeptSecrets
from studio.preferences.known import (
    BY_ID,
    PROXY_PASSWORD,
    REGIONS,
    app_client_id,
    app_secret,
    secret_field,
    secret_of,
)
from studio.preferences.values import (
    LOOPBACK,
    Callback,
    Chosen,
    LoginPolicy,
    SecretState,
    SystemApp,
)
from studio.preferences.way import WayOut
from studio.vault import Vault
from studio.workspace import Workspace
from studio.workspace.changes import Changes
from studio.workspace.settings import Settings

SECRET_WORDS: dict[SecretState, str] = {
    "set": "set",
    "not_set": "not set",
    "gone": "gone with the last run",
    "other": "set for something else",
}
"""What the audit log says of a secret."""


class Preferences:
    """The settings of one workspace. Calls may block: worker threads. `known` never does.

    The environment is read here and changed by `studio.preferences.switching`.
    """

    def __init__(
        self,
        workspace: Workspace,
        settings: Settings,
        catalogue: Catalogue,
        vault: Vault,
        changes: Changes,
    ) -> None:
        self._workspace = workspace
        self._settings = settings
        self._catalogue = catalogue
        self._changes = changes
        self._secrets = KeptSecrets(settings, vault)
        self._known: Chosen | None = None
        self._way: tuple[Any, WayOut] | None = None
        self._lock = threading.Lock()
        self._listeners: tuple[Callable[[Chosen], None], ...] = ()

    @property
    def known(self) -> Chosen | None:
        """What `read` answered last; None before it was asked."""
        return self._known

    def read(self) -> Chosen:
        """Every setting. Asks no keyring for a secret."""
        environment = self._settings.get("environment")
        chosen = Chosen(
            environment="live" if environment == "live" else "sandbox",
            system_apps=tuple(self._system_app(each) for each in self._catalogue.all()),
            proxy=self.value("proxy"),
            proxy_address=self.value("proxy_address"),
            proxy_user=self.value("proxy_user"),
            proxy_password=self._secrets.state(PROXY_PASSWORD),
            ca_file=self.value("ca_file"),
            callback=self.value("callback"),
            link_minutes=self.value("link_minutes"),
            login_policy=self.value("login_policy"),
            notifications=self.value("notifications"),
        )
        self._known = chosen
        return chosen

    def value(self, setting_id: str) -> Any:
        """One setting; its default where nothing, or nothing that can be used, is kept."""
        setting = BY_ID[setting_id]
        kept = self._settings.get(setting.key, setting.default)
        if setting.id == "ca_file":  # the file may be on a drive that is not there today
            return kept if isinstance(kept, str) else setting.default
        try:
            return setting.check(setting.id, kept)
        except StudioError:
            return setting.default

    def change(self, setting_id: str, value: Any) -> Chosen:
        """Change one setting. Writes it down, unless it is what it was.

        Args:
            setting_id: One of `SETTINGS`.
            value: Text, number or yes/no as its control holds it.

        Raises:
            SettingError: it cannot be taken; `field` names the control. Nothing was changed.
        """
        setting = BY_ID[setting_id]
        self._keep(setting.key, setting.label, setting.check(setting.id, value), setting.default)
        return self._tell()

    def change_client_id(self, connector_id: str, value: str) -> Chosen:
        """Change the client id of the System app on Live. Raises SettingError."""
        field = f"system_app.{connector_id}.client_id"
        label = f"{self._catalogue.get(connector_id).name}: client ID of the System app on Live"
        self._keep(app_client_id(connector_id), label, checking.client_id(field, value), "")
        return self._tell()

    def keep_secret(self, entry: str, value: str) -> Chosen:
        """Put a secret into the vault, in place of what was there.

        Args:
            entry: `app_secret(connector_id)` or `PROXY_PASSWORD`.

        Raises:
            SettingError: it is empty or too long.
            VaultError: the keyring did not take it.
        """
        label = self.secret_label(entry)
        text = checking.secret(secret_field(entry), label, value)
        was = self._secrets.state(entry)
        self._secrets.keep(entry, text)
        self._changes.add(
            "Global",
            f"{label} {'replaced' if was == 'set' else 'set'}",
            before=SECRET_WORDS[was],
            after="set",
        )
        return self._tell()

    def remove_secret(self, entry: str) -> Chosen:
        """Take a secret out of the vault; harmless when there is none. Raises VaultError."""
        was = self._secrets.state(entry)
        self._secrets.remove(entry)
        if was != "not_set":
            self._changes.add(
                "Global",
                f"{self.secret_label(entry)} removed",
                before=SECRET_WORDS[was],
                after="not set",
            )
        return self._tell()

    def secret_label(self, entry: str) -> str:
        """What the audit log calls a secret."""
        for connector in self._catalogue.all():
            if entry == app_secret(connector.id):
                return f"{connector.name}: client secret of the System app on Live"
        return "Proxy password"

    def live_app(self, connector_id: str) -> tuple[str, str] | None:
        """Client id and secret of the System app on Live; None when it is not set up.

        Raises:
            VaultError: the keyring did not answer.
        """
        app = self._system_app(self._catalogue.get(connector_id))
        if not app.complete:
            return None
        secret = self._secrets.read(app_secret(connector_id))
        return (app.client_id, secret) if secret else None

    def has_live_app(self, connector_id: str) -> bool:
        """Whether it is set up, as far as is known without asking the keyring."""
        return self._system_app(self._catalogue.get(connector_id)).complete

    def has_app(self, connector_id: str) -> bool:
        """Whether the System card has an app where the workspace is now: on the sandbox, always."""
        return self._settings.get("environment") != "live" or self.has_live_app(connector_id)

    @property
    def callbacks(self) -> tuple[Callback, ...]:
        """What can be chosen as callback, with the address of each."""
        loopback = next(
            (
                c.loopback_callback_urls[0]
                for c in self._catalogue.all()
                if c.loopback_callback_urls
            ),
            "",
        )
        here = (Callback(LOOPBACK, "This computer", loopback),) if loopback else ()
        return REGIONS + here

    @property
    def loopback_urls(self) -> tuple[str, ...]:
        """What sign-ins in the system's browser come back to: to be registered, each of them."""
        found = [url for c in self._catalogue.all() for url in c.loopback_callback_urls]
        return tuple(dict.fromkeys(found))

    def callback_url(self, connector_id: str | None = None) -> str:
        """The address that sign-ins come back to, as chosen.

        Args:
            connector_id: Whose; a connector without loopback addresses keeps to its own.
        """
        chosen = self._settings.get(BY_ID["callback"].key)
        connector = self._catalogue.get(connector_id) if connector_id else None
        if chosen is None and connector is not None:
            return connector.callback_url
        chosen = self.value("callback")
        if chosen != LOOPBACK:
            return str(chosen)
        urls = connector.loopback_callback_urls if connector else self.loopback_urls
        return urls[0] if urls else (connector.callback_url if connector else REGIONS[0].id)

    @property
    def login_policy(self) -> LoginPolicy:
        """Where people may sign in."""
        policy: LoginPolicy = self.value("login_policy")
        return policy

    def way(self) -> WayOut:
        """How requests leave. The password is read once, and again when it was changed.

        Raises:
            VaultError: the keyring did not give the proxy's password.
        """
        proxy = self.value("proxy")
        manual = proxy == "manual"
        plain = (
            proxy,
            self.value("proxy_address") if manual else "",
            self.value("proxy_user") if manual else "",
            self.value("ca_file"),
        )
        kept = (plain, self._secrets.stamp(PROXY_PASSWORD) if manual else "")
        with self._lock:
            if self._way is not None and self._way[0] == kept:
                return self._way[1]
        password = (self._secrets.read(PROXY_PASSWORD) or "") if manual and plain[2] else ""
        way = WayOut(plain[0], plain[1], plain[2], password, plain[3])
        with self._lock:
            self._way = (kept, way)
        return way

    @property
    def known_way(self) -> WayOut:
        """What `way` answered last; never blocks."""
        with self._lock:
            return self._way[1] if self._way else WayOut()

    def watch(self, listener: Callable[[Chosen], None]) -> Callable[[], None]:
        """Hear of each change, on the thread that made it; the answer ends it."""
        self._listeners = (*self._listeners, listener)

        def leave() -> None:
            self._listeners = tuple(each for each in self._listeners if each is not listener)

        return leave

    def tell(self) -> Chosen:
        """Something was changed elsewhere: read it, and let everybody know."""
        return self._tell()

    def _tell(self) -> Chosen:
        chosen = self.read()
        for listener in self._listeners:
            listener(chosen)
        return chosen

    def _system_app(self, connector: Connector) -> SystemApp:
        kept = self._settings.get(app_client_id(connector.id), "")
        return SystemApp(
            connector.id,
            connector.name,
            kept if isinstance(kept, str) else "",
            self._secrets.state(app_secret(connector.id)),
        )

    def _keep(self, key: str, label: str, value: Any, default: Any) -> None:
        before = self._settings.get(key, default)
        if value == before:
            return
        with self._workspace.transaction():
            if (entry := secret_of(key)) is not None:
                self._secrets.bind(entry, str(before or value))
            self._settings.set(key, value)
            self._changes.add("Global", f"{label} changed", before=before, after=value)
