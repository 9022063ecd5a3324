"""Puts a repaired draft back into the profile it was made of."""

from __future__ import annotations

from types import MappingProxyType

from studio.authorization.preflight.draft import Draft
from studio.authorization.profiles.fields import Row, Value, Values
from studio.authorization.profiles.pasting import SCOPE_KEYS
from studio.authorization.profiles.values import rows_of

TEXTS = ("client_id", "client_secret", "authorization_url", "token_url", "refresh_url")


def values_with(values: Values, before: Draft, after: Draft) -> Values:
    """A profile's values with what a repair changed; everything else stays.

    A changed Callback URL is not in them, as a profile does not keep it: see `after`.

    Args:
        values: Of the mechanism OAuth v2, as the editor holds them.
        before: The draft that `profiles.using.preflight_draft` made of them.
        after: The same, repaired.
    """
    changed: dict[str, Value] = {
        name: getattr(after, name)
        for name in TEXTS
        if getattr(after, name) != getattr(before, name)
    }
    if (after.scope, after.optional_scope) != (before.scope, before.optional_scope):
        others = [row for row in rows_of(values, "scope") if row.get("key") not in SCOPE_KEYS]
        required, optional = SCOPE_KEYS
        changed["scope"] = (
            *_row(required, after.scope),
            *_row(optional, after.optional_scope),
            *others,
        )
    return MappingProxyType({**values, **changed})


def _row(key: str, names: tuple[str, ...]) -> tuple[Row, ...]:
    return (MappingProxyType({"key": key, "value": " ".join(names)}),) if names else ()
