"""A profile in the environment that the workspace is on.

A profile holds the service's own addresses. In the sandbox these stand for the sandbox, so that one
profile works in both environments and nothing leaves this computer.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal

from studio.authorization.profiles.mechanisms import OAUTH_V2
from studio.authorization.profiles.values import Profile, frozen

if TYPE_CHECKING:
    from studio.authorization.preflight import Situation

USES: dict[str, Literal["authorize", "token"]] = {
    "authorization_url": "authorize",
    "token_url": "token",
    "refresh_url": "token",
}


def in_environment(profile: Profile, situations: Iterable[Situation]) -> Profile:
    """The profile with a known service's addresses as they are asked here.

    Addresses of services that nobody knows, and of other mechanisms, stay as they are.
    """
    if profile.mechanism != OAUTH_V2:
        return profile
    values = dict(profile.values)
    for situation in situations:
        for field, use in USES.items():
            found = situation.address(profile.text(field), use)
            if found is not None:
                values[field] = found
    return Profile(profile.id, profile.mechanism, frozen(values), profile.lost)
