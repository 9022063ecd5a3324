"""Checks on a journey before it is taken for one, each naming the place and what would be right."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator, Mapping
from typing import Any, NoReturn

import msgspec

from studio.errors import StudioError
from studio.journeys.format import ACTIONS, ARGUMENTS, Chapter, Journey, Step
from studio.journeys.keys import names_keys

JOURNEY_KEYS = Journey.__struct_fields__
CHAPTER_KEYS = Chapter.__struct_fields__
STEP_KEYS = Step.__struct_fields__
STEP_ALWAYS = {"within"}

HINTS = {
    "name": 'Use letters, digits, "-" and "_", as in "main-path".',
    "shot": 'Use letters, digits, "-" and "_", as in "01-actions".',
    "theme": 'Give "light" or "dark".',
    "resize": "Give width and height in pixels, as in [1024, 700].",
    "within": "Give seconds: more than 0, at most 600.",
    "count": "Give a whole number from 0 on.",
    "restart": "Give true, or leave the step out.",
    "press": 'Name keys as "Ctrl+K", "Return" or "Shift+Tab".',
    "steps": 'Give a list of steps, as in steps = [{ click = "nav.actions" }].',
    "chapters": "Give at least one [[chapters]] with a title and steps.",
}
"""What a key wants, for who got it wrong."""
TARGET_HINT = 'Give an object name, as in "nav.actions" or "login.page >> #username".'


class JourneyError(StudioError):
    """A journey file does not say what it must."""

    def __init__(self, file: str, place: str, why: str, next_step: str) -> None:
        where = f"{file}, {place}" if place else file
        super().__init__(f"{where}: {why}.", next_step, field=place, code="journey.invalid")


def checked(file: str, data: dict[str, Any]) -> Journey:
    """The journey that a file's content is. Raises JourneyError."""
    check = _Check(file)
    check.keys("", data, JOURNEY_KEYS)
    chapters = data.get("chapters")
    if not isinstance(chapters, list) or not chapters:
        check.refuse("", "there is no step in it", HINTS["chapters"])
    for place, chapter in _placed(chapters):
        check.chapter(place, chapter)
    journey: Journey = check.converted("", data, Journey)
    seen: set[str] = set()
    for name in (step.shot for chapter in journey.chapters for step in chapter.steps if step.shot):
        if name in seen:
            check.refuse(f"shot {name}", "two pictures have this name", "Rename one of them.")
        seen.add(name)
    return journey


class _Check:
    """Checks of one file."""

    def __init__(self, file: str) -> None:
        self._file = file

    def refuse(self, place: str, why: str, next_step: str) -> NoReturn:
        raise JourneyError(self._file, place, why, next_step)

    def keys(self, place: str, table: Mapping[str, Any], known: Collection[str]) -> None:
        """Every key must be known; the nearest one is named for one that is not."""
        for key in table:
            if key not in known:
                near = difflib.get_close_matches(key, known, 1, 0.5)
                hint = f"Did you mean {near[0]!r}?" if near else f"Known are: {', '.join(known)}."
                self.refuse(place, f"there is no key {key!r}", hint)

    def converted(self, place: str, table: Any, form: type[Any]) -> Any:
        try:
            return msgspec.convert(table, form, strict=True)
        except msgspec.ValidationError as error:
            why, _, where = str(error).partition(" - at ")
            path = where.strip("`").removeprefix("$").removeprefix(".")
            key = path.partition("[")[0]
            why = why[:1].lower() + why[1:]
            if "matching regex" in why:
                why = f"{table.get(key)!r} cannot be a name"
            said = f"{path}: {why}" if path else why
            self.refuse(place, said, HINTS.get(key, "Change that key as CONTRIBUTING.md shows."))

    def chapter(self, place: str, chapter: Any) -> None:
        if not isinstance(chapter, dict):
            self.refuse(place, "is no table", HINTS["chapters"])
        self.keys(place, chapter, CHAPTER_KEYS)
        steps = chapter.get("steps")
        if not isinstance(steps, list) or not steps:
            self.refuse(place, "there is no step in it", HINTS["steps"])
        for number, step in enumerate(steps, 1):
            self.step(f"{place}, step {number}", step)

    def step(self, place: str, step: Any) -> None:
        if not isinstance(step, dict):
            self.refuse(place, "is no table", 'Write it as { click = "nav.actions" }.')
        self.keys(place, step, STEP_KEYS)
        actions = [key for key in step if key in ACTIONS]
        if len(actions) != 1:
            said = " and ".join(actions) or "nothing"
            hint = f"Give exactly one of: {', '.join(ACTIONS)}."
            self.refuse(place, f"says {said} to do", hint)
        action = actions[0]
        for key in step:
            if key != action and key not in ARGUMENTS[action] | STEP_ALWAYS:
                hint = "Take it out, or put it into a step of its own."
                self.refuse(place, f"{key!r} says nothing beside {action!r}", hint)
        if action == "type" and "text" not in step:
            self.refuse(place, "has no text to type", 'Give text = "…".')
        self._meaning(place, action, self.converted(place, step, Step))

    def _meaning(self, place: str, action: str, step: Step) -> None:
        """What a type alone does not say."""
        target = step.target
        if isinstance(target, str) and not target.strip():
            self.refuse(place, f"{action} has no name", HINTS.get(action, TARGET_HINT))
        if action == "press" and not names_keys(str(target)):
            self.refuse(place, f"{target!r} names no keys", HINTS["press"])
        if target is False:
            self.refuse(place, f"{action} = false does nothing", HINTS[action])
        if step.gone is False:
            self.refuse(place, "gone = false is what expect says by itself", "Take it out.")


def _placed(chapters: list[Any]) -> Iterator[tuple[str, Any]]:
    for number, chapter in enumerate(chapters, 1):
        title = chapter.get("title") if isinstance(chapter, dict) else None
        yield f"chapter {number}" + (f" ({title})" if title else ""), chapter
