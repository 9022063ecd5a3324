"""The forms in which a secret turns up in requests, answers and pages."""

from __future__ import annotations

import base64
import html
import json
import re
from functools import lru_cache
from urllib.parse import quote, quote_plus

SHORTEST_SECRET = 6
"""Shorter values are not searched for: they would blot out ordinary words."""
UNESCAPED_BY_COMPONENT = "!~*'()"
"""What JavaScript's encodeURIComponent leaves alone, other than Python's `quote`."""
UNESCAPED_BY_URI = ";,/?:@&=+$!~*'()#"
"""What JavaScript's encodeURI leaves alone."""


@lru_cache(maxsize=512)
def forms_of(secret: str) -> frozenset[str]:
    """`secret` as it is, percent-encoded, escaped for JSON or HTML, and in base64."""
    if len(secret) < SHORTEST_SECRET:
        return frozenset()
    raw = secret.encode("utf-8", "replace")
    encoded = {
        quote(raw, safe=""),
        quote(raw),
        quote_plus(raw),
        quote(raw, safe=UNESCAPED_BY_COMPONENT),
        quote(raw, safe=UNESCAPED_BY_URI),
    }
    return frozenset(
        {
            secret,
            *encoded,
            *(re.sub(r"%..", lambda found: found.group().lower(), form) for form in encoded),
            json.dumps(secret)[1:-1],
            json.dumps(secret, ensure_ascii=False)[1:-1],
            html.escape(secret),
            html.escape(secret, quote=False),
            *_in_base64(raw),
        }
    )


@lru_cache(maxsize=32)
def longest_first(secrets: tuple[str, ...]) -> tuple[str, ...]:
    """The forms of all `secrets`, longer ones first, as they may be parts of each other."""
    return tuple(sorted({f for secret in secrets for f in forms_of(secret)}, key=len)[::-1])


def _in_base64(raw: bytes) -> set[str]:
    """What every base64 text has in it that encodes a text with `raw` in it."""
    forms = set()
    for lead in range(3):  # the secret may begin at any of three places in a group
        coded = base64.b64encode(b"\0" * lead + raw).decode().rstrip("=")
        # Characters at an uneven start or end depend on their neighbours: left out.
        inner = coded[(0, 2, 3)[lead] :]
        inner = inner[:-1] if (lead + len(raw)) % 3 else inner
        if len(inner) >= SHORTEST_SECRET + 1:
            forms |= {inner, inner.replace("+", "-").replace("/", "_")}
    return forms
