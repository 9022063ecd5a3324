"""Puts the authorization profiles of a workspace together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studio.authorization.profiles.mechanisms import OAUTH_V2
from studio.authorization.profiles.pasting import KnownService
from studio.authorization.profiles.service import Profiles
from studio.authorization.profiles.values import Profile
from studio.workspace.profiles import DraftRows, ProfileRows, SecretEntries

if TYPE_CHECKING:
    from studio.app import Studio
    from studio.connectors.manifest import Endpoints


def open_profiles(studio: Studio) -> Profiles:
    """The authorization profiles of the studio's workspace."""

    def services() -> list[KnownService]:
        """Every connector, in the environment that the workspace is on and live."""
        known = []
        for c in studio.catalogue.all():
            live, here = c.environments.live, _here(studio, c.id)
            passing = c.environments.named(studio.environment.name).need_sandbox
            lasting = (live.authorize_url, live.token_url) if passing else None
            known += [
                KnownService(c.name, live.authorize_url, live.token_url, live.link_hosts),
                KnownService(c.name, here.authorize_url, here.token_url, here.link_hosts, lasting),
            ]
        return known

    def here(profile: Profile) -> Profile:
        if profile.mechanism != OAUTH_V2:  # only that can be a connector's; nothing is started
            return profile
        from studio.authorization.profiles.here import in_environment

        return in_environment(
            profile, [studio.preflight.situation(c.id) for c in studio.catalogue.all()]
        )

    return Profiles(
        rows=ProfileRows(studio.workspace, studio.clock),
        drafts=DraftRows(studio.workspace, studio.clock),
        entries=SecretEntries(studio.workspace),
        vault=studio.vault,
        changes=studio.changes,
        clock=studio.clock,
        ids=studio.ids,
        http=lambda: studio.http,
        callback_url=studio.preferences.callback_url,
        service_name=lambda connector_id: studio.catalogue.get(connector_id).name,
        services=services,
        here=here,
        loopback_urls=lambda: studio.preferences.loopback_urls,
        policy=lambda: studio.preferences.login_policy,
    )


def _here(studio: Studio, connector_id: str) -> Endpoints:
    endpoints = studio.catalogue.get(connector_id).environments.named(studio.environment.name)
    sandbox = studio.environment.running_sandbox()
    if endpoints.need_sandbox and sandbox is not None:  # never starts it: pasting must be quick
        return endpoints.at(sandbox.base_url)
    return endpoints
