"""What can be wrong with the scopes of a link."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable

from studio.authorization.preflight.draft import Draft
from studio.authorization.preflight.found import Found
from studio.authorization.preflight.situation import Situation
from studio.connectors.preflight import PreflightRule

SEPARATOR = re.compile(r"[,;|+\"'\[\]]+|%20|%2[cC]|&nbsp;")
"""What people put between scopes in place of a blank, or around them."""
NEAR_ENOUGH = 0.75
"""How alike two names must be (0 to 1) for one to be taken for the other misspelled. Ours."""


def find(rule: PreflightRule, draft: Draft, situation: Situation) -> Found | None:
    """The scopes that a rule of this kind is about, or None."""
    if rule.how == "empty":
        return None if asked(draft) else Found(names=situation.required_scopes)
    names = tuple(dict.fromkeys(_WAYS[rule.how](rule, draft, situation)))
    if not names:
        return None
    near = " ".join(filter(None, (nearest(name, situation) for name in names)))
    return Found(names, near, _templates_of(names, situation))


def asked(draft: Draft) -> tuple[str, ...]:
    """The scopes as the service reads them: split at blanks, nothing else."""
    return tuple(" ".join(draft.scope).split())


def nearest(name: str, situation: Situation) -> str:
    """The scope this one was probably meant to be; empty when nothing is near."""
    told = situation.registration.declared_scopes or ()
    known = dict.fromkeys((*situation.needed_scopes, *told))
    return next(iter(difflib.get_close_matches(name.lower(), known, 1, NEAR_ENOUGH)), "")


def is_known(name: str, situation: Situation) -> bool:
    """Whether the service has a scope of this name."""
    return any(re.fullmatch(pattern, name) for pattern in situation.knowledge.scopes.known)


def needed(situation: Situation) -> frozenset[str]:
    """Every scope that something has a use for."""
    used = (
        (scope for scopes in situation.templates.values() for scope in scopes)
        if situation.templates
        else situation.needed_scopes
    )
    return frozenset((*situation.required_scopes, *used))


def _separator(rule: PreflightRule, draft: Draft, situation: Situation) -> Iterable[str]:
    return (name for name in asked(draft) if SEPARATOR.search(name))


def _repeated(rule: PreflightRule, draft: Draft, situation: Situation) -> Iterable[str]:
    names = asked(draft)
    return (name for name in names if names.count(name) > 1)


def _case(rule: PreflightRule, draft: Draft, situation: Situation) -> Iterable[str]:
    return (
        name
        for name in asked(draft)
        if name != name.lower()
        and is_known(name.lower(), situation)
        and not is_known(name, situation)
    )


def _unknown(rule: PreflightRule, draft: Draft, situation: Situation) -> Iterable[str]:
    return (
        name
        for name in asked(draft)
        if not is_known(name, situation)
        and not is_known(name.lower(), situation)
        and not SEPARATOR.search(name)
    )


def _required(rule: PreflightRule, draft: Draft, situation: Situation) -> Iterable[str]:
    """Of those that the rule names; when it names none, all that the service itself does not
    always ask for."""
    names = asked(draft)
    always = situation.knowledge.scopes.always
    looked_for = rule.names or [n for n in situation.required_scopes if n not in always]
    return (name for name in looked_for if name in situation.required_scopes and name not in names)


def _undeclared(rule: PreflightRule, draft: Draft, situation: Situation) -> Iterable[str]:
    declared = situation.registration.declared_scopes
    if declared is None:
        return ()
    query = draft.link_query()
    # An install link pasted whole may carry optional scopes of its own.
    optional = query.get("optional_scope") or query.get("optional_scopes", "")
    return (name for name in (*asked(draft), *optional.split()) if name not in declared)


def _template(rule: PreflightRule, draft: Draft, situation: Situation) -> Iterable[str]:
    names = {*asked(draft), *situation.required_scopes}
    wanted = (scope for scopes in situation.templates.values() for scope in scopes)
    return (scope for scope in wanted if scope not in names)


def _unneeded(rule: PreflightRule, draft: Draft, situation: Situation) -> Iterable[str]:
    used = needed(situation)
    return (name for name in asked(draft) if name not in used and is_known(name, situation))


def _templates_of(names: Iterable[str], situation: Situation) -> tuple[str, ...]:
    lost = set(names)
    return tuple(
        template for template, scopes in situation.templates.items() if lost.intersection(scopes)
    )


_WAYS: dict[str, Callable[[PreflightRule, Draft, Situation], Iterable[str]]] = {
    "separator": _separator,
    "repeated": _repeated,
    "case": _case,
    "unknown": _unknown,
    "required": _required,
    "undeclared": _undeclared,
    "template": _template,
    "unneeded": _unneeded,
}
