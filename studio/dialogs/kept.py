"""How a dialog task is kept: references to components, and what is its own of each.

A component holds what every dialog task that uses it shares (Component Properties). Connections,
places on the canvas and the Instance Properties stay with the dialog task (fact sheet xo-platform
6.2).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from studio.dialogs.definitions import (
    BotAction,
    Component,
    DialogNode,
    Entity,
    Intent,
    Position,
    Script,
    Service,
    Transition,
)

ALWAYS_OWN = frozenset({"transitions", "component", "position"})
INSTANCE_PROPERTIES: dict[type, tuple[str, ...]] = {
    Entity: ("retries", "asking", "default_value", "on_exceeding"),
    Service: ("timeout_seconds", "on_failure", "failure_to"),
}
"""By kind of node, the fields that are set for one dialog task alone."""


def component_fields(component: Component) -> dict[str, Any]:
    """What a component shares with every dialog task that uses it, as JSON data with its type."""
    own = ALWAYS_OWN.union(INSTANCE_PROPERTIES.get(type(component), ()))
    fields: dict[str, Any] = msgspec.to_builtins(component)
    return {key: value for key, value in fields.items() if key not in own}


def components_in(nodes: tuple[DialogNode, ...]) -> Iterator[Component]:
    """The component of every node, those inside Bot Actions included."""
    for node in nodes:
        if isinstance(node, BotAction):
            yield from node.nodes
        else:
            yield node


def kept_dialog(intent: Intent, nodes: tuple[DialogNode, ...], start: str | None) -> dict[str, Any]:
    """The definition of a dialog task as JSON data; every component must have its id."""
    kept: dict[str, Any] = {"intent": intent.component, "nodes": [_kept(node) for node in nodes]}
    if start is not None:
        kept["start"] = start
    if intent.position is not None:
        kept["position"] = msgspec.to_builtins(intent.position)
    return kept


def component_ids(nodes: list[dict[str, Any]]) -> Iterator[str]:
    """The ids of the components that kept nodes refer to."""
    for node in nodes:
        if "component" in node:
            yield node["component"]
        yield from component_ids(node.get("nodes", []))


def read_intent(kept: dict[str, Any], components: Mapping[str, Component]) -> Intent:
    """The intent of a kept dialog task."""
    intent = components[kept["intent"]]
    assert isinstance(intent, Intent)
    position = msgspec.convert(kept.get("position"), Position | None)
    return msgspec.structs.replace(intent, component=kept["intent"], position=position)


def read_node(kept: dict[str, Any], components: Mapping[str, Component]) -> DialogNode:
    """One kept node with its component filled in."""
    transitions = msgspec.convert(kept.get("transitions", []), tuple[Transition, ...])
    position = msgspec.convert(kept.get("position"), Position | None)
    if "nodes" in kept:
        children = tuple(_child(child, components) for child in kept["nodes"])
        return BotAction(
            name=kept["name"],
            display_name=kept.get("display_name", ""),
            nodes=children,
            transitions=transitions,
            position=position,
        )
    node: DialogNode = _filled(kept, components)
    return msgspec.structs.replace(node, transitions=transitions, position=position)


def renamed(kept: dict[str, Any], component: str, old: str, new: str) -> dict[str, Any] | None:
    """A kept dialog task after one of its components got another name.

    Returns:
        The definition with every connection that named the node naming it anew; None when the
        dialog task does not use the component.
    """
    if component not in component_ids(kept["nodes"]):
        return None
    return {**kept, **_pointing({k: kept[k] for k in ("nodes", "start") if k in kept}, old, new)}


def _pointing(value: Any, old: str, new: str, key: str = "") -> Any:
    """The same data with the targets and tests that named the node `old` naming it `new`."""
    if isinstance(value, dict):
        return {k: _pointing(inner, old, new, k) for k, inner in value.items()}
    if isinstance(value, list):
        return [_pointing(inner, old, new) for inner in value]
    names_a_node = key in ("then", "entity", "failure_to", "on_exceeding", "start")
    return new if names_a_node and value == old else value


def _kept(node: DialogNode) -> dict[str, Any]:
    kept: dict[str, Any] = {"transitions": msgspec.to_builtins(node.transitions)}
    if isinstance(node, BotAction):
        kept |= {"name": node.name, "nodes": [_kept(child) for child in node.nodes]}
        if node.display_name:
            kept["display_name"] = node.display_name
    else:
        kept["component"] = node.component
        for name in INSTANCE_PROPERTIES.get(type(node), ()):
            kept[name] = getattr(node, name)
    if node.position is not None:
        kept["position"] = msgspec.to_builtins(node.position)
    return kept


def _child(kept: dict[str, Any], components: Mapping[str, Component]) -> Service | Script:
    node = _filled(kept, components)
    assert isinstance(node, Service | Script)
    position = msgspec.convert(kept.get("position"), Position | None)
    return msgspec.structs.replace(node, position=position)


def _filled(kept: dict[str, Any], components: Mapping[str, Component]) -> Any:
    component = components[kept["component"]]
    own = INSTANCE_PROPERTIES.get(type(component), ())
    instance = {name: kept[name] for name in own if name in kept}
    return msgspec.structs.replace(component, component=kept["component"], **instance)
