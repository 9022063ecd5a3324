"""The items of a List of Items as lines of text: `Closed Won | closedwon | won, sold`."""

from __future__ import annotations

from studio.dialogs.definitions import Item
from studio.errors import StudioError


def item_lines(items: tuple[Item, ...]) -> str:
    """One line for each item: its title, its value, its synonyms."""
    return "\n".join(
        " | ".join(part for part in (item.title, item.value, ", ".join(item.synonyms)) if part)
        for item in items
    )


def read_item_lines(text: str) -> tuple[Item, ...]:
    """The items that the lines name. Without a value, the title is the value.

    Raises:
        StudioError: a line has no title, or too many parts, or a value that another one has.
    """
    items: list[Item] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        parts = [part.strip() for part in line.split("|")]
        if not parts[0] or len(parts) > 3:
            message = f"Line {number} is no item."
            raise StudioError(message, "Write Title | value | synonym, synonym.", field="items")
        value = parts[1] if len(parts) > 1 and parts[1] else parts[0]
        if any(item.value == value for item in items):
            message = f"Line {number} has the value {value} once more."
            raise StudioError(message, "Give each item a value of its own.", field="items")
        synonyms = parts[2].split(",") if len(parts) > 2 else []
        items.append(
            Item(
                title=parts[0],
                value=value,
                synonyms=tuple(one.strip() for one in synonyms if one.strip()),
            )
        )
    return tuple(items)
