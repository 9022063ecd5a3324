"""The one style of all pages: colours from the studio's tokens, then `pages.css`."""

from __future__ import annotations

import json
from importlib.resources import files

from studio.sandbox import resources


def page_style() -> str:
    """CSS text: the light tokens, the dark ones for who prefers dark, and the rules."""
    tokens = json.loads(files("resources").joinpath("styles", "tokens.json").read_text("utf-8"))
    light, dark = _variables(tokens["light"]), _variables(tokens["dark"])
    return (
        f":root {{ color-scheme: light dark; {light} }}\n"
        f"@media (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}\n"
        + resources.text("pages/pages.css")
    )


def _variables(colours: dict[str, str]) -> str:
    return " ".join(f"--{name.replace('_', '-')}: {value};" for name, value in colours.items())
