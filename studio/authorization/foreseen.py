"""What the service will say to the app that is chosen, before anybody signs in."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from studio.authorization.values import App, Choice

if TYPE_CHECKING:
    from studio.authorization.preflight import Report
    from studio.authorization.preflight.service import PreflightChecks
    from studio.authorization.profiles.service import Profiles


def foreseen(
    checks: PreflightChecks,
    profiles: Callable[[], Profiles],
    connector_id: str,
    choice: Choice,
) -> Report | None:
    """Pre-flight of the chosen app. May start the sandbox: call it on a worker thread.

    Returns:
        None while no app is chosen, and for a profile that cannot sign anybody in.

    Raises:
        StudioError: the profile is gone, no System app is set up, or the sandbox does not start.
    """
    if choice.app is App.SYSTEM:
        return checks.of_system_app(connector_id)
    if not choice.profile_id:
        return None
    from studio.authorization.preflight import check
    from studio.authorization.profiles.using import preflight_draft

    profile = profiles().get(choice.profile_id)
    draft = preflight_draft(
        profile.values,
        profile.text("callback_url"),
        mechanism_id=profile.mechanism,
        tenant=choice.tenant,
    )
    return check(draft, checks.situation(connector_id)) if draft else None
