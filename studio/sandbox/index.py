"""What a search compares, worked out once per record and kept up to date by every write."""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections.abc import Callable, Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

from studio.sandbox.properties import Kind, Property
from studio.sandbox.record import Record

Comparable = Decimal | str
SortKey = tuple[bool, Comparable, int]
"""Whether there is a value, the value, the id: records without one come first, ties go by id."""
Read = Callable[[Record], Any]


class Index:
    """The records in use of one account and kind, by what searches ask for."""

    def __init__(self, kind: Kind, records: Iterable[Record]) -> None:
        self._kind = kind
        self.records = {record.id: record for record in records}
        self._columns: dict[tuple[str, ...], tuple[Read, dict[int, Any]]] = {}
        self._orders: dict[tuple[str, str], tuple[Property, list[SortKey]]] = {}

    def add(self, record: Record) -> None:
        """Take in a record, in place of nothing."""
        self.records[record.id] = record
        for read, column in self._columns.values():
            column[record.id] = read(record)
        for definition, order in self._orders.values():
            insort(order, sort_key(definition, record))

    def remove(self, record: Record) -> None:
        """Take out a record that was added, as it was then."""
        del self.records[record.id]
        for _, column in self._columns.values():
            del column[record.id]
        for definition, order in self._orders.values():
            del order[bisect_left(order, sort_key(definition, record))]

    def values(self, definition: Property) -> dict[int, Comparable | None]:
        """The comparable value of a property, by id."""
        return self._column(
            ("value", definition.name, definition.type), lambda one: value_of(definition, one)
        )

    def tokens(self, definition: Property) -> dict[int, frozenset[str] | None]:
        """The words in a property, by id."""
        return self._column(("tokens", definition.name), lambda one: tokens_of(definition, one))

    def texts(self) -> dict[int, str]:
        """What free words are looked for in, by id."""
        return self._column(("text",), text_of)

    def order(self, definition: Property) -> list[SortKey]:
        """Everything sorted by a property, rising. Not to be altered."""
        key = (definition.name, definition.type)
        if key not in self._orders:
            keys = sorted(sort_key(definition, record) for record in self.records.values())
            self._orders[key] = definition, keys
        return self._orders[key][1]

    def _column(self, key: tuple[str, ...], read: Read) -> dict[int, Any]:
        if key not in self._columns:
            self._columns[key] = read, {id: read(one) for id, one in self.records.items()}
        return self._columns[key][1]


def comparable(definition: Property, value: str) -> Comparable | None:
    """A kept value in a form that compares as its type does; None when it is not of that type."""
    match definition.type:
        case "number":
            try:
                return Decimal(value)
            except InvalidOperation:
                return None
        case "datetime" | "date":
            # Kept values are UTC; with milliseconds in all of them, text sorts as time does.
            if len(value) == len("2026-01-01"):
                return f"{value}T00:00:00.000Z"
            return value if "." in value else f"{value[:-1]}.000Z"
        case "enumeration":
            return value
        case _:
            return value.casefold()


def value_of(definition: Property, record: Record) -> Comparable | None:
    """The comparable value that a record has, or None."""
    value = record.properties.get(definition.name)
    return None if value is None else comparable(definition, value)


# Our guess: records without a value come before those with one when the order rises.
def sort_key(definition: Property, record: Record) -> SortKey:
    """Where a record stands among those sorted by a property."""
    value = value_of(definition, record)
    return (False, "", record.id) if value is None else (True, value, record.id)


def tokens_of(definition: Property, record: Record) -> frozenset[str] | None:
    """The words in a property that a record has, or None."""
    value = record.properties.get(definition.name)
    return None if value is None else words_in(value)


def words_in(value: str) -> frozenset[str]:
    """The words of a text, whole and in the pieces that `@`, `.`, `-`, `_`, `&` part."""
    words = re.findall(r"[^\s,;:/()<>\"']+", value.casefold())
    return frozenset(piece for word in words for piece in (word, *re.split(r"[@.\-_&]+", word)))


def text_of(record: Record) -> str:
    """Everything that free words are looked for in, one after another."""
    properties = record.properties
    return " ".join([properties.get(name, "") for name in record.kind.searched_names]).casefold()
