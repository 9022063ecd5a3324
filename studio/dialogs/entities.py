"""Whether what a person typed is a value of an entity's type, and which."""

from __future__ import annotations

import re
from datetime import date

from studio.dialogs.definitions import Entity, Item

EMAIL = re.compile(r"[^\s@<>\"(),:;\\\[\]]+@[^\s@<>\"(),:;\\\[\]]+\.[^\s@.<>\"(),:;\\\[\]]{2,}")
PHONE = re.compile(r"\+?[\d\s().\-/]{5,}(?:\s*(?:x|ext\.?)\s*\d+)?", re.IGNORECASE)
LONGEST_VALUE = 3000
"""Characters: the platform's limit for an utterance (fact sheet xo-platform 6.4)."""


def read_value(entity: Entity, text: str) -> str | None:
    """The value that `text` gives for `entity`, or None when it gives none."""
    text = text.strip()
    if not text or len(text) > LONGEST_VALUE:
        return None
    match entity.entity_type:
        case "string":
            return text
        case "list_of_items":
            item = find_item(entity.items, text)
            return item.value if item else None
        case "email":
            found = EMAIL.search(text)
            return found[0] if found else None
        case "phone_number":
            found = PHONE.search(text)
            return found[0].strip() if found and sum(map(str.isdigit, found[0])) >= 5 else None
        case "number":
            return _number(text)
        case "date":
            return _date(text)
        case "custom":
            return text if re.fullmatch(entity.regex_pattern, text) else None


def find_item(items: tuple[Item, ...], text: str) -> Item | None:
    """The item meant by its title, value, synonym, number in the list, or a near spelling."""
    wanted = _plain(text)
    for item in items:
        if wanted in {_plain(item.title), _plain(item.value), *map(_plain, item.synonyms)}:
            return item
    if wanted.isdigit() and 1 <= int(wanted) <= len(items):
        return items[int(wanted) - 1]
    inside = [item for item in items if _plain(item.title) in wanted]
    if len(inside) == 1:
        return inside[0]
    return _nearest(items, wanted)


def _nearest(items: tuple[Item, ...], wanted: str) -> Item | None:
    from rapidfuzz import fuzz, process

    found = process.extract(
        wanted, [_plain(item.title) for item in items], scorer=fuzz.ratio, limit=2, score_cutoff=80
    )
    if not found or (len(found) == 2 and found[0][1] - found[1][1] < 5):
        return None
    return items[found[0][2]]


def _plain(text: str) -> str:
    return re.sub(r"[\s\-_]+", " ", text).strip(" .!?\"'").casefold()


def _date(text: str) -> str | None:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return None


def _number(text: str) -> str | None:
    plain = text.replace(",", "").replace(" ", "")
    return plain if re.fullmatch(r"[-+]?\d+(\.\d+)?", plain) else None
