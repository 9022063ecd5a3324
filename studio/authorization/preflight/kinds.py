"""The ways a rule can look at a draft. Each answers with what it found, or None."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from studio.authorization.preflight import redirects, scope_names
from studio.authorization.preflight.addresses import host_of, part_of, split
from studio.authorization.preflight.draft import Draft
from studio.authorization.preflight.found import Found
from studio.authorization.preflight.situation import Situation
from studio.connectors.preflight import Field, PreflightRule

UNFILLED = re.compile(r"\{[^{}]*\}")
"""`{tenant}` or `{{authfield1}}` with nothing put in its place."""


@dataclass(frozen=True)
class Look:
    """One rule, about one field of one draft."""

    rule: PreflightRule
    field: Field
    draft: Draft
    situation: Situation

    @property
    def value(self) -> str:
        return self.draft.value(self.field)

    @property
    def other(self) -> str:
        return self.draft.value(self.rule.other) if self.rule.other else ""


def find(look: Look) -> Found | None:
    """What the rule finds; None when the field is as it should be."""
    if look.situation.environment not in look.rule.environments:
        return None
    return _KINDS[look.rule.kind](look)


def _pattern(look: Look) -> Found | None:
    rule = look.rule
    if rule.absent and not look.value:
        return None  # an empty field is another rule's matter
    part = part_of(look.value, rule.part)
    if part is None:
        return None
    there = re.search(rule.pattern, part, re.IGNORECASE) is not None
    return Found() if there != rule.absent else None


def _url(look: Look) -> Found | None:
    """Something stands there that no browser would open as a web address."""
    return Found() if look.value.strip() and split(look.value) is None else None


def _same(look: Look) -> Found | None:
    return Found() if look.value.strip() and look.value.strip() == look.other.strip() else None


def _differs(look: Look) -> Found | None:
    return Found() if look.value and look.other and look.value != look.other else None


def _host(look: Look) -> Found | None:
    parts = split(look.value)
    if parts is None:
        return None
    if parts.scheme == "http" and host_of(parts) in look.situation.own_hosts():
        return None
    if look.rule.scheme and parts.scheme != look.rule.scheme:
        return None
    known = look.situation.knowledge.hosts[look.rule.hosts]
    return Found() if (host_of(parts) in known) != look.rule.absent else None


def _swapped_urls(look: Look) -> Found | None:
    """Each of two URLs is, but for the host, what the other should be; or stands on its host."""
    hosts = look.situation.knowledge.hosts
    here, there = split(look.value), split(look.other)
    if here is None or there is None:
        return None
    official = split(look.situation.official(look.field))
    by_host = host_of(here) in hosts["token"] and host_of(there) in hosts["authorize"]
    by_path = (
        official is not None
        and here.path != official.path
        and there.path == official.path
        and here.path.rpartition("/")[2] == "token"
    )
    return Found() if by_host or by_path else None


def _swapped_credentials(look: Look) -> Found | None:
    """The client ID that is registered stands in the secret's field."""
    registered = look.situation.registration.client_id
    if registered is None or look.other.strip() != registered or look.value == registered:
        return None
    return Found()


def _tenant(look: Look) -> Found | None:
    """Something in braces is left, other than in the query, where it may be meant so."""
    left = UNFILLED.findall(look.value.partition("?")[0])
    return Found(names=tuple(dict.fromkeys(left))) if left else None


def _client(look: Look) -> Found | None:
    registered = look.situation.registration.client_id
    if registered is None:
        return None
    asked = look.draft.link_query().get("client_id", "")
    if asked == registered:
        return None
    if look.rule.how == "case" and asked.casefold() != registered.casefold():
        return None
    return Found(near=registered)


def _redirect(look: Look) -> Found | None:
    registered = look.situation.registration.redirect_uris
    return redirects.find(look.rule.how, look.value, registered)


def _scopes(look: Look) -> Found | None:
    return scope_names.find(look.rule, look.draft, look.situation)


_KINDS: dict[str, Callable[[Look], Found | None]] = {
    "pattern": _pattern,
    "url": _url,
    "same": _same,
    "differs": _differs,
    "host": _host,
    "swapped_urls": _swapped_urls,
    "swapped_credentials": _swapped_credentials,
    "tenant": _tenant,
    "client": _client,
    "redirect": _redirect,
    "scopes": _scopes,
}
