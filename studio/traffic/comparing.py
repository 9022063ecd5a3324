"""Two stories side by side: the same steps beside each other, and what is not the same in them."""

from __future__ import annotations

from collections.abc import Iterator

from studio.traffic.facts import ANSWER
from studio.traffic.values import Difference, Pair, Step, Story


def side_by_side(now: Story, then: Story) -> tuple[Pair, ...]:
    """The steps of both, in order, each beside the one of the same key."""
    mine = {step.key: step for step in now.steps}
    theirs = {step.key: step for step in then.steps}
    return tuple(
        Pair(mine.get(key), theirs.get(key), tuple(_differences(mine.get(key), theirs.get(key))))
        for key in _in_order(list(mine), list(theirs))
    )


def _in_order(mine: list[str], theirs: list[str]) -> list[str]:
    """All keys of both: those of only one stand where they stand there."""
    order: list[str] = []
    for key in mine:
        if key in theirs:
            # What only the other one has, before the next step they share.
            for other in theirs[: theirs.index(key)]:
                if other not in order and other not in mine:
                    order.append(other)
        order.append(key)
    return [*order, *(key for key in theirs if key not in order)]


def _differences(now: Step | None, then: Step | None) -> Iterator[Difference]:
    if now is None or then is None:
        return
    here, there = _joined(now.facts), _joined(then.facts)
    found = [
        Difference(name, there.get(name, ""), here.get(name, ""))
        for name in dict.fromkeys((*there, *here))
        if here.get(name, "") != there.get(name, "")
        # Who is refused is told nothing else: that would only hide why.
        and (now.result == "good" or name in here or not name.startswith(ANSWER))
    ]
    yield from found
    if not found and now.result != then.result:
        yield Difference("Result", then.outcome, now.outcome)


def _joined(facts: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """Names that come more than once keep all their values."""
    joined: dict[str, str] = {}
    for name, value in facts:
        joined[name] = f"{joined[name]} {value}" if name in joined else value
    return joined
