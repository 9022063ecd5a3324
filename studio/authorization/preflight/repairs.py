"""One click that mends a draft. Pure functions; what cannot be known is never invented."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

from studio.authorization.preflight.addresses import without
from studio.authorization.preflight.draft import Draft
from studio.authorization.preflight.found import Found
from studio.authorization.preflight.kinds import Look
from studio.authorization.preflight.scope_names import SEPARATOR, asked, is_known, nearest

AROUND = " \t\r\n\u00a0\u200b\u200c\u200d\u2060\ufeff\"'`\u201c\u201d\u2018\u2019«»<>"
"""What comes along when a value is copied from a page, a mail or a file."""


def repaired(look: Look, found: Found) -> Draft:
    """The draft as the rule's repair leaves it; the same one where the rule has none."""
    if look.rule.repair is None:
        return look.draft
    return _REPAIRS[look.rule.repair.name](look, found)


def _set(look: Look, text: str) -> Draft:
    return look.draft.with_value(look.field, text)


def _raw(look: Look) -> str:
    return str(getattr(look.draft, look.field))


def _trim(look: Look, found: Found) -> Draft:
    return _set(look, _raw(look).strip(AROUND))


def _lower(look: Look, found: Found) -> Draft:
    return _set(look, _raw(look).lower())


def _https(look: Look, found: Found) -> Draft:
    return _set(look, "https://" + _raw(look).partition("://")[2])


def _official(look: Look, found: Found) -> Draft:
    return _set(look, look.situation.official(look.field))


def _drop_query(look: Look, found: Found) -> Draft:
    return _set(look, without(_raw(look), "query"))


def _drop_fragment(look: Look, found: Found) -> Draft:
    return _set(look, without(_raw(look), "fragment"))


def _copy_other(look: Look, found: Found) -> Draft:
    return _set(look, str(getattr(look.draft, look.rule.other or look.field)))


def _swap(look: Look, found: Found) -> Draft:
    other = look.rule.other or look.field
    mine, theirs = _raw(look).strip(AROUND), str(getattr(look.draft, other)).strip(AROUND)
    return look.draft.with_value(look.field, theirs).with_value(other, mine)


def _move(look: Look, found: Found) -> Draft:
    """To the other field, unless that holds something already."""
    other = look.rule.other or look.field
    value = _raw(look).strip(AROUND)
    moved = look.draft.with_value(look.field, "")
    return moved if str(getattr(look.draft, other)) else moved.with_value(other, value)


def _clear(look: Look, found: Found) -> Draft:
    return _set(look, "")


def _unpack_install_link(look: Look, found: Found) -> Draft:
    """Each part of an install link into its own field; what is there stays where it says none."""
    parts = urlsplit(_raw(look).strip(AROUND))
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    draft = look.draft
    if look.field != "authorization_url":
        draft = draft.with_value(look.field, "")
    scopes = tuple(query.get("scope", "").split())
    return replace(
        draft,
        authorization_url=f"{parts.scheme}://{parts.netloc}{parts.path}",
        client_id=query.get("client_id") or draft.client_id,
        scope=scopes or draft.scope,
    )


def _register(look: Look, found: Found) -> Draft:
    return _set(look, found.near) if found.near else look.draft


def _with_scopes(look: Look, names: list[str]) -> Draft:
    return replace(look.draft, scope=tuple(dict.fromkeys(names)))


def _split_scopes(look: Look, found: Found) -> Draft:
    return _with_scopes(look, SEPARATOR.sub(" ", " ".join(look.draft.scope)).split())


def _drop_repeated(look: Look, found: Found) -> Draft:
    return _with_scopes(look, list(asked(look.draft)))


def _lower_scopes(look: Look, found: Found) -> Draft:
    situation = look.situation
    return _with_scopes(
        look,
        [name.lower() if is_known(name.lower(), situation) else name for name in asked(look.draft)],
    )


def _add_scopes(look: Look, found: Found) -> Draft:
    """The ones that are missing, where the service names them: `always` needed ones first."""
    always = [n for n in look.situation.knowledge.scopes.always if n in found.names]
    return _with_scopes(look, [*always, *asked(look.draft), *found.names])


def _drop_scopes(look: Look, found: Found) -> Draft:
    return _without_optional(_with_scopes(look, _left(look, found)), found)


def _left(look: Look, found: Found) -> list[str]:
    return [name for name in asked(look.draft) if name not in found.names]


def _without_optional(draft: Draft, found: Found) -> Draft:
    names = " ".join(draft.optional_scope).split()
    return replace(draft, optional_scope=tuple(n for n in names if n not in found.names))


def _nearest_scopes(look: Look, found: Found) -> Draft:
    """Misspelled ones as they are spelled; the others go."""
    names = [
        nearest(name, look.situation) if name in found.names else name for name in asked(look.draft)
    ]
    return _without_optional(_with_scopes(look, [name for name in names if name]), found)


_REPAIRS: dict[str, Callable[[Look, Found], Draft]] = {
    "trim": _trim,
    "lower": _lower,
    "clear": _clear,
    "https": _https,
    "official": _official,
    "drop_query": _drop_query,
    "drop_fragment": _drop_fragment,
    "copy_other": _copy_other,
    "move_to_other": _move,
    "swap_with_other": _swap,
    "unpack_install_link": _unpack_install_link,
    "register": _register,
    "split_scopes": _split_scopes,
    "drop_repeated_scopes": _drop_repeated,
    "lower_scopes": _lower_scopes,
    "add_scopes": _add_scopes,
    "drop_scopes": _drop_scopes,
    "nearest_scopes": _nearest_scopes,
}
