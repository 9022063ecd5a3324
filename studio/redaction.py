"""Taking secrets out of what is about to be kept or shown. Pure functions over plain values.

Two nets, one inside the other: fields that are secret by their name (RFC 6749, RFC 7009, RFC 7636
parameters, credentials in headers, password fields), and any value known to be secret wherever it
turns up: as it is, percent-encoded, escaped for JSON or HTML, or in base64.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

from studio.secret_forms import longest_first

MARK = "[redacted]"

SECRET_ENDINGS = (
    "token",
    "secret",
    "password",
    "passwd",
    "passphrase",
    "apikey",
    "privatekey",
    "assertion",
    "codeverifier",
    "jwt",
)
"""How names of secret fields end, in lower case and without `_` and `-`: `refresh_token`."""

SECRET_IN_FORMS = frozenset({"code", "state"})
"""Secret in forms and queries only (RFC 6749 sections 4.1.2 and 10.12). In JSON these are an
error's code and a contact's state."""

SECRET_HEADERS = frozenset({"authorization", "proxyauthorization", "cookie", "setcookie"})
ADDRESS_HEADERS = frozenset({"location", "contentlocation", "referer"})
SCHEMES = frozenset({"basic", "bearer", "digest", "negotiate"})
"""Authorization schemes that stay readable before the mark."""

LONGEST_FIELD = 4096
"""Characters: no secret we meet is longer. See `beginning`."""

_TOKEN_PATH = re.compile(r"(/oauth/v1/(?:access|refresh)-tokens/)[^?#\s\"'<>&]+", re.I)
"""The one place where a token is part of a path (fact sheet hubspot-api 2.4)."""
_PAIR = re.compile(r"(^|[?&;#\s\"'>,]|&amp;)([\w.\-]+)=([^&\s\"'<>#;]+)")
_SCHEME = re.compile(r"\b([Bb]earer|[Bb]asic) +(?=[\w.~+/=-]*[0-9A-Z_=+/])[\w.~+/=-]{8,}")
_WORD = re.compile(r"[^\s\"'<>&]+")
_INPUT = re.compile(r"<input\b(?:[^>\"']|\"[^\"]*\"|'[^']*')*>", re.I)
_ATTRIBUTE = re.compile(r"\b([\w-]+)(\s*=\s*)(\"[^\"]*\"|'[^']*'|[^\s\"'>]+)")
_JSON_NAME = re.compile(r"(\\*)\"([^\"\\]{1,64})\1\"\s*:\s*")
_JSON_VALUE = re.compile(r"\"(?:[^\"\\]|\\.)*(?:\"|\\?\Z)|[{\[].*|[^\",}\]\s]+", re.S)
_ESCAPED_VALUE = re.compile(r"\\+\"[^\"\\]*|[{\[].*|[^\\\",}\]\s]+", re.S)


def known_values(text: str, secrets: Iterable[str]) -> str:
    """`text` without any of `secrets`, in whatever form it holds them."""
    forms = longest_first(tuple(secrets))

    def without(text: str) -> str:
        for form in forms:
            text = text.replace(form, MARK)
        return text

    def decoded(word: re.Match[str]) -> str:
        plain = unquote(word.group()) if "%" in word.group() else ""
        return word.group() if without(plain) == plain else without(plain)

    text = without(text)
    # Any letter may be percent-encoded, also those that need not be.
    return _WORD.sub(decoded, text) if forms and "%" in text else text


def headers(values: Mapping[str, str], secrets: Iterable[str] = ()) -> dict[str, str]:
    """Headers whose credentials are replaced; a scheme such as `Bearer` stays readable."""
    secrets = tuple(secrets)
    return {name: _header(name, value, secrets) for name, value in values.items()}


def url(value: str, secrets: Iterable[str] = ()) -> str:
    """A URL whose user info and secret path, query or fragment fields are replaced."""
    secrets = tuple(secrets)
    try:
        parts = urlsplit(value)
    except ValueError:
        return known_values(_free_text(value), secrets)
    host = parts.netloc.rpartition("@")[2]
    path = _TOKEN_PATH.sub(rf"\1{MARK}", parts.path)
    decoded = unquote(path)
    if known_values(decoded, secrets) != decoded:
        path = quote(known_values(decoded, secrets), safe="/[]:@+,;=")
    clean = urlunsplit(
        (
            parts.scheme,
            f"{MARK}@{host}" if "@" in parts.netloc else host,
            path,
            _pairs(parts.query, secrets),
            _pairs(parts.fragment, secrets) if "=" in parts.fragment else parts.fragment,
        )
    )
    return known_values(clean, secrets)


def body(text: str, content_type: str, secrets: Iterable[str] = ()) -> str:
    """A request or response body whose secret fields are replaced, by its content type.

    Text without anything secret is given back as it is, character for character.
    """
    secrets = tuple(secrets)
    kind = content_type.partition(";")[0].strip().lower()
    if kind.endswith("json") or text.lstrip("\ufeff \t\r\n")[:1] in ("{", "["):
        text = _json(text, secrets)
    elif kind == "application/x-www-form-urlencoded":
        text = _pairs(text, secrets)
    else:
        text = _free_text(_INPUT.sub(_input_tag, text))
    return known_values(_TOKEN_PATH.sub(rf"\1{MARK}", text), secrets)


def beginning(text: str, content_type: str, limit: int, secrets: Iterable[str] = ()) -> str:
    """`body` of no more than the first `limit` characters, with no part of a secret at its end."""
    secrets = tuple(secrets)
    if len(text) <= limit:
        return body(text, content_type, secrets)
    forms = longest_first(secrets)
    margin = max(LONGEST_FIELD, len(forms[0]) if forms else 0)
    # What was cut in half stands at the very end, within the margin that is dropped again.
    clean = body(text[: limit + margin], content_type, secrets)
    return clean[: min(limit, max(0, len(clean) - margin))]


def is_secret_name(name: str, *, in_form: bool = False) -> bool:
    """Whether a field, header or parameter of this name holds a secret."""
    plain = re.sub(r"[^a-z0-9]", "", name.lower())
    return plain.endswith(SECRET_ENDINGS) or (in_form and plain in SECRET_IN_FORMS)


def _header(name: str, value: str, secrets: tuple[str, ...]) -> str:
    plain = name.lower().replace("-", "")
    if plain in SECRET_HEADERS or is_secret_name(name):
        scheme = value.partition(" ")[0]
        return f"{scheme} {MARK}" if scheme.lower() in SCHEMES else MARK
    if plain in ADDRESS_HEADERS:
        return url(value, secrets)
    return known_values(_free_text(value), secrets)


def _pairs(text: str, secrets: tuple[str, ...]) -> str:
    """`text` itself, character for character, unless one of its fields is secret."""
    text = known_values(text, secrets)  # first as it stands: a bare `+` would be read as a blank
    pairs = parse_qsl(text, keep_blank_values=True)
    clean = [
        (
            known_values(name, secrets),
            MARK
            if value and is_secret_name(name, in_form=True)
            else known_values(_free_text(value), secrets),
        )
        for name, value in pairs
    ]
    return text if clean == pairs else urlencode(clean, safe="[]", quote_via=quote)


def _json(text: str, secrets: tuple[str, ...]) -> str:
    try:
        data = json.loads(text)
        clean = _walk(data, secrets)
        return text if clean == data else json.dumps(clean, ensure_ascii=False)
    except (ValueError, RecursionError):
        return _free_text(text)


def _walk(value: Any, secrets: tuple[str, ...]) -> Any:
    match value:
        case dict():
            return {
                known_values(name, secrets): MARK
                if is_secret_name(name) and inner not in (None, "", False, True)
                else _walk(inner, secrets)
                for name, inner in value.items()
            }
        case list():
            return [_walk(item, secrets) for item in value]
        case str():
            return known_values(_free_text(value), secrets)
        case _:
            return value


def _free_text(text: str) -> str:
    """For text of any kind: addresses, header lines and pieces of JSON in it, broken ones too."""
    text = _TOKEN_PATH.sub(rf"\1{MARK}", text)
    text = _SCHEME.sub(rf"\1 {MARK}", text)
    text = _PAIR.sub(_pair_in_text, text)
    return _json_fields(text) if '"' in text else text


def _pair_in_text(found: re.Match[str]) -> str:
    before, name, _ = found.groups()
    in_address = before == "" or before[-1] in "?&;#"
    return f"{before}{name}={MARK}" if is_secret_name(name, in_form=in_address) else found.group()


def _json_fields(text: str) -> str:
    """Secret fields of JSON that is cut off, broken or inside other text."""
    done: list[str] = []
    start = 0
    for found in _JSON_NAME.finditer(text):
        if found.start() < start or not is_secret_name(found.group(2)):
            continue
        value = (_ESCAPED_VALUE if found.group(1) else _JSON_VALUE).match(text, found.end())
        if value and value.group() not in ("null", "true", "false", '""'):
            done += [text[start : found.end()], found.group(1), '"', MARK, found.group(1), '"']
            start = value.end()
            if found.group(1) and (rest := re.match(r"\\+\"", text[start:])):
                start += rest.end()
    return "".join([*done, text[start:]])


def _input_tag(found: re.Match[str]) -> str:
    attributes = {
        name.lower(): value.strip("\"'") for name, _, value in _ATTRIBUTE.findall(found.group())
    }
    secret = attributes.get("type", "").lower() == "password" or is_secret_name(
        attributes.get("name", ""), in_form=True
    )
    if not secret:
        return found.group()
    return _ATTRIBUTE.sub(
        lambda one: f'{one[1]}{one[2]}"{MARK}"' if one[1].lower() == "value" else one[0],
        found.group(),
    )
