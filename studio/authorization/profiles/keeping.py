"""Keeping profiles and drafts: open fields in the workspace, each secret in its own vault entry.

In an order that a cut-off does no harm to: the names of new entries are written down, the secrets
put into the vault, then the row changes over; what it no longer names goes last, and is tried
again with the next change when it did not go.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from typing import Any

from studio.authorization.profiles.sealing import Sealed, seal, sealed_paths, unseal
from studio.authorization.profiles.values import Draft, Profile
from studio.ids import Ids
from studio.vault import Vault, VaultError
from studio.workspace.profiles import DraftRows, ProfileRow, ProfileRows, SecretEntries


def profile_entry(profile_id: str, revision: str, path: str) -> str:
    """The vault entry of one secret of a profile."""
    return f"profile.{profile_id}.{revision}.{path}"


def draft_entry(key: str, path: str) -> str:
    """The vault entry of one secret of a draft."""
    return f"profile_draft.{key}.{path}"


class ProfileKeeper:
    """Saved profiles."""

    def __init__(self, rows: ProfileRows, entries: SecretEntries, vault: Vault, ids: Ids) -> None:
        self._rows = rows
        self._entries = entries
        self._vault = vault
        self._ids = ids
        self._lock = threading.Lock()

    def read(self, row: ProfileRow) -> Profile:
        """The profile with its secrets. Raises VaultError."""
        secrets = {}
        for path in sealed_paths(row.content):
            secret = self._vault.get(profile_entry(row.id, row.revision, path))
            if secret is not None:
                secrets[path] = secret
        values, lost = unseal(row.content, secrets)
        return Profile(row.id, row.mechanism, values, lost)

    def write(self, profile: Profile, also: Callable[[], None]) -> None:
        """Keep a profile.

        Args:
            profile: With the id it is kept under.
            also: Writes what belongs to it, in the same transaction.

        Raises:
            VaultError: a secret could not be kept; the profile is as it was.
            sqlite3.IntegrityError: another profile has its name; likewise.
        """
        sealed = seal(profile.values)
        revision = self._ids.token(6)
        owner = f"profile.{profile.id}"
        with self._lock:
            names = {
                profile_entry(profile.id, revision, path): secret
                for path, secret in sealed.secrets.items()
            }
            try:
                self._entries.add(owner, names)
                for name, secret in names.items():
                    self._vault.set(name, secret)
                with self._rows.together():
                    self._rows.keep(
                        profile.id, profile.name, profile.mechanism, revision, sealed.open
                    )
                    also()
            except BaseException:
                self._forget(owner, but=self._kept(profile.id))
                raise
            self._forget(owner, but=frozenset(names))

    def delete(self, profile_id: str, also: Callable[[], None]) -> None:
        """Forget a profile and its secrets. What the keyring does not let go is tried again."""
        with self._lock:
            with self._rows.together():
                self._rows.delete(profile_id)
                also()
            self._forget(f"profile.{profile_id}")

    def _kept(self, profile_id: str) -> frozenset[str]:
        row = self._rows.get(profile_id)
        if row is None:
            return frozenset()
        return frozenset(
            profile_entry(row.id, row.revision, path) for path in sealed_paths(row.content)
        )

    def _forget(self, owner: str, but: frozenset[str] = frozenset()) -> None:
        forget(self._entries, self._vault, owner, but)


class DraftKeeper:
    """Forms that are being filled in, kept at every change.

    A secret is typed letter by letter, so only what changed goes to the vault. When that does not
    answer, the secret stays in memory and the rest is kept all the same.
    """

    def __init__(self, rows: DraftRows, entries: SecretEntries, vault: Vault) -> None:
        self._rows = rows
        self._entries = entries
        self._vault = vault
        self._lock = threading.Lock()
        self._known: dict[str, dict[str, str]] = {}
        """What each draft's entries hold, as far as this program wrote them."""
        self._in_memory: dict[str, dict[str, str]] = {}
        """Secrets that the vault did not take."""

    def read(self, key: str) -> Draft | None:
        """The draft under `key`, or None. Raises VaultError."""
        row = self._rows.get(key)
        if row is None:
            return None
        secrets = dict(self._in_memory.get(key, {}))
        for path in sealed_paths(row.content):
            if path not in secrets:
                secret = self._vault.get(draft_entry(key, path))
                if secret is not None:
                    secrets[path] = secret
        values, lost = unseal(row.content, secrets)
        return Draft(key, row.mechanism, values, row.updated_at, lost)

    def write(self, key: str, mechanism: str, values: Any) -> VaultError | None:
        """Keep a draft.

        Returns:
            Why its secrets are in memory only, or None when they are in the vault.
        """
        sealed = seal(values)
        with self._lock:
            trouble = self._put(key, sealed)
            self._rows.keep(key, mechanism, sealed.open)
            entries = frozenset(draft_entry(key, path) for path in sealed.secrets)
            known = self._known.get(key)
            if known is None or set(known) - set(sealed.secrets):
                forget(self._entries, self._vault, _owner(key), entries)
            if trouble is None:
                self._known[key] = dict(sealed.secrets)
        return trouble

    def delete(self, key: str) -> None:
        """Forget a draft and its secrets."""
        with self._lock:
            self._rows.delete(key)
            self._known.pop(key, None)
            self._in_memory.pop(key, None)
            forget(self._entries, self._vault, _owner(key))

    def _put(self, key: str, sealed: Sealed) -> VaultError | None:
        known = self._known.get(key, {})
        fresh = {path: one for path, one in sealed.secrets.items() if known.get(path) != one}
        if not fresh:
            self._in_memory.pop(key, None)
            return None
        new = [draft_entry(key, path) for path in fresh if path not in known]
        if new:
            self._entries.add(_owner(key), new)
        try:
            for path, secret in fresh.items():
                self._vault.set(draft_entry(key, path), secret)
        except VaultError as error:
            self._in_memory[key] = dict(sealed.secrets)
            return error
        self._in_memory.pop(key, None)
        return None


def _owner(key: str) -> str:
    return f"profile_draft.{key}"


def forget(
    entries: SecretEntries, vault: Vault, owner: str, but: frozenset[str] = frozenset()
) -> None:
    """Empty the vault of what `owner` had; what does not go now stays written down."""
    for entry in entries.of(owner):
        if entry not in but:
            with contextlib.suppress(VaultError):
                vault.delete(entry)
                entries.remove(entry)
