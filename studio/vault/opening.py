"""Which vault this computer allows."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import Any

from studio.vault.asking import PATIENCE, PatientAsker
from studio.vault.system import KeyringVault
from studio.vault.values import MemoryVault, Vault, VaultError, VaultStatus

TRUSTED_BACKENDS = frozenset(
    {
        "keyring.backends.SecretService",
        "keyring.backends.libsecret",
        "keyring.backends.kwallet",
        "keyring.backends.macOS",
        "keyring.backends.Windows",
    }
)
"""Backends that keep secrets with the operating system. Any other may write them to a file."""


class LazyVault:
    """A vault that is opened when first asked, so that starting the program loads no keyring."""

    def __init__(self, open_it: Callable[[], Vault]) -> None:
        self._open = open_it
        self._lock = threading.Lock()
        self._vault: Vault | None = None

    def get(self, name: str) -> str | None:
        return self._opened().get(name)

    def set(self, name: str, secret: str) -> None:
        self._opened().set(name, secret)

    def delete(self, name: str) -> None:
        self._opened().delete(name)

    def holds(self, name: str) -> bool | None:
        return self._vault.holds(name) if self._vault else None

    def status(self) -> VaultStatus:
        return self._opened().status()

    def known_secrets(self) -> tuple[str, ...]:
        return self._vault.known_secrets() if self._vault else ()

    def _opened(self) -> Vault:
        with self._lock:
            if self._vault is None:
                self._vault = self._open()
            return self._vault


def open_vault(namespace: str, *, patience: float = PATIENCE) -> Vault:
    """The keyring when this computer has one that can be used, else memory.

    A keyring that is merely locked is used: it asks the person, and later calls find it open.

    Args:
        namespace: Keeps the entries of one workspace apart from another's (its id).
        patience: Seconds a keyring may take to answer.
    """
    try:
        configured = PatientAsker(patience).ask(_configured_backend)
    except VaultError as error:
        return MemoryVault(f"{error.message} {_advice()}")
    backend = trusted(configured)
    if backend is None:
        return MemoryVault(_why_not(configured))
    vault = KeyringVault(backend, namespace, patience=patience)
    try:
        vault.check()
    except VaultError as error:
        if error.code != "vault.locked":
            return MemoryVault(f"{error.message} {_advice()}")
    return vault


def trusted(backend: Any) -> Any | None:
    """The backend itself, or the first trusted one of a chain; None when there is none."""
    chained = type(backend).__module__ == "keyring.backends.chainer"
    for candidate in backend.backends if chained else [backend]:
        if type(candidate).__module__ in TRUSTED_BACKENDS:
            return candidate
    return None


def _configured_backend() -> Any:
    import keyring

    return keyring.get_keyring()


def _why_not(backend: Any) -> str:
    module = type(backend).__module__
    if module in ("keyring.backends.fail", "keyring.backends.chainer"):
        return f"This computer offers no keyring. {_advice()}"
    if module == "keyring.backends.null":
        return "The keyring is switched off in the settings of the Python keyring library."
    return (
        f"The keyring that is set up ({module}) may write secrets to a file, so it is not used. "
        f"{_advice()}"
    )


def _advice() -> str:
    if sys.platform in ("win32", "darwin"):
        return "Check your system's password settings, then start Action Studio again."
    return (
        "Install and unlock GNOME Keyring or KWallet (a Secret Service), "
        "then start Action Studio again."
    )
