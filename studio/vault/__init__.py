"""Secrets: the operating system's keyring, or memory only. Nothing else, ever."""

from studio.vault.opening import LazyVault, open_vault
from studio.vault.system import KeyringVault
from studio.vault.values import MemoryVault, Vault, VaultError, VaultStatus

__all__ = [
    "KeyringVault",
    "LazyVault",
    "MemoryVault",
    "Vault",
    "VaultError",
    "VaultStatus",
    "open_vault",
]
