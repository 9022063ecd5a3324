"""Boxes in rows, top down, so that connections lead down and pass beside what they do not touch.

The usual steps of a layered drawing (Sugiyama, Tagawa, Toda 1981): a row for each box, free room
for connections that pass a row, an order in each row with few crossings, then places. Connections
with the same target share the room where they pass.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

SWEEPS = 2
PASSING_WIDTH = 20.0
SLANT = 0.06
MOST_SLANT = 48.0
MOST_PASSING = 6000
"""Rooms for passing connections: beyond it the longest lines are drawn straight through."""

Point = tuple[float, float]
Cell = Hashable
"""A box by its name, or the room that connections to a target take in a row."""


@dataclass(frozen=True)
class Link:
    """A connection between two boxes."""

    source: str
    target: str
    labelled: bool = False


@dataclass
class Layers:
    """Rows of boxes.

    Args:
        sizes: Width and height of each box in pixels, in the order in which they are read.
        links: The connections that lead forward in that order.
        gap_x: Room between two boxes of a row.
        gap_y: Room between two rows.
        label_gap: Room below a row whose connections have labels.
    """

    sizes: dict[str, tuple[float, float]]
    links: list[Link]
    gap_x: float
    gap_y: float
    label_gap: float
    ranks: dict[str, int] = field(default_factory=dict)
    middles: dict[Cell, float] = field(default_factory=dict)
    """Where the middle of each cell is, from left to right."""
    tops: list[float] = field(default_factory=list)
    heights: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.ranks = self._rank()
        self._rows: list[list[Cell]] = [[] for _ in range(max(self.ranks.values()) + 1)]
        for name, rank in self.ranks.items():
            self._rows[rank].append(name)
        self._above: dict[Cell, list[Cell]] = {}
        self._below: dict[Cell, list[Cell]] = {}
        self._straight: set[Link] = set()
        self._add_passing()
        self._order()
        self._place_across()
        self._place_down()

    def way(self, link: Link) -> tuple[Point, ...]:
        """The points a connection goes through, from the bottom of its source to its target."""
        start, end = self.ranks[link.source], self.ranks[link.target]
        top = self.tops[start] + self.sizes[link.source][1]
        points = [(self.middles[link.source], top)]
        if link not in self._straight:
            for rank in range(start + 1, end):
                middle = self.middles[link.target, rank]
                points += [
                    (middle, self.tops[rank]),
                    (middle, self.tops[rank] + self.heights[rank]),
                ]
        points.append((self.middles[link.target], self.tops[end]))
        return tuple(points)

    def _rank(self) -> dict[str, int]:
        """The longest way to each box: one pass is enough where every link leads forward."""
        first = next(iter(self.sizes))
        ranks = {name: int(name != first) for name in self.sizes}
        leaving: dict[str, list[str]] = {}
        for link in self.links:
            leaving.setdefault(link.source, []).append(link.target)
        for name in self.sizes:
            for target in leaving.get(name, ()):
                ranks[target] = max(ranks[target], ranks[name] + 1)
        return ranks

    def _add_passing(self) -> None:
        added = 0
        for link in self.links:
            start, end = self.ranks[link.source], self.ranks[link.target]
            if added + end - start > MOST_PASSING:
                self._straight.add(link)
                continue
            before: Cell = link.source
            for rank in range(start + 1, end):
                cell = (link.target, rank)
                known = cell in self._above
                self._join(before, cell)
                if known:
                    break
                self._rows[rank].append(cell)
                added += 1
                before = cell
            else:
                self._join(before, link.target)

    def _join(self, upper: Cell, lower: Cell) -> None:
        self._below.setdefault(upper, []).append(lower)
        self._above.setdefault(lower, []).append(upper)

    def _order(self) -> None:
        for _ in range(SWEEPS):
            for number in range(1, len(self._rows)):
                self._sort(number, number - 1, self._above)
            for number in range(len(self._rows) - 2, -1, -1):
                self._sort(number, number + 1, self._below)

    def _sort(self, number: int, beside: int, neighbours: dict[Cell, list[Cell]]) -> None:
        row = self._rows[number]
        if len(row) < 2:
            return
        at = {cell: position for position, cell in enumerate(self._rows[beside])}
        share = max(1, len(self._rows[beside])) / len(row)
        own = {cell: position * share for position, cell in enumerate(row)}

        def wanted(cell: Cell) -> float:
            known = [at[one] for one in neighbours.get(cell, ()) if one in at]
            return sum(known) / len(known) if known else own[cell]

        row.sort(key=wanted)

    def _place_across(self) -> None:
        for row in self._rows:
            self._spread(row, lambda cell: 0.0)
        for _ in range(SWEEPS):
            for row in reversed(self._rows[:-1]):
                self._spread(row, lambda cell: self._mean(cell, self._below))
            for row in self._rows[1:]:
                self._spread(row, lambda cell: self._mean(cell, self._above))
        left = self.middles[next(iter(self.sizes))]
        self.middles = {cell: middle - left for cell, middle in self.middles.items()}

    def _mean(self, cell: Cell, neighbours: dict[Cell, list[Cell]]) -> float:
        known = neighbours.get(cell)
        if not known:
            return self.middles[cell]
        return sum(self.middles[one] for one in known) / len(known)

    def _spread(self, row: list[Cell], wanted: Callable[[Cell], float]) -> None:
        """The places nearest to those wanted at which the cells keep their order and distance."""
        offset, blocks = 0.0, []
        offsets: list[float] = []
        for number, cell in enumerate(row):
            if number:
                offset += (self._width(row[number - 1]) + self._width(cell)) / 2 + self.gap_x
            offsets.append(offset)
            blocks.append((wanted(cell) - offset, 1))
            while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
                (one, many), (other, more) = blocks[-2], blocks[-1]
                blocks[-2:] = [((one * many + other * more) / (many + more), many + more)]
        settled = [value for value, many in blocks for _ in range(many)]
        for cell, value, offset in zip(row, settled, offsets, strict=True):
            self.middles[cell] = value + offset

    def _width(self, cell: Cell) -> float:
        return self.sizes[cell][0] if isinstance(cell, str) else PASSING_WIDTH

    def _place_down(self) -> None:
        labelled = {self.ranks[link.source] for link in self.links if link.labelled}
        slants = self._slants()
        top = 0.0
        for number, row in enumerate(self._rows):
            boxes = [self.sizes[cell][1] for cell in row if isinstance(cell, str)]
            self.tops.append(top)
            self.heights.append(max(boxes, default=0.0))
            gap = self.label_gap if number in labelled else self.gap_y
            top += self.heights[-1] + gap + min(MOST_SLANT, slants[number] * SLANT)

    def _slants(self) -> list[float]:
        """How far across connections go below each row: the further, the more room they need."""
        across = [0.0] * len(self._rows)
        for number, row in enumerate(self._rows):
            for upper in row:
                for lower in self._below.get(upper, ()):
                    far = abs(self.middles[upper] - self.middles[lower])
                    across[number] = max(across[number], far)
        return across
