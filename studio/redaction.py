"""Taking secrets out of what is about to be kept or shown. Pure functions over plain values.

Two nets, one inside the other: fields that are secret by their name (RFC 6749, RFC 7009, RFC 7636
parameters, credentials in headers), and any value known to be secret wherever it turns up, also
percent-encoded or in base64.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import parse_qsl, quote, quote_plus, urlencode, urlsplit, urlunsplit

MARK = "[redacted]"

SECRET_FIELDS = frozenset(
    {
        "access_token",
        "assertion",
        "client_assertion",
        "client_secret",
        "code",
        "code_verifier",
        "id_token",
        "password",
        "refresh_token",
        "secret",
        "signed_access_token",
        "token",
        "state",
    }
)
"""Names of form, JSON and query fields that hold a secret, in lower case."""

SECRET_HEADERS = frozenset(
    {"authorization", "proxy-authorization", "cookie", "set-cookie", "x-api-key"}
)

SHORTEST_SECRET = 6
"""Known values shorter than this are not searched for: they would blot out ordinary words."""

TOKEN_PATHS = re.compile(r"(/oauth/v1/(?:access|refresh)-tokens/)[^/?#\s\"']+")
"""The one place where a token is part of a path (fact sheet hubspot-api 2.4)."""

PASSWORD_INPUT = re.compile(
    r"(<input\b(?=[^>]*type=[\"']?password)[^>]*\bvalue=)([\"'])(.*?)\2", re.I
)


def known_values(text: str, secrets: Iterable[str]) -> str:
    """`text` without any of `secrets`, as they are, percent-encoded or in base64."""
    for form in sorted(_forms(secrets), key=len, reverse=True):
        text = text.replace(form, MARK)
    return text


def headers(values: Mapping[str, str], secrets: Iterable[str] = ()) -> dict[str, str]:
    """Headers whose credentials are replaced; a scheme such as `Bearer` stays readable."""
    clean = {}
    for name, value in values.items():
        if name.lower() in SECRET_HEADERS:
            scheme, _, rest = value.partition(" ")
            shown = f"{scheme} {MARK}" if rest and name.lower().endswith("authorization") else MARK
            clean[name] = shown
        else:
            clean[name] = known_values(value, secrets)
    return clean


def url(value: str, secrets: Iterable[str] = ()) -> str:
    """A URL whose user info and secret query or fragment fields are replaced."""
    parts = urlsplit(value)
    host = parts.netloc.rpartition("@")[2]
    netloc = f"{MARK}@{host}" if "@" in parts.netloc else host
    clean = urlunsplit(
        (
            parts.scheme,
            netloc,
            TOKEN_PATHS.sub(rf"\g<1>{MARK}", parts.path),
            _pairs(parts.query),
            _pairs(parts.fragment) if "=" in parts.fragment else parts.fragment,
        )
    )
    return known_values(clean, secrets)


def body(text: str, content_type: str, secrets: Iterable[str] = ()) -> str:
    """A request or response body whose secret fields are replaced, by its content type."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind.endswith("json") or text.lstrip()[:1] in ("{", "["):
        text = _json(text)
    elif kind == "application/x-www-form-urlencoded":
        text = _pairs(text)
    else:
        text = PASSWORD_INPUT.sub(rf"\1\2{MARK}\2", text)
    return known_values(TOKEN_PATHS.sub(rf"\g<1>{MARK}", text), secrets)


def _pairs(text: str) -> str:
    """`text` itself, byte for byte, unless one of its fields is secret."""
    pairs = parse_qsl(text, keep_blank_values=True)
    if not any(name.lower() in SECRET_FIELDS and value for name, value in pairs):
        return text
    clean = [(n, MARK if n.lower() in SECRET_FIELDS and v else v) for n, v in pairs]
    return urlencode(clean, safe="[]", quote_via=quote)


def _json(text: str) -> str:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return _json_by_pattern(text)
    clean = _walk(data)
    if clean == data:
        return text
    return json.dumps(clean, ensure_ascii=False, separators=(",", ":"))


def _walk(value: Any) -> Any:
    match value:
        case dict():
            return {k: MARK if _is_secret(k, v) else _walk(v) for k, v in value.items()}
        case list():
            return [_walk(item) for item in value]
        case _:
            return value


def _is_secret(name: object, value: object) -> bool:
    return str(name).lower() in SECRET_FIELDS and value not in (None, "", False, True)


def _json_by_pattern(text: str) -> str:
    """For JSON that is cut off or broken: what looks like a secret field goes to its end."""
    names = "|".join(sorted(SECRET_FIELDS))
    pattern = rf'("(?:{names})"\s*:\s*)("(?:[^"\\]|\\.)*("|$)|[^",}}\]\s]+)'
    return re.sub(pattern, rf'\1"{MARK}"', text, flags=re.I)


def _forms(secrets: Iterable[str]) -> set[str]:
    forms: set[str] = set()
    for secret in secrets:
        if len(secret) < SHORTEST_SECRET:
            continue
        raw = secret.encode()
        forms |= {secret, quote(secret, safe=""), quote_plus(secret), json.dumps(secret)[1:-1]}
        # Base64 of a longer text that holds the secret: its three possible alignments.
        for lead in range(3):
            coded = base64.b64encode(b"\0" * lead + raw).decode()
            # The characters at an unaligned start or end depend on their neighbours: left out.
            inner = coded[(0, 2, 3)[lead] :].rstrip("=")
            inner = inner[:-1] if (lead + len(raw)) % 3 else inner
            if len(inner) >= SHORTEST_SECRET + 2:
                forms |= {inner, inner.replace("+", "-").replace("/", "_")}
    return forms
