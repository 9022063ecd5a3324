"""Whether what was entered can be used, and what to say when it cannot."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from studio.errors import StudioError

LONGEST_TEXT = 255
"""What the platform takes for a client id (fact sheet xo-platform 3)."""
LONGEST_SECRET = 255
LONGEST_MINUTES = 24 * 60
LARGEST_PEM = 2 * 1024 * 1024
"""Bytes. Bundles of all the world's authorities have a quarter of that."""
PRIVATE_KEY = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----")
CERTIFICATE = "-----BEGIN CERTIFICATE-----"


class SettingError(StudioError):
    """A setting that cannot be taken; `field` is its control, `settings.<what>`."""

    def __init__(self, field: str, message: str, next_step: str) -> None:
        super().__init__(message, next_step, field=f"settings.{field}", code="settings.refused")


def one_line(field: str, label: str, value: Any) -> str:
    """A short text on one line; may be empty."""
    text = str(value).strip()
    if len(text) > LONGEST_TEXT or not text.isprintable():
        raise SettingError(
            field,
            f"{label} has at most {LONGEST_TEXT} characters, on one line.",
            "Look at what was pasted.",
        )
    return text


def client_id(field: str, value: Any) -> str:
    """The client id of an app; empty takes it away."""
    text = one_line(field, "The Client ID", value)
    if any(character.isspace() for character in text):
        raise SettingError(field, "A Client ID has no spaces.", "Copy it again from the app.")
    return text


def secret(field: str, label: str, value: str) -> str:
    """A secret that was typed or pasted."""
    text = value.strip()
    if not text:
        raise SettingError(field, f"{label} is empty.", "Enter it, or press Remove.")
    if len(text) > LONGEST_SECRET or not text.isprintable():
        raise SettingError(
            field,
            f"{label} has at most {LONGEST_SECRET} characters, on one line.",
            "Look at what was pasted.",
        )
    return text


def proxy_address(field: str, value: Any) -> str:
    """`http://host:port`; what lacks a scheme gets http. Empty takes it away."""
    text = str(value).strip().rstrip("/")
    if not text:
        return ""
    whole = text if "://" in text else f"http://{text}"
    try:
        parts = urlsplit(whole)
        port = parts.port
    except ValueError:
        raise _no_address(field) from None
    if parts.scheme not in ("http", "https"):
        raise SettingError(
            field,
            f"A proxy of the kind {parts.scheme} cannot be used.",
            "Enter an HTTP proxy, such as http://proxy.example:8080.",
        )
    if "@" in parts.netloc:
        raise SettingError(
            field,
            "The address holds a name or a password.",
            "Enter them in the fields below; the password then lies with your other secrets.",
        )
    host = parts.hostname or ""
    beyond = parts.path or parts.query or parts.fragment
    if not host or beyond or not re.fullmatch(r"[\w.:-]+", host, re.ASCII):
        raise _no_address(field)
    if port is None:
        raise SettingError(
            field, "The port is missing.", f"Add it, such as {parts.scheme}://{host}:8080."
        )
    return f"{parts.scheme}://{parts.netloc}"


def pem_file(field: str, value: Any) -> str:
    """A file with certificates in PEM; the whole path. Empty takes it away.

    Reads the file: call it on a worker thread.
    """
    text = str(value).strip()
    if not text:
        return ""
    path = Path(text).expanduser()
    try:
        if not path.is_file():
            raise SettingError(
                field, "There is no file of that name.", "Choose the PEM file of your company."
            )
        if path.stat().st_size > LARGEST_PEM:
            raise SettingError(
                field,
                f"{path.name} is larger than a file of certificates ever is.",
                "Choose the PEM file of your company.",
            )
        content = path.read_text("latin-1")
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise SettingError(
            field, f"{path.name} cannot be read: {why}.", "Choose another, or let yourself read it."
        ) from error
    if PRIVATE_KEY.search(content):
        raise SettingError(
            field,
            f"{path.name} holds a private key, which is nobody else's business.",
            "Choose a file with the certificate alone.",
        )
    if CERTIFICATE not in content:
        raise SettingError(
            field,
            f"{path.name} holds no certificate in PEM.",
            "Export it as PEM (Base64): it begins with BEGIN CERTIFICATE.",
        )
    _load(field, path)
    return str(path.resolve())


def minutes(field: str, value: Any) -> int:
    """Whole minutes, 1 to 1440."""
    text = str(value).strip()
    number = int(text) if re.fullmatch(r"[0-9]{1,6}", text) else 0
    if isinstance(value, bool) or not 1 <= number <= LONGEST_MINUTES:
        raise SettingError(
            field,
            f"A link works for 1 to {LONGEST_MINUTES:,} minutes (a day).",
            "Enter a whole number; 15 is usual.",
        )
    return number


def one_of(field: str, known: tuple[str, ...], value: Any) -> str:
    """One of a few words."""
    if value not in known:
        raise SettingError(field, "There is no such choice.", f"Choose one of {', '.join(known)}.")
    return str(value)


def yes_or_no(field: str, value: Any) -> bool:
    """True or False."""
    if not isinstance(value, bool):
        raise SettingError(field, "This is either on or off.", "Switch it.")
    return value


def _load(field: str, path: Path) -> None:
    """Ask OpenSSL, which will have to read it later."""
    import ssl

    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(path)
    except (ssl.SSLError, OSError) as error:
        raise SettingError(
            field,
            f"The certificates in {path.name} are damaged.",
            "Export them again, as PEM (Base64).",
        ) from error


def _no_address(field: str) -> SettingError:
    return SettingError(
        field,
        "This is no address of a proxy.",
        "Enter scheme, host and port, such as http://proxy.example:8080.",
    )
