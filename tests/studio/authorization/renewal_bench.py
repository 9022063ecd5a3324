"""One of several programs on one workspace, for tests of renewing: its token, and its end."""

from __future__ import annotations

import os
import signal
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from multiprocessing.sharedctypes import Synchronized
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

from studio.authorization.errors import NeedsAuthorization
from studio.authorization.events import Bell
from studio.authorization.exchange import OAuthApp
from studio.authorization.posting import TokenPoster
from studio.authorization.token_store import Connection
from studio.authorization.tokens import Tokens
from studio.authorization.turns import Turns
from studio.clock import Clock
from studio.connectors.catalogue import Catalogue
from studio.http import HttpClient
from studio.ids import SystemIds
from studio.vault import KeyringVault
from studio.workspace import Workspace
from studio.workspace.accounts import Accounts

HUBSPOT = Connection("hubspot", "sandbox")
START = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
PATIENCE = 60
"""Seconds that the programs wait for each other; reached only when one has failed."""


class SharedClock(Clock):
    """The same time in every program: seconds since START, in shared memory."""

    def __init__(self, seconds: Synchronized[float]) -> None:
        self._seconds = seconds

    def now(self) -> datetime:
        return START + timedelta(seconds=self._seconds.value)

    def monotonic(self) -> float:
        return self._seconds.value

    def wait(self, seconds: float) -> None:
        raise AssertionError("nothing here is to be waited for")


class FileKeyring:
    """A keyring that every program sees: a file an entry, changed whole or not at all."""

    def __init__(self, folder: Path, die_at: str | None = None, before: bool = False) -> None:
        self._folder = folder
        self._die_at = die_at
        self._before = before
        folder.mkdir(exist_ok=True)

    def get_password(self, service: str, user: str) -> str | None:
        try:
            return self._file(user).read_text("utf-8")
        except FileNotFoundError:
            return None

    def set_password(self, service: str, user: str, secret: str) -> None:
        self._die(user, before=True)
        new = self._file(f"{user}.{os.getpid()}")
        new.write_text(secret, "utf-8")
        new.replace(self._file(user))
        self._die(user, before=False)

    def delete_password(self, service: str, user: str) -> None:
        self._file(user).unlink()

    def _file(self, user: str) -> Path:
        return self._folder / user.replace("/", "_")

    def _die(self, user: str, *, before: bool) -> None:
        if self._die_at and user.endswith(self._die_at) and before == self._before:
            os.kill(os.getpid(), signal.SIGKILL)


@dataclass(frozen=True)
class Place:
    """What the programs share. Crosses to another process, so it holds plain values only."""

    workspace: Path
    keyring: Path
    app: OAuthApp


class Program:
    """What of a running studio renews tokens."""

    def __init__(self, place: Place, clock: Clock, keyring: FileKeyring | None = None) -> None:
        ids = SystemIds()
        vault = KeyringVault(keyring or FileKeyring(place.keyring), "test")
        self.workspace = Workspace.open(place.workspace, clock=clock, ids=ids)
        self.http = HttpClient(None, clock, ids)
        self.accounts = Accounts(self.workspace, clock)
        self.tokens = Tokens(
            vault,
            self.accounts,
            TokenPoster(lambda: self.http, Catalogue()),
            clock,
            Turns.beside(place.workspace),
            lambda connection: place.app,
            Bell(clock),
        )

    def keep(self, account: dict[str, Any]) -> None:
        self.accounts.keep(HUBSPOT.connector_id, HUBSPOT.environment, account)

    def close(self) -> None:
        self.http.close()
        self.workspace.close()


def work(
    place: Place,
    seconds: Synchronized[float],
    together: Barrier,
    threads: int,
    expiries: int,
    leads: bool,
    told: Any,
) -> None:
    """Ask for a token with every thread after each of `expiries` ends; tell what was handed out.

    Sends, for each expiry, the set of tokens that this program's threads got; or what failed.
    """
    program = Program(place, SharedClock(seconds))
    rounds: list[frozenset[str]] = []
    try:
        with ThreadPoolExecutor(threads) as pool:
            for _ in range(expiries):
                if leads:
                    seconds.value += 1800
                together.wait(PATIENCE)
                handed_out = pool.map(
                    lambda _: program.tokens.access_token(HUBSPOT), range(threads)
                )
                rounds.append(frozenset(handed_out))
                together.wait(PATIENCE)
    except NeedsAuthorization as error:
        together.abort()
        told.put(repr(error))
        return
    finally:
        program.close()
    told.put(rounds)


def die_while_renewing(
    place: Place, seconds: Synchronized[float], die_at: str, before: bool
) -> None:
    """Renew, and be killed when the vault entry `die_at` is written: just before, or just after."""
    keyring = FileKeyring(place.keyring, die_at, before)
    Program(place, SharedClock(seconds), keyring).tokens.access_token(HUBSPOT)


def die_before_the_answer(place: Place, seconds: Synchronized[float]) -> None:
    """Have the turn to renew, and be killed with it."""
    with Turns.beside(place.workspace).hold(HUBSPOT, "renewing"):
        os.kill(os.getpid(), signal.SIGKILL)
