"""Taking turns between everybody who uses one workspace: threads, and other programs too."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from studio.authorization.token_store import Connection

Turn = Literal["renewing", "changing"]
"""`renewing` lasts as long as a request; `changing` only while tokens are put in their place."""


class Turns:
    """One at a time for each connection and kind of turn.

    A turn is a lock of the operating system on a file beside the workspace, so it ends with the
    program that has it, however that ends: nobody waits for the dead. The files are empty and
    stay, because removing one could give a turn to two at once.

    Args:
        folder: Where the files lie; the same for all programs on one workspace.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @classmethod
    def beside(cls, workspace: Path) -> Turns:
        """The turns of a workspace file."""
        return cls(workspace.with_name(f"{workspace.name}.turns"))

    @contextmanager
    def hold(self, connection: Connection, turn: Turn) -> Iterator[None]:
        """Wait for the turn, and have it inside. Not to be asked for again inside."""
        import hashlib  # brings OpenSSL along: not for a window at rest

        whose = f"{connection.connector_id}/{connection.environment}/{connection.user}"
        name = hashlib.sha256(whose.encode()).hexdigest()[:16]
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = os.open(self._folder / f"{name}.{turn}", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock(file)
            yield
        finally:
            os.close(file)  # gives the lock back


if sys.platform == "win32":

    def _lock(file: int) -> None:
        import msvcrt

        while True:
            try:
                msvcrt.locking(file, msvcrt.LK_LOCK, 1)
            except OSError:  # it gives up after ten seconds; whoever has it may need longer
                continue
            return

else:

    def _lock(file: int) -> None:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX)
