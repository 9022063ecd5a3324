"""One deal or contact, and one change of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from studio.sandbox.computed import Source, Values
from studio.sandbox.properties import Kind

Changes = Mapping[str, tuple[str | None, str | None]]
"""Before and after, by name of the property; None where there is no value."""


@dataclass(frozen=True)
class Record:
    """One deal or contact of one account. Never altered: a write makes another one."""

    portal_id: int
    kind: Kind
    id: int
    properties: Values
    """Every property that has a value; a name that is missing here is null."""
    created_at: datetime
    updated_at: datetime
    archived_at: datetime | None


@dataclass(frozen=True)
class Version:
    """One write to a record."""

    at: datetime
    source: Source
    changes: Changes
    """`archived` among them, from `false` to `true`, when the record was archived."""
