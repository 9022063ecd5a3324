"""Puts the end users of a workspace together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studio.authorization.apps import choice_of
from studio.end_users.links import Links
from studio.end_users.service import EndUsers
from studio.workspace.end_users import EndUserRows, LinkRows

if TYPE_CHECKING:
    from studio.app import Studio


def open_end_users(studio: Studio) -> EndUsers:
    """The end users of the studio's workspace."""
    links = Links(
        LinkRows(studio.workspace),
        studio.settings,
        studio.environment,
        lambda connector_id: choice_of(studio.integrations.get(connector_id)),
        studio.clock,
        studio.ids,
    )
    return EndUsers(
        EndUserRows(studio.workspace, studio.clock),
        links,
        studio.catalogue,
        lambda: studio.authorization,
        studio.changes,
        studio.ids,
    )
