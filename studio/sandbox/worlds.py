"""The worlds that ship: what each account starts with, read from `resources/sandbox/worlds`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

from studio.errors import StudioError
from studio.sandbox import resources

# Our guess: five seconds. HubSpot says "a few moments", integrators see up to thirty seconds.
DEFAULT_LAG = 5.0
"""Seconds until a write shows in searches (fact sheet 4)."""


@dataclass(frozen=True)
class WorldFile:
    """One seed world. All of them have the same app, people and accounts (`cast.toml`)."""

    name: str
    title: str
    search_lag_seconds: float
    records: Mapping[int, str]
    """File in `worlds/records` by account; an account that is not named here starts empty."""


def known_worlds() -> tuple[str, ...]:
    """The names of the worlds that ship, sorted."""
    folder = files("resources").joinpath("sandbox", "worlds")
    names = (entry.name for entry in folder.iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


def read_world(name: str) -> WorldFile:
    """The world of this name.

    Raises:
        StudioError: There is none (code `sandbox.unknown_world`); the text names those there are.
    """
    known = known_worlds()
    if name not in known:
        raise StudioError(
            f"The sandbox has no world {name!r}.",
            f"Choose one of: {', '.join(known)}.",
            code="sandbox.unknown_world",
        )
    content = resources.toml(f"worlds/{name}.toml")
    return WorldFile(
        name,
        content["title"],
        float(content.get("search_lag_seconds", DEFAULT_LAG)),
        {int(portal_id): file for portal_id, file in content.get("records", {}).items()},
    )
