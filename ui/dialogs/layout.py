"""Where the nodes of a dialog task stand on the canvas: top down, branches side by side."""

from __future__ import annotations

from dataclasses import dataclass

from studio.dialogs.definitions import END, BotAction, Dialog

NODE_WIDTH = 214
NODE_HEIGHT = 56
GAP_X = 44
GAP_Y = 34
INSIDE_TOP = 36
INSIDE_GAP = 14
INSIDE_MARGIN = 20
INTENT = ""
"""The key of the intent, which is no node of its own."""


@dataclass(frozen=True)
class Placed:
    """Where a node stands; `x` is the left edge, 0 the middle of the canvas."""

    x: float
    y: float
    width: float
    height: float


def arrange(dialog: Dialog, open_actions: frozenset[str]) -> dict[str, Placed]:
    """A place for every node by its name; the intent under `INTENT`, the end under `END`.

    Args:
        dialog: What to arrange.
        open_actions: Bot Actions that show what is inside.
    """
    sizes = {node.name: size(node, node.name in open_actions) for node in dialog.nodes}
    ranks = _ranks(dialog)
    rows: dict[int, list[str]] = {}
    for name, rank in ranks.items():
        rows.setdefault(rank, []).append(name)
    placed = {INTENT: Placed(-NODE_WIDTH / 2, 0, NODE_WIDTH, NODE_HEIGHT)}
    y: float = NODE_HEIGHT + GAP_Y
    for rank in sorted(rows):
        names = rows[rank]
        width = sum(sizes[name][0] for name in names) + GAP_X * (len(names) - 1)
        x = -width / 2.0
        for name in names:
            node_width, node_height = sizes[name]
            placed[name] = Placed(x, y, node_width, node_height)
            x += node_width + GAP_X
        y += max(sizes[name][1] for name in names) + GAP_Y
    placed[END] = Placed(-NODE_WIDTH / 2, y, NODE_WIDTH, 24)
    return placed


def size(node: object, is_open: bool) -> tuple[float, float]:
    """Width and height of a node; an open Bot Action is as large as what it holds."""
    if not isinstance(node, BotAction) or not is_open:
        return NODE_WIDTH, NODE_HEIGHT
    inside = len(node.nodes) * (NODE_HEIGHT + INSIDE_GAP)
    return NODE_WIDTH + 2 * INSIDE_MARGIN, INSIDE_TOP + inside + INSIDE_MARGIN - INSIDE_GAP + 4


def _ranks(dialog: Dialog) -> dict[str, int]:
    """How far from the start each node is: the longest way to it, so that arrows lead down."""
    ranks = {node.name: 0 for node in dialog.nodes}
    for _ in dialog.nodes:
        changed = False
        for node in dialog.nodes:
            for transition in node.transitions:
                target = transition.then
                forward = target in ranks and _index(dialog, target) > _index(dialog, node.name)
                if forward and ranks[target] < ranks[node.name] + 1:
                    ranks[target] = ranks[node.name] + 1
                    changed = True
        if not changed:
            break
    return ranks


def _index(dialog: Dialog, name: str) -> int:
    return next(i for i, node in enumerate(dialog.nodes) if node.name == name)
