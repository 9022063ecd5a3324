"""What can go wrong with an authorization, and whether the person has to do something about it."""

from __future__ import annotations

from studio.errors import StudioError

LONGEST_WORDS = 200
"""Characters of somebody else's explanation that are shown."""


class AuthorizationError(StudioError):
    """The authorization did not come about. `code` says why: `authorization.…`."""


class NeedsAuthorization(AuthorizationError):
    """Only the person can mend this, by authorizing again."""


def shown(words: object) -> str:
    """Somebody else's words as they may be shown: one line, no control characters, not endless."""
    line = " ".join("".join(c if c.isprintable() else " " for c in str(words)).split())
    line = line.rstrip(".")
    return line if len(line) <= LONGEST_WORDS else f"{line[: LONGEST_WORDS - 1]}…"


def forbidden(where: str, instead: str) -> AuthorizationError:
    """The workspace's login policy does not allow signing in there."""
    return AuthorizationError(
        f"Signing in in {where} is switched off for this workspace.",
        f"Sign in in {instead}, or change it in Settings.",
        code="authorization.forbidden_by_policy",
    )
