"""Which service a Kerberos ticket is for."""

from __future__ import annotations

import re
from dataclasses import dataclass

from studio.authorization.profiles.addresses import parts_of

_NAME = re.compile(r"([A-Za-z][\w\-]*)/([A-Za-z0-9.\-]+)(?:@([A-Za-z0-9.\-]+))?")


@dataclass(frozen=True)
class Principal:
    """A service and the host it runs on (RFC 4120 section 6.2.1)."""

    service: str
    host: str


def read_principal(text: str) -> Principal | None:
    """The principal in `https://host/…` or `HTTP/host@REALM`; None when it is neither.

    A web address means the service HTTP of its host (RFC 4559 section 4.1).
    """
    if text.lower().startswith(("https://", "http://")):
        parts = parts_of(text)
        return Principal("HTTP", parts.hostname) if parts and parts.hostname else None
    found = _NAME.fullmatch(text)
    return Principal(found[1], found[2]) if found else None
