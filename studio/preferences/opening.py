"""Puts together what the settings need of the rest of a workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studio.preferences.switching import Switching
from studio.preferences.where_secrets_lie import SecretPlaces
from studio.workspace.profiles import DraftRows, ProfileRows, SecretEntries

if TYPE_CHECKING:
    from studio.app import Studio


def open_switching(studio: Studio) -> Switching:
    """Switching of the studio's workspace. Costs nothing: make one whenever it is needed."""
    return Switching(
        studio.workspace,
        studio.settings,
        studio.catalogue,
        studio.integrations,
        studio.connected,
        studio.preferences,
        studio.changes,
    )


def open_secret_places(studio: Studio) -> SecretPlaces:
    """What lies in the vault of the studio's workspace. Costs nothing either."""
    return SecretPlaces(
        studio.settings,
        studio.catalogue,
        studio.vault,
        studio.accounts,
        studio.preferences,
        ProfileRows(studio.workspace, studio.clock),
        DraftRows(studio.workspace, studio.clock),
        SecretEntries(studio.workspace),
        lambda: studio.authorization,
        lambda user: studio.end_users.name(user),
        studio.changes,
    )
