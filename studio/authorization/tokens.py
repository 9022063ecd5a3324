"""The life of a token: kept in the vault, renewed before it ends, once for all who wait."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from concurrent.futures import Future
from datetime import datetime, timedelta
from typing import Any

from studio.authorization import lacking
from studio.authorization.errors import NeedsAuthorization
from studio.authorization.events import Bell
from studio.authorization.exchange import OAuthApp, refresh
from studio.authorization.grant import Grant
from studio.authorization.posting import TokenPoster
from studio.authorization.token_store import SLOTS, Connection, TokenStore
from studio.authorization.turns import Turns
from studio.clock import Clock, from_iso
from studio.errors import StudioError
from studio.vault import Vault
from studio.workspace.accounts import Accounts

PAUSE_AFTER_FAILURE = timedelta(seconds=30)
"""While the old token still works, a renewal that failed is not tried again at every call. Ours."""


class Tokens:
    """Access tokens that are good when they are handed out.

    Of each account the workspace keeps, beside what its owner tells of it: `slot`, `vault`
    ("keyring" or "memory"), `expires_at`, `renew_at`, `renews`, `scopes`, `client_id`; and `lost`
    once only the person can help.

    Args:
        turns: Who may renew or replace tokens now, among all programs on the workspace.
        app: Answers with the OAuth app of a connection; may start the sandbox.
        bell: Told when renewing begins to fail, and when it works again.
    """

    def __init__(
        self,
        vault: Vault,
        accounts: Accounts,
        poster: TokenPoster,
        clock: Clock,
        turns: Turns,
        app: Callable[[Connection], OAuthApp],
        bell: Bell,
    ) -> None:
        self._vault = vault
        self._store = TokenStore(vault, clock)
        self._accounts = accounts
        self._poster = poster
        self._clock = clock
        self._turns = turns
        self._app = app
        self._bell = bell
        self._renewals: dict[Connection, Future[str]] = {}
        self._renewals_lock = threading.Lock()
        self._failed_at: dict[Connection, datetime] = {}
        self.unwanted: Callable[[Connection, OAuthApp, Grant], None] = lambda *of_it: None
        """Told of tokens that arrived after their account was let go."""

    def keep(
        self, connection: Connection, grant: Grant, write: Callable[[dict[str, Any]], None]
    ) -> None:
        """Keep the tokens of a new grant in place of what was there.

        Args:
            connection: Whose they are.
            grant: The tokens.
            write: Puts the account with these facts of its tokens into the workspace. From then
                on they count; when it raises, what was there before still does.
        """
        with self._turns.hold(connection, "changing"):
            before = self._row(connection)
            slot = self._store.other_slot(before["slot"] if before else None)
            try:
                write(self._store.put(connection, slot, grant))
            except BaseException:
                with contextlib.suppress(StudioError):
                    self._store.empty(connection, slot)
                raise
            self._failed_at.pop(connection, None)
            # What is left there does not count any more; the next sign-in tries again.
            with contextlib.suppress(StudioError):
                self._store.empty(connection, self._store.other_slot(slot))

    def take(self, connection: Connection) -> str | None:
        """From now on nobody gets a token; the one to be revoked, None when there is none.

        Raises:
            VaultError: the keyring does not answer. Nobody gets a token all the same.
        """
        with self._turns.hold(connection, "changing"):
            kept = self._row(connection)
            if kept is None:
                return None
            # First so that a cut-off leaves nothing that looks authorized, and can be repeated.
            self._write(connection, {**kept, "lost": True})
            slot = kept["slot"]
            return self._store.refresh_token(connection, slot) or self._store.access_token(
                connection, slot
            )

    def drop(self, connection: Connection, *, remember: bool = False) -> None:
        """Forget the tokens and the account. Does not ask the vault when nothing was kept.

        Args:
            connection: Whose.
            remember: Keep which account it was, so that another one is noticed next time.
        """
        with self._turns.hold(connection, "changing"):
            kept = self._row(connection)
            if kept is None:
                return
            self._write(connection, {**kept, "lost": True})
            for slot in SLOTS:
                self._store.empty(connection, slot)
            self._failed_at.pop(connection, None)
            if remember:
                self._write(connection, {**kept, "lost": True, "let_go": True})
            else:
                self._accounts.delete(*_key(connection))

    def access_token(self, connection: Connection, *, rejected: str | None = None) -> str:
        """A token that is good for a while yet. Renews it once for any number of callers.

        Args:
            connection: Whose token.
            rejected: A token the service just refused: never handed out again.

        Raises:
            NeedsAuthorization: there is none and none can be had without the person.
            StudioError: there is none now, for a reason that may pass (network, 5xx, a locked
                keyring).
        """
        kept = self._kept(connection)
        token = self._store.access_token(connection, kept["slot"])
        if token and token != rejected and self._clock.now() < from_iso(kept["renew_at"]):
            return token
        with self._renewals_lock:
            renewal = self._renewals.get(connection)
            first = renewal is None
            if renewal is None:
                renewal = self._renewals[connection] = Future()
        if not first:
            token = renewal.result()
            return token if token != rejected else self.access_token(connection, rejected=rejected)
        try:
            fresh = self._renewed(connection, rejected)
        except BaseException as error:
            self._forget_renewal(connection)
            renewal.set_exception(error)
            raise
        self._forget_renewal(connection)
        renewal.set_result(fresh)
        return fresh

    def _forget_renewal(self, connection: Connection) -> None:
        with self._renewals_lock:
            del self._renewals[connection]

    def _renewed(self, connection: Connection, rejected: str | None) -> str:
        """Asked by one caller at a time, of all programs on the workspace."""
        with self._turns.hold(connection, "renewing"):
            while True:
                fresh = self._renewed_once(connection, rejected)
                if fresh is not None:
                    return fresh

    def _renewed_once(self, connection: Connection, rejected: str | None) -> str | None:
        """Looks again first: somebody may have just renewed it. None when another account took
        its place meanwhile."""
        kept = self._kept(connection)
        token = self._store.access_token(connection, kept["slot"])
        now = self._clock.now()
        works = token if token != rejected and now < from_iso(kept["expires_at"]) else None
        if works and (now < from_iso(kept["renew_at"]) or self._failed_just_now(connection)):
            return works
        try:
            refresh_token = self._store.refresh_token(connection, kept["slot"])
            if refresh_token:
                return self._renew(connection, kept, refresh_token)
            if works:
                return works
            raise lacking.ended() if token and not kept["renews"] else self._gone(kept)
        except NeedsAuthorization:
            if self._lose(connection, kept["slot"]):
                raise
            return None
        except StudioError as error:
            if connection not in self._failed_at:
                self._bell.ring("failing", connection, error)
            self._failed_at[connection] = self._clock.now()
            if works and self._clock.now() < from_iso(kept["expires_at"]):
                return works
            raise

    def _failed_just_now(self, connection: Connection) -> bool:
        failed_at = self._failed_at.get(connection)
        return failed_at is not None and self._clock.now() - failed_at < PAUSE_AFTER_FAILURE

    def _lose(self, connection: Connection, slot: str) -> bool:
        """Keep the account as one that has to be authorized again, without its tokens.

        False when another account took its place meanwhile: that one is not to blame.
        """
        with self._turns.hold(connection, "changing"):
            kept = self._kept(connection)
            if kept["slot"] != slot:
                return False
            self._write(connection, {**kept, "lost": True})
            # What is left in a keyring that does not answer now is of no use to anybody.
            with contextlib.suppress(StudioError):
                self._store.empty(connection, slot)
            return True

    def _renew(
        self, connection: Connection, before: dict[str, Any], refresh_token: str
    ) -> str | None:
        app = self._app(connection)
        if before.get("client_id", app.client_id) != app.client_id:
            raise lacking.another_app()  # the service would refuse it, and be told of the token
        steps = refresh(app, refresh_token)
        grant = self._poster.carry_out(
            steps,
            next(steps),
            connection.connector_id,
            "Renew the access token with the refresh token",
        )
        with self._turns.hold(connection, "changing"):
            try:
                kept = self._kept(connection)
            except NeedsAuthorization:  # let go meanwhile: nobody wants what came
                self.unwanted(connection, app, grant)
                raise
            if kept["slot"] != before["slot"]:  # what came is the old account's
                return None
            # In its own slot, the refresh token first: a service may have made the old one
            # useless by now, and whoever is cut off after that can still renew.
            self._write(connection, {**kept, **self._store.put(connection, kept["slot"], grant)})
            failed = self._failed_at.pop(connection, None)
        if failed is not None:
            self._bell.ring("recovered", connection)
        return grant.access_token

    def _row(self, connection: Connection) -> dict[str, Any] | None:
        return self._accounts.get(*_key(connection))

    def _write(self, connection: Connection, account: dict[str, Any]) -> None:
        self._accounts.keep(
            connection.connector_id, connection.environment, account, connection.user
        )

    def _kept(self, connection: Connection) -> dict[str, Any]:
        kept = self._row(connection)
        if kept is None:
            raise lacking.never_authorized()
        if kept.get("lost"):
            raise lacking.lost()
        return kept

    def _gone(self, kept: dict[str, Any]) -> StudioError:
        """Why there is no token where one was kept."""
        status = self._vault.status()
        if kept["vault"] == "memory":
            return lacking.gone_with_the_last_run()
        if status.kind == "memory":
            return StudioError(
                "The tokens lie in the keyring, which cannot be used now.",
                status.explanation,
                code="authorization.keyring_away",
            )
        return NeedsAuthorization(
            "The tokens are no longer in the keyring.",
            "Press Authorize to sign in again.",
            code="authorization.tokens_gone",
        )


def _key(connection: Connection) -> tuple[str, str, str]:
    return connection.connector_id, connection.environment, connection.user
