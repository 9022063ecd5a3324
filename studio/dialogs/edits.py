"""Changes of a dialog task, each one a new dialog task: nothing here writes or asks anything."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Literal, cast

import msgspec

from studio.dialogs.definitions import (
    END,
    NOT_CONNECTED,
    BotAction,
    Dialog,
    DialogNode,
    Entity,
    Intent,
    Message,
    Position,
    Request,
    Script,
    Service,
    Transition,
)

Kind = Literal["entity", "bot_action", "service", "script", "message"]
FIRST_NAMES: dict[Kind, str] = {
    "entity": "newEntity",
    "bot_action": "newBotAction",
    "service": "newService",
    "script": "newScript",
    "message": "newMessage",
}
STRING_ERROR_PROMPT = "I'm sorry, I am unable to recognize the string. Please enter again."
"""The platform's own for a String (fact sheet xo-platform 7.3)."""
replace = msgspec.structs.replace


def free_name(dialog: Dialog, wanted: str) -> str:
    """`wanted`, or with the lowest number behind it that makes it unique in the dialog task."""
    taken = {dialog.intent.name, *(node.name for node in dialog.every_node)}
    number, name = 1, wanted
    while name in taken:
        number += 1
        name = f"{wanted}{number}"
    return name


def new_node(dialog: Dialog, kind: Kind, component: str, *, name: str = "") -> DialogNode:
    """A node of that kind with a name of its own, not connected to anything yet.

    Args:
        component: The id for its component; a Bot Action has none and leaves it unused.
        name: The wanted name; by default one that says the kind.
    """
    name = free_name(dialog, name or FIRST_NAMES[kind])
    transitions = (Transition(then=END),)
    match kind:
        case "entity":
            return Entity(
                name=name,
                component=component,
                transitions=transitions,
                entity_type="string",
                prompt="",
                error_prompt=STRING_ERROR_PROMPT,
            )
        case "bot_action":
            return BotAction(name=name, transitions=transitions, nodes=())
        case "service":
            return Service(
                name=name,
                component=component,
                transitions=transitions,
                request=Request(method="GET", path=""),
            )
        case "script":
            return Script(name=name, component=component, transitions=transitions, script="")
        case "message":
            return Message(name=name, component=component, transitions=transitions)


def add_node(dialog: Dialog, node: DialogNode, *, after: str | None = None) -> Dialog:
    """With `node` in it, between the node `after` and the one that follows that by default.

    Args:
        node: What `new_node` made.
        after: A node's or the intent's name; None puts it behind the last node there is.
    """
    after = after or (dialog.nodes[-1].name if dialog.nodes else dialog.intent.name)
    following = _default_target(dialog, after)
    node = with_default(node, following)
    position = next((n for n, one in enumerate(dialog.nodes, 1) if one.name == after), 0)
    nodes = (*dialog.nodes[:position], node, *dialog.nodes[position:])
    return connect_default(replace(dialog, nodes=nodes), after, node.name)


def add_inside(dialog: Dialog, node: Service | Script, container: str) -> Dialog:
    """With `node` as the last one inside the Bot Action `container`."""
    node = replace(node, transitions=())
    return _mapped(
        dialog,
        container,
        lambda around: replace(around, nodes=(*cast("BotAction", around).nodes, node)),
    )


def move_inside(dialog: Dialog, name: str, step: int) -> Dialog:
    """With a node of a Bot Action `step` places later (earlier where it is negative)."""
    container = dialog.container_of(name)
    if container is None:
        return dialog
    children = list(container.nodes)
    at = next(number for number, child in enumerate(children) if child.name == name)
    children.insert(max(0, at + step), children.pop(at))
    return _mapped(dialog, container.name, lambda around: replace(around, nodes=tuple(children)))


def remove_node(dialog: Dialog, name: str) -> Dialog:
    """Without that node. What led to it leads to where it led by default."""
    container = dialog.container_of(name)
    if container is not None:
        children = tuple(child for child in container.nodes if child.name != name)
        return _mapped(dialog, container.name, lambda around: replace(around, nodes=children))
    following = _default_target(dialog, name)
    following = NOT_CONNECTED if following == name else following
    start = following if dialog.first == name else dialog.start
    nodes = tuple(node for node in dialog.nodes if node.name != name)
    return _pointing(replace(dialog, nodes=nodes, start=start), name, following)


def change_node(dialog: Dialog, name: str, node: DialogNode | Intent) -> Dialog:
    """With `node` in the place of the one called `name`. When its name is another one, connections
    and `{{context.…}}` of requests name it anew; scripts are left as they are."""
    if isinstance(node, Intent):
        return replace(dialog, intent=node)
    changed = _mapped(dialog, name, lambda old: node)
    return changed if node.name == name else _renamed(changed, name, node.name)


