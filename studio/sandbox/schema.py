"""The tables of the sandbox's memory, and how an older state file gets them."""

from __future__ import annotations

APPLICATION_ID = 0x48534258
VERSION = 2

TABLES_OF_VERSION_1 = """
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS records (
    portal_id INTEGER NOT NULL, kind TEXT NOT NULL, id INTEGER NOT NULL,
    properties TEXT NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL,
    archived_at TEXT, PRIMARY KEY (portal_id, kind, id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS associations (
    portal_id INTEGER NOT NULL, from_kind TEXT NOT NULL, from_id INTEGER NOT NULL,
    to_kind TEXT NOT NULL, to_id INTEGER NOT NULL,
    PRIMARY KEY (portal_id, from_kind, from_id, to_kind, to_id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS owners (
    portal_id INTEGER NOT NULL, id INTEGER NOT NULL, user_id INTEGER NOT NULL,
    email TEXT NOT NULL, first_name TEXT NOT NULL, last_name TEXT NOT NULL,
    created_at TEXT NOT NULL, PRIMARY KEY (portal_id, id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS codes (
    hash TEXT PRIMARY KEY, client_id TEXT NOT NULL, redirect_uri TEXT NOT NULL,
    challenge TEXT, sign_in_name TEXT NOT NULL, portal_id INTEGER NOT NULL,
    scopes TEXT NOT NULL, expires_at TEXT NOT NULL, used INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS grants (
    id INTEGER PRIMARY KEY, refresh_hash TEXT NOT NULL UNIQUE, client_id TEXT NOT NULL,
    sign_in_name TEXT NOT NULL, portal_id INTEGER NOT NULL, scopes TEXT NOT NULL,
    granted_at TEXT NOT NULL, revoked_at TEXT);
CREATE TABLE IF NOT EXISTS access_tokens (
    hash TEXT PRIMARY KEY, grant_id INTEGER NOT NULL REFERENCES grants (id),
    issued_at TEXT NOT NULL, expires_at TEXT NOT NULL) WITHOUT ROWID;
"""

TABLES_OF_VERSION_2 = """
DROP INDEX IF EXISTS records_by_email;
CREATE TABLE IF NOT EXISTS changes (
    portal_id INTEGER NOT NULL, kind TEXT NOT NULL, id INTEGER NOT NULL, number INTEGER NOT NULL,
    at TEXT NOT NULL, source TEXT NOT NULL, source_id TEXT NOT NULL, changes TEXT NOT NULL,
    PRIMARY KEY (portal_id, kind, id, number)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS snapshots (
    name TEXT PRIMARY KEY, number INTEGER NOT NULL, at TEXT NOT NULL, content BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS definitions (
    portal_id INTEGER NOT NULL, sort TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL,
    content TEXT NOT NULL, UNIQUE (portal_id, sort, kind, name));
"""
"""What each write changed; snapshots; properties and pipelines that an account made. The index of
version 1 is not needed: addresses are looked up in memory."""

SCHEMA = TABLES_OF_VERSION_1 + TABLES_OF_VERSION_2
"""Every statement may be carried out again, so that a file of version 1 becomes one of 2 by it."""

GRANT_TABLES = ("access_tokens", "grants", "codes")
CONTENT_TABLES = ("definitions", "owners", "associations", "changes", "records")
TABLES = (*GRANT_TABLES, *CONTENT_TABLES)
"""What a reset empties and a snapshot holds, besides the facts."""
