"""Carrying out a repair of pre-flight on the profile that is chosen, and taking it back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from studio.authorization.values import Choice
from studio.errors import StudioError

if TYPE_CHECKING:
    from studio.authorization.preflight.service import PreflightChecks
    from studio.authorization.profiles.service import Profiles
    from studio.authorization.profiles.values import Profile


@dataclass(frozen=True)
class Mended:
    """What a repair did."""

    profile: Profile
    """As it is now."""
    before: Profile = field(repr=False)
    what: str
    """The words of the repair."""


def mend(
    checks: PreflightChecks,
    profiles: Profiles,
    connector_id: str,
    choice: Choice,
    *,
    rule_id: str,
    field_id: str,
) -> Mended:
    """Carry out the one-click repair of a finding on the chosen profile, and keep it.

    Args:
        choice: With the profile.
        rule_id: `Finding.id`.
        field_id: `Finding.field`.

    Raises:
        StudioError: the profile was changed meanwhile, is being edited, or does not want this
            repair any more; nothing was changed.
    """
    from studio.authorization.preflight import check
    from studio.authorization.preflight.profile import values_with
    from studio.authorization.profiles.using import preflight_draft

    before = profiles.get(choice.profile_id or "")
    if profiles.draft(before.id) is not None:
        raise StudioError(
            f"Changes of {before.name} are not saved yet.",
            "Press Edit, and Save Auth or Discard there.",
            field=field_id,
            code="profile.being_edited",
        )
    draft = preflight_draft(
        before.values,
        before.text("callback_url"),
        mechanism_id=before.mechanism,
        tenant=choice.tenant,
    )
    found = check(draft, checks.situation(connector_id)).findings if draft else ()
    one = next((each for each in found if (each.id, each.field) == (rule_id, field_id)), None)
    if one is None or one.repair is None or draft is None:
        raise StudioError(
            f"{before.name} was changed meanwhile.",
            "Look at what is said about it now.",
            field=field_id,
            code="profile.changed_meanwhile",
        )
    after = one.repair.apply(draft)
    values = values_with(before.values, draft, after)
    saved = profiles.save(before.mechanism, values, profile_id=before.id)
    return Mended(saved, before, one.repair.label)


def take_back(profiles: Profiles, mended: Mended) -> Profile:
    """Put the profile back as it was before the repair.

    Raises:
        StudioError: it was changed since, so there is nothing to go back to.
    """
    if profiles.get(mended.profile.id).values != mended.profile.values:
        raise StudioError(
            f"{mended.profile.name} was changed since.",
            "Press Edit to change it by hand.",
            code="profile.changed_meanwhile",
        )
    before = mended.before
    return profiles.save(before.mechanism, before.values, profile_id=before.id)
