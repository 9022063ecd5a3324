"""Authorization profiles and their drafts. Holds no secret: those lie in the vault."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from studio.clock import Clock, iso
from studio.workspace.file import Workspace


@dataclass(frozen=True)
class ProfileRow:
    """What is kept of one profile. Words only; `studio.authorization.profiles` reads them."""

    id: str
    name: str
    mechanism: str
    revision: str
    """Part of the names of its vault entries: each save makes new ones."""
    content: dict[str, Any]
    """The fields, with a mark where a secret was taken out."""
    updated_at: str


class ProfileRows:
    """One row a profile; no two have the same name, whatever its case."""

    def __init__(self, workspace: Workspace, clock: Clock) -> None:
        self._workspace = workspace
        self._clock = clock

    def together(self) -> AbstractContextManager[Any]:
        """A transaction: all of what is written inside, or none of it."""
        return self._workspace.transaction()

    def list(self) -> tuple[ProfileRow, ...]:
        """Every profile, by name."""
        rows = self._workspace.read(
            "SELECT * FROM authorization_profiles ORDER BY name COLLATE NOCASE"
        )
        return tuple(_profile(row) for row in rows)

    def get(self, profile_id: str) -> ProfileRow | None:
        """One profile, or None."""
        rows = self._workspace.read(
            "SELECT * FROM authorization_profiles WHERE id = ?", [profile_id]
        )
        return _profile(rows[0]) if rows else None

    def keep(
        self, profile_id: str, name: str, mechanism: str, revision: str, content: Mapping[str, Any]
    ) -> None:
        """Keep a profile in place of what was there.

        Raises:
            sqlite3.IntegrityError: another one has this name.
        """
        with self._workspace.transaction() as db:
            db.table("authorization_profiles").upsert(
                {
                    "id": profile_id,
                    "name": name,
                    "mechanism": mechanism,
                    "revision": revision,
                    "content": json.dumps(content),
                    "updated_at": iso(self._clock.now()),
                },
                pk="id",
            )

    def delete(self, profile_id: str) -> None:
        """Forget a profile."""
        with self._workspace.transaction() as db:
            db.table("authorization_profiles").delete_where("id = ?", [profile_id])

    def users(self, profile_id: str) -> tuple[str, ...]:
        """The ids of the connectors whose integration has chosen this profile."""
        rows = self._workspace.read(
            "SELECT connector_id FROM integrations WHERE profile_id = ? ORDER BY 1", [profile_id]
        )
        return tuple(row["connector_id"] for row in rows)


@dataclass(frozen=True)
class DraftRow:
    """What is kept of an unsaved form."""

    key: str
    mechanism: str
    content: dict[str, Any]
    updated_at: str


class DraftRows:
    """One row a form that is being filled in."""

    def __init__(self, workspace: Workspace, clock: Clock) -> None:
        self._workspace = workspace
        self._clock = clock

    def get(self, key: str) -> DraftRow | None:
        """The draft under this key, or None."""
        rows = self._workspace.read("SELECT * FROM profile_drafts WHERE key = ?", [key])
        if not rows:
            return None
        row = rows[0]
        return DraftRow(key, row["mechanism"], json.loads(row["content"]), row["updated_at"])

    def keys(self) -> tuple[str, ...]:
        """Every key there is a draft under, the newest first."""
        rows = self._workspace.read("SELECT key FROM profile_drafts ORDER BY updated_at DESC, key")
        return tuple(row["key"] for row in rows)

    def keep(self, key: str, mechanism: str, content: Mapping[str, Any]) -> None:
        """Keep a draft in place of what was there."""
        with self._workspace.transaction() as db:
            db.table("profile_drafts").upsert(
                {
                    "key": key,
                    "mechanism": mechanism,
                    "content": json.dumps(content),
                    "updated_at": iso(self._clock.now()),
                },
                pk="key",
            )

    def delete(self, key: str) -> None:
        """Forget a draft."""
        with self._workspace.transaction() as db:
            db.table("profile_drafts").delete_where("key = ?", [key])


class SecretEntries:
    """The names of vault entries, written down before anything is put into them.

    A keyring cannot be asked what it holds. So whoever is cut off in between leaves an entry whose
    name is known, and which goes with the next change.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def add(self, owner: str, entries: Iterable[str]) -> None:
        """Note that `owner` is about to have these entries."""
        with self._workspace.transaction() as db:
            db.table("profile_secrets").upsert_all(
                [{"entry": entry, "owner": owner} for entry in entries], pk="entry"
            )

    def of(self, owner: str) -> tuple[str, ...]:
        """The entries that `owner` has, or had."""
        rows = self._workspace.read(
            "SELECT entry FROM profile_secrets WHERE owner = ? ORDER BY entry", [owner]
        )
        return tuple(row["entry"] for row in rows)

    def remove(self, entry: str) -> None:
        """Note that the entry is gone from the vault."""
        with self._workspace.transaction() as db:
            db.table("profile_secrets").delete_where("entry = ?", [entry])


def _profile(row: Mapping[str, Any]) -> ProfileRow:
    return ProfileRow(
        row["id"],
        row["name"],
        row["mechanism"],
        row["revision"],
        json.loads(row["content"]),
        row["updated_at"],
    )
