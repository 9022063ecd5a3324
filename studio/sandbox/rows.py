"""How a record stands in the world's tables."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

import msgspec

from studio.sandbox.moments import from_stamp
from studio.sandbox.properties import Kind
from studio.sandbox.record import Record

_VALUES = msgspec.json.Decoder(dict[str, str])
_encode = msgspec.json.Encoder(order="deterministic").encode


def dumped(properties: Mapping[str, str]) -> str:
    """Properties as the tables keep them."""
    return _encode(properties).decode()


def read_record(kind: Kind, row: sqlite3.Row) -> Record:
    """The record in a row of the table `records`."""
    archived = row["archived_at"]
    return Record(
        row["portal_id"],
        kind,
        row["id"],
        _VALUES.decode(row["properties"]),
        from_stamp(row["created_at"]),
        from_stamp(row["updated_at"]),
        None if archived is None else from_stamp(archived),
    )
