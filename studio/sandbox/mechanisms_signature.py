"""Signatures of OAuth 1 (RFC 5849 section 3), checked by the book and not by a library: what signs
in the studio is a library, and one that judges itself finds nothing."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, unquote

from starlette.requests import Request

_PARAMETER = re.compile(r'\s*([\w.\-]+)="([^"]*)"\s*(?:,|$)')


@dataclass(frozen=True, repr=False)
class Signed:
    """What a request signs."""

    method: str
    url: str
    """Without query; scheme and host in lower case."""
    protocol: Mapping[str, str]
    """The `oauth_…` parameters of the header Authorization."""
    others: tuple[tuple[str, str], ...]
    """Of the query, and of a form body."""


def read_signed(request: Request, fields: Mapping[str, str]) -> Signed:
    """Read the header Authorization (section 3.5.1); other places are not taken here.

    Args:
        request: As it came.
        fields: Of its form body.
    """
    scheme, _, rest = request.headers.get("authorization", "").partition(" ")
    found = _PARAMETER.findall(rest) if scheme.lower() == "oauth" else []
    protocol = {unquote(name): unquote(value) for name, value in found}
    url = f"{request.url.scheme}://{request.headers.get('host', '').lower()}{request.url.path}"
    query = parse_qsl(request.url.query, keep_blank_values=True)
    return Signed(request.method, url, protocol, (*query, *fields.items()))


def is_right(signed: Signed, consumer_secret: str, token_secret: str) -> bool:
    """Whether the signature is what these two secrets make of the request (section 3.4)."""
    key = f"{_escaped(consumer_secret)}&{_escaped(token_secret)}"
    match signed.protocol.get("oauth_signature_method"):
        case "HMAC-SHA1":
            digest = hmac.new(key.encode(), base_string(signed).encode(), hashlib.sha1).digest()
            right = base64.b64encode(digest).decode()
        case "PLAINTEXT":
            right = key
        case _:
            return False
    given = signed.protocol.get("oauth_signature", "")
    return hmac.compare_digest(given.encode(), right.encode())


def base_string(signed: Signed) -> str:
    """What is signed (section 3.4.1)."""
    own = [
        (name, value)
        for name, value in signed.protocol.items()
        if name not in ("oauth_signature", "realm")
    ]
    pairs = sorted((_escaped(name), _escaped(value)) for name, value in (*own, *signed.others))
    joined = "&".join(f"{name}={value}" for name, value in pairs)
    return f"{signed.method.upper()}&{_escaped(signed.url)}&{_escaped(joined)}"


def _escaped(text: str) -> str:
    """Section 3.6."""
    return quote(text, safe="-._~")
