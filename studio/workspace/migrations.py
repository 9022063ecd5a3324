"""The shape of the workspace file, one migration after another.

To change the shape, write a function that changes it with sqlite-utils and add it at the end of
`STEPS`. Never change one that was released: files out there have already run it.

    def _notes_on_dialogs(db: Database) -> None:
        db.table("dialogs").add_column("notes", str)
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

APPLICATION_ID = 0x41535430
"""Stands in the file header ("AST0"), so that a foreign SQLite file is never taken for ours."""


@dataclass(frozen=True)
class Step:
    """One migration."""

    name: str
    """Kept in the file, so it never changes: number and purpose, `0002_notes_on_dialogs`."""
    change: Callable[[Database], None]


def apply(connection: sqlite3.Connection, steps: Sequence[Step]) -> None:
    """Run the migrations the file has not run yet: all of them, or none.

    Their number goes into the file's `user_version`, where plain SQL reads it at the next start
    without loading sqlite-utils.
    """
    from sqlite_utils import Database
    from sqlite_utils.migrations import Migrations

    migrations = Migrations("action-studio")
    for step in steps:
        migrations(name=step.name)(step.change)
    connection.execute("BEGIN IMMEDIATE")
    try:
        migrations.apply(Database(connection))
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {len(steps)}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _first_shape(db: Database) -> None:
    db.create_table("settings", {"key": str, "value": str}, pk="key", not_null={"value"})
    db.create_table(
        "integrations",
        {
            "connector_id": str,
            "state": str,
            "authorization_type": str,
            "oauth": int,
            "app": str,
            "environment": str,
            "first_enabled_at": str,
            "problem": str,
            "updated_at": str,
        },
        pk="connector_id",
        not_null={"state", "oauth", "updated_at"},
    )
    db.create_table(
        "accounts",
        {"connector_id": str, "environment": str, "account": str, "updated_at": str},
        pk=("connector_id", "environment"),
        not_null={"account", "updated_at"},
    )
    db.create_table(
        "dialogs",
        {
            "id": str,
            "name": str,
            "description": str,
            "connector_id": str,
            "template_id": str,
            "status": str,
            "trained": int,
            "definition": str,
            "created_at": str,
            "updated_at": str,
        },
        pk="id",
        not_null={"name", "status", "trained", "definition", "created_at", "updated_at"},
    )
    db.table("dialogs").create_index(["connector_id", "template_id"], unique=True)
    db.create_table(
        "dialog_components",
        {
            "id": str,
            "name": str,
            "type": str,
            "connector_id": str,
            "shared": int,
            "definition": str,
        },
        pk="id",
        not_null={"name", "type", "shared", "definition"},
    )
    db.create_table(
        "messages",
        {
            "id": int,
            "author": str,
            "kind": str,
            "payload": str,
            "at": str,
            "exchange_id": str,
        },
        pk="id",
        not_null={"author", "kind", "payload", "at"},
    )
    db.create_table(
        "conversations",
        {"id": str, "dialog_id": str, "state": str, "updated_at": str},
        pk="id",
        not_null={"state", "updated_at"},
    )
    db.create_table(
        "exchanges",
        {
            "number": int,
            "id": str,
            "at": str,
            "purpose": str,
            "connector_id": str,
            "method": str,
            "url": str,
            "request_headers": str,
            "request_body": str,
            "status": int,
            "response_headers": str,
            "response_body": str,
            "elapsed_ms": float,
            "error": str,
            "correlation_id": str,
        },
        pk="number",
        not_null={"id", "at", "purpose", "method", "url"},
    )
    db.table("exchanges").create_index(["id"], unique=True)
    db.create_table(
        "changes",
        {
            "id": int,
            "at": str,
            "who": str,
            "module": str,
            "change": str,
            "before": str,
            "after": str,
        },
        pk="id",
        not_null={"at", "who", "module", "change"},
    )


def _authorization_profiles(db: Database) -> None:
    db.create_table(
        "authorization_profiles",
        {
            "id": str,
            "name": str,
            "mechanism": str,
            "revision": str,
            "content": str,
            "updated_at": str,
        },
        pk="id",
        not_null={"name", "mechanism", "revision", "content", "updated_at"},
    )
    db.execute(
        "CREATE UNIQUE INDEX authorization_profiles_by_name "
        "ON authorization_profiles (name COLLATE NOCASE)"
    )
    db.create_table(
        "profile_drafts",
        {"key": str, "mechanism": str, "content": str, "updated_at": str},
        pk="key",
        not_null={"mechanism", "content", "updated_at"},
    )
    db.create_table("profile_secrets", {"entry": str, "owner": str}, pk="entry", not_null={"owner"})
    db.table("integrations").add_column("profile_id", str)


def _end_users(db: Database) -> None:
    db.rename_table("accounts", "accounts_of_apps")
    db.create_table(
        "accounts",
        {
            "connector_id": str,
            "environment": str,
            "end_user": str,
            "account": str,
            "updated_at": str,
        },
        pk=("connector_id", "environment", "end_user"),
        not_null={"account", "updated_at"},
    )
    db.execute(
        "INSERT INTO accounts SELECT connector_id, environment, '', account, updated_at "
        "FROM accounts_of_apps"
    )
    db.table("accounts_of_apps").drop()
    db.create_table(
        "end_users",
        {"id": str, "name": str, "created_at": str},
        pk="id",
        not_null={"name", "created_at"},
    )
    db.execute("CREATE UNIQUE INDEX end_users_by_name ON end_users (name COLLATE NOCASE)")
    db.create_table(
        "authorization_links",
        {
            "id": str,
            "end_user": str,
            "connector_id": str,
            "environment": str,
            "app": str,
            "state": str,
            "issued_at": str,
            "expires_at": str,
        },
        pk="id",
        not_null={"end_user", "connector_id", "environment", "app", "state", "expires_at"},
    )
    db.table("integrations").add_column("tenant", str)
    db.table("messages").add_column("end_user", str, not_null_default="developer")


def _sequences(db: Database) -> None:
    db.create_table(
        "sequences",
        {
            "number": int,
            "id": str,
            "kind": str,
            "connector_id": str,
            "environment": str,
            "end_user": str,
            "title": str,
            "begun_at": str,
            "result": str,
            "said": str,
            "code": str,
        },
        pk="number",
        not_null={"id", "kind", "environment", "end_user", "title", "begun_at", "result"},
    )
    db.table("sequences").create_index(["id"], unique=True)
    db.create_table(
        "sequence_steps",
        {"number": int, "sequence": str, "at": str, "kind": str, "facts": str, "after": int},
        pk="number",
        not_null={"sequence", "at", "kind", "facts", "after"},
    )
    db.table("sequence_steps").create_index(["sequence"])
    db.table("exchanges").add_column("sequence", str)
    db.execute("UPDATE exchanges SET sequence = id")
    db.table("exchanges").create_index(["sequence"])
    db.execute(
        "INSERT INTO sequences (id, kind, connector_id, environment, end_user, title, begun_at, "
        "result, said, code) SELECT id, CASE WHEN '&' || request_body || '&' LIKE "
        "'%&grant_type=refresh_token&%' THEN 'renewal' ELSE 'call' END, connector_id, '', '', "
        "purpose, at, CASE WHEN error IS NULL AND status < 400 THEN 'good' ELSE 'failed' END, "
        "coalesce(error, CASE WHEN status >= 400 THEN 'It was answered with the status ' || status "
        "|| '.' ELSE '' END), '' FROM exchanges ORDER BY number"
    )


def _edited_dialogs(db: Database) -> None:
    db.table("dialogs").add_column("trained_with", str)
    db.table("dialogs").add_column("revision", int, not_null_default=0)


STEPS = (
    Step("0001_first_shape", _first_shape),
    Step("0002_authorization_profiles", _authorization_profiles),
    Step("0003_end_users", _end_users),
    Step("0004_sequences", _sequences),
    Step("0005_edited_dialogs", _edited_dialogs),
)
"""Every migration there is, oldest first. A file's version is how many of them it has run."""
