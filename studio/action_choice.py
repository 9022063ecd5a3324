"""What is chosen for an action: as the workspace keeps it, and what another choice leads to."""

from __future__ import annotations

from typing import Any

from studio.authorization.values import Choice, Problem
from studio.workspace.integrations import IntegrationRow


def choice_of(row: IntegrationRow) -> Choice:
    """The choice in a row of the workspace."""
    return Choice.from_kept(row.authorization_type, row.oauth, row.app, row.profile_id, row.tenant)


def words_of(choice: Choice) -> dict[str, Any]:
    """The choice as the workspace keeps it."""
    return {
        "authorization_type": (
            choice.authorization_type.value if choice.authorization_type else None
        ),
        "oauth": choice.oauth,
        "app": choice.app.value if choice.app else None,
        "profile_id": choice.profile_id,
        "tenant": choice.tenant or None,
    }


def chosen_anew(name: str, choice: Choice) -> Problem:
    """What an action stands with after its authorization was for something else."""
    return Problem(
        f"{name} was authorized for another choice, so that authorization was dropped.",
        "Each end user signs in during the conversation now."
        if choice.for_users
        else "Press Authorize to sign in for what is chosen now.",
        "actions.chosen_anew",
    )


def unfinished(name: str) -> Problem:
    """What an enabled action stands with while another choice is not finished."""
    return Problem(
        f"{name} waits for what is still to be chosen or authorized.",
        "Finish the steps on this tab; then it goes on by itself.",
        "actions.unfinished",
    )