def connect_default(dialog: Dialog, source: str, target: str) -> Dialog:
    """With the default connection of `source` (a node's or the intent's name) led to `target`."""
    if source == dialog.intent.name and dialog.container_of(source) is None:
        return replace(dialog, start=target)
    return _mapped(dialog, source, lambda node: with_default(node, target))


def with_default(node: DialogNode, target: str) -> DialogNode:
    """The node with its default connection led to `target`."""
    tested = tuple(one for one in node.transitions if one.tests)
    default = next((one for one in node.transitions if not one.tests), Transition(then=target))
    return replace(node, transitions=(*tested, replace(default, then=target)))


def set_transitions(dialog: Dialog, name: str, transitions: tuple[Transition, ...]) -> Dialog:
    """With these connections leading out of the node `name`."""
    return _mapped(dialog, name, lambda node: replace(node, transitions=transitions))


def move_nodes(dialog: Dialog, places: dict[str, Position | None]) -> Dialog:
    """With nodes, by name, at other places; None gives one back to the automatic layout."""
    intent = dialog.intent
    if intent.name in places:
        intent = replace(intent, position=places[intent.name])
    nodes = tuple(
        replace(node, position=places[node.name]) if node.name in places else node
        for node in dialog.nodes
    )
    return replace(dialog, intent=intent, nodes=nodes)


def renames(before: Dialog, after: Dialog) -> dict[str, str]:
    """By its name in `before`, the name in `after` of each node that is called otherwise there."""
    pairs = [(before.intent, after.intent)]
    known = {node.component: node for node in after.every_node if node.component}
    inside = zip(before.nodes, after.nodes, strict=False)
    actions: list[tuple[Any, Any]] = [
        (old, new)
        for old, new in inside
        if isinstance(old, BotAction) and isinstance(new, BotAction) and old.nodes == new.nodes
    ]
    same: list[tuple[Any, Any]] = [
        (node, known[node.component]) for node in before.every_node if node.component in known
    ]
    every = [*pairs, *actions, *same]
    return {old.name: new.name for old, new in every if old.name != new.name}


def _default_target(dialog: Dialog, name: str) -> str:
    if name == dialog.intent.name and name not in {node.name for node in dialog.nodes}:
        return dialog.first
    default = next((one for one in dialog.node(name).transitions if not one.tests), None)
    return default.then if default else END


def _mapped(dialog: Dialog, name: str, change: Callable[[Any], Any]) -> Dialog:
    """With the node of that name changed, wherever it stands."""

    def changed(node: Any) -> Any:
        if node.name == name:
            return change(node)
        if isinstance(node, BotAction):
            return replace(node, nodes=tuple(changed(child) for child in node.nodes))
        return node

    return replace(dialog, nodes=tuple(changed(node) for node in dialog.nodes))


def _pointing(dialog: Dialog, old: str, new: str) -> Dialog:
    """With everything that leads to the node `old` leading to `new`."""

    def changed(node: Any) -> Any:
        fields: dict[str, Any] = {
            "transitions": tuple(
                replace(one, then=new) if one.then == old else one for one in node.transitions
            )
        }
        for name in ("failure_to", "on_exceeding"):
            if getattr(node, name, None) == old:
                fields[name] = new
        if isinstance(node, BotAction):
            fields["nodes"] = tuple(changed(child) for child in node.nodes)
        return replace(node, **fields)

    start = new if dialog.start == old else dialog.start
    return replace(dialog, nodes=tuple(changed(node) for node in dialog.nodes), start=start)


def _renamed(dialog: Dialog, old: str, new: str) -> Dialog:
    path = re.compile(rf"(\{{\{{\s*context\.(?:entities\.)?){re.escape(old)}(?=[.\s}}])")

    def text(value: str) -> str:
        return path.sub(lambda match: match[1] + new, value)

    def changed(node: Any) -> Any:
        tests = tuple(
            replace(
                one,
                tests=tuple(
                    replace(test, entity=new) if test.entity == old else test for test in one.tests
                ),
            )
            for one in node.transitions
        )
        fields: dict[str, Any] = {"transitions": tests}
        if isinstance(node, Service):
            request = node.request
            headers = {key: text(value) for key, value in request.headers.items()}
            fields["request"] = replace(
                request, path=text(request.path), headers=headers, body=text(request.body)
            )
        if isinstance(node, BotAction):
            fields["nodes"] = tuple(changed(child) for child in node.nodes)
        return replace(node, **fields)

    dialog = _pointing(dialog, old, new)
    intent = replace(
        dialog.intent,
        utterances=tuple(u.replace(f"{{{old}}}", f"{{{new}}}") for u in dialog.intent.utterances),
    )
    return replace(dialog, nodes=tuple(changed(node) for node in dialog.nodes), intent=intent)
