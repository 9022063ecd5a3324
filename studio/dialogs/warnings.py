"""What is unfinished or cannot work in a dialog task: View Warnings (fact sheet xo-platform 6.1).

A dialog task with warnings is kept and can be talked to all the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from studio.dialogs.definitions import (
    END,
    NOT_CONNECTED,
    BotAction,
    Dialog,
    DialogNode,
    Entity,
    Message,
    Script,
    Service,
)
from studio.dialogs.placeholders import placeholders


@dataclass(frozen=True)
class DialogWarning:
    """One thing that is wrong.

    Args:
        code: A stable word for programs and tests.
        node: The name of the node, or of the intent.
        message: What is wrong.
        next_step: What to do about it.
    """

    code: str
    node: str
    message: str
    next_step: str


def warnings_of(dialog: Dialog) -> tuple[DialogWarning, ...]:
    """Everything that is wrong in `dialog`, in the order of its nodes."""
    found = list(_of_intent(dialog))
    reached = _reached(dialog)
    for node in dialog.nodes:
        if node.name not in reached:
            found.append(
                DialogWarning(
                    "unreachable",
                    node.name,
                    f"No connection leads to {node.name}.",
                    "Connect another node to it, or delete it.",
                )
            )
        found += _of_connections(dialog, node)
        found += _of_node(dialog, node)
        for child in node.nodes if isinstance(node, BotAction) else ():
            found += _of_node(dialog, child)
    found += _of_loops(dialog, reached)
    return tuple(found)


def _of_intent(dialog: Dialog) -> Iterator[DialogWarning]:
    name = dialog.intent.name
    if not dialog.nodes or dialog.first in (END, NOT_CONNECTED):
        message = f"{dialog.name} does nothing: its intent leads to no node."
        yield DialogWarning("empty", name, message, "Add a node, and connect the intent to it.")
    elif dialog.first not in {node.name for node in dialog.nodes}:
        yield _missing(name, dialog.first)


def _of_connections(dialog: Dialog, node: DialogNode) -> Iterator[DialogWarning]:
    names = {one.name for one in dialog.nodes} | {END}
    targets = [one.then for one in node.transitions]
    targets += [one for one in (getattr(node, "failure_to", None),) if one]
    targets += [node.on_exceeding] if isinstance(node, Entity) else []
    for target in dict.fromkeys(targets):
        if target == NOT_CONNECTED:
            message = f"A connection of {node.name} is Not Connected: the dialog task ends there."
            next_step = "Connect it to a node, or to End of Dialog."
            yield DialogWarning("not_connected", node.name, message, next_step)
        elif target not in names:
            yield _missing(node.name, target)
    for one in node.transitions:
        for test in one.tests:
            if test.entity is not None and dialog.entity(test.entity) is None:
                message = f"A condition of {node.name} asks for {test.entity}, which is no entity."
                next_step = "Choose an entity of this dialog task."
                yield DialogWarning("unknown_entity", node.name, message, next_step)


def _missing(node: str, target: str) -> DialogWarning:
    message = f"{node} leads to {target}, which is not there."
    return DialogWarning("missing_node", node, message, "Choose another node to go to.")


def _of_node(dialog: Dialog, node: DialogNode) -> Iterator[DialogWarning]:
    for code, message, next_step in _faults(dialog, node):
        yield DialogWarning(code, node.name, message, next_step)


def _faults(dialog: Dialog, node: DialogNode) -> Iterator[tuple[str, str, str]]:
    name = node.name
    match node:
        case Entity():
            yield from _of_entity(node)
        case Service() if not node.request.path.strip():
            yield "no_request", f"{name} has no request.", "Press Define Request."
        case Service():
            for one in placeholders(dialog, node.request):
                if not one.known:
                    yield (
                        "unknown_key",
                        f"Nothing gives context.{one.path} a value, which {name} needs.",
                        "Take it out of the request, or add what sets it.",
                    )
        case Script() if not node.script.strip():
            yield "no_script", f"{name} does nothing.", "Press Define Script."
        case Message() if not node.script.strip() and not node.texts:
            yield "no_text", f"{name} says nothing.", "Add a bot response."
        case BotAction(nodes=()):
            yield "no_nodes", f"{name} holds no node.", "Add a service or a script to it."


def _of_entity(node: Entity) -> Iterator[tuple[str, str, str]]:
    name = node.name
    if node.entity_type == "list_of_items" and not node.items:
        yield "no_items", f"{name} has no items to choose from.", "Add an item."
    if node.entity_type == "custom" and not node.regex_pattern:
        yield "no_pattern", f"{name} has no pattern.", "Enter a regular expression."
    if node.asking != "hidden" and not node.prompt.strip():
        yield "no_prompt", f"{name} has no user prompt.", "Enter what the bot asks."


def _targets(node: DialogNode) -> list[str]:
    targets = [one.then for one in node.transitions]
    inside = node.nodes if isinstance(node, BotAction) else (node,)
    targets += [getattr(one, "failure_to", None) or END for one in inside]
    return [*targets, node.on_exceeding] if isinstance(node, Entity) else targets


def _reached(dialog: Dialog) -> set[str]:
    by_name = {node.name: node for node in dialog.nodes}
    reached: set[str] = set()
    ahead = [dialog.first]
    while ahead:
        name = ahead.pop()
        if name in by_name and name not in reached:
            reached.add(name)
            ahead += _targets(by_name[name])
    return reached


def _of_loops(dialog: Dialog, reached: set[str]) -> Iterator[DialogWarning]:
    """Nodes that lead back to themselves by default without anything that asks on the way."""
    by_name = {node.name: node for node in dialog.nodes}
    told: set[str] = set()
    for node in dialog.nodes:
        way: list[str] = []
        name = node.name
        while name in by_name and name not in way and not isinstance(by_name[name], Entity):
            way.append(name)
            ways = by_name[name].transitions
            name = ways[-1].then if ways and not any(one.tests for one in ways) else ""
        if name in way and name in reached and not told & set(way):
            told |= set(way)
            yield DialogWarning(
                "loop",
                name,
                f"{name} leads back to itself without asking anything.",
                "Lead one of its connections elsewhere.",
            )
