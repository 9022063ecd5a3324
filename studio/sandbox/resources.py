"""Reads the sandbox's data files: worlds, properties, pipelines, scopes and pages."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any


def text(path: str) -> str:
    """The text of a file under `resources/sandbox`, named with forward slashes."""
    return files("resources").joinpath("sandbox", *path.split("/")).read_text(encoding="utf-8")


def toml(path: str) -> dict[str, Any]:
    """A TOML file under `resources/sandbox`, parsed."""
    return tomllib.loads(text(path))
