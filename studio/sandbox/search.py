"""Search over records: what a request means, and which records it finds (fact sheet 4)."""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from studio.sandbox import errors
from studio.sandbox.filters import Filter, read_filter
from studio.sandbox.index import SortKey, sort_key, text_of
from studio.sandbox.properties import Kind
from studio.sandbox.record import Record
from studio.sandbox.records import Records

DEFAULT_LIMIT = 10
LARGEST_LIMIT = 200
LARGEST_WINDOW = 10_000
LARGEST_QUERY = 3_000
FORCED_LAG = 30.0
"""Seconds that a search lags behind when the fault `search_lag` strikes (fact sheet 9)."""
MOST_GROUPS = 5
MOST_FILTERS_IN_GROUP = 6
MOST_FILTERS = 18

Test = tuple[Callable[[int], Any], Callable[[Any], bool]]
"""What to compare of the record of an id, and whether that passes."""


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


def find(
    search: Search,
    portal_id: int,
    kind: Kind,
    records: Records,
    other: Kind,
    lag_seconds: float = 0.0,
) -> Found:
    """The page of records that a search asks for.

    Args:
        other: The kind they can be linked to.
        lag_seconds: How far the search lags behind, by the sandbox's clock: it sees records as
            they were then. Associations are always those of now.
    """
    # Our guess: associations show in searches at once; only values and the bin lag behind.
    index = records.shelf(portal_id, kind).index
    then = records.as_of(portal_id, kind, lag_seconds)
    order = index.order(kind.properties[search.sort_by])
    if search.words or search.groups or then:
        hits = _hits(search, portal_id, kind, records, other, then)
    else:
        hits = order
    first, last = search.after, search.after + search.limit
    if search.direction == "DESCENDING":
        page = hits[max(0, len(hits) - last) : max(0, len(hits) - first)][::-1]
    else:
        page = hits[first:last]
    found = tuple(then.get(key[2]) or index.records[key[2]] for key in page)
    end = search.after + len(page)
    return Found(len(hits), found, end if page and end < len(hits) else None)


def _hits(
    search: Search,
    portal_id: int,
    kind: Kind,
    records: Records,
    other: Kind,
    then: dict[int, Record | None],
) -> list[SortKey]:
    """What a search finds, rising: by the index, and record by record for those that changed
    since the moment the search sees."""
    index = records.shelf(portal_id, kind).index
    sorted_by = kind.properties[search.sort_by]
    linked = records.neighbours(portal_id, kind, other)
    tests = [[one.compiled(index, linked) for one in group] for group in search.groups]
    keys: Iterable[SortKey] = index.order(sorted_by)
    if then:
        keys = [key for key in keys if key[2] not in then]
    if search.words:
        texts = index.texts()
        for word in search.words:
            # Where a word is not even part of the text, it need not be looked for at its borders.
            keys = [key for key in keys if word in texts[key[2]]]
        keys = [key for key in keys if has_words(texts[key[2]], search.words)]
    hits = list(keys) if not tests else _in_some_group(list(keys), tests)
    for record in then.values():
        if record is not None and _finds(search, record, records, other):
            insort(hits, sort_key(sorted_by, record))
    return hits


def _in_some_group(keys: list[SortKey], groups: Sequence[Sequence[Test]]) -> list[SortKey]:
    """Those that one of the groups lets in, in their order; each looks at what is left over."""
    if len(groups) == 1:
        return _all_pass(keys, groups[0])
    left, found = keys, set[int]()
    for group in groups:
        found.update(key[2] for key in _all_pass(left, group))
        left = [key for key in left if key[2] not in found]
    return [key for key in keys if key[2] in found]


def _all_pass(keys: list[SortKey], tests: Sequence[Test]) -> list[SortKey]:
    """Those that pass every test; test by test, because that is the quickest way round."""
    for value, meets in tests:
        keys = [key for key in keys if meets(value(key[2]))]
    return keys


def _finds(search: Search, record: Record, records: Records, other: Kind) -> bool:
    """Whether one record is found, looked at by itself."""
    if record.archived_at is not None or not has_words(text_of(record), search.words):
        return False
    linked = records.linked(record, other) if search.groups else ()
    return _in_a_group(record, search.groups, linked)


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


def has_words(text: str, words: Sequence[str]) -> bool:
    """Whether every word begins a word of the text."""
    return all(_begins_within(text, word) for word in words)


def _begins_within(text: str, word: str) -> bool:
    start = text.find(word)
    while start > 0:
        if not text[start - 1].isalnum():
            return True
        start = text.find(word, start + 1)
    return start == 0


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
