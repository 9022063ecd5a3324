"""Reading journeys, with errors that name the file, the chapter, the step and the key."""

from __future__ import annotations

import difflib
import tomllib
from pathlib import Path
from typing import Any

import msgspec

from resources import ROOT
from studio.errors import StudioError
from studio.journeys.format import ACTIONS, ARGUMENTS, Journey, Step

STEP_KEYS = tuple(Step.__struct_fields__)


class JourneyError(StudioError):
    """A journey file does not say what it must."""

    def __init__(self, file: str, place: str, why: str, next_step: str) -> None:
        where = f"{file}, {place}" if place else file
        super().__init__(f"{where}: {why}.", next_step, field=place, code="journey.invalid")


def shipped() -> dict[str, Journey]:
    """The journeys that come with the product, by name."""
    folder = ROOT / "journeys"
    files = sorted(folder.glob("*.toml"))
    journeys = [read(file.name, file.read_text("utf-8")) for file in files]
    return {journey.name: journey for journey in journeys}


def find(name_or_file: str) -> Journey:
    """A shipped journey by its name, or any journey by its file.

    Raises:
        JourneyError: there is none, or it is not right.
    """
    path = Path(name_or_file)
    if path.suffix == ".toml" or path.is_file():
        try:
            return read(path.name, path.read_text("utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise JourneyError(
                str(path), "", f"cannot be read ({error})", "Name a journey file that exists."
            ) from error
    known = shipped()
    if name_or_file in known:
        return known[name_or_file]
    raise JourneyError(
        name_or_file,
        "",
        "there is no such journey",
        f"Known are: {', '.join(known)}; or name a .toml file.",
    )


def read(file: str, text: str) -> Journey:
    """The journey that a TOML text holds. Raises JourneyError."""
    try:
        data: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise JourneyError(file, "", f"not TOML ({error})", "Mend that line.") from error
    for place, step in _raw_steps(data):
        _check_step(file, place, step)
    try:
        journey = msgspec.convert(data, Journey, strict=True)
    except msgspec.ValidationError as error:
        why, _, where = str(error).partition(" - at ")
        place = where.strip("`").removeprefix("$").removeprefix(".")
        raise JourneyError(
            file, place, why[:1].lower() + why[1:], "Change that key as CONTRIBUTING.md shows."
        ) from error
    shots = [s.shot for c in journey.chapters for s in c.steps if s.shot]
    for name in shots:
        if shots.count(name) > 1:
            raise JourneyError(
                file, f"shot {name}", "two pictures have this name", "Rename one of them."
            )
    return journey


def _raw_steps(data: dict[str, Any]) -> list[tuple[str, Any]]:
    found = []
    chapters = data.get("chapters", [])
    for c, chapter in enumerate(chapters if isinstance(chapters, list) else []):
        steps = chapter.get("steps", []) if isinstance(chapter, dict) else []
        title = chapter.get("title", "") if isinstance(chapter, dict) else ""
        for s, step in enumerate(steps if isinstance(steps, list) else []):
            found.append((f"chapter {c + 1} ({title}), step {s + 1}", step))
    return found


def _check_step(file: str, place: str, step: Any) -> None:
    if not isinstance(step, dict):
        raise JourneyError(file, place, "is no table", 'Write it as { click = "nav.actions" }.')
    for key in step:
        if key not in STEP_KEYS:
            near = difflib.get_close_matches(key, STEP_KEYS, 1)
            hint = f"Did you mean {near[0]!r}?" if near else f"Known are: {', '.join(ACTIONS)}."
            raise JourneyError(file, place, f"{key!r} is no key of a step", hint)
    actions = [key for key in step if key in ACTIONS]
    if len(actions) != 1:
        said = " and ".join(actions) or "nothing"
        raise JourneyError(
            file, place, f"says {said} to do", f"Give exactly one of: {', '.join(ACTIONS)}."
        )
    surplus = [k for k in step if k not in ACTIONS and k not in ARGUMENTS[actions[0]] | {"within"}]
    if surplus:
        raise JourneyError(
            file,
            place,
            f"{surplus[0]!r} says nothing beside {actions[0]!r}",
            "Take it out, or put it into a step of its own.",
        )
    if actions[0] == "type" and "text" not in step:
        raise JourneyError(file, place, "has no text to type", 'Give text = "…".')
