"""Which connection a node leaves by (fact sheet xo-platform 6.2, Conditions)."""

from __future__ import annotations

from typing import Any

from studio.dialogs.definitions import END, Dialog, Message, Test, Transition
from studio.dialogs.templating import MISSING, look_up


def next_node(transitions: tuple[Transition, ...], context: dict[str, Any]) -> str:
    """The target of the first connection whose tests hold; End of Dialog when none does."""
    for transition in transitions:
        results = [holds(test, context) for test in transition.tests]
        if not results or (all(results) if transition.conjoin == "and" else any(results)):
            return transition.then
    return END


def holds(test: Test, context: dict[str, Any]) -> bool:
    """Whether one comparison is true in `context`. Words compare without regard to case."""
    path = (
        f"entities.{test.entity}" if test.entity else (test.context or "").removeprefix("context.")
    )
    value = look_up(context, path)
    there = value is not MISSING and value not in (None, "")
    match test.op:
        case "exists":
            return there
        case "does_not_exist":
            return not there
        case "not_equal_to":
            return not there or _fold(value) != _fold(test.value)
    if not there:
        return False
    match test.op:
        case "equal_to":
            return _fold(value) == _fold(test.value)
        case "contains":
            return _fold(test.value) in _fold(value)
        case _:
            return _ordered(test.op, value, test.value)


def _ordered(op: str, value: Any, other: Any) -> bool:
    try:
        left, right = float(str(value)), float(str(other))
    except ValueError:
        return False
    return {
        "greater_than": left > right,
        "less_than": left < right,
        "greater_than_or_equal_to": left >= right,
        "less_than_or_equal_to": left <= right,
    }[op]


def _fold(value: Any) -> str:
    text = value if isinstance(value, str) else str(value)
    return text.strip().casefold()


def message_after(dialog: Dialog, name: str, context: dict[str, Any]) -> Message | None:
    """The first message that the connections lead to from here."""
    passed = set()
    by_name = {node.name: node for node in dialog.nodes}
    while name in by_name and name not in passed:
        passed.add(name)
        node = by_name[name]
        if isinstance(node, Message):
            return node
        name = next_node(node.transitions, context)
    return None
