"""What can be written behind `context.`: what the dialog task knows, for completion."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from studio.dialogs.definitions import Dialog, Entity, Message, Script, Service
from studio.dialogs.placeholders import GIVEN, SET_BY_SCRIPT

DEEPEST = 6
MOST = 400


def known_paths(dialog: Dialog) -> tuple[str, ...]:
    """Every path that something in `dialog` gives a value, without `context.` before it.

    Entities first, then the answers of services as their sample responses show them, then what
    scripts name, then what the platform sets (fact sheet xo-platform 6.3).
    """
    paths = [f"entities.{node.name}" for node in dialog.nodes if isinstance(node, Entity)]
    for node in dialog.every_node:
        if isinstance(node, Service):
            answer = f"{node.name}.response"
            paths += [f"{answer}.statusCode", f"{answer}.body"]
            paths += _inside(node.sample, f"{answer}.body", DEEPEST)
    for node in dialog.every_node:
        if isinstance(node, Script | Message):
            named = {a or b for a, b in SET_BY_SCRIPT.findall(node.script)}
            paths += sorted(named - {path.partition(".")[0] for path in paths})
    paths += sorted(GIVEN - {"entities"})
    return tuple(dict.fromkeys(paths))[:MOST]


def _inside(data: Any, path: str, depth: int) -> Iterator[str]:
    if depth and isinstance(data, dict):
        for key, value in data.items():
            if str(key).isidentifier():
                yield f"{path}.{key}"
                yield from _inside(value, f"{path}.{key}", depth - 1)
    elif depth and isinstance(data, list) and data:
        yield f"{path}.0"
        yield from _inside(data[0], f"{path}.0", depth - 1)
