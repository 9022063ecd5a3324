"""Between an authorization profile and the draft that pre-flight looks at."""

from __future__ import annotations

from types import MappingProxyType

from studio.authorization.preflight.draft import Draft
from studio.authorization.profiles.fields import Row, Value, Values
from studio.authorization.profiles.values import rows_of, text_of

TEXTS = (
    "client_id",
    "client_secret",
    "authorization_url",
    "token_url",
    "refresh_url",
    "callback_url",
)
REQUIRED, OPTIONAL = "scope", "optional_scope"
"""Keys of the rows in a profile's Scope list, as parameters of the link are called."""


def draft_of(values: Values, tenant: str = "") -> Draft:
    """The draft that a profile's values make; letter for letter.

    Args:
        values: Of the mechanism OAuth v2.
        tenant: What `{tenant}` stands for, when it is known.
    """
    texts = {name: text_of(values, name) for name in TEXTS}
    return Draft(
        **texts,
        scope=_scopes(values, REQUIRED),
        optional_scope=_scopes(values, OPTIONAL),
        tenant=tenant,
    )


def values_with(values: Values, draft: Draft) -> Values:
    """A profile's values with what a repair changed in its draft; everything else stays."""
    before = draft_of(values, draft.tenant)
    changed: dict[str, Value] = {
        name: getattr(draft, name)
        for name in TEXTS
        if getattr(draft, name) != getattr(before, name)
    }
    if (draft.scope, draft.optional_scope) != (before.scope, before.optional_scope):
        others = [row for row in rows_of(values, "scope") if row.get("key") not in _KEYS]
        changed["scope"] = (
            *_row(REQUIRED, draft.scope),
            *_row(OPTIONAL, draft.optional_scope),
            *others,
        )
    return MappingProxyType({**values, **changed})


_KEYS = (REQUIRED, OPTIONAL)


def _scopes(values: Values, key: str) -> tuple[str, ...]:
    rows = rows_of(values, "scope")
    return tuple(str(row.get("value", "")) for row in rows if row.get("key") == key)


def _row(key: str, names: tuple[str, ...]) -> tuple[Row, ...]:
    return (MappingProxyType({"key": key, "value": " ".join(names)}),) if names else ()
