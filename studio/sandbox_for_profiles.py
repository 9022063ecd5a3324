"""What a person needs of the sandbox to make authorization profiles for it: plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from studio.authorization.profiles.mechanisms import MECHANISMS, mechanism
from studio.sandbox import SandboxInfo

_NAMES = {"api_key": "API Key"}
"""Labels of what is entered for a test; the others are fields of the mechanism."""
_SECRETS = ("secret", "api_key")


@dataclass(frozen=True)
class Given:
    """One value to copy."""

    id: str
    """Stable: `basic.check_url`."""
    mechanism: str
    """The mechanism's label."""
    label: str
    """That of the field it belongs into."""
    value: str = field(repr=False)
    secret: bool = False


def install_url(info: SandboxInfo) -> str:
    """The link that the sandbox's page of its app would show."""
    query = {
        "client_id": info.client_id,
        "redirect_uri": info.redirect_uris[0],
        "scope": " ".join(info.required_scopes),
    }
    return f"{info.authorize_url}?{urlencode(query, quote_via=quote)}"


def given(answer: Mapping[str, Any]) -> tuple[Given, ...]:
    """What the sandbox says of its endpoints for each mechanism, in the order of the mechanisms."""
    found: list[Given] = []
    for each in MECHANISMS:
        values = answer.get(each.id)
        if not isinstance(values, Mapping):
            continue
        for name, value in values.items():
            label = _label(each.id, name)
            if label and isinstance(value, str):
                secret = any(mark in name for mark in _SECRETS)
                found.append(Given(f"{each.id}.{name}", each.label, label, value, secret))
    return tuple(found)


def _label(mechanism_id: str, name: str) -> str:
    wanted = mechanism(mechanism_id).field(name)
    return wanted.label if wanted is not None else _NAMES.get(name, "")
