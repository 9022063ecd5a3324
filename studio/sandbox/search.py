"""Search over records: what a request means, and which records it finds (fact sheet 4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from studio.sandbox import errors
from studio.sandbox.filters import Filter, read_filter
from studio.sandbox.properties import Kind
from studio.sandbox.records import Record, Records

DEFAULT_LIMIT = 10
LARGEST_LIMIT = 200
LARGEST_WINDOW = 10_000
LARGEST_QUERY = 3_000
MOST_GROUPS = 5
MOST_FILTERS_IN_GROUP = 6
MOST_FILTERS = 18


@dataclass(frozen=True)
class Search:
    """One search, read from a request and checked."""

    words: tuple[str, ...]
    groups: tuple[tuple[Filter, ...], ...]
    """Any group whose filters all match lets a record in; no group lets every record in."""
    sort_by: str
    direction: Literal["ASCENDING", "DESCENDING"]
    properties: tuple[str, ...]
    limit: int
    after: int
    """How many results to skip."""


@dataclass(frozen=True)
class Found:
    """One page of results."""

    total: int
    records: tuple[Record, ...]
    next_after: int | None


def read_search(body: dict[str, Any], kind: Kind) -> Search:
    """The search that a body asks for. Raises ApiError 400."""
    query = _text(body.get("query"), "query")
    if len(query) > LARGEST_QUERY:
        raise errors.validation(f"query may have at most {LARGEST_QUERY} characters")
    sort_by, direction = _sort(_list(body.get("sorts"), "sorts"), kind)
    limit = _number(body.get("limit"), "limit", DEFAULT_LIMIT)
    if not 1 <= limit <= LARGEST_LIMIT:
        raise errors.validation(f"limit must be between 1 and {LARGEST_LIMIT}, but was {limit}")
    after = _number(body.get("after"), "after", 0)
    if after < 0 or after + limit > LARGEST_WINDOW:
        raise errors.validation(
            f"A search can be paged up to {LARGEST_WINDOW} results; narrow it with a filter"
        )
    return Search(
        words=tuple(query.casefold().split()),
        groups=_groups(body, kind),
        sort_by=sort_by,
        direction=direction,
        properties=tuple(
            _text(p, "properties") for p in _list(body.get("properties"), "properties")
        ),
        limit=limit,
        after=after,
    )


def find(search: Search, portal_id: int, kind: Kind, records: Records, other: Kind) -> Found:
    """The page of records that a search asks for; `other` is the kind they can be linked to."""
    needs_links = any(one.association for group in search.groups for one in group)
    hits = [
        record
        for record in records.every(portal_id, kind)
        if _has_words(record, search.words)
        and _in_a_group(record, search.groups, records.linked(record, other) if needs_links else ())
    ]
    hits.sort(key=lambda record: _sort_key(record, search.sort_by))
    if search.direction == "DESCENDING":
        hits.reverse()
    page = hits[search.after : search.after + search.limit]
    end = search.after + len(page)
    return Found(len(hits), tuple(page), end if page and end < len(hits) else None)


def _groups(body: dict[str, Any], kind: Kind) -> tuple[tuple[Filter, ...], ...]:
    rows = _list(body.get("filterGroups"), "filterGroups")
    groups = [_list(_object(row, "filterGroups").get("filters"), "filters") for row in rows]
    # The guide's own example sends `filters` without groups.
    loose = _list(body.get("filters"), "filters")
    if loose:
        groups.append(loose)
    if len(groups) > MOST_GROUPS:
        raise errors.validation(f"At most {MOST_GROUPS} filterGroups are allowed")
    if any(len(group) > MOST_FILTERS_IN_GROUP for group in groups):
        raise errors.validation(f"At most {MOST_FILTERS_IN_GROUP} filters are allowed in a group")
    if sum(map(len, groups)) > MOST_FILTERS:
        raise errors.validation(f"At most {MOST_FILTERS} filters are allowed in all")
    return tuple(
        tuple(read_filter(_object(row, "filters"), kind) for row in group) for group in groups
    )


def _sort(rows: list[Any], kind: Kind) -> tuple[str, Literal["ASCENDING", "DESCENDING"]]:
    """One sort at most, as text (`-createdate`) or as an object; else oldest first."""
    if not rows:
        return "createdate", "ASCENDING"
    if len(rows) > 1:
        raise errors.validation("Only one sort is allowed")
    row = rows[0]
    if isinstance(row, str):
        name, descending = row.lstrip("-"), row.startswith("-")
    else:
        content = _object(row, "sorts")
        name = _text(content.get("propertyName"), "propertyName")
        direction = content.get("direction") or "ASCENDING"
        if direction not in ("ASCENDING", "DESCENDING"):
            raise errors.validation(f"{direction} is not a direction: ASCENDING or DESCENDING")
        descending = direction == "DESCENDING"
    if name not in kind.properties:
        raise errors.validation(f"Property '{name}' does not exist and cannot be sorted by")
    return name, "DESCENDING" if descending else "ASCENDING"


def _sort_key(record: Record, name: str) -> tuple[bool, Decimal | str, int]:
    """Records without a value come before those with one; ties go by id."""
    value = record.properties.get(name)
    if value is None:
        return False, "", record.id
    if record.kind.properties[name].type == "number":
        return True, Decimal(value), record.id
    return True, value.casefold(), record.id


def _has_words(record: Record, words: Sequence[str]) -> bool:
    """Every word begins a word of some searched property."""
    if not words:
        return True
    text = " ".join(
        record.properties.get(name, "") for name in record.kind.searched_names
    ).casefold()
    return all(text.startswith(word) or _begins_within(text, word) for word in words)


def _begins_within(text: str, word: str) -> bool:
    start = text.find(word)
    while start > 0:
        if not text[start - 1].isalnum():
            return True
        start = text.find(word, start + 1)
    return False


def _in_a_group(record: Record, groups: Sequence[Sequence[Filter]], linked: Sequence[int]) -> bool:
    return not groups or any(all(one.matches(record, linked) for one in group) for group in groups)


def _list(value: object, name: str) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise errors.wrong_type("java.util.ArrayList<java.lang.Object>", value)
    return value


def _object(value: object, name: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise errors.wrong_type(errors.JAVA_MAP, value)
    return value


def _text(value: object, name: str) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise errors.wrong_type("java.lang.String", value)
    return value


def _number(value: object, name: str, default: int) -> int:
    """Whole numbers, also as text: `after` comes as "0" from generated clients."""
    if value is None or value == "":
        return default
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise errors.wrong_type("int", value)
    try:
        return int(value)
    except ValueError:
        raise errors.validation(f"{name} must be a number, but was {value}") from None
