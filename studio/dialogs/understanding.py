"""What is understood: the trained utterances, and training them (fact sheet xo-platform 6.4)."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from studio.dialogs.definitions import Dialog
from studio.dialogs.store import Dialogs
from studio.dialogs.training import Intents
from studio.errors import Cancelled

UNTRAINED = (
    "You have untrained utterances in your ML model. "
    "Train your VA to update with all your utterances."
)
TRAINED = "Utterances trained successfully"


@dataclass(frozen=True)
class Trained:
    """What came of a training: how many utterances, and the seconds it took."""

    utterances: int
    seconds: float


class Understanding:
    """The trained model of the workspace. Every method may block: call it on a worker thread."""

    def __init__(self, dialogs: Dialogs) -> None:
        self._dialogs = dialogs
        self._lock = threading.Lock()
        self._known: tuple[object, Intents] | None = None

    def intents(self) -> Intents:
        """What the dialog tasks were trained with; read again only when one of them changed."""
        with self._lock:
            version = self._dialogs.versions()
            if self._known is None or self._known[0] != version:
                self._known = (version, Intents(self._dialogs.all()))
            return self._known[1]

    def untrained(self) -> tuple[str, ...]:
        """The names of the dialog tasks that have utterances which are not understood yet."""
        return tuple(name for _, name, _, trained in self._dialogs.versions() if not trained)

    def train(
        self,
        told: Callable[[int, int], None] = lambda done, of: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Trained:
        """Learn every utterance there is.

        Args:
            told: Called now and then with how many of how many utterances are done.
            cancelled: Asked now and then whether to stop; nothing has changed then.

        Raises:
            Cancelled: it was stopped.
        """
        begun = time.perf_counter()
        learnt = 0

        def tell(done: int, of: int) -> None:
            nonlocal learnt
            if cancelled():
                raise Cancelled("The training was stopped.", "Train again when you like.")
            learnt = of
            told(done, of)

        while True:
            version = self._dialogs.versions()
            intents = Intents(tuple(map(_as_trained, self._dialogs.all())), tell)
            with self._lock:
                # What was changed meanwhile has to be learnt too.
                if self._dialogs.versions() == version:
                    self._dialogs.mark_trained()
                    self._known = (self._dialogs.versions(), intents)
                    return Trained(learnt, time.perf_counter() - begun)


def _as_trained(dialog: Dialog) -> Dialog:
    return msgspec.structs.replace(dialog, trained=True, trained_with=None)
