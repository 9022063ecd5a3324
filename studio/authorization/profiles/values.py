"""A profile and what is found wrong with one: plain values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

from studio.authorization.profiles.fields import Row, Value, Values
from studio.authorization.profiles.mechanisms import FIELDS
from studio.errors import StudioError

Severity = Literal["error", "warning", "hint"]
"""An error keeps a profile from being saved; a warning does not, and a hint only tells."""


@dataclass(frozen=True)
class Finding:
    """One thing about one field. Never quotes what may be a secret."""

    field: str
    """The field's id; a cell of a list is `scope.0.value`."""
    severity: Severity
    message: str
    next_step: str
    code: str = ""
    """A stable word for programs and tests."""


class ProfileError(StudioError):
    """A profile cannot be saved, deleted or used. Codes `profile.…`.

    `findings` say what is wrong field by field when a check stopped it, `users` name the
    integrations that use it when they did.
    """

    def __init__(
        self,
        message: str,
        next_step: str,
        *,
        code: str,
        field: str | None = None,
        findings: tuple[Finding, ...] = (),
        users: tuple[str, ...] = (),
    ) -> None:
        super().__init__(message, next_step, code=code, field=field)
        self.findings = findings
        self.users = users


@dataclass(frozen=True, repr=False)
class Profile:
    """One authorization profile, whole: secrets included, so it is never kept or printed."""

    id: str
    """Empty for one that was never saved."""
    mechanism: str
    values: Values
    lost: tuple[str, ...] = ()
    """Fields whose secret is not in the vault any more: they have to be entered again."""

    def __repr__(self) -> str:
        return f"Profile(id={self.id!r}, mechanism={self.mechanism!r}, name={self.name!r})"

    @property
    def name(self) -> str:
        """What it is listed as."""
        return self.text("name")

    def text(self, field_id: str) -> str:
        """What a text field holds; its default when nothing was entered."""
        return text_of(self.values, field_id)

    def switch(self, field_id: str) -> bool:
        """Whether a switch is on."""
        return self.values.get(field_id) is True

    def rows(self, field_id: str) -> tuple[Row, ...]:
        """What a list holds."""
        return rows_of(self.values, field_id)


@dataclass(frozen=True)
class ProfileLine:
    """One profile as the list shows it. No secret is read for it."""

    id: str
    name: str
    mechanism: str
    mechanism_label: str
    description: str
    updated_at: str
    """ISO 8601."""
    users: tuple[str, ...]
    """Names of the integrations that use it."""


@dataclass(frozen=True, repr=False)
class Draft:
    """What was typed and not saved yet."""

    key: str
    mechanism: str
    values: Values
    updated_at: str
    lost: tuple[str, ...] = ()
    """Fields whose secret went with the memory it lay in."""


def text_of(values: Values, field_id: str) -> str:
    """What a text field holds; its default when nothing was entered."""
    value = values.get(field_id, "")
    if isinstance(value, str) and value:
        return value
    field = FIELDS.get(field_id)
    return field.default if field is not None and isinstance(field.default, str) else ""


def rows_of(values: Values, field_id: str) -> tuple[Row, ...]:
    """What a list holds."""
    value = values.get(field_id, ())
    return value if isinstance(value, tuple) else ()


def frozen(values: Mapping[str, Any]) -> Values:
    """`values` as nobody can change them any more; fields that no mechanism has are left out."""
    return MappingProxyType(
        {name: _frozen(value) for name, value in values.items() if name in FIELDS}
    )


def cell(row: Row, column: str) -> str:
    """The text in one column of a row; empty when there is none."""
    found = row.get(column, "")
    return found if isinstance(found, str) else ""


def pairs(rows: Iterable[Row]) -> tuple[tuple[str, str], ...]:
    """Key and value of each row that has a key."""
    return tuple((cell(row, "key"), cell(row, "value")) for row in rows if cell(row, "key"))


def _frozen(value: Any) -> Value:
    if isinstance(value, str | bool):
        return value
    if isinstance(value, list | tuple):
        return tuple(
            MappingProxyType(
                {str(name): inner for name, inner in row.items() if isinstance(inner, str | bool)}
            )
            for row in value
            if isinstance(row, Mapping)
        )
    return str(value)
