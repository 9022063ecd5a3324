"""One window a workspace: a second start brings the first window forward."""

from __future__ import annotations

from contextlib import suppress
from enum import Enum
from pathlib import Path

from PySide6.QtCore import QCryptographicHash, QLockFile, QObject, QSysInfo, Signal

CONNECT_MS = 300
ANSWER_MS = 1500
RETRY_MS = 250
PATIENCE = 20
"""How often a first window that does not listen yet is asked: it may still be starting."""


class Claim(Enum):
    """What came of asking for a workspace."""

    OURS = "ours"
    """The lock is taken: open the window."""
    FORWARDED = "forwarded"
    """Another window has it, and came forward."""
    SILENT = "silent"
    """Another window has it, and does not answer."""


class SingleWindow(QObject):
    """Holds the lock of a workspace while its window is open.

    The lock file names its process and machine, and the process holds a lock of the operating
    system on it, so one that was left by a killed process does not count.

    Signals:
        asked_forward: Another start on the same workspace wants this window to come forward.
    """

    asked_forward = Signal()

    def __init__(self, workspace: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        resolved = workspace.resolve()
        with suppress(OSError):  # told by the workspace itself, in better words
            resolved.parent.mkdir(parents=True, exist_ok=True)
        self._lock = QLockFile(f"{resolved}.lock")
        self._lock.setStaleLockTime(0)
        self._workspace = resolved
        self._server: QObject | None = None

    def claim(self) -> Claim:
        """Take the workspace, or bring the window forward that has it."""
        if self._take():
            return Claim.OURS
        for _ in range(PATIENCE if self._on_this_machine() else 1):
            answered = self._ask_forward()
            if answered is not None:
                return Claim.FORWARDED if answered else Claim.SILENT
            # It does not listen: it is starting, or just leaving. Waiting for the lock tells.
            if self._lock.tryLock(RETRY_MS):
                return Claim.OURS
        return Claim.SILENT

    def trouble(self) -> str:
        """Why the window that has the workspace could not come forward, and what to do."""
        pid, machine, _ = self._lock.getLockInfo()
        name = self._workspace.name
        if not self._on_this_machine():
            return (
                f"{name} is open on the computer {machine}; close it there, "
                "or name another file with --workspace."
            )
        return (
            f"{name} is open in another window that does not answer (process {pid}); "
            "close it there, or name another file with --workspace."
        )

    def listen(self) -> None:
        """Begin to listen for later starts on the same workspace."""
        from PySide6.QtNetwork import QLocalServer

        if self._server is not None:
            return
        name = self._name()
        QLocalServer.removeServer(name)
        server = QLocalServer(self)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        server.newConnection.connect(lambda: self._answer(server.nextPendingConnection()))
        server.listen(name)
        self._server = server

    def release(self) -> None:
        """Give the lock back."""
        self._lock.unlock()

    def _take(self) -> bool:
        if self._lock.tryLock(0):
            return True
        # A folder that cannot be written is told by the workspace itself, in better words.
        if self._lock.error() != QLockFile.LockError.LockFailedError:
            return True
        # A file that names nobody was cut off while it was written. Removing it fails as long
        # as a process holds the operating system's lock on it.
        named = self._lock.getLockInfo()[0] > 0
        return not named and self._lock.removeStaleLockFile() and self._lock.tryLock(0)

    def _on_this_machine(self) -> bool:
        machine = self._lock.getLockInfo()[1]
        return machine in ("", QSysInfo.machineHostName())

    def _ask_forward(self) -> bool | None:
        """True when the window that holds the lock answered; None when nobody listens."""
        from PySide6.QtNetwork import QLocalSocket

        socket = QLocalSocket()
        socket.connectToServer(self._name())
        if not socket.waitForConnected(CONNECT_MS):
            return None
        return socket.waitForReadyRead(ANSWER_MS)

    def _name(self) -> str:
        """The name a window listens under, the same for every start on one workspace."""
        # Qt's own hash: Python's loads OpenSSL, which nothing else at rest needs.
        algorithm = QCryptographicHash.Algorithm.Sha256
        path = str(self._workspace).encode()
        digest = bytes(QCryptographicHash.hash(path, algorithm).toHex().data()).decode()
        return f"action-studio-{digest[:16]}"

    def _answer(self, connection) -> None:  # type: ignore[no-untyped-def]
        if connection is None:
            return
        connection.write(b"coming")
        connection.flush()
        connection.disconnected.connect(connection.deleteLater)
        self.asked_forward.emit()
