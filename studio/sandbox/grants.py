"""Codes, grants and tokens. Their text leaves once; what is kept is a SHA-256 of it."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta

from studio.clock import Clock
from studio.ids import Ids
from studio.sandbox.moments import from_stamp, stamp
from studio.sandbox.people import Person, Portal
from studio.sandbox.world import World

ACCESS_SECONDS = 1800
"""Life of an access token (fact sheet 2.3)."""


@dataclass(frozen=True)
class Code:
    """An authorization code, by the hash it is kept under."""

    hash: str
    client_id: str
    redirect_uri: str
    challenge: str | None
    """The S256 challenge of RFC 7636, when the authorization request had one."""
    sign_in_name: str
    portal_id: int
    scopes: tuple[str, ...]
    expires_at: datetime
    used: bool


@dataclass(frozen=True)
class Grant:
    """What one account gave the app, until it is revoked."""

    id: int
    client_id: str
    sign_in_name: str
    portal_id: int
    scopes: tuple[str, ...]
    granted_at: datetime
    revoked: bool


@dataclass(frozen=True)
class Access:
    """An access token, by the grant it belongs to."""

    grant: Grant
    issued_at: datetime
    expires_at: datetime


class Grants:
    """Issues and finds codes and tokens."""

    def __init__(self, world: World, clock: Clock, ids: Ids, *, code_seconds: int = 300) -> None:
        self._world = world
        self._clock = clock
        self._ids = ids
        self._code_seconds = code_seconds
        self.rotation = False
        """Whether each refresh brings a new refresh token and ends the old one. HubSpot hands
        the same one back (fact sheet 2.3); its blog says that a new one is possible."""

    def together(self) -> AbstractContextManager[None]:
        """What is issued and spent inside is kept all at once: a crash leaves nothing half done."""
        return self._world.change()

    def issue_code(
        self,
        person: Person,
        portal: Portal,
        *,
        client_id: str,
        redirect_uri: str,
        scopes: Sequence[str],
        challenge: str | None = None,
    ) -> str:
        """A new code for one exchange."""
        with self._world.change():
            code = f"{portal.hosting}-{self._ids.uuid()}"
            self._world.write(
                "INSERT INTO codes VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)",
                hashed(code),
                client_id,
                redirect_uri,
                challenge,
                person.sign_in_name,
                portal.portal_id,
                json.dumps(list(scopes)),
                stamp(self._clock.now() + timedelta(seconds=self._code_seconds)),
            )
        return code

    def code(self, text: str) -> Code | None:
        """The code of this text, used and expired ones too."""
        row = self._world.row("SELECT * FROM codes WHERE hash = ?", hashed(text))
        if row is None:
            return None
        return Code(
            row["hash"],
            row["client_id"],
            row["redirect_uri"],
            row["challenge"],
            row["sign_in_name"],
            row["portal_id"],
            tuple(json.loads(row["scopes"])),
            from_stamp(row["expires_at"]),
            bool(row["used"]),
        )

    def use(self, code: Code) -> None:
        """Spend a code, whatever comes of the exchange."""
        with self._world.change():
            self._world.write("UPDATE codes SET used = 1 WHERE hash = ?", code.hash)

    def grant(
        self, client_id: str, sign_in_name: str, portal: Portal, scopes: Sequence[str]
    ) -> tuple[Grant, str]:
        """A new grant and the text of its refresh token."""
        with self._world.change():
            refresh = f"{portal.hosting}-{self._ids.uuid()}"
            cursor = self._world.write(
                "INSERT INTO grants (refresh_hash, client_id, sign_in_name, portal_id, scopes,"
                " granted_at) VALUES (?, ?, ?, ?, ?, ?)",
                hashed(refresh),
                client_id,
                sign_in_name,
                portal.portal_id,
                json.dumps(list(scopes)),
                stamp(self._clock.now()),
            )
            row = self._world.row("SELECT * FROM grants WHERE id = ?", cursor.lastrowid)
        assert row is not None
        return _grant(row), refresh

    def by_refresh_token(self, text: str) -> Grant | None:
        """The grant of this refresh token, revoked ones too."""
        row = self._world.row("SELECT * FROM grants WHERE refresh_hash = ?", hashed(text))
        return None if row is None else _grant(row)

    def rotate(self, grant: Grant, portal: Portal) -> str:
        """A new refresh token for the grant; the one before is worth nothing from now on."""
        with self._world.change():
            refresh = f"{portal.hosting}-{self._ids.uuid()}"
            self._world.write(
                "UPDATE grants SET refresh_hash = ? WHERE id = ?", hashed(refresh), grant.id
            )
        return refresh

    def issue_access(self, grant: Grant, *, seconds: int = ACCESS_SECONDS) -> str:
        """A new access token; opaque, about two hundred characters (fact sheet 2.3).

        Args:
            seconds: How long it lives, whatever the app is told.
        """
        now = self._clock.now()
        with self._world.change():
            token = "C" + self._ids.token(150)
            self._world.write(
                "INSERT INTO access_tokens VALUES (?, ?, ?, ?)",
                hashed(token),
                grant.id,
                stamp(now),
                stamp(now + timedelta(seconds=seconds)),
            )
        return token

    def app_token(self) -> str:
        """A token of the app itself. It opens no account, so nothing of it is kept."""
        with self._world.change():
            return "C" + self._ids.token(150)

    def access(self, text: str) -> Access | None:
        """The access token of this text, expired ones too."""
        row = self._world.row(
            "SELECT grants.*, issued_at, expires_at FROM access_tokens"
            " JOIN grants ON grants.id = grant_id WHERE hash = ?",
            hashed(text),
        )
        if row is None:
            return None
        return Access(_grant(row), from_stamp(row["issued_at"]), from_stamp(row["expires_at"]))

    def ends_at(self, grant: Grant) -> datetime | None:
        """The latest end of this grant's access tokens; None when it has none."""
        rows = self._world.rows("SELECT expires_at FROM access_tokens WHERE grant_id = ?", grant.id)
        return max((from_stamp(row["expires_at"]) for row in rows), default=None)

    def end_access(self, text: str) -> None:
        """End one access token; nothing happens for one that nobody was given."""
        with self._world.change():
            self._world.write("DELETE FROM access_tokens WHERE hash = ?", hashed(text))

    def revoke(self, grant: Grant) -> None:
        """End the refresh token. Access tokens already given go on until they expire."""
        with self._world.change():
            self._world.write(
                "UPDATE grants SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL",
                stamp(self._clock.now()),
                grant.id,
            )

    def uninstall(self, portal_id: int, client_id: str) -> None:
        """Take the app out of an account: every grant and every token of it ends now."""
        with self._world.change():
            rows = self._world.rows(
                "SELECT * FROM grants WHERE portal_id = ? AND client_id = ?", portal_id, client_id
            )
            for grant in map(_grant, rows):
                self.revoke(grant)
                self._world.write("DELETE FROM access_tokens WHERE grant_id = ?", grant.id)

    def live(self) -> list[Grant]:
        """All grants that are not revoked, oldest first."""
        rows = self._world.rows("SELECT * FROM grants WHERE revoked_at IS NULL ORDER BY id")
        return [_grant(row) for row in rows]


def hashed(text: str) -> str:
    """SHA-256 in hexadecimal: the only form in which a secret is kept."""
    return hashlib.sha256(text.encode()).hexdigest()


def _grant(row: sqlite3.Row) -> Grant:
    return Grant(
        row["id"],
        row["client_id"],
        row["sign_in_name"],
        row["portal_id"],
        tuple(json.loads(row["scopes"])),
        from_stamp(row["granted_at"]),
        row["revoked_at"] is not None,
    )
