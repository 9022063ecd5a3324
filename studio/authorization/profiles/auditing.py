"""What the audit log is told of a profile: fields before and after, never a secret."""

from __future__ import annotations

from typing import Any

from studio.authorization.profiles.mechanisms import mechanism
from studio.authorization.profiles.sealing import HIDDEN, shown
from studio.authorization.profiles.values import Profile
from studio.workspace.changes import Changes

MODULE = "Global"


def note_saved(changes: Changes, before: Profile | None, after: Profile) -> None:
    """Write down that a profile was created or changed, and which fields became what."""
    old = {} if before is None else _told(before)
    new = _told(after)
    changed = {name for name in {*old, *new} if old.get(name) != new.get(name)}
    hidden: set[str] = set()
    if before is not None:  # two secrets look the same when neither is shown
        hidden = {
            name
            for name in set(new) - changed
            if before.values.get(name) != after.values.get(name) and name != "type"
        }
    changes.add(
        MODULE,
        f"Authorization profile {after.name} {'created' if before is None else 'changed'}",
        before={name: old[name] for name in sorted(changed | hidden) if name in old} or None,
        after={name: new.get(name) for name in sorted(changed)}
        | dict.fromkeys(sorted(hidden), f"{HIDDEN} changed"),
    )


def note_deleted(changes: Changes, name: str, mechanism_id: str) -> None:
    """Write down that a profile was deleted."""
    changes.add(
        MODULE,
        f"Authorization profile {name} deleted",
        before={"name": name, "type": mechanism(mechanism_id).label},
    )


def _told(profile: Profile) -> dict[str, Any]:
    return {"type": mechanism(profile.mechanism).label, **shown(profile.values)}
