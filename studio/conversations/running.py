"""Replaying conversations without a window, each on a workspace of its own."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.clock import ManualClock
from studio.conversations.format import ConversationTest, ExpectedTurn
from studio.conversations.making import fits, request_line
from studio.end_users.values import DEVELOPER
from studio.ids import SeededIds
from studio.journeys.beginning import set_up
from studio.sandbox import SandboxOptions

if TYPE_CHECKING:
    from studio.app import Studio

BEGUN_AT = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


@dataclass(frozen=True)
class TurnResult:
    """What came of a turn: everything that was otherwise than expected, in words."""

    say: str
    differences: tuple[str, ...]
    milliseconds: float


def run_alone(test: ConversationTest, seed: int = 1) -> tuple[TurnResult, ...]:
    """Replay a conversation on a new workspace against the sandbox.

    Raises:
        StudioError: where it begins cannot be come to.
    """
    from studio.app import open_studio
    from studio.vault import MemoryVault

    clock = ManualClock(BEGUN_AT)
    with tempfile.TemporaryDirectory(prefix="action-studio-") as folder:
        studio = open_studio(
            Path(folder) / "Acme demo.studio",
            vault=MemoryVault("A replay keeps secrets to itself."),
            clock=clock,
            ids=SeededIds(seed),
            sandbox=SandboxOptions(clock=clock, seed=seed),
        )
        try:
            set_up(studio, test.begin)
            return tuple(run(test, studio))
        finally:
            studio.close()


def run(test: ConversationTest, studio: Studio) -> Iterator[TurnResult]:
    """Say what the conversation says, turn by turn, and hold what comes of it against it."""
    for turn in test.turns:
        begun = time.perf_counter()
        studio.talk.say(turn.say)
        took = (time.perf_counter() - begun) * 1000
        yield TurnResult(turn.say, tuple(_differences(turn, studio)), took)


def tell(
    test: ConversationTest, results: tuple[TurnResult, ...], say: Callable[[str], None]
) -> bool:
    """Print a line a turn; answers with whether all was as expected."""
    say(f"{test.name}: {test.title}")
    for number, one in enumerate(results, 1):
        mark = "FAIL" if one.differences else "ok  "
        say(f"{mark}  {number}  say {one.say!r}  ({one.milliseconds:.0f} ms)")
        for line in one.differences:
            say(f"      {line}")
    good = sum(not one.differences for one in results)
    passed = good == len(results)
    say(f"{test.name}: {'passed' if passed else 'failed'}, {good} of {len(results)} turns")
    return passed


def _differences(expected: ExpectedTurn, studio: Studio) -> Iterator[str]:
    turn = studio.talk.tracer.turns(DEVELOPER)[-1]
    if expected.dialog is not None and turn.dialog != expected.dialog:
        yield f"dialog is {turn.dialog!r} instead of {expected.dialog!r}"
    if expected.slots is not None:
        yield from _slots(expected.slots, turn.slots)
    if expected.requests is not None:
        sent = [request_line(one) for _, one in studio.journal.of_sequence(turn.sequence)]
        yield from _lines("requests", expected.requests, sent)
    if expected.answers is not None:
        yield from _lines("answers", expected.answers, turn.answers)


def _slots(expected: dict[str, str], found: dict[str, Any]) -> Iterator[str]:
    for name in dict.fromkeys((*expected, *found)):
        if name not in found:
            yield f"slot {name} is empty instead of {expected[name]!r}"
        elif name not in expected:
            yield f"slot {name} is {found[name]!r} and was to be empty"
        elif not fits(expected[name], str(found[name])):
            yield f"slot {name} is {found[name]!r} instead of {expected[name]!r}"


def _lines(what: str, expected: tuple[str, ...], found: Any) -> Iterator[str]:
    found = list(found)
    fit = len(expected) == len(found) and all(map(fits, expected, found))
    if not fit:
        yield f"{what} are {found!r} instead of {list(expected)!r}"
