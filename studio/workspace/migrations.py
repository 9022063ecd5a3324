"""The shape of the workspace file, one migration after another.

To change the shape, add a function at the end with the next number in its name and add one to
`VERSION`. Never change a migration that was released: files out there have already run it.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database
    from sqlite_utils.migrations import Migrations

APPLICATION_ID = 0x41535430
"""Stands in the file header ("AST0"), so that a foreign SQLite file is never taken for ours."""

VERSION = 1
"""How many migrations there are. Kept in the file's `user_version`, where plain SQL reads it."""


def migrations() -> Migrations:
    """All migrations, in order, as sqlite-utils runs them."""
    from sqlite_utils.migrations import Migrations

    steps = Migrations("action-studio")
    steps(name="0001_first_shape")(_first_shape)
    return steps


def apply(connection: sqlite3.Connection) -> None:
    """Bring the file to `VERSION`. Each migration is one transaction: all of it or none."""
    from sqlite_utils import Database

    migrations().apply(Database(connection))
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {VERSION}")


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
