"""Keys in lists: headers that can be sent, and none that stands there twice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from studio.authorization.profiles.fields import HEADER, PAYLOAD, Field, Row, Values
from studio.authorization.profiles.mechanisms import API_KEY, BASIC, PASSWORD_GRANT, Mechanism
from studio.authorization.profiles.values import Finding, cell, rows_of, text_of

_HEADER_NAME = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
"""A token of RFC 9110 section 5.6.2."""
_FIELD_KEY = re.compile(r"[\w.\-]+")
NOT_OURS = frozenset({"host", "content-length", "transfer-encoding", "connection", "cookie"})
"""Headers that are the HTTP client's own business."""


def check_row_keys(field: Field, rows: Sequence[Row]) -> Iterator[Finding]:
    """What is wrong with the keys of a list."""
    seen: set[tuple[str, str]] = set()
    for number, row in enumerate(rows):
        key, kind = cell(row, "key"), cell(row, "type")
        where = f"{field.id}.{number}.key"
        if field.id == "authorization_fields":
            yield from _authorization_key(where, key, kind or HEADER)
        elif field.id == "form_fields" and key and not _FIELD_KEY.fullmatch(key):
            yield Finding(
                where,
                "error",
                "Field Key holds a character that cannot stand in {{…}}.",
                "Use letters, digits, _ . and - only.",
                "bad_key",
            )
        place = kind if field.id == "authorization_fields" else ""
        same = (place, key.lower() if place in ("", HEADER) else key)
        # A scope may be given in several rows: they are joined.
        if key and same in seen and field.id != "scope":
            yield Finding(
                where,
                "error",
                f"{key} stands here twice.",
                "Remove one of the two, or give it another key.",
                "twice",
            )
        seen.add(same)


def check_payload(chosen: Mechanism, values: Values) -> Iterator[Finding]:
    """A Payload where the test's request has no body to carry it."""
    method = {
        BASIC: text_of(values, "method"),
        API_KEY: "GET",
        PASSWORD_GRANT: text_of(values, "token_method"),
    }.get(chosen.id, "POST")
    if method not in ("GET", "DELETE"):
        return
    for number, row in enumerate(rows_of(values, "authorization_fields")):
        if cell(row, "type") == PAYLOAD:
            yield Finding(
                f"authorization_fields.{number}.type",
                "warning",
                f"Test sends a {method}, which has no payload, so it goes without this field.",
                "Choose Query String or Header, or another method.",
                "no_payload",
            )


def _authorization_key(where: str, key: str, kind: str) -> Iterator[Finding]:
    if kind != HEADER or not key:
        return
    if not _HEADER_NAME.fullmatch(key):
        yield Finding(
            where,
            "error",
            "This cannot be the name of a header.",
            "Use letters, digits and - only, such as X-Api-Key.",
            "bad_header",
        )
    elif key.lower() in NOT_OURS:
        yield Finding(
            where,
            "error",
            f"The header {key} is set by whoever sends the request.",
            "Remove it.",
            "own_header",
        )
