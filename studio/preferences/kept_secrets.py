"""Secrets of the settings: the vault has them, the workspace knows that it does."""

from __future__ import annotations

from typing import Any

from studio.preferences.known import belongs_to
from studio.preferences.values import SecretState
from studio.vault import Vault
from studio.workspace.settings import Settings


class KeptSecrets:
    """A keyring cannot be asked quickly what it holds, so it is written down: never the value."""

    def __init__(self, settings: Settings, vault: Vault) -> None:
        self._settings = settings
        self._vault = vault

    def state(self, entry: str) -> SecretState:
        """Whether there is one. Asks no keyring."""
        note = self._note(entry)
        if not note.get("set"):
            return "not_set"
        if note.get("vault") == "memory" and not self._vault.holds(entry):
            return "gone"
        whose = note.get("for", "")
        if whose and whose != self._owner(entry):
            return "other"
        return "set"

    def may_hold(self, entry: str) -> bool:
        """Whether the vault may hold it, also when keeping it was cut off."""
        return self.state(entry) in ("set", "other") or bool(self._note(entry).get("begun"))

    def stamp(self, entry: str) -> str:
        """Another text each time the secret is another."""
        note = self._note(entry)
        return f"{self.state(entry)}.{note.get('number', 0)}"

    def read(self, entry: str) -> str | None:
        """The secret; None when there is none. Raises VaultError."""
        return self._vault.get(entry) if self.state(entry) == "set" else None

    def keep(self, entry: str, secret: str) -> None:
        """Keep it. Raises VaultError."""
        note = self._note(entry)
        number = note.get("number", 0)
        # First, so that whoever is cut off in between leaves nothing that nobody knows of.
        self._settings.set(_key(entry), {**note, "begun": True})
        self._vault.set(entry, secret)
        self._settings.set(
            _key(entry),
            {
                "set": True,
                "vault": self._vault.status().kind,
                "number": number + 1,
                "for": self._owner(entry),
            },
        )

    def bind(self, entry: str, owner: str) -> None:
        """Let a secret that was entered before what it belongs to belong to `owner`."""
        note = self._note(entry)
        if note.get("set") and not note.get("for"):
            self._settings.set(_key(entry), {**note, "for": owner})

    def remove(self, entry: str) -> None:
        """Forget it. Raises VaultError."""
        number = self._note(entry).get("number", 0)
        self._vault.delete(entry)
        self._settings.set(_key(entry), {"set": False, "number": number + 1})

    def _owner(self, entry: str) -> str:
        return str(self._settings.get(belongs_to(entry), ""))

    def _note(self, entry: str) -> dict[str, Any]:
        note = self._settings.get(_key(entry))
        return note if isinstance(note, dict) else {}


def _key(entry: str) -> str:
    return f"kept.{entry}"
