"""An exchange as a cURL command to paste into a shell. Where a secret was, there is a variable."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from studio.redaction import MARK
from studio.workspace.journal import Exchange

_BARE = re.compile(r"[\w@%+=:,./-]+", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_TOKEN = re.compile(r"[\w!#$%&'*+.^`|~-]+", re.ASCII)
"""A header's name or a method (RFC 9110 section 5.6.2)."""
_PLAIN_NAME = re.compile(r"[\w.-]+", re.ASCII)
_FIELD_BEFORE = re.compile(r"(?:[\"?&]|^)([\w.-]+)(?:\"\s*:\s*\"|=)$")
_CUT = re.compile(r"… \([\d,]+ characters in all\)\Z|\A\([\d,]+ bytes that are not text\)\Z")
OWN_HEADERS = frozenset({"host", "content-length", "connection", "accept-encoding"})
"""cURL makes these itself."""


@dataclass(frozen=True)
class Curl:
    """A command and what has to be known about it."""

    text: str
    variables: tuple[str, ...]
    """The shell variables to be set first: `CLIENT_SECRET`."""
    whole: bool
    """Whether the body is in it; the journal does not keep large ones whole."""


def command(exchange: Exchange) -> Curl:
    """The request of an exchange for a POSIX shell. Holds no secret, as the journal holds none."""
    variables: dict[str, None] = {}

    def word(text: str, name: str = "SECRET") -> str:
        return "".join(_words(text, name, variables)) or "''"

    lines = [f"curl --request {word(exchange.method)} --globoff --url {word(exchange.url)}"]
    for name, value in exchange.request_headers.items():
        if _TOKEN.fullmatch(name) and name.lower() not in OWN_HEADERS:
            lines.append(f"--header {word(f'{name}: {value}', _variable_of_header(name, value))}")
    whole = not _CUT.search(exchange.request_body)
    if exchange.request_body and whole:
        lines += [f"{option} {word(data, name)}" for option, data, name in _data(exchange)]
    return Curl(" \\\n  ".join(lines), tuple(variables), whole)


def _data(exchange: Exchange) -> Iterator[tuple[str, str, str]]:
    """Option, value, and the variable that stands for a secret in it."""
    body = exchange.request_body
    fields = parse_qsl(body, keep_blank_values=True)
    kind = next((v for n, v in exchange.request_headers.items() if n.lower() == "content-type"), "")
    # In a command the fields stand as they are, and cURL encodes them, secrets too.
    plain = all(_PLAIN_NAME.fullmatch(name) for name, _ in fields)
    same = fields and parse_qsl(urlencode(fields), keep_blank_values=True) == fields
    if kind.startswith("application/x-www-form-urlencoded") and plain and same:
        for name, value in fields:
            yield "--data-urlencode", f"{name}={value}", _variable(name)
    else:
        yield "--data-raw", body, "SECRET"


def _words(text: str, name: str, variables: dict[str, None]) -> Iterator[str]:
    """Pieces that a shell puts together to one word again."""
    pieces = text.split(MARK)
    for number, piece in enumerate(pieces):
        if piece:
            yield _quoted(piece)
        if number < len(pieces) - 1:
            before = _FIELD_BEFORE.search(piece)
            variable = _variable(before.group(1)) if before else name
            variables[variable] = None
            yield f'"${variable}"'


def _quoted(text: str) -> str:
    if _BARE.fullmatch(text):
        return text
    if _CONTROL.search(text):
        # Never as they are: pasted into a terminal they could act as keys.
        safe = "".join(_escaped(letter) for letter in text)
        return f"$'{safe}'"
    return "'" + text.replace("'", "'\\''") + "'"


def _escaped(letter: str) -> str:
    if letter in "\\'":
        return f"\\{letter}"
    if _CONTROL.match(letter):
        return f"\\x{ord(letter):02x}" if ord(letter) < 128 else f"\\u{ord(letter):04x}"
    return letter


def _variable(name: str) -> str:
    plain = re.sub(r"[^A-Z0-9]+", "_", name.upper()).strip("_") or "SECRET"
    return plain if plain[0].isalpha() else f"S{plain}"


def _variable_of_header(name: str, value: str) -> str:
    if name.lower() == "authorization":
        return "ACCESS_TOKEN" if value.lower().startswith("bearer") else "CREDENTIALS"
    return _variable(name)
