"""Where things stand on the canvas: nothing lies on anything else."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations, pairwise
from random import Random

import pytest

from studio.connectors.catalogue import Catalogue
from studio.dialogs.definitions import END, BotAction, Dialog
from ui.dialogs.layout import INTENT, Arrangement, Placed, arrange

Leading = Callable[[dict[str, list[str]]], Dialog]
TEMPLATES = [template.id for template in Catalogue().templates("hubspot")]


def apart(one: Placed, other: Placed) -> bool:
    beside = one.right <= other.x or other.right <= one.x
    return beside or one.y + one.height <= other.y or other.y + other.height <= one.y


def crossed(arrangement: Arrangement, outer: set[str]) -> list[tuple[str, str]]:
    """Connections that go through a node on their way down, with that node."""
    found = []
    for (source, _), way in arrangement.ways.items():
        if source not in outer:
            continue
        for (x, top), (after, bottom) in pairwise(way.points):
            if way.back or abs(x - after) > 1:
                continue
            for name in outer - {source}:
                place = arrangement.places[name]
                inside = place.x < x < place.right
                if inside and top < place.middle < bottom:
                    found.append((source, name))
    return found


def outer_names(dialog: Dialog) -> set[str]:
    return {INTENT, END, *(node.name for node in dialog.nodes)}


@pytest.mark.parametrize("template_id", TEMPLATES)
@pytest.mark.parametrize("opened", [True, False])
def test_nothing_of_a_template_lies_on_anything_else(
    template: Callable[[str], Dialog], template_id: str, opened: bool
) -> None:
    dialog = template(template_id)
    actions = {node.name for node in dialog.nodes if isinstance(node, BotAction)}
    arrangement = arrange(dialog, frozenset(actions if opened else ()))
    outer = outer_names(dialog)
    for one, other in combinations(sorted(outer), 2):
        assert apart(arrangement.places[one], arrangement.places[other]), (one, other)
    assert crossed(arrangement, outer) == []


@pytest.mark.parametrize("seed", range(12))
def test_nor_does_it_where_connections_go_anywhere(leading: Leading, seed: int) -> None:
    chance = Random(seed)
    names = [f"n{number}" for number in range(24)]
    ways = {
        name: [*chance.sample(names, chance.randint(0, 3)), chance.choice([*names, END])]
        for name in names
    }
    dialog = leading(ways)
    arrangement = arrange(dialog, frozenset())
    outer = outer_names(dialog)
    for one, other in combinations(sorted(outer), 2):
        assert apart(arrangement.places[one], arrangement.places[other]), (one, other)
    assert crossed(arrangement, outer) == []
    assert len(arrangement.ways) == 1 + sum(len(node.transitions) for node in dialog.nodes)


def test_a_connection_that_skips_nodes_goes_around_them(leading: Leading) -> None:
    arrangement = arrange(leading({"a": ["c", "b"], "b": ["c"], "c": [END]}), frozenset())
    skipping = arrangement.ways["a", 0]
    beside = arrangement.places["b"]
    passing = [x for x, y in skipping.points if beside.y <= y <= beside.y + beside.height]
    assert passing
    assert all(x < beside.x or x > beside.right for x in passing)


def test_a_connection_that_leads_back_stays_beside_everything(leading: Leading) -> None:
    arrangement = arrange(leading({"a": ["b"], "b": ["a", "c"], "c": ["c", END]}), frozenset())
    edge = max(place.right for place in arrangement.places.values())
    for key in (("b", 0), ("c", 0)):
        way = arrangement.ways[key]
        assert way.back
        assert max(x for x, _ in way.points) > edge


def test_a_straight_dialog_task_stands_in_one_column(template: Callable[[str], Dialog]) -> None:
    dialog = template("create-a-deal")
    places = arrange(dialog, frozenset()).places
    assert {place.x + place.width / 2 for place in places.values()} == {0}
