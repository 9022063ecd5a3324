"""The smallest set of scopes for what is to be used, and what is missing once it was granted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from studio.authorization.preflight.situation import Registration
from studio.connectors.manifest import Connector
from studio.connectors.preflight import ScopeKnowledge
from studio.connectors.templates import Template

SIGNING_IN = "Signing in itself needs it"
THE_APP = "The app requires it of every link"


@dataclass(frozen=True)
class ComposedScope:
    """One scope, and why it is there."""

    name: str
    reason: str
    """What it is for, in words."""
    required: bool
    """Whether something does not work without it; optional ones only make something better."""
    templates: tuple[str, ...] = ()
    """Names of the templates that need it."""
    because: str = ""
    """Why it is needed though no template needs it; empty otherwise."""


@dataclass(frozen=True)
class Composition:
    """What to ask an account for."""

    scopes: tuple[ComposedScope, ...]

    @property
    def required(self) -> tuple[str, ...]:
        """Names for the parameter `scope`."""
        return tuple(one.name for one in self.scopes if one.required)

    @property
    def optional(self) -> tuple[str, ...]:
        """Names for the parameter `optional_scope`."""
        return tuple(one.name for one in self.scopes if not one.required)

    def missing(self, granted: Iterable[str]) -> tuple[ComposedScope, ...]:
        """What was not granted, the required ones first. A service may leave scopes out without a
        word (fact sheet hubspot-api 2.1), so the granted list is compared after each consent."""
        given = set(granted)
        lost = [one for one in self.scopes if one.name not in given]
        return tuple(sorted(lost, key=lambda one: not one.required))


def compose(
    connector: Connector,
    knowledge: ScopeKnowledge,
    templates: Sequence[Template],
    registration: Registration | None = None,
) -> Composition:
    """The smallest set of scopes with which `templates` work.

    Args:
        connector: Puts into words what each scope is for.
        knowledge: What signing in needs, and what is worth offering besides.
        templates: Those that are chosen or installed; none gives what signing in needs.
        registration: The app; what it requires of every link is in the set, and what it does not
            declare is not offered.
    """
    told = registration or Registration()
    needed_by: dict[str, list[str]] = {name: [] for name in knowledge.always}
    for template in templates:
        for name in template.scopes:
            needed_by.setdefault(name, []).append(template.name)
    for name in told.required_scopes or ():
        needed_by.setdefault(name, [])
    order = [*knowledge.always, *(scope.name for scope in connector.scopes)]
    names = sorted(needed_by, key=lambda n: order.index(n) if n in order else len(order))
    needed = [
        ComposedScope(
            name,
            connector.scope_reason(name) or name,
            True,
            tuple(needed_by[name]),
            _because(name, needed_by[name], knowledge),
        )
        for name in names
    ]
    offered = [
        ComposedScope(scope.name, scope.reason, False)
        for scope in knowledge.optional
        if scope.name not in needed_by
        and (told.declared_scopes is None or scope.name in told.declared_scopes)
    ]
    return Composition((*needed, *offered))


@dataclass(frozen=True)
class Composer:
    """Everything that composing needs, so that each change of mind costs no request."""

    connector: Connector
    knowledge: ScopeKnowledge
    templates: tuple[Template, ...]
    """All that the connector has."""
    installed: tuple[str, ...]
    """Ids of those that are installed."""
    registration: Registration

    def compose(self, template_ids: Iterable[str]) -> Composition:
        """The smallest set of scopes for these templates."""
        chosen = set(template_ids)
        wanted = [template for template in self.templates if template.id in chosen]
        return compose(self.connector, self.knowledge, wanted, self.registration)

    def beyond(self, composition: Composition, asked: Iterable[str]) -> tuple[str, ...]:
        """Of the scopes that are asked for, those that nothing in `composition` has a use for."""
        known = {one.name for one in composition.scopes}
        return tuple(dict.fromkeys(name for name in asked if name not in known))


def _because(name: str, templates: list[str], knowledge: ScopeKnowledge) -> str:
    if templates:
        return ""
    return SIGNING_IN if name in knowledge.always else THE_APP
