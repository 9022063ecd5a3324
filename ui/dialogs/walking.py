"""From node to node by keyboard: along the connections, or as one reads."""

from __future__ import annotations

from studio.dialogs.definitions import BotAction, Dialog
from ui.dialogs.scene import reading_order


def beside(dialog: Dialog, open_actions: frozenset[str], name: str | None, step: int) -> str:
    """The node before (`step` -1) or after (1) another as one reads; the first one without."""
    names = [node.name for node in reading_order(dialog, open_actions)]
    if name not in names:
        return names[0]
    return names[max(0, min(names.index(name) + step, len(names) - 1))]


def along(dialog: Dialog, open_actions: frozenset[str], name: str | None) -> str | None:
    """Where the first connection of a node leads; None where the dialog task ends.

    Into a Bot Action that is open, and out of it after the last node inside. The intent without
    a node.
    """
    if name is None:
        return dialog.intent.name
    return next(iter(targets(dialog, open_actions, name)), None)


def against(
    dialog: Dialog, open_actions: frozenset[str], name: str, came_from: str | None
) -> str | None:
    """The node before one, against the connections: the one come from when it is one of them."""
    before = [
        node.name
        for node in reading_order(dialog, open_actions)
        if name in targets(dialog, open_actions, node.name)
    ]
    if came_from in before:
        return came_from
    return before[0] if before else None


def targets(dialog: Dialog, open_actions: frozenset[str], name: str) -> list[str]:
    """The nodes that the connections of one lead to, in the order in which they are tried."""
    if name == dialog.intent.name:
        return [node.name for node in dialog.nodes if node.name == dialog.first]
    around = dialog.container_of(name)
    if around is not None:
        inside = [child.name for child in around.nodes]
        following = inside[inside.index(name) + 1 :]
        if following:
            return following[:1]
    node = around or dialog.node(name)
    if around is None and isinstance(node, BotAction) and name in open_actions and node.nodes:
        return [node.nodes[0].name]
    names = {one.name for one in dialog.nodes}
    return [transition.then for transition in node.transitions if transition.then in names]
