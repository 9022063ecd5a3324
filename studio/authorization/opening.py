"""Puts the authorization of a workspace together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studio.authorization.apps import Apps
from studio.authorization.arriving import Arrivals
from studio.authorization.events import Bell
from studio.authorization.leaving import Departures
from studio.authorization.posting import TokenPoster
from studio.authorization.reading import AccountReader
from studio.authorization.service import Authorization
from studio.authorization.signing_in import SignIns
from studio.authorization.tokens import Tokens
from studio.authorization.turns import Turns
from studio.traffic.noting import SignInNotebook

if TYPE_CHECKING:
    from studio.app import Studio


def open_authorization(studio: Studio) -> Authorization:
    """The authorization of the studio's workspace."""
    catalogue, environment, clock = studio.catalogue, studio.environment, studio.clock
    bell = Bell(clock)
    poster = TokenPoster(lambda: studio.http, catalogue)
    apps = Apps(
        catalogue,
        environment,
        studio.integrations,
        lambda: studio.profiles,
        lambda whose, where: studio.preflight.situation(whose, environment=where),
        studio.preferences.callback_url,
    )
    tokens = Tokens(
        studio.vault, studio.accounts, poster, clock, Turns.beside(studio.path), apps.renewing, bell
    )
    departures = Departures(
        tokens, studio.accounts, apps, catalogue, environment, lambda: studio.http
    )
    arrivals = Arrivals(
        catalogue=catalogue,
        workspace=studio.workspace,
        integrations=studio.integrations,
        accounts=studio.accounts,
        connected=studio.connected,
        changes=studio.changes,
        tokens=tokens,
        clock=clock,
        bell=bell,
        user_name=lambda user: studio.end_users.name(user),
    )
    return Authorization(
        catalogue=catalogue,
        environment=environment,
        workspace=studio.workspace,
        integrations=studio.integrations,
        accounts=studio.accounts,
        connected=studio.connected,
        changes=studio.changes,
        sign_ins=SignIns(
            catalogue=catalogue,
            environment=environment,
            workspace=studio.workspace,
            apps=apps,
            arrivals=arrivals,
            departures=departures,
            poster=poster,
            reader=AccountReader(lambda: studio.http, catalogue, environment),
            ids=studio.ids,
            notebook=SignInNotebook(studio.sequences, clock, studio.ids),
            user_name=lambda user: studio.end_users.name(user),
        ),
        tokens=tokens,
        departures=departures,
        bell=bell,
        policy=lambda: studio.preferences.login_policy,
    )
