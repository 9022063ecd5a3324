"""Reading one data file of a connector, with errors that name the file and the key."""

from __future__ import annotations

import tomllib
from typing import Any, TypeVar

import msgspec

from studio.errors import StudioError

T = TypeVar("T")


class ConnectorError(StudioError):
    """A connector's file does not say what it must. `field` is the key, as `nodes[2].prompt`."""

    def __init__(self, file: str, key: str, why: str, next_step: str) -> None:
        where = f"{file}, {key}" if key else file
        super().__init__(f"{where}: {why}.", next_step, field=key, code="connector.invalid")
        self.file = file
        self.key = key


def read(file: str, text: str, shape: type[T]) -> T:
    """The value that a TOML text holds, checked against `shape`.

    Args:
        file: The file's name, for errors.
        text: What stands in it.
        shape: A msgspec struct.

    Raises:
        ConnectorError: not TOML, a key that is missing, unknown, or of the wrong kind.
    """
    try:
        data: Any = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConnectorError(file, "", f"not TOML ({error})", "Mend that line.") from error
    try:
        return msgspec.convert(data, shape)
    except msgspec.ValidationError as error:
        why, key = _explain(str(error))
        raise ConnectorError(file, key, why, "Change that key as CONTRIBUTING.md shows.") from error


def _explain(text: str) -> tuple[str, str]:
    """msgspec says "Expected `str`, got `int` - at `$.nodes[0].name`"."""
    why, _, place = text.partition(" - at ")
    key = place.strip("`").removeprefix("$").removeprefix(".")
    return why[:1].lower() + why[1:], key
