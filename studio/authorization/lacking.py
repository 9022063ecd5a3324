"""Why there is no token, in words: only signing in again helps."""

from __future__ import annotations

from studio.authorization.errors import NeedsAuthorization


def gone_with_the_last_run() -> NeedsAuthorization:
    """Tokens that were kept in memory only, after a restart."""
    return NeedsAuthorization(
        "The tokens were kept in memory only and went with the last run.",
        "Press Authorize to sign in again.",
        code="authorization.tokens_gone",
    )


def another_app() -> NeedsAuthorization:
    return NeedsAuthorization(
        "The authorization profile names another client ID than the one that was authorized.",
        "Press Authorize to sign in for the app it names now.",
        code="authorization.another_app",
    )


def ended() -> NeedsAuthorization:
    return NeedsAuthorization(
        "The access token has ended, and the service gave none to renew it with.",
        "Press Authorize to sign in again.",
        code="authorization.ended",
    )


def never_authorized() -> NeedsAuthorization:
    return NeedsAuthorization(
        "The integration is not authorized.",
        "Authorize it in App Settings > Integrations > Actions.",
        code="authorization.missing",
    )


def lost() -> NeedsAuthorization:
    return NeedsAuthorization(
        "The integration has to be authorized again.",
        "Press Authorize in App Settings > Integrations > Actions.",
        code="authorization.missing",
    )


def removed() -> NeedsAuthorization:
    """Somebody took the tokens out of the vault."""
    return NeedsAuthorization(
        "The tokens were removed in Settings.",
        "Press Authorize to sign in again.",
        code="authorization.removed",
    )
