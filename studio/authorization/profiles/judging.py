"""What an answer to a test means."""

from __future__ import annotations

from studio.authorization.errors import AuthorizationError, shown
from studio.authorization.grant import Answered, Grant, read_grant
from studio.authorization.profiles.steps import Came, TestFailed


def went_well(came: Came, what: str) -> None:
    """Raises TestFailed unless the answer is a 2xx.

    Args:
        came: The answer.
        what: What was sent, for words: "the user name and password".
    """
    if not 200 <= came.status < 300:
        message, next_step = _meaning(came, what)
        raise TestFailed(f"{message}{_reason(came)}", next_step, came=came)


def token_in(came: Came, what: str, scopes: tuple[str, ...]) -> Grant:
    """The grant in a token endpoint's answer. Raises TestFailed when there is none."""
    went_well(came, what)
    body = came.json_or_none()
    try:
        return read_grant(Answered(came.status, body), scopes, "Test again")
    except AuthorizationError as error:
        raise TestFailed(
            error.message,
            "Check that this is the address of the service's token endpoint.",
            came=came,
        ) from None


def _meaning(came: Came, what: str) -> tuple[str, str]:
    status = came.status
    if 300 <= status < 400:
        return (
            f"The address leads elsewhere ({status}), which is not followed: {what} is meant for "
            "nobody else.",
            "Enter the address that answers itself, with https:// and the exact host.",
        )
    if status in (400, 401, 403):
        return (
            f"The service refused {what} ({status}).",
            "Check what was entered, and see Response for the service's own words.",
        )
    if status in (404, 405, 410):
        return (
            f"There is nothing to ask at this address ({status}).",
            "Check the address, and the Method.",
        )
    if status == 429:
        return ("The service has had too many requests (429).", "Wait a minute, then test again.")
    if status >= 500:
        return (
            f"The service is in trouble ({status}).",
            "Test again in a minute; the profile may be right.",
        )
    return (f"The service answered with {status}.", "See Response for its own words.")


def _reason(came: Came) -> str:
    body = came.json_or_none()
    if not isinstance(body, dict):
        return ""
    words = shown(body.get("error_description") or body.get("message") or body.get("error") or "")
    return f" It says: {words}." if words else ""
