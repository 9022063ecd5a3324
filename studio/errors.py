"""One error type for people: what happened, and what to do next."""

from __future__ import annotations

STAND_IN = "another program may be answering in its place (a proxy, a network's sign-in page)"
"""Why a service may seem to answer with what it never would."""


class StudioError(Exception):
    """Something a person has to know about and can do something about.

    Args:
        message: What happened and why, one or two sentences in plain words.
        next_step: What to do about it, as an instruction ("Press Authorize again.").
        field: The object name of the control, or the key of the file, that it concerns.
        correlation_id: The remote service's own id of the failed request, when it sent one.
        exchange_id: The id of the exchange in the journal that shows what was sent.
        code: A stable word for programs and tests (`authorization.declined`); never shown.
    """

    def __init__(
        self,
        message: str,
        next_step: str,
        *,
        field: str | None = None,
        correlation_id: str | None = None,
        exchange_id: str | None = None,
        code: str = "studio.error",
    ) -> None:
        super().__init__(message)
        self.message = message
        self.next_step = next_step
        self.field = field
        self.correlation_id = correlation_id
        self.exchange_id = exchange_id
        self.code = code

    def __str__(self) -> str:
        return f"{self.message} {self.next_step}".strip()


class Cancelled(StudioError):
    """The person stopped what was under way; nothing was left half done."""

    def __init__(self, message: str = "Stopped.", next_step: str = "") -> None:
        super().__init__(message, next_step, code="studio.cancelled")
