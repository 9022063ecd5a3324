"""The client secret of the sandbox's app, the same from one start to the next."""

from __future__ import annotations

from studio.ids import SystemIds
from studio.vault import Vault, VaultError

ENTRY = "sandbox.client_secret"
"""The vault entry it lies in: nothing secret is ever on the disk, the sandbox's state included."""


def lasting_secret(vault: Vault) -> str | None:
    """The secret that was made at the first start; None when the keyring does not answer."""
    try:
        kept = vault.get(ENTRY)
        if kept is None:
            kept = SystemIds().uuid()
            vault.set(ENTRY, kept)
    except VaultError:
        return None
    return kept
