"""One filter of a search: a property, an operator, and what to compare with (fact sheet 4)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Any

from studio.sandbox import errors
from studio.sandbox.moments import epoch_milliseconds, from_stamp
from studio.sandbox.properties import Kind, Property
from studio.sandbox.records import Record
from studio.sandbox.validation import Refused, normal_value

Comparable = Decimal | str


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
NEGATED = {
    Operator.NEQ: Operator.EQ,
    Operator.NOT_IN: Operator.IN,
    Operator.NOT_HAS_PROPERTY: Operator.HAS_PROPERTY,
    Operator.NOT_CONTAINS_TOKEN: Operator.CONTAINS_TOKEN,
}
COMPARED: dict[Operator, Callable[[Any, Any], bool]] = {
    Operator.LT: lambda one, other: one < other,
    Operator.LTE: lambda one, other: one <= other,
    Operator.GT: lambda one, other: one > other,
    Operator.GTE: lambda one, other: one >= other,
}


@dataclass(frozen=True)
class Filter:
    """A condition on one property, or on the records that are linked."""

    property: Property | None
    """None when `association` is set."""
    association: bool
    operator: Operator
    values: tuple[str, ...]
    """One value, two of BETWEEN, any number of IN."""

    def matches(self, record: Record, linked: Sequence[int]) -> bool:
        """Whether a record meets the condition; `linked` are ids of its associated records."""
        plain = NEGATED.get(self.operator)
        if plain is None:
            return self._meets(self.operator, record, linked)
        return not self._meets(plain, record, linked)

    def _meets(self, operator: Operator, record: Record, linked: Sequence[int]) -> bool:
        if self.property is None:
            if operator is Operator.HAS_PROPERTY:
                return bool(linked)
            return any(str(one) in self.values for one in linked)
        value = record.properties.get(self.property.name)
        if operator is Operator.HAS_PROPERTY:
            return value is not None
        if value is None:
            return False
        if operator is Operator.CONTAINS_TOKEN:
            return contains_token(value, self.values[0])
        mine = _comparable(self.property, value)
        others = [_comparable(self.property, one) for one in self.values]
        match operator:
            case Operator.EQ:
                return mine == others[0]
            case Operator.IN:
                return mine in others
            case Operator.BETWEEN:
                low, high = others
                return bool(
                    COMPARED[Operator.GTE](mine, low) and COMPARED[Operator.LTE](mine, high)
                )
            case _:
                return COMPARED[operator](mine, others[0])


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
    if operator not in (Operator.CONTAINS_TOKEN, Operator.NOT_CONTAINS_TOKEN):
        values = tuple(_readable(kind, definition, operator, value) for value in values)
    return Filter(definition, False, operator, values)


def contains_token(value: str, wanted: str) -> bool:
    """Whether every word of `wanted` is a word of `value`; `*` stands for any letters.

    Upper and lower case are the same.
    """
    tokens = re.findall(r"[^\s,;:/()<>\"']+", value.casefold())
    pieces = [piece for token in tokens for piece in (token, *re.split(r"[@.\-_&]+", token))]
    return all(
        any(re.fullmatch(_pattern(word), piece) for piece in pieces)
        for word in wanted.casefold().split()
    )


def _pattern(word: str) -> str:
    return ".*".join(re.escape(part) for part in word.split("*"))


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


def _comparable(definition: Property, value: str) -> Comparable:
    match definition.type:
        case "number":
            return Decimal(value)
        case "datetime" | "date":
            return Decimal(epoch_milliseconds(from_stamp(value)))
        case "enumeration":
            return value
        case _:
            return value.casefold()
