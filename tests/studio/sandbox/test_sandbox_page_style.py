from __future__ import annotations

import json
import re
from importlib.resources import files

from studio.sandbox.style import page_style


def test_the_pages_wear_the_colours_of_the_window_in_light_and_dark() -> None:
    tokens = json.loads(files("resources").joinpath("styles", "tokens.json").read_text("utf-8"))
    light, dark = page_style().split("prefers-color-scheme: dark", 1)
    for name, value in tokens["light"].items():
        assert f"--{name.replace('_', '-')}: {value};" in light
    for name, value in tokens["dark"].items():
        assert f"--{name.replace('_', '-')}: {value};" in dark


def test_every_colour_that_a_rule_uses_exists() -> None:
    style = page_style()
    made = set(re.findall(r"--([a-z0-9-]+):", style))
    used = set(re.findall(r"var\(--([a-z0-9-]+)\)", style))
    assert used <= made


def test_no_rule_brings_a_colour_of_its_own() -> None:
    rules = page_style().split("/* One style", 1)[1]
    assert not re.findall(r"#[0-9A-Fa-f]{3,8}\b", rules)
