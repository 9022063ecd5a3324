"""What lies in the vault and what each entry is for. Never a value."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from studio.authorization.token_store import Connection, access_entry
from studio.connectors.catalogue import Catalogue
from studio.environment import EnvironmentName
from studio.errors import StudioError
from studio.preferences.kept_secrets import KeptSecrets
from studio.preferences.known import PROXY_PASSWORD, app_secret
from studio.preferences.service import Preferences
from studio.preferences.switching import LABELS
from studio.sandbox_secret import ENTRY as SANDBOX_SECRET
from studio.vault import Vault, VaultStatus
from studio.workspace.accounts import Accounts
from studio.workspace.changes import Changes
from studio.workspace.profiles import DraftRows, ProfileRows, SecretEntries
from studio.workspace.settings import Settings

if TYPE_CHECKING:
    from studio.authorization.service import Authorization


@dataclass(frozen=True)
class KeptSecret:
    """One entry, or the few that belong together."""

    id: str
    name: str
    purpose: str
    """What it is for, in a sentence."""
    removing: str
    """What removing it does."""


@dataclass(frozen=True)
class Whereabouts:
    """Where secrets lie, and which."""

    vault: VaultStatus
    secrets: tuple[KeptSecret, ...]


class SecretPlaces:
    """Lists and removes. Calls may block: worker threads."""

    def __init__(
        self,
        settings: Settings,
        catalogue: Catalogue,
        vault: Vault,
        accounts: Accounts,
        preferences: Preferences,
        profiles: ProfileRows,
        drafts: DraftRows,
        entries: SecretEntries,
        authorization: Callable[[], Authorization],
        user_name: Callable[[str], str],
        changes: Changes,
    ) -> None:
        self._catalogue = catalogue
        self._vault = vault
        self._accounts = accounts
        self._preferences = preferences
        self._profiles = profiles
        self._drafts = drafts
        self._entries = entries
        self._authorization = authorization
        self._user_name = user_name
        self._changes = changes
        self._secrets = KeptSecrets(settings, vault)

    def list(self) -> Whereabouts:
        """Everything that is written down to lie in the vault."""
        status = self._vault.status()
        found = (*self._own(), *self._tokens(), *self._of_profiles(), *self._sandbox())
        return Whereabouts(status, found)

    def remove(self, secret_id: str) -> Whereabouts:
        """Remove one of them, and answer with what is left.

        Raises:
            StudioError: there is none of that id any more.
            VaultError: the keyring did not let it go.
        """
        one = next((each for each in self.list().secrets if each.id == secret_id), None)
        if one is None:
            raise StudioError("It is not there any more.", "", code="settings.no_such_secret")
        kind, _, rest = secret_id.partition(":")
        if kind == "own":
            self._preferences.remove_secret(rest)
        else:
            match kind:
                case "tokens":
                    connector_id, environment, user = rest.split(":", 2)
                    named: EnvironmentName = "live" if environment == "live" else "sandbox"
                    self._authorization().let_go(connector_id, named, user)
                case "profile" | "draft":
                    self._empty(f"profile.{rest}" if kind == "profile" else f"profile_draft.{rest}")
                case _:
                    self._vault.delete(SANDBOX_SECRET)
            self._changes.add("Global", f"Secret removed: {one.name}", before="set", after=None)
        return self.list()

    def _own(self) -> Iterator[KeptSecret]:
        for connector in self._catalogue.all():
            entry = app_secret(connector.id)
            if self._secrets.may_hold(entry):
                yield KeptSecret(
                    f"own:{entry}",
                    f"Client secret of the {connector.name} app for Live",
                    "Signs people in with the System card on Live.",
                    f"The System card of {connector.name} does not work on Live until it is "
                    "entered again.",
                )
        if self._secrets.may_hold(PROXY_PASSWORD):
            yield KeptSecret(
                f"own:{PROXY_PASSWORD}",
                "Password of the proxy",
                "Sent to the proxy with its user name.",
                "The proxy may refuse requests until it is entered again.",
            )

    def _tokens(self) -> Iterator[KeptSecret]:
        for connector in self._catalogue.all():
            for environment, user in self._accounts.of(connector.id):
                kept = self._accounts.get(connector.id, environment, user)
                named: EnvironmentName = "live" if environment == "live" else "sandbox"
                connection = Connection(connector.id, named, user)
                if kept is None or kept.get("let_go") or self._forgotten(kept, connection):
                    continue
                where = LABELS[named]
                whose = f" of {self._user_name(user)}" if user else ""
                yield KeptSecret(
                    f"tokens:{connector.id}:{environment}:{user}",
                    f"{connector.name} tokens{whose}: {kept['name']} ({where})",
                    "Access and refresh token: requests act as this account.",
                    "It is revoked where that is possible. "
                    + ("This end user signs" if user else f"Dialogs that use {connector.name} stop")
                    + (" in again at the next request." if user else " until you authorize again."),
                )

    def _forgotten(self, kept: dict[str, Any], connection: Connection) -> bool:
        """Whether its tokens went with a program that has ended."""
        entry = access_entry(connection, kept["slot"])
        return kept["vault"] == "memory" and not self._vault.holds(entry)

    def _of_profiles(self) -> Iterator[KeptSecret]:
        for row in self._profiles.list():
            if count := self._there(f"profile.{row.id}"):
                yield KeptSecret(
                    f"profile:{row.id}",
                    f"{_counted(count)} of the profile {row.name}",
                    "What was entered there in fields for secrets.",
                    "The profile stays; whoever uses it next is asked to enter them again.",
                )
        for key in self._drafts.keys():  # noqa: SIM118 - no dict
            if count := self._there(f"profile_draft.{key}"):
                yield KeptSecret(
                    f"draft:{key}",
                    f"{_counted(count)} of an unsaved profile",
                    "What was typed into the editor of profiles and not saved yet.",
                    "The draft stays, without them.",
                )

    def _sandbox(self) -> Iterator[KeptSecret]:
        if self._vault.holds(SANDBOX_SECRET) is not False:
            yield KeptSecret(
                "sandbox",
                "Client secret of the sandbox's app",
                "Made at the sandbox's first start, so that profiles for it go on working.",
                "The sandbox gets another one at its next start; profiles that hold this one stop "
                "working.",
            )

    def _there(self, owner: str) -> int:
        return sum(self._vault.holds(entry) is not False for entry in self._entries.of(owner))

    def _empty(self, owner: str) -> None:
        for entry in self._entries.of(owner):
            self._vault.delete(entry)
            self._entries.remove(entry)


def _counted(count: int) -> str:
    return "The secret" if count == 1 else f"The {count} secrets"
