"""Reading values out of data from elsewhere: what is wrong is named by its place in the file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

from studio.dialogs.portable.forms import broken

T = TypeVar("T")
KINDS = {dict: "an object", list: "a list", str: "a text", bool: "true or false", int: "a number"}


class Fields:
    """An object of the file, and where it stands.

    Args:
        data: The object.
        where: Its place, as `dialogs[0].nodes[2]`.
    """

    def __init__(self, data: Any, where: str) -> None:
        if not isinstance(data, dict):
            raise broken(where, f"has to be {KINDS[dict]}")
        self.data: dict[str, Any] = data
        self.where = where

    def at(self, key: str) -> str:
        """The place of one of its keys."""
        return f"{self.where}.{key}" if self.where else key

    def has(self, key: str) -> bool:
        """Whether the key is there and not null."""
        return self.data.get(key) is not None

    def get(self, key: str, kind: type[T], default: T) -> T:
        """The value of a key, or `default` where it is not there. Raises StudioError for a value
        of another kind."""
        value = self.data.get(key)
        if value is None:
            return default
        if kind is int and isinstance(value, float) and value.is_integer():
            value = int(value)
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise broken(self.at(key), f"has to be {KINDS[kind]}")
        return value

    def need(self, key: str, kind: type[T]) -> T:
        """The value of a key that has to be there."""
        if not self.has(key):
            raise broken(self.at(key), "is missing")
        return self.get(key, kind, kind())

    def inner(self, key: str) -> Fields:
        """An object inside it; an empty one where it is not there."""
        return Fields(self.get(key, dict, {}), self.at(key))

    def each(self, key: str) -> Iterator[Fields]:
        """The objects of a list inside it."""
        for number, one in enumerate(self.get(key, list, [])):
            yield Fields(one, f"{self.at(key)}[{number}]")

    def locale(self, language: str) -> Fields:
        """Its words in a language."""
        return self.inner("localeData").inner(language)
