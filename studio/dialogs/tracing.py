"""What happened in each turn of a conversation, for the debug panel (fact sheet xo-platform 6.5).

Kept in memory, the newest turns of each end user; gone with Start over and with the program. What
a sensitive entity holds is never in it, nor is a token: requests are looked up in the journal.
"""

from __future__ import annotations

import copy
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from studio.dialogs.definitions import Dialog
from studio.dialogs.training import Meaning

MOST_TURNS = 50
HIDDEN = "••••••"
Status = str
"""A word of the platform's debug log: `execution`, `waitingForUserInput`, `error`, …"""


@dataclass(frozen=True)
class NodeTrace:
    """One node that was come to.

    Args:
        node: Its name.
        status: How it stands.
        exchange_id: Of the request it sent, in the journal.
        detail: What it did, in words: the question, the error.
        context: The context then, without sensitive values.
    """

    node: str
    status: Status
    exchange_id: str | None = None
    detail: str = ""
    context: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class TurnTrace:
    """One turn: what was said, and everything that came of it.

    Args:
        number: Counted from 1 for each end user.
        said: As it is kept: not the answer to a sensitive question.
        dialog_id, dialog: The dialog task; empty while none is meant.
        found: The entities that the opening words gave.
        near: Dialog tasks with how near they came (0 to 100), where nearness decided.
        nodes: In the order in which they were come to.
        answers: What the bot said.
        sequence: What its requests are a part of, in the journal.
        context: The context after it.
    """

    number: int
    said: str
    sequence: str
    dialog_id: str = ""
    dialog: str = ""
    found: dict[str, str] = field(default_factory=dict)
    near: tuple[tuple[str, float], ...] = ()
    nodes: tuple[NodeTrace, ...] = ()
    answers: tuple[str, ...] = ()
    context: dict[str, Any] = field(default_factory=dict)

    @property
    def slots(self) -> dict[str, Any]:
        """The values of the entities after the turn."""
        entities = self.context.get("entities")
        return dict(entities) if isinstance(entities, dict) else {}


Listener = Callable[[str, TurnTrace], None]


class Tracer:
    """Notes turns. Safe from any thread; listeners are called where the conversation runs."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._turns: dict[str, deque[TurnTrace]] = {}
        self._counts: dict[str, int] = {}
        self._listeners: tuple[Listener, ...] = ()

    def watch(self, listener: Listener) -> Callable[[], None]:
        """Tell `listener` the end user and the turn whenever one changes.

        Returns:
            What ends the watching.
        """
        self._listeners = (*self._listeners, listener)

        def leave() -> None:
            self._listeners = tuple(one for one in self._listeners if one is not listener)

        return leave

    def turns(self, user: str) -> tuple[TurnTrace, ...]:
        """The newest turns of an end user, the oldest first."""
        with self._lock:
            return tuple(self._turns.get(user, ()))

    def forget(self, user: str) -> None:
        """Start over."""
        with self._lock:
            self._turns.pop(user, None)
            self._counts.pop(user, None)

    def begin(self, user: str, said: str, sequence: str) -> None:
        """A turn begins with what was said."""
        with self._lock:
            number = self._counts[user] = self._counts.get(user, 0) + 1
            turns = self._turns.setdefault(user, deque(maxlen=MOST_TURNS))
            turns.append(TurnTrace(number, said, sequence))
        self._tell(user)

    def meant(self, user: str, meaning: Meaning) -> None:
        """What it was taken for."""
        near = tuple((one.dialog.name, round(one.score, 1)) for one in meaning.near)
        self._change(user, near=near, found=dict(meaning.entities))

    def node(self, user: str, dialog: Dialog, trace: NodeTrace, context: dict[str, Any]) -> None:
        """A node was come to, or stands otherwise than before."""
        turn = self._last(user)
        if turn is None:
            return
        nodes = turn.nodes
        if nodes and nodes[-1].node == trace.node:
            nodes = nodes[:-1]
        shown = _without_sensitive(dialog, context)
        self._change(
            user,
            nodes=(*nodes, replace(trace, context=shown)),
            dialog_id=dialog.id,
            dialog=dialog.name,
            context=shown,
            found=_without_sensitive(dialog, {"entities": turn.found})["entities"],
        )

    def answered(self, user: str, text: str) -> None:
        """The bot said something."""
        turn = self._last(user)
        if turn is not None:
            self._change(user, answers=(*turn.answers, text))

    def _last(self, user: str) -> TurnTrace | None:
        with self._lock:
            turns = self._turns.get(user)
            return turns[-1] if turns else None

    def _change(self, user: str, **fields: Any) -> None:
        with self._lock:
            turns = self._turns.get(user)
            if not turns:
                return
            turns[-1] = replace(turns[-1], **fields)
        self._tell(user)

    def _tell(self, user: str) -> None:
        turn = self._last(user)
        for listener in self._listeners:
            if turn is not None:
                listener(user, turn)


def _without_sensitive(dialog: Dialog, context: dict[str, Any]) -> dict[str, Any]:
    """A copy of the context in which sensitive values are covered, wherever they stand."""
    hidden = {
        str(context.get("entities", {}).get(node.name))
        for node in dialog.nodes
        if getattr(node, "sensitive", False) and context.get("entities", {}).get(node.name)
    }

    def covered(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: covered(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [covered(inner) for inner in value]
        return HIDDEN if isinstance(value, str) and value in hidden else value

    return dict(covered(context)) if hidden else copy.deepcopy(context)
