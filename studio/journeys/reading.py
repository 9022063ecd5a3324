"""Reading journeys, with errors that name the file, the chapter, the step and the key."""

from __future__ import annotations

import difflib
import tomllib
from pathlib import Path
from typing import Any

from resources import ROOT
from studio.journeys.checking import JourneyError, checked
from studio.journeys.format import Journey

__all__ = ["JourneyError", "find", "read", "shipped"]


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
            text = path.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise JourneyError(
                str(path), "", f"cannot be read ({error})", "Name a journey file that exists."
            ) from error
        return read(path.name, text)
    known = shipped()
    if name_or_file in known:
        return known[name_or_file]
    near = difflib.get_close_matches(name_or_file, known, 1, 0.5)
    hint = f"Did you mean {near[0]!r}?" if near else f"Known are: {', '.join(known)}."
    raise JourneyError(
        name_or_file, "", "there is no such journey", f"{hint} Or name a .toml file."
    )


def read(file: str, text: str) -> Journey:
    """The journey that a TOML text holds.

    Args:
        file: Its name, for errors.
        text: TOML.

    Raises:
        JourneyError: it is not right; says where and what would be.
    """
    try:
        data: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise JourneyError(file, "", f"not TOML ({error})", "Mend that line.") from error
    return checked(file, data)
