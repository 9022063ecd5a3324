"""What a test of a profile asks to be done, and what it is told: plain values, no I/O.

    steps = basic(profile, entered)
    call = next(steps)                      # Send(method=…, url=…)
    steps.send(Came(200, headers, body))    # ends; the Passed is the return value

`OpenPage` and `Redirected` are those of `studio.authorization.exchange`.
"""

from __future__ import annotations

import json
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from typing import Any

from studio.authorization.exchange import OpenPage, Redirected
from studio.authorization.profiles.principal import Principal
from studio.errors import StudioError


@dataclass(frozen=True, repr=False)
class Send:
    """Send this request, once, and follow no redirect."""

    method: str
    url: str
    purpose: str
    headers: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] | None = None
    json: Any = None
    content: bytes | None = None


@dataclass(frozen=True, repr=False)
class Came:
    """What was answered."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    body: str

    def json_or_none(self) -> Any:
        """The body as JSON, or None when it is none."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None


@dataclass(frozen=True, repr=False)
class MakeTicket:
    """Make the next SPNEGO token for a service, of the ticket this computer has (RFC 4178)."""

    principal: Principal
    delegate: bool
    """Whether the service may act for the person."""
    answer: bytes | None = None
    """The service's own token, once it sent one: proves that it is the service."""


@dataclass(frozen=True, repr=False)
class Ticket:
    """A SPNEGO token; empty when there is nothing more to send."""

    token: bytes
    complete: bool
    """Whether both sides have proved themselves."""


@dataclass(frozen=True)
class Passed:
    """A test that went well."""

    message: str
    warning: str = ""
    """What makes it say less than it seems to."""


class TestFailed(StudioError):
    """A test that did not go well. `came` is the answer that says so, when one came."""

    __test__ = False  # not a class of tests, whatever pytest makes of its name

    def __init__(
        self, message: str, next_step: str, *, came: Came | None = None, field: str | None = None
    ) -> None:
        super().__init__(message, next_step, code="profile.test_failed", field=field)
        self.came = came


Step = OpenPage | Send | MakeTicket
Told = Redirected | Came | Ticket
Steps = Generator[Step, Told, Passed]


def answered(told: Told) -> Came:
    """What came of a `Send`."""
    assert isinstance(told, Came)
    return told
