"""What a connector knows about profiles that its service refuses: read from `preflight.toml`."""

from __future__ import annotations

import re
from datetime import date
from typing import Literal, get_args

from studio.connectors.manifest import Record
from studio.connectors.reading import ConnectorError

Field = Literal[
    "client_id",
    "client_secret",
    "authorization_url",
    "token_url",
    "refresh_url",
    "callback_url",
    "scope",
    "tenant",
]
"""A field of an authorization profile; the control that shows it ends with the same word."""
FIELDS: tuple[Field, ...] = get_args(Field)
Severity = Literal["blocks", "warns", "hint"]
"""`blocks`: the service will refuse. `warns`: it agrees, but something will not work. `hint`: it
works and could be better."""
Kind = Literal[
    "pattern",
    "url",
    "same",
    "differs",
    "host",
    "swapped_urls",
    "swapped_credentials",
    "tenant",
    "client",
    "redirect",
    "scopes",
]
"""What is looked at. How each works stands in `studio/authorization/preflight`."""
Part = Literal["value", "scheme", "userinfo", "host", "path", "query", "fragment"]
How = Literal[
    "",
    "slash",
    "case",
    "port",
    "scheme",
    "loopback_name",
    "host",
    "unregistered",
    "unknown",
    "empty",
    "separator",
    "repeated",
    "required",
    "undeclared",
    "template",
    "unneeded",
]
"""Which of the cases that a kind tells apart."""
RepairName = Literal[
    "trim",
    "lower",
    "clear",
    "https",
    "official",
    "drop_query",
    "drop_fragment",
    "copy_other",
    "move_to_other",
    "swap_with_other",
    "unpack_install_link",
    "register",
    "split_scopes",
    "drop_repeated_scopes",
    "lower_scopes",
    "add_scopes",
    "drop_scopes",
    "nearest_scopes",
]

PRIVATE_FIELDS = frozenset({"client_id", "client_secret"})
"""Never quoted: the secret may stand in the other one's field."""
WORDS = frozenset({"value", "names", "near", "official", "date", "field", "other"})
"""What a message may quote, in braces."""
_PLACEHOLDER = re.compile(r"\{(\w*)\}")


class RuleRepair(Record, frozen=True, kw_only=True):
    """One click that mends it."""

    name: RepairName
    label: str
    """What the button says."""


class PreflightRule(Record, frozen=True, kw_only=True):
    """One thing that can be wrong with a profile."""

    id: str
    kind: Kind
    fields: tuple[Field, ...]
    """Each is looked at by itself."""
    severity: Severity
    message: str
    """What is wrong, as a sentence; may quote `{value}`, `{names}`, `{near}`, `{date}`…"""
    next_step: str
    source: str
    """Who says so: a section of the fact sheets, or an RFC's."""
    pattern: str = ""
    """Kind `pattern`: a regular expression that is searched for, without regard to case."""
    part: Part = "value"
    """Kind `pattern`: where it is searched for; everything but `value` is a part of a URL."""
    absent: bool = False
    """Kind `pattern`: it is wrong when the pattern is not there."""
    how: How = ""
    other: Field | None = None
    """Kinds that compare two fields."""
    hosts: str = ""
    """Kind `host`: a list of `[hosts]`; wrong when the URL's host is (or, with `absent`, is not)
    in it. The addresses of the environment count as in every list."""
    scheme: str = ""
    """Kind `host`: only looked at when the URL has this scheme."""
    names: tuple[str, ...] = ()
    """Kind `scopes`: only these are looked for."""
    ends: date | None = None
    """From this day on it blocks, whatever `severity` says."""
    verdict: str = ""
    """Which refusal of the service this predicts; a word of `verdict_order`."""
    unless: tuple[str, ...] = ()
    """Not shown when one of these rules has spoken about the same field."""
    environments: tuple[Literal["sandbox", "live"], ...] = ("sandbox", "live")
    repair: RuleRepair | None = None


class OptionalScope(Record, frozen=True, kw_only=True):
    """A scope that nothing needs and that makes something better."""

    name: str
    reason: str


class ScopeKnowledge(Record, frozen=True, kw_only=True):
    """What is known about the service's scopes."""

    always: tuple[str, ...]
    """What signing in itself needs."""
    known: tuple[str, ...]
    """Regular expressions, each for a whole scope name."""
    optional: tuple[OptionalScope, ...] = ()


class Preflight(Record, frozen=True, kw_only=True):
    """Everything in `preflight.toml`."""

    verdict_order: tuple[str, ...]
    """The refusals in the order in which the service looks for them: it shows the first."""
    hosts: dict[str, tuple[str, ...]]
    scopes: ScopeKnowledge
    rules: tuple[PreflightRule, ...]


def check_preflight(file: str, known: Preflight) -> None:
    """Raise ConnectorError for the first thing in `known` that cannot work."""
    ids: set[str] = set()
    for number, rule in enumerate(known.rules):
        key = f"rules[{number}]"
        if rule.id in ids:
            raise ConnectorError(file, f"{key}.id", f"{rule.id!r} stands there twice", "Rename it.")
        ids.add(rule.id)
        _check_rule(file, key, rule, known)
    for number, rule in enumerate(known.rules):
        for other in rule.unless:
            if other not in ids:
                raise ConnectorError(
                    file, f"rules[{number}].unless", f"{other!r} is no rule", "Name a rule's id."
                )
    for number, pattern in enumerate(known.scopes.known):
        _check_pattern(file, f"scopes.known[{number}]", pattern)


def _check_rule(file: str, key: str, rule: PreflightRule, known: Preflight) -> None:
    if rule.kind == "pattern":
        _check_pattern(file, f"{key}.pattern", rule.pattern)
    if rule.kind == "host" and rule.hosts not in known.hosts:
        raise ConnectorError(
            file, f"{key}.hosts", f"{rule.hosts!r} is no list of [hosts]", "Name one of them."
        )
    if rule.kind in ("same", "differs", "swapped_urls", "swapped_credentials") and not rule.other:
        raise ConnectorError(file, f"{key}.other", "is missing", "Name the other field.")
    if rule.verdict and rule.verdict not in known.verdict_order:
        raise ConnectorError(
            file, f"{key}.verdict", f"{rule.verdict!r} has no place", "Add it to verdict_order."
        )
    for name in ("message", "next_step"):
        for word in _PLACEHOLDER.findall(getattr(rule, name)):
            if word not in WORDS:
                known_words = ", ".join(sorted(WORDS))
                raise ConnectorError(
                    file, f"{key}.{name}", f"{{{word}}} is unknown", f"Known: {known_words}."
                )
            if word == "value" and PRIVATE_FIELDS.intersection(rule.fields):
                raise ConnectorError(
                    file, f"{key}.{name}", "quotes what may be a secret", "Leave {value} out."
                )


def _check_pattern(file: str, key: str, pattern: str) -> None:
    try:
        empty = not pattern or re.compile(pattern) is None
    except re.error as error:
        raise ConnectorError(file, key, f"no regular expression ({error})", "Mend it.") from error
    if empty:
        raise ConnectorError(file, key, "is empty", "Write a regular expression.")
