"""What the command palette offers: places, the window's own commands, and what the studio holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from ui.command_palette import Command, CommandPalette
from ui.place import Context, Place

if TYPE_CHECKING:
    from studio.app import Studio


@dataclass(frozen=True)
class Spot:
    """A thing of the studio and the place that shows it."""

    title: str
    kind: str
    place: str
    target: dict[str, str]


def place_commands(places: Iterable[Place], show_place: Callable[[str], None]) -> Iterable[Command]:
    """One command a place."""
    for place in places:
        yield Command(f"Go to {place.title}", partial(show_place, place.id), place.group)


def spots(studio: Studio) -> tuple[Spot, ...]:
    """Every action, dialog task and profile, to open directly. Reads the workspace: on a worker."""
    actions = [
        Spot(f"Configure {action.name}", "Action", "actions", {"connector": action.connector_id})
        for action in studio.actions.list()
    ]
    dialogs = [
        Spot(f"Open {dialog.name}", "Dialog", "dialogs", {"open": dialog.id})
        for dialog in studio.dialogs.list()
    ]
    new = Spot(
        "New authorization profile", "Authorization", "authorization_profiles", {"editor": "new"}
    )
    profiles = [
        Spot(
            f"Edit {line.name}",
            "Authorization profile",
            "authorization_profiles",
            {"editor": line.id},
        )
        for line in studio.profiles.list()
    ]
    return (*actions, *dialogs, new, *profiles)


def spot_commands(found: Iterable[Spot], show_place: Callable[..., None]) -> Iterable[Command]:
    """One command for each of what `spots` found."""
    for spot in found:
        yield Command(spot.title, partial(show_place, spot.place, **spot.target), spot.kind)


def show_palette(
    window: QWidget, context: Context, places: Iterable[Place], own: Iterable[Command]
) -> None:
    """Open the palette over the window; what the workspace holds is added when it is read.

    Args:
        own: What the window itself can do.
    """
    palette = CommandPalette(window, (*place_commands(places, context.navigate), *own))
    context.background.run(
        lambda task: spots(context.studio),
        done=lambda found: palette.add(spot_commands(found, context.navigate)),
        owner=palette,
    )
    palette.show_over(window)
