"""What a vault promises, and the one that forgets everything when the program ends."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Literal, Protocol

from studio.errors import StudioError


@dataclass(frozen=True)
class VaultStatus:
    """Where secrets lie, as the window says it."""

    kind: Literal["keyring", "memory"]
    label: str
    explanation: str
    """Why it is so, and what to do to have it otherwise."""


class VaultError(StudioError):
    """The keyring is locked or silent (`vault.locked`), or broken (`vault.refused`)."""


class Vault(Protocol):
    """Where secrets are kept, each under a name of its own. Calls may block: worker threads."""

    def get(self, name: str) -> str | None:
        """The secret, or None. Raises VaultError when the keyring does not answer."""
        ...

    def set(self, name: str, secret: str) -> None:
        """Keep `secret` in place of what was there. Raises VaultError."""
        ...

    def delete(self, name: str) -> None:
        """Forget the secret; harmless when there is none. Raises VaultError."""
        ...

    def holds(self, name: str) -> bool | None:
        """Whether the secret is there; None when only the keyring knows. Never blocks."""
        ...

    def status(self) -> VaultStatus:
        """Where secrets lie."""
        ...

    def known_secrets(self) -> tuple[str, ...]:
        """Every secret that passed through since the start, for redaction. Never blocks."""
        ...


class Seen:
    """The secrets that passed through, also those that were forgotten since."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._secrets: dict[str, None] = {}

    def add(self, secret: str) -> None:
        with self._lock:
            self._secrets[secret] = None

    def all(self) -> tuple[str, ...]:
        with self._lock:
            return tuple(self._secrets)


class MemoryVault:
    """Secrets that are gone when the program ends.

    Args:
        why: Why they are not in a keyring, and what to do about it; shown to the person.
    """

    def __init__(self, why: str = "This workspace keeps secrets in memory only.") -> None:
        self._why = why
        self._secrets: dict[str, str] = {}
        self._seen = Seen()

    def get(self, name: str) -> str | None:
        return self._secrets.get(name)

    def set(self, name: str, secret: str) -> None:
        self._seen.add(secret)
        self._secrets[name] = secret

    def delete(self, name: str) -> None:
        self._secrets.pop(name, None)

    def holds(self, name: str) -> bool | None:
        return name in self._secrets

    def status(self) -> VaultStatus:
        return VaultStatus(
            "memory",
            "Memory only",
            f"{self._why} Tokens are gone when you quit; authorize again after a restart.",
        )

    def known_secrets(self) -> tuple[str, ...]:
        return self._seen.all()
