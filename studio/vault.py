"""Secrets: the operating system's keyring, or memory only. Nothing else, ever."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from dataclasses import dataclass
from typing import Any, Literal, Protocol, TypeVar

from studio.errors import StudioError

T = TypeVar("T")

SERVICE = "Action Studio"
PIECE = 1280
"""Longest text in one keyring entry: what Windows Credential Manager takes."""
PATIENCE = 30.0
"""Seconds a keyring may take, since it may be asking the person to unlock it."""

TRUSTED_BACKENDS = (
    "keyring.backends.SecretService",
    "keyring.backends.kwallet",
    "keyring.backends.macOS",
    "keyring.backends.Windows",
    "keyring.backends.libsecret",
)
"""Backends that keep secrets with the operating system. Any other may write them to a file."""


@dataclass(frozen=True)
class VaultStatus:
    """Where secrets lie, as the window says it."""

    kind: Literal["keyring", "memory"]
    label: str
    explanation: str


class Vault(Protocol):
    """Where secrets are kept, each under a name of its own. Calls may block: worker threads."""

    def get(self, name: str) -> str | None:
        """The secret, or None. Raises VaultError when the keyring does not answer."""
        ...

    def set(self, name: str, secret: str) -> None:
        """Keep `secret` in place of what was there. Raises VaultError."""
        ...

    def delete(self, name: str) -> None:
        """Forget the secret; harmless when there is none. Raises VaultError."""
        ...

    def status(self) -> VaultStatus:
        """Where secrets lie."""
        ...

    def known_secrets(self) -> tuple[str, ...]:
        """Every secret that passed through since the start, for redaction."""
        ...


class VaultError(StudioError):
    """The keyring is locked, slow or broken."""


class MemoryVault:
    """Secrets that are gone when the program ends."""

    def __init__(self, why: str = "This workspace keeps secrets in memory only.") -> None:
        self._why = why
        self._secrets: dict[str, str] = {}
        self._seen: set[str] = set()

    def get(self, name: str) -> str | None:
        return self._secrets.get(name)

    def set(self, name: str, secret: str) -> None:
        self._secrets[name] = secret
        self._seen.add(secret)

    def delete(self, name: str) -> None:
        self._secrets.pop(name, None)

    def status(self) -> VaultStatus:
        return VaultStatus(
            "memory",
            "Memory only",
            f"{self._why} Tokens are gone when you quit; authorize again after a restart.",
        )

    def known_secrets(self) -> tuple[str, ...]:
        return tuple(self._seen)


class KeyringVault:
    """Secrets in the keyring, under a namespace that keeps workspaces apart.

    A secret longer than `PIECE` is split. The pieces are written first and the head entry, which
    names them, last: whoever is cut off in between still reads the old secret, never half a new
    one.
    """

    def __init__(self, backend: Any, namespace: str, *, patience: float = PATIENCE) -> None:
        self._backend = backend
        self._namespace = namespace
        self._patience = patience
        self._lock = threading.RLock()
        self._seen: set[str] = set()

    def get(self, name: str) -> str | None:
        with self._lock:
            head = self._read(name)
            if head is None:
                return None
            secret = self._join(name, head)
            if secret is not None:
                self._seen.add(secret)
            return secret

    def set(self, name: str, secret: str) -> None:
        with self._lock:
            self._seen.add(secret)
            old_head = self._read(name)
            generation = (_generation(old_head) + 1) % 1000
            pieces = [secret[i : i + PIECE] for i in range(0, len(secret), PIECE)]
            if len(pieces) <= 1:
                self._write(name, f"1:{secret}")
            else:
                for number, piece in enumerate(pieces):
                    self._write(f"{name}.{generation}.{number}", piece)
                self._write(name, f"n:{generation}:{len(pieces)}")
            self._drop_pieces(name, old_head)

    def delete(self, name: str) -> None:
        with self._lock:
            head = self._read(name)
            if head is None:
                return
            self._remove(name)
            self._drop_pieces(name, head)

    def status(self) -> VaultStatus:
        return VaultStatus(
            "keyring", "System keyring", "Secrets lie in this computer's keyring, nowhere else."
        )

    def known_secrets(self) -> tuple[str, ...]:
        return tuple(self._seen)

    def _join(self, name: str, head: str) -> str | None:
        if head.startswith("1:"):
            return head[2:]
        if not head.startswith("n:"):
            return None
        _, generation, count = head.split(":")
        pieces = [self._read(f"{name}.{generation}.{number}") for number in range(int(count))]
        return None if None in pieces else "".join(piece or "" for piece in pieces)

    def _drop_pieces(self, name: str, head: str | None) -> None:
        if head and head.startswith("n:"):
            _, generation, count = head.split(":")
            for number in range(int(count)):
                self._remove(f"{name}.{generation}.{number}")

    def _user(self, name: str) -> str:
        return f"{self._namespace}/{name}"

    def _read(self, name: str) -> str | None:
        def read() -> str | None:
            kept = self._backend.get_password(SERVICE, self._user(name))
            return None if kept is None else str(kept)

        return self._ask(read)

    def _write(self, name: str, text: str) -> None:
        self._ask(lambda: self._backend.set_password(SERVICE, self._user(name), text))

    def _remove(self, name: str) -> None:
        def remove() -> None:
            if self._backend.get_password(SERVICE, self._user(name)) is not None:
                self._backend.delete_password(SERVICE, self._user(name))

        self._ask(remove)

    def _ask(self, question: Callable[[], T]) -> T:
        """Ask on a thread that may be left behind: a locked keyring must never hold up a quit."""
        answer: Future[T] = Future()
        asking = threading.Thread(target=_answer, args=(question, answer), daemon=True)
        asking.start()
        try:
            return answer.result(self._patience)
        except FutureTimeout as error:
            raise VaultError(
                "The keyring does not answer; it may be locked.",
                "Unlock it in your system's password settings, then try again.",
                code="vault.locked",
            ) from error
        except Exception as error:
            raise VaultError(
                f"The keyring refused: {type(error).__name__}.",
                "Unlock it or check it in your system's password settings, then try again.",
                code="vault.refused",
            ) from error


def _answer(question: Callable[[], T], answer: Future[T]) -> None:
    try:
        answer.set_result(question())
    except Exception as error:  # noqa: BLE001 - every backend raises errors of its own
        answer.set_exception(error)


class LazyVault:
    """A vault that is opened when first asked, so that starting the program loads no keyring."""

    def __init__(self, open_it: Callable[[], Vault]) -> None:
        self._open = open_it
        self._lock = threading.Lock()
        self._vault: Vault | None = None

    def get(self, name: str) -> str | None:
        return self._opened().get(name)

    def set(self, name: str, secret: str) -> None:
        self._opened().set(name, secret)

    def delete(self, name: str) -> None:
        self._opened().delete(name)

    def status(self) -> VaultStatus:
        return self._opened().status()

    def known_secrets(self) -> tuple[str, ...]:
        return self._vault.known_secrets() if self._vault else ()

    def _opened(self) -> Vault:
        with self._lock:
            if self._vault is None:
                self._vault = self._open()
            return self._vault


def open_vault(namespace: str) -> Vault:
    """The keyring when this computer has one that can be used, else memory.

    Args:
        namespace: Keeps the entries of one workspace apart from another's (its id).
    """
    try:
        import keyring

        backend = _trusted(keyring.get_keyring())
    except Exception as error:  # noqa: BLE001 - a broken keyring must not stop the program
        return MemoryVault(f"The keyring could not be opened ({type(error).__name__}).")
    if backend is None:
        return MemoryVault("This computer offers no keyring that Action Studio can trust.")
    vault = KeyringVault(backend, namespace)
    try:
        vault.get("probe")
    except VaultError as error:
        return MemoryVault(error.message)
    return vault


def _trusted(backend: Any) -> Any | None:
    """The backend itself, or the first trusted one of a chain; None when there is none."""
    if type(backend).__module__ == "keyring.backends.chainer":
        candidates = list(backend.backends)
    else:
        candidates = [backend]
    for candidate in candidates:
        if type(candidate).__module__.startswith(TRUSTED_BACKENDS):
            return candidate
    return None


def _generation(head: str | None) -> int:
    return int(head.split(":")[1]) if head and head.startswith("n:") else 0
