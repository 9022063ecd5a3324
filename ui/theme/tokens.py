"""The tokens: every colour of the product, once for light and once for dark."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields

from resources import ROOT


@dataclass(frozen=True)
class Tokens:
    """Colours as #RRGGBB. What each is for stands in `resources/styles/studio.qss`."""

    bg: str
    surface: str
    sunk: str
    line: str
    ink: str
    ink2: str
    ink3: str
    accent: str
    on_accent: str
    accent_soft: str
    accent_strong: str
    ok: str
    ok_soft: str
    warn: str
    warn_soft: str
    error: str
    error_soft: str
    sandbox: str
    sandbox_soft: str
    shadow: str

    def by_name(self) -> dict[str, str]:
        """Every token by its name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


def load() -> dict[str, Tokens]:
    """The tokens of "light" and "dark"."""
    text = (ROOT / "styles" / "tokens.json").read_text("utf-8")
    return {name: Tokens(**values) for name, values in json.loads(text).items()}


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.2, success criterion 1.4.3)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
