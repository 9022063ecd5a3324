"""Asking a keyring without being held up by it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from studio.vault.values import VaultError

if TYPE_CHECKING:
    from concurrent.futures import Future

T = TypeVar("T")

PATIENCE = 30.0
"""Seconds a keyring may take, since it may be asking the person to unlock it."""

LOCKED_ERRORS = frozenset({"KeyringLocked", "LockedException", "PromptDismissedException"})
"""What keyring and secretstorage raise when the person did not unlock. By name, because neither
is loaded before it is needed, and the second exists on Linux only."""


class PatientAsker:
    """Puts one question at a time to a keyring, and waits only so long for the answer.

    A question without an answer is left behind on its thread, and no other is put until that
    one is answered: a keyring that shows "unlock me" must not be asked a hundred times over.
    """

    def __init__(self, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._turn = threading.Lock()
        self._open_question: Future[Any] | None = None

    def ask(self, question: Callable[[], T]) -> T:
        """The answer to `question`.

        Raises:
            VaultError: no answer in time, locked (both `vault.locked`), or refused.
        """
        if not self._turn.acquire(timeout=self._patience):
            raise locked()
        try:
            if self._open_question is not None:
                self._settle(self._open_question)
            from concurrent.futures import Future

            answer: Future[T] = Future()
            self._open_question = answer
            # A daemon: a keyring that never answers must not keep the program from ending.
            threading.Thread(
                target=_put, args=(question, answer), name="keyring", daemon=True
            ).start()
            self._settle(answer)
            return _answer_of(answer)
        finally:
            self._turn.release()

    def _settle(self, question: Future[Any]) -> None:
        try:
            question.exception(self._patience)
        except TimeoutError as error:  # what concurrent.futures raises since Python 3.11
            raise locked() from error
        self._open_question = None


def locked() -> VaultError:
    return VaultError(
        "The keyring does not answer; it may be locked.",
        "Unlock it in your system's password settings, then try again.",
        code="vault.locked",
    )


def _answer_of(answer: Future[T]) -> T:
    try:
        return answer.result(0)
    except Exception as error:
        if type(error).__name__ in LOCKED_ERRORS:
            raise locked() from error
        # The error's own text is left out: a backend might put the secret into it.
        raise VaultError(
            f"The keyring refused: {type(error).__name__}.",
            "Check it in your system's password settings, then try again.",
            code="vault.refused",
        ) from error


def _put(question: Callable[[], T], answer: Future[T]) -> None:
    try:
        answer.set_result(question())
    except Exception as error:  # noqa: BLE001 - every backend raises errors of its own
        answer.set_exception(error)
