"""One filter of a search: a property, an operator, and what to compare with (fact sheet 4)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import Any

from studio.sandbox import errors
from studio.sandbox.index import Index, comparable, tokens_of, value_of, words_in
from studio.sandbox.properties import Kind, Property
from studio.sandbox.record import Record
from studio.sandbox.validation import Refused, normal_value


class Operator(Enum):
    """The operators the API has."""

    EQ = "EQ"
    NEQ = "NEQ"
    LT = "LT"
    LTE = "LTE"
    GT = "GT"
    GTE = "GTE"
    BETWEEN = "BETWEEN"
    IN = "IN"
    NOT_IN = "NOT_IN"
    HAS_PROPERTY = "HAS_PROPERTY"
    NOT_HAS_PROPERTY = "NOT_HAS_PROPERTY"
    CONTAINS_TOKEN = "CONTAINS_TOKEN"
    NOT_CONTAINS_TOKEN = "NOT_CONTAINS_TOKEN"


VALUELESS = (Operator.HAS_PROPERTY, Operator.NOT_HAS_PROPERTY)
LISTED = (Operator.IN, Operator.NOT_IN)
WORDS = (Operator.CONTAINS_TOKEN, Operator.NOT_CONTAINS_TOKEN)
NEGATED = {
    Operator.NEQ: Operator.EQ,
    Operator.NOT_IN: Operator.IN,
    Operator.NOT_HAS_PROPERTY: Operator.HAS_PROPERTY,
    Operator.NOT_CONTAINS_TOKEN: Operator.CONTAINS_TOKEN,
}
Meets = Callable[[Any], bool]
Linked = Callable[[int], Sequence[int]]
"""Ids of the records that are associated with the one of this id."""


@dataclass(frozen=True)
class Filter:
    """A condition on one property, or on the records that are linked."""

    property: Property | None
    """None when `association` is set."""
    association: bool
    operator: Operator
    values: tuple[str, ...]
    """One value, two of BETWEEN, any number of IN."""

    def compiled(self, index: Index, linked: Linked) -> tuple[Callable[[int], Any], Meets]:
        """What to compare of a record in the index, by its id, and the test of that.

        Two functions instead of one: for ten thousand records a call within a call is felt.
        """
        if self.property is None:
            return linked, self._meets
        if self.operator in WORDS:
            return index.tokens(self.property).__getitem__, self._meets
        return index.values(self.property).__getitem__, self._meets

    def matches(self, record: Record, linked: Sequence[int]) -> bool:
        """Whether a record meets the condition; `linked` are ids of its associated records."""
        if self.property is None:
            return self._meets(linked)
        if self.operator in WORDS:
            return self._meets(tokens_of(self.property, record))
        return self._meets(value_of(self.property, record))

    @cached_property
    def _meets(self) -> Meets:
        """The test of one comparable value, of words, or of linked ids."""
        plain = NEGATED.get(self.operator, self.operator)
        if self.property is None:
            meets = _linked_test(plain, self.values)
        elif plain is Operator.CONTAINS_TOKEN:
            meets = _words_test(self.values[0])
        else:
            meets = _value_test(plain, [comparable(self.property, one) for one in self.values])
        return meets if plain is self.operator else lambda mine: not meets(mine)


def _linked_test(operator: Operator, values: Sequence[str]) -> Meets:
    if operator is Operator.HAS_PROPERTY:
        return bool
    return lambda ids: any(str(one) in values for one in ids)


def _value_test(operator: Operator, others: Sequence[Any]) -> Meets:
    other = others[0] if others else None
    tests: dict[Operator, Meets] = {
        Operator.HAS_PROPERTY: lambda mine: mine is not None,
        Operator.EQ: lambda mine: mine == other,
        Operator.IN: frozenset(others).__contains__,
        Operator.BETWEEN: lambda mine: mine is not None and other <= mine <= others[1],
        Operator.LT: lambda mine: mine is not None and mine < other,
        Operator.LTE: lambda mine: mine is not None and mine <= other,
        Operator.GT: lambda mine: mine is not None and mine > other,
        Operator.GTE: lambda mine: mine is not None and mine >= other,
    }
    return tests[operator]


def _words_test(wanted: str) -> Meets:
    """Whether every word of `wanted` is among the words; `*` stands for any letters."""
    words = wanted.casefold().split()
    whole = frozenset(word for word in words if "*" not in word)
    patterns = [_pattern(word) for word in words if "*" in word]

    if len(patterns) == 1 and not whole:
        only = patterns[0]
        return lambda mine: mine is not None and any(map(only, mine))

    def meets(mine: frozenset[str] | None) -> bool:
        return (
            mine is not None
            and whole <= mine
            and all(any(map(pattern, mine)) for pattern in patterns)
        )

    return meets


def _pattern(word: str) -> Callable[[str], object]:
    """A test for one word with `*` in it; most end with their only one, which is quick."""
    start = word.rstrip("*")
    if "*" not in start:
        return lambda one: one.startswith(start)
    parts = (re.escape(part) for part in word.split("*"))
    return re.compile(".*".join(parts)).fullmatch


def read_filter(row: dict[str, Any], kind: Kind) -> Filter:
    """A filter as it stands in a body. Raises ApiError 400."""
    missing = [name for name in ("propertyName", "operator") if not row.get(name)]
    if missing:
        raise errors.keys_missing(missing)
    name = str(row["propertyName"])
    try:
        operator = Operator(row["operator"])
    except ValueError:
        known = ", ".join(one.value for one in Operator)
        raise errors.validation(
            f"{row['operator']} is not an operator. Valid operators are: [{known}]"
        ) from None
    association = name.startswith("associations.")
    if not association and name not in kind.properties:
        raise errors.validation(f"Property '{name}' does not exist and cannot be filtered on")
    values = _values(row, name, operator)
    if association:
        return Filter(None, True, operator, values)
    definition = kind.properties[name]
    if operator not in WORDS:
        values = tuple(_readable(kind, definition, operator, value) for value in values)
    return Filter(definition, False, operator, values)


def contains_token(value: str, wanted: str) -> bool:
    """Whether every word of `wanted` is a word of `value`; `*` stands for any letters.

    Upper and lower case are the same.
    """
    return bool(_words_test(wanted)(words_in(value)))


def _values(row: dict[str, Any], name: str, operator: Operator) -> tuple[str, ...]:
    if operator in VALUELESS:
        return ()
    if operator in LISTED:
        listed = row.get("values")
        if not isinstance(listed, list) or not listed:
            raise errors.validation(f"values must be set for operator {operator.value} on '{name}'")
        return tuple(_text(value, name) for value in listed)
    if operator is Operator.BETWEEN:
        return _text(row.get("value"), name), _text(row.get("highValue"), name)
    return (_text(row.get("value"), name),)


def _text(value: object, name: str) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    text = "" if value is None else str(value)
    if not text.strip():
        raise errors.validation(
            "Invalid input JSON on line 1, column 1: value must be non-empty and non-blank, "
            f"if specified {{propertyName: '{name}'}}"
        )
    return text


def _readable(kind: Kind, definition: Property, operator: Operator, value: str) -> str:
    """The value in kept form; words are left as they are, options are not held to the list."""
    if definition.type in ("number", "datetime", "date", "bool"):
        try:
            return normal_value(kind, definition.name, value)
        except Refused as refused:
            raise errors.validation(refused.message) from None
    return value
