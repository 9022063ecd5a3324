"""Taking the secrets out of what is kept of a profile, and putting them back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from studio import redaction
from studio.authorization.profiles.fields import Cell, Field, Row, Value, Values
from studio.authorization.profiles.mechanisms import FIELDS
from studio.authorization.profiles.values import frozen
from studio.secret_forms import SHORTEST_SECRET

SEALED = "sealed"
"""The key of the object that stands where a secret was: `{"sealed": "client_secret"}`."""
HIDDEN = "[secret]"
"""Stands for a secret where people read."""


@dataclass(frozen=True, repr=False)
class Sealed:
    """A profile in two parts."""

    open: Mapping[str, Any]
    """What JSON can hold, with nothing secret in it."""
    secrets: Mapping[str, str]
    """By path: `client_secret`, `authorization_fields.0.value`."""


def seal(values: Values) -> Sealed:
    """Take every secret out.

    Secret is what stands in a field for secrets or under a key that names one, an address that
    carries one, and any text that holds one of those again: a secret pasted into the wrong field
    is a secret still.
    """
    values = frozen(values)
    texts = list(_texts(values))
    secrets = {path: text for path, text, secret in texts if text and secret}
    for path, text, _ in texts:
        if any(len(one) >= SHORTEST_SECRET and one in text for one in secrets.values()):
            secrets[path] = text
    return Sealed(_mapped(values, secrets, lambda path: {SEALED: path}), secrets)


def unseal(kept: Mapping[str, Any], secrets: Mapping[str, str]) -> tuple[Values, tuple[str, ...]]:
    """Put the secrets back.

    Returns:
        The values, and the paths whose secret is not there any more (they are empty).
    """
    lost: list[str] = []

    def opened(kept_cell: Any) -> Any:
        if not isinstance(kept_cell, Mapping) or SEALED not in kept_cell:
            return kept_cell
        path = str(kept_cell[SEALED])
        if path not in secrets:
            lost.append(path)
        return secrets.get(path, "")

    values = {
        name: [{column: opened(inner) for column, inner in row.items()} for row in value]
        if isinstance(value, list)
        else opened(value)
        for name, value in kept.items()
    }
    return frozen(values), tuple(lost)


def sealed_paths(kept: Mapping[str, Any]) -> tuple[str, ...]:
    """The paths of the secrets that were taken out."""
    cells: list[Any] = []
    for value in kept.values():
        cells += [inner for row in value for inner in row.values()] if _many(value) else [value]
    return tuple(str(one[SEALED]) for one in cells if isinstance(one, Mapping) and SEALED in one)


def shown(values: Values) -> dict[str, Any]:
    """The values for the audit log: each secret is `[secret]`."""
    return _mapped(values, seal(values).secrets, lambda path: HIDDEN)


def _many(value: Any) -> bool:
    return isinstance(value, list | tuple)


def _texts(values: Values) -> Iterator[tuple[str, str, bool]]:
    """Path, text, and whether the text is a secret by where it stands."""
    for name, value in values.items():
        field = FIELDS[name]
        if isinstance(value, tuple):
            for number, row in enumerate(value):
                for column, inner in row.items():
                    if isinstance(inner, str):
                        yield (
                            f"{name}.{number}.{column}",
                            inner,
                            _in_row(field, row, column, inner),
                        )
        elif isinstance(value, str):
            yield name, value, field.kind == "secret" or _carries(field.kind, value)


def _in_row(field: Field, row: Row, column_id: str, text: str) -> bool:
    column = next((one for one in field.columns if one.id == column_id), None)
    if column is None or column.kind == "secret":
        return column is not None
    return column_id == "value" and redaction.is_secret_name(str(row.get("key", "")))


def _carries(kind: str, text: str) -> bool:
    """Whether an address, or anything that looks like one, has a secret in it."""
    return (kind == "url" or "://" in text) and redaction.url(text) != text


def _mapped(values: Values, secrets: Mapping[str, str], stand_in: Any) -> dict[str, Any]:
    def put(path: str, inner: Cell) -> Any:
        return stand_in(path) if path in secrets else inner

    def one(name: str, value: Value) -> Any:
        if not isinstance(value, tuple):
            return put(name, value)
        return [
            {column: put(f"{name}.{number}.{column}", inner) for column, inner in row.items()}
            for number, row in enumerate(value)
        ]

    return {name: one(name, value) for name, value in values.items()}
