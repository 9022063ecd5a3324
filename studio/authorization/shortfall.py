"""Templates that ask more of an account than it granted, told before their calls are refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from studio.authorization.values import App, GrantedScope
from studio.connectors.catalogue import Catalogue
from studio.connectors.manifest import Connector

if TYPE_CHECKING:
    from studio.action import Action
    from studio.authorization.profiles.service import Profiles


@dataclass(frozen=True)
class ShortTemplate:
    """One template, and the scopes that it lacks."""

    id: str
    name: str
    scopes: tuple[GrantedScope, ...]


@dataclass(frozen=True)
class Shortfall:
    """What templates lack with an action as it is set up now."""

    templates: tuple[ShortTemplate, ...] = ()
    granted: bool = True
    """Whether an account is what falls short. Else nobody signed in yet, and it is what the chosen
    app asks for that will."""
    asked: frozenset[str] = frozenset()
    """Scopes that the chosen app asks for: signing in again is all that these need."""

    def of(self, template_id: str) -> tuple[GrantedScope, ...]:
        """The scopes that one template lacks."""
        return next((one.scopes for one in self.templates if one.id == template_id), ())

    def among(self, template_ids: Iterable[str]) -> Shortfall:
        """The same, for these templates only."""
        wanted = set(template_ids)
        kept = tuple(one for one in self.templates if one.id in wanted)
        return Shortfall(kept, self.granted, self.asked)

    @property
    def scopes(self) -> tuple[tuple[GrantedScope, tuple[str, ...]], ...]:
        """Each scope that is lacking, with the names of the templates that need it."""
        needed_by: dict[GrantedScope, list[str]] = {}
        for template in self.templates:
            for scope in template.scopes:
                needed_by.setdefault(scope, []).append(template.name)
        return tuple((scope, tuple(names)) for scope, names in needed_by.items())


def shortfall(catalogue: Catalogue, profiles: Callable[[], Profiles], action: Action) -> Shortfall:
    """Compare what each template of an action needs with what its account granted.

    A service may leave scopes out without a word (fact sheet hubspot-api 2.1), and templates are
    installed long after somebody signed in. Reads files and the workspace: call it on a worker.

    Raises:
        StudioError: the chosen profile is gone, or a file of the connector is wrong.
    """
    connector = catalogue.get(action.connector_id)
    asked = _asked(connector, profiles, action)
    if asked is None:
        return Shortfall()
    account = action.account
    have = asked if account is None else {scope.name for scope in account.scopes}
    short = []
    for template in catalogue.templates(action.connector_id):
        lacking = [name for name in template.scopes if name not in have]
        if lacking:
            scopes = tuple(GrantedScope(name, connector.scope_reason(name)) for name in lacking)
            short.append(ShortTemplate(template.id, template.name, scopes))
    return Shortfall(tuple(short), account is not None, frozenset(asked))


def _asked(
    connector: Connector, profiles: Callable[[], Profiles], action: Action
) -> set[str] | None:
    """What the chosen app asks for; None while no app is chosen, or one without scopes."""
    choice = action.choice
    if choice.app is App.SYSTEM:
        return {scope.name for scope in connector.scopes}
    if not choice.profile_id:
        return None
    from studio.authorization.profiles.using import preflight_draft

    profile = profiles().get(choice.profile_id)
    draft = preflight_draft(
        profile.values, profile.text("callback_url"), mechanism_id=profile.mechanism
    )
    return {*draft.scope, *draft.optional_scope} if draft else None
