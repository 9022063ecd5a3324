"""Whether what a person typed is a value of an entity's type, and which."""

from __future__ import annotations

import re
from datetime import date

from studio.dialogs.definitions import Entity, Item

EMAIL = re.compile(r"[^\s@<>\"(),:;\\\[\]]+@[^\s@<>\"(),:;\\\[\]]+\.[^\s@.<>\"(),:;\\\[\]]{2,}")
PHONE = re.compile(r"\+?[\d\s().\-/]{5,}(?:\s*(?:x|ext\.?)\s*\d+)?", re.IGNORECASE)
DATE_FORMS = tuple(
    re.compile(form, re.ASCII)
    for form in (
        r"(?P<day>\d{1,2})(?:st|nd|rd|th)? (?P<month>[A-Za-z.]+) (?P<year>\d{4})",
        r"(?P<month>[A-Za-z.]+) (?P<day>\d{1,2})(?:st|nd|rd|th)? (?P<year>\d{4})",
        r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})",
    )
)
MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july", "august"),
    *("september", "october", "november", "december"),
)
PATTERN_SECONDS = 0.2
"""What matching a Custom entity's pattern may take."""
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
            return text if _matches(entity.regex_pattern, text) else None


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


def _matches(pattern: str, text: str) -> bool:
    """Whether the whole text fits. Patterns come from people: one that takes long fits nothing."""
    import regex

    try:
        return regex.fullmatch(pattern, text, timeout=PATTERN_SECONDS) is not None
    except (TimeoutError, regex.error):
        return False


def _date(text: str) -> str | None:
    """An ISO date from one, or from a form in which day and month cannot be mistaken."""
    plain = " ".join(text.replace(",", " ").split())
    found = next((m for form in DATE_FORMS if (m := form.fullmatch(plain))), None)
    try:
        if found is None:
            return date.fromisoformat(plain).isoformat()
        month = found["month"]
        number = int(month) if month.isdigit() else _month(month)
        return date(int(found["year"]), number, int(found["day"])).isoformat()
    except ValueError:
        return None


def _month(word: str) -> int:
    """Of an English name or its beginning, whatever this computer's language. Raises ValueError."""
    plain = word.casefold().rstrip(".")
    return next(
        (n for n, name in enumerate(MONTHS, 1) if len(plain) > 2 and name.startswith(plain)), 0
    )


def _number(text: str) -> str | None:
    plain = text.replace(",", "").replace(" ", "")
    return plain if re.fullmatch(r"[-+]?\d+(\.\d+)?", plain) else None
