"""The journey format: chapters of steps, each step one thing a person does or sees.

    name = "main-path"
    title = "From nothing to a bot that answers"

    [[chapters]]
    title = "Open the action"
    steps = [
      { click = "actions.available.hubspot" },
      { expect = "configurations", visible = true },
      { shot = "configurations" },
    ]

A target is an object name. A part of the embedded page is addressed through the view that shows
it: `login.page >> #username`. Waiting is part of every step: a step is done as soon as it can be,
and fails when it cannot be within `within` seconds.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

DEFAULT_PATIENCE = 10.0
"""Seconds a step may wait for what it needs."""

FileName = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,79}$")]
"""What can be the name of a file anywhere, and leads out of no folder."""
Pixels = Annotated[int, Meta(ge=1, le=16_384)]
Seconds = Annotated[float, Meta(gt=0, le=600)]
Number = Annotated[int, Meta(ge=0)]

Begin = Literal["new", "enabled", "enabled_for_users", "installed", "installed_for_users"]
DOING = ("click", "choose", "type", "press", "shot", "resize", "theme", "restart")
SEEING = "expect"
ACTIONS = (*DOING, SEEING)

ARGUMENTS: dict[str, frozenset[str]] = {
    "click": frozenset(),
    "choose": frozenset(),
    "type": frozenset({"text"}),
    "press": frozenset(),
    "shot": frozenset(),
    "resize": frozenset(),
    "theme": frozenset(),
    "restart": frozenset(),
    "expect": frozenset({"text", "contains", "visible", "enabled", "checked", "gone", "count"}),
}
"""What may stand beside each action; `within` may stand beside all of them."""


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One step: exactly one of the actions, and what belongs to it."""

    click: str | None = None
    """Click it, once it is visible, enabled and not covered."""
    choose: str | None = None
    """Click a choice, and see that it is chosen then."""
    type: str | None = None
    """Type `text` into it, in place of what stands there."""
    press: str | None = None
    """Press keys where the keyboard is, as `Ctrl+K` or `Escape`."""
    expect: str | None = None
    """See that it is there; and that it says and is what stands beside."""
    shot: FileName | None = None
    """Take a picture of the window under this name."""
    resize: tuple[Pixels, Pixels] | None = None
    """Make the window this wide and high, in pixels."""
    theme: Literal["light", "dark"] | None = None
    """Show the window light or dark."""
    restart: bool | None = None
    """Quit, and open the same workspace again."""

    text: str | None = None
    contains: str | None = None
    visible: bool | None = None
    enabled: bool | None = None
    checked: bool | None = None
    gone: bool | None = None
    count: Number | None = None
    within: Seconds = DEFAULT_PATIENCE

    @property
    def action(self) -> str:
        """Which action it is."""
        return next(name for name in ACTIONS if getattr(self, name) is not None)

    @property
    def target(self) -> Any:
        """What the action is about: an object name, keys, a size, a name."""
        return getattr(self, self.action)

    def __str__(self) -> str:
        words = [f"{self.action} {_words(self.target)}".strip()]
        for name in ("text", "contains", "enabled", "checked", "gone", "count"):
            value = getattr(self, name)
            if value is not None:
                words.append(f"{name} {_words(value)}")
        return ", ".join(words)


class Chapter(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Steps that belong together."""

    title: str
    steps: tuple[Step, ...]


class Journey(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A whole story."""

    name: FileName
    title: str
    chapters: tuple[Chapter, ...]
    description: str = ""
    begin: Begin = "new"
    """What is set up before the first step, on a workspace that is new."""

    @property
    def length(self) -> int:
        """How many steps there are."""
        return sum(len(chapter.steps) for chapter in self.chapters)

    def numbered(self) -> Iterator[tuple[int, Chapter, Step]]:
        """Every step in order, from 1 on, and the chapter it stands in."""
        pairs = ((chapter, step) for chapter in self.chapters for step in chapter.steps)
        for number, (chapter, step) in enumerate(pairs, 1):
            yield number, chapter, step


def schema() -> dict[str, Any]:
    """The format as a JSON Schema, for editors."""
    return msgspec.json.schema(Journey)


def _words(value: Any) -> str:
    if value is True:
        return ""
    if isinstance(value, tuple):
        return " × ".join(map(str, value))
    return repr(value) if isinstance(value, str) and (" " in value or not value) else str(value)
