"""Secrets in the operating system's keyring."""

from __future__ import annotations

import threading
from typing import Any

from studio.vault.asking import PATIENCE, PatientAsker
from studio.vault.values import Seen, VaultError, VaultStatus

SERVICE = "Action Studio"
LONGEST_ENTRY = 1280
"""UTF-16 units in one entry: what Windows Credential Manager takes (2,560 bytes)."""
WHOLE = "1:"
"""Begins an entry that holds a secret whole."""
SPLIT = "n:"
"""Begins an entry that tells of its pieces: `n:<set>:<how many>`."""
PIECE_SETS = ("a", "b")
"""Pieces of a new secret never overwrite those of the old one: two sets take turns."""


class KeyringVault:
    """Secrets in the keyring, under a namespace that keeps workspaces apart.

    A secret too long for one entry is split. Its pieces are written first and the head entry,
    which names them, last: whoever is cut off in between still reads the old secret, never half
    a new one. What a cut-off left behind goes with the next change.

    Args:
        backend: A keyring backend (`get_password`, `set_password`, `delete_password`).
        namespace: Keeps one workspace's entries apart from another's.
        patience: Seconds to wait for the keyring.
    """

    def __init__(self, backend: Any, namespace: str, *, patience: float = PATIENCE) -> None:
        self._backend = backend
        self._namespace = namespace
        self._asker = PatientAsker(patience)
        self._seen = Seen()
        self._changing = threading.Lock()
        self._trouble: VaultError | None = None

    def get(self, name: str) -> str | None:
        secret = self._joined(name, self._read(name))
        if secret is not None:
            self._seen.add(secret)
        return secret

    def set(self, name: str, secret: str) -> None:
        self._seen.add(secret)
        with self._changing:
            old_set = _piece_set(self._read(name))
            whole = WHOLE + secret
            if _units(whole) <= LONGEST_ENTRY:
                self._write(name, whole)
                self._drop_pieces(name, PIECE_SETS)
                return
            new_set = PIECE_SETS[1] if old_set == PIECE_SETS[0] else PIECE_SETS[0]
            pieces = _pieces(secret)
            for number, piece in enumerate(pieces):
                self._write(f"{name}.{new_set}.{number}", piece)
            self._write(name, f"{SPLIT}{new_set}:{len(pieces)}")
            self._drop_pieces(name, [other for other in PIECE_SETS if other != new_set])
            self._drop_pieces(name, [new_set], start=len(pieces))

    def delete(self, name: str) -> None:
        with self._changing:
            self._drop_pieces(name, PIECE_SETS)
            if self._read(name) is not None:
                self._remove(name)

    def holds(self, name: str) -> bool | None:
        return None

    def status(self) -> VaultStatus:
        if self._trouble is not None:
            return VaultStatus("keyring", "System keyring", str(self._trouble))
        return VaultStatus(
            "keyring", "System keyring", "Secrets lie in this computer's keyring, nowhere else."
        )

    def known_secrets(self) -> tuple[str, ...]:
        return self._seen.all()

    def check(self) -> None:
        """Ask the keyring something harmless. Raises VaultError when it cannot be used."""
        self._read("check")

    def _joined(self, name: str, head: str | None) -> str | None:
        if head is None:
            return None
        if head.startswith(WHOLE):
            return head[len(WHOLE) :]
        if not head.startswith(SPLIT):
            return None
        pieces = [
            self._read(f"{name}.{_piece_set(head)}.{number}")
            for number in range(int(head.rpartition(":")[2]))
        ]
        if None not in pieces:
            return "".join(piece or "" for piece in pieces)
        # Another program changed it while we read; or a deletion was cut off, and it is gone.
        head_now = self._read(name)
        return None if head_now == head else self._joined(name, head_now)

    def _drop_pieces(
        self, name: str, piece_sets: list[str] | tuple[str, ...], start: int = 0
    ) -> None:
        """Remove pieces from `start` on; the last first, so that a cut-off leaves no gap."""
        for piece_set in piece_sets:
            number = start
            while self._read(f"{name}.{piece_set}.{number}") is not None:
                number += 1
            for there in range(number - 1, start - 1, -1):
                self._remove(f"{name}.{piece_set}.{there}")

    def _user(self, name: str) -> str:
        return f"{self._namespace}/{name}"

    def _read(self, name: str) -> str | None:
        kept = self._ask("get_password", SERVICE, self._user(name))
        return None if kept is None else str(kept)

    def _write(self, name: str, text: str) -> None:
        self._ask("set_password", SERVICE, self._user(name), text)

    def _remove(self, name: str) -> None:
        self._ask("delete_password", SERVICE, self._user(name))

    def _ask(self, call: str, *arguments: str) -> Any:
        try:
            answer = self._asker.ask(lambda: getattr(self._backend, call)(*arguments))
        except VaultError as error:
            self._trouble = error
            raise
        self._trouble = None
        return answer


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _pieces(secret: str) -> list[str]:
    size = LONGEST_ENTRY if _units(secret) == len(secret) else LONGEST_ENTRY // 2
    return [secret[start : start + size] for start in range(0, len(secret), size)]


def _piece_set(head: str | None) -> str | None:
    return head.split(":")[1] if head and head.startswith(SPLIT) else None
