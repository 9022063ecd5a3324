"""Where everything of a dialog task stands on the canvas: top down, branches side by side."""

from __future__ import annotations

from dataclasses import dataclass

from studio.dialogs.definitions import END, BotAction, Dialog, Position
from ui.dialogs.layers import Layers, Link, Point

NODE_WIDTH = 240
NODE_HEIGHT = 56
END_SIZE = (NODE_WIDTH, 24)
GAP_X = 40
GAP_Y = 34
LABEL_GAP = 62
INSIDE_TOP = 36
INSIDE_GAP = 18
INSIDE_MARGIN = 20
SIDE_GAP = 30
SIDE_LANE = 12
INTENT = " intent"
"""The key of the intent, which is no node of its own; no node's name holds a space."""
INSIDE = -1
"""The number of the connection to the next node inside a Bot Action."""
WayKey = tuple[str, int]
"""The name of the node that a connection leaves, and the how many-th of its connections it is."""


@dataclass(frozen=True)
class Placed:
    """Where a node stands; `x` is the left edge, 0 the middle of the canvas."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.x + self.width

    @property
    def middle(self) -> float:
        """Half way down."""
        return self.y + self.height / 2


@dataclass(frozen=True)
class Way:
    """How a connection goes.

    Args:
        points: What it passes.
        back: It leads back up, beside the nodes.
    """

    points: tuple[Point, ...]
    back: bool = False


@dataclass(frozen=True)
class Arrangement:
    """A place for each node that can be seen, and a way for each connection."""

    places: dict[str, Placed]
    ways: dict[WayKey, Way]


def arrange(
    dialog: Dialog, open_actions: frozenset[str], moving: dict[str, Position] | None = None
) -> Arrangement:
    """Places by node name; the intent under `INTENT`, the end under `END`.

    A node that was put somewhere stands there, and connections lead straight to it and from it.

    Args:
        dialog: What to arrange.
        open_actions: Bot Actions that show what is inside.
        moving: By name, nodes that are on their way to another place.
    """
    sizes = {INTENT: (float(NODE_WIDTH), float(NODE_HEIGHT))}
    sizes |= {node.name: size(node, node.name in open_actions) for node in dialog.nodes}
    sizes[END] = (float(END_SIZE[0]), float(END_SIZE[1]))
    order = {name: number for number, name in enumerate(sizes)}
    links = _links(dialog, order)
    forward = {key: one for key, one in links.items() if order[one.target] > order[one.source]}
    layers = Layers(sizes, list(forward.values()), GAP_X, GAP_Y, LABEL_GAP)
    places = {
        name: Placed(layers.middles[name] - width / 2, layers.tops[layers.ranks[name]], width, high)
        for name, (width, high) in sizes.items()
    }
    put = _put(dialog, moving or {})
    for name, position in put.items():
        place = places[name]
        places[name] = Placed(position.left, position.top, place.width, place.height)
    ways, back = {}, {}
    for key, link in links.items():
        source, target = places[link.source], places[link.target]
        if key not in forward or source.y + source.height > target.y:
            back[key] = link
        elif link.source in put or link.target in put:
            ways[key] = Way(_straight(source, target))
        else:
            ways[key] = Way(layers.way(link))
    ways |= _ways_back(back, places)
    for node in dialog.nodes:
        if isinstance(node, BotAction) and node.name in open_actions:
            _arrange_inside(node, places, ways)
    return Arrangement(places, ways)


def size(node: object, is_open: bool) -> tuple[float, float]:
    """Width and height of a node; an open Bot Action is as large as what it holds."""
    if not isinstance(node, BotAction) or not is_open:
        return NODE_WIDTH, NODE_HEIGHT
    inside = max(1, len(node.nodes)) * (NODE_HEIGHT + INSIDE_GAP) - INSIDE_GAP
    return NODE_WIDTH + 2 * INSIDE_MARGIN, INSIDE_TOP + inside + INSIDE_MARGIN


def _put(dialog: Dialog, moving: dict[str, Position]) -> dict[str, Position]:
    """By key, where nodes were put."""
    named = [(INTENT, dialog.intent), *((node.name, node) for node in dialog.nodes)]
    places = {key: moving.get(node.name, node.position) for key, node in named}
    return {key: place for key, place in places.items() if place is not None}


def _straight(source: Placed, target: Placed) -> tuple[Point, ...]:
    bottom = (source.x + source.width / 2, source.y + source.height)
    return bottom, (target.x + target.width / 2, target.y)


def _links(dialog: Dialog, order: dict[str, int]) -> dict[WayKey, Link]:
    """Every connection that leads somewhere."""
    links = {(INTENT, 0): Link(INTENT, dialog.first)} if dialog.first in order else {}
    for node in dialog.nodes:
        for number, transition in enumerate(node.transitions):
            if transition.then in order:
                link = Link(node.name, transition.then, bool(transition.label))
                links[node.name, number] = link
    return links


def _ways_back(links: dict[WayKey, Link], places: dict[str, Placed]) -> dict[WayKey, Way]:
    """Connections that lead up again go around everything at the right, each in its own lane."""
    edge = max(place.right for place in places.values()) + SIDE_GAP
    ways = {}
    for number, (key, link) in enumerate(links.items()):
        source, target = places[link.source], places[link.target]
        lane = edge + number * SIDE_LANE
        start, end = source.middle + 8, target.middle - 8
        points = ((source.right, start), (lane, start), (lane, end), (target.right, end))
        ways[key] = Way(points, back=True)
    return ways


def _arrange_inside(node: BotAction, places: dict[str, Placed], ways: dict[WayKey, Way]) -> None:
    around = places[node.name]
    before = ""
    for number, child in enumerate(node.nodes):
        top = around.y + INSIDE_TOP + number * (NODE_HEIGHT + INSIDE_GAP)
        place = Placed(around.x + INSIDE_MARGIN, top, NODE_WIDTH, NODE_HEIGHT)
        places[child.name] = place
        if before:
            middle = place.x + place.width / 2
            ways[before, INSIDE] = Way(((middle, top - INSIDE_GAP), (middle, top)))
        before = child.name
