"""One window a workspace: a second start brings the first window forward."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QLockFile, QObject, Signal

ANSWER_MS = 1500


class SingleWindow(QObject):
    """Holds the lock of a workspace while its window is open.

    The lock names its process, so one that was left by a killed process does not count.

    Signals:
        asked_forward: Another start on the same workspace wants this window to come forward.
    """

    asked_forward = Signal()

    def __init__(self, workspace: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        resolved = workspace.resolve()
        resolved.parent.mkdir(parents=True, exist_ok=True)
        self._lock = QLockFile(f"{resolved}.lock")
        self._lock.setStaleLockTime(0)
        self._workspace = resolved
        self._server: QObject | None = None

    def take(self) -> bool:
        """Take the lock. False when another window has this workspace open."""
        if self._lock.tryLock(0):
            return True
        # A folder that cannot be written is told by the workspace itself, in better words.
        return self._lock.error() != QLockFile.LockError.LockFailedError

    def listen(self) -> None:
        """Begin to listen for later starts on the same workspace."""
        from PySide6.QtNetwork import QLocalServer

        name = self._name()
        QLocalServer.removeServer(name)
        server = QLocalServer(self)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        server.newConnection.connect(lambda: self._answer(server.nextPendingConnection()))
        server.listen(name)
        self._server = server

    def ask_forward(self) -> bool:
        """Ask the window that holds the lock to come forward. True when it answered."""
        from PySide6.QtNetwork import QLocalSocket

        socket = QLocalSocket()
        socket.connectToServer(self._name())
        if not socket.waitForConnected(ANSWER_MS):
            return False
        return socket.waitForReadyRead(ANSWER_MS)

    def release(self) -> None:
        """Give the lock back."""
        self._lock.unlock()

    def _name(self) -> str:
        """The same for every start on this workspace, and short enough for every system."""
        from hashlib import sha256

        return f"action-studio-{sha256(str(self._workspace).encode()).hexdigest()[:16]}"

    def _answer(self, connection) -> None:  # type: ignore[no-untyped-def]
        if connection is None:
            return
        connection.write(b"coming")
        connection.flush()
        connection.disconnected.connect(connection.deleteLater)
        self.asked_forward.emit()
