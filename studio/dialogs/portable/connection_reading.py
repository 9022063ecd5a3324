"""Connections of nodes out of a portable definition (fact sheet xo-platform 7.3)."""

from __future__ import annotations

from typing import Any, cast

from studio.dialogs.definitions import END, NOT_CONNECTED, Operator, Test, Transition
from studio.dialogs.portable.component_reading import Note
from studio.dialogs.portable.fields import Fields
from studio.dialogs.portable.forms import OPERATORS, OURS, broken

Names = dict[str, str | None]
"""By the id of a node its name; None for one that is left out."""
OPS = {code: ours for ours, code in OPERATORS.items()}


def connections(data: Fields, names: Names, note: Note) -> tuple[Transition, ...]:
    """The connections of a node, the default one last.

    Raises:
        StudioError: one leads to a node that is not in the file; the key is named.
    """
    tested, default = [], None
    for one in data.each("transitions"):
        label = one.inner(OURS).get("label", str, "")
        if "default" in one.data:
            default = Transition(then=target(one, "default", names, note), label=label)
            continue
        then = target(one, "then", names, note)
        condition = one.inner("if")
        conjoin = condition.get("conjoin", str, "and")
        parts = list(condition.each("tests")) if condition.has("tests") else [condition]
        tests = [_test(part, names, note) for part in parts]
        kept = tuple(test for test in tests if test is not None)
        if not kept:
            continue
        tested.append(
            Transition(
                then=then, tests=kept, conjoin="or" if conjoin == "or" else "and", label=label
            )
        )
    return (*tested, default) if default is not None else tuple(tested)


def target(data: Fields, key: str, names: Names, note: Note) -> str:
    """The name of the node that a key leads to."""
    id = data.get(key, str, "")
    if id in (END, NOT_CONNECTED):
        return id
    if id not in names:
        raise broken(data.at(key), f"leads to a node that is not there: {id}")
    name = names[id]
    if name is None:
        note(data.at(key), "it leads to a node that is left out: it is Not Connected")
        return NOT_CONNECTED
    return name


def _test(data: Fields, names: Names, note: Note) -> Test | None:
    if data.has("dialogAct"):
        note(data.at("dialogAct"), "there are no confirmations here: the condition is left out")
        return None
    code = data.need("op", str)
    if code not in OPS:
        note(data.at("op"), f"the operator “{code}” is not known: the condition is left out")
        return None
    op = cast("Operator", OPS[code])
    value: Any = data.data.get("value")
    if value is not None and not isinstance(value, str | int | float | bool):
        raise broken(data.at("value"), "has to be a text or a number")
    if data.has("field"):
        id = data.get("field", str, "")
        return Test(op=op, entity=names.get(id, id) or id, value=value)
    return Test(op=op, context=data.need("context", str), value=value)
