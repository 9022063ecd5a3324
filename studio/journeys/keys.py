"""Names of keys, as journeys write them: `Return`, `Ctrl+K`, `Shift+Tab`."""

from __future__ import annotations

MODIFIERS = frozenset({"Ctrl", "Shift", "Alt", "Meta"})
NAMED = frozenset(
    {
        *("Return", "Enter", "Escape", "Esc", "Tab", "Backtab", "Space", "Backspace", "Delete"),
        *("Insert", "Home", "End", "PgUp", "PgDown", "Up", "Down", "Left", "Right"),
        *(f"F{number}" for number in range(1, 13)),
    }
)


def names_keys(text: str) -> bool:
    """Whether it is one key, with modifiers before it or none."""
    if text.endswith("++"):
        *modifiers, key = *text[:-2].split("+"), "+"
    else:
        *modifiers, key = text.split("+")
    known = key in NAMED or (len(key) == 1 and key.isprintable())
    return known and MODIFIERS.issuperset(modifiers)
