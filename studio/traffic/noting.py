"""Writing down the part of a sign-in that is no request of ours: the login window's."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from studio import redaction
from studio.clock import Clock, iso
from studio.errors import StudioError
from studio.ids import Ids
from studio.workspace.sequences import Noted, Result, Sequence, Sequences

OWN_DOING = frozenset(
    f"authorization.{end}"
    for end in ("closed", "declined", "cancelled", "timed_out", "other_account_refused")
)
"""Ends that a person may have wanted: nothing is wrong with the authorization."""

log = logging.getLogger(__name__)


class SignInNotes:
    """The notes on one sign-in. What cannot be written down does not stop the sign-in.

    Args:
        id: What its exchanges are sent with, as `Request.sequence`.
    """

    def __init__(self, sequence_id: str, sequences: Sequences, clock: Clock) -> None:
        self.id = sequence_id
        self._sequences = sequences
        self._clock = clock
        self._over = False

    def opened(self, url: str, callback_url: str, where: str) -> None:
        """The address was handed to the login window, or to the browser."""
        facts = {"url": redaction.url(url), "callback_url": callback_url, "where": where}
        self._note("opened", facts)

    def returned(self, url: str) -> None:
        """The redirect came back. Its code and state are not kept."""
        self._note("returned", {"url": redaction.url(url)})

    def asked(self, before: str, now: str) -> None:
        """It is another account than before, and somebody has to decide."""
        self._note("asked", {"before": before, "now": now})

    def kept(self, facts: dict[str, Any]) -> None:
        """The account was kept: the sign-in has worked."""
        self._note("kept", facts)
        self._end("good")

    def failed(self, error: StudioError) -> None:
        """It ended without an account."""
        if self._over:
            return
        self._note(
            "failed",
            {
                "message": error.message,
                "next_step": error.next_step,
                "code": error.code,
                "exchange_id": error.exchange_id,
            },
        )
        self._end("ended" if error.code in OWN_DOING else "failed", error)

    def called_off(self) -> None:
        """Another sign-in, or another choice, took its place."""
        if not self._over:
            self._note("called_off", {})
            self._end("ended")

    def _note(self, kind: str, facts: dict[str, Any]) -> None:
        self._safely(
            lambda: self._sequences.note(self.id, Noted(iso(self._clock.now()), kind, facts))
        )

    def _end(self, result: Result, error: StudioError | None = None) -> None:
        self._over = True
        said, code = (error.message, error.code) if error else ("", "")
        self._safely(lambda: self._sequences.end(self.id, result, said, code))

    def _safely(self, write: Callable[[], None]) -> None:
        try:
            write()
        except StudioError as error:
            log.warning("A step of a sign-in is missing in Traffic: %s", error.code)


class SignInNotebook:
    """Begins the notes on sign-ins."""

    def __init__(self, sequences: Sequences, clock: Clock, ids: Ids) -> None:
        self._sequences = sequences
        self._clock = clock
        self._ids = ids

    def begin(
        self, *, connector_id: str, environment: str, end_user: str, title: str
    ) -> SignInNotes:
        """The notes on a sign-in that begins now."""
        notes = SignInNotes(self._ids.uuid(), self._sequences, self._clock)
        at = iso(self._clock.now())
        notes._safely(
            lambda: self._sequences.begin(
                Sequence(
                    0,
                    notes.id,
                    "authorization",
                    connector_id,
                    environment,
                    end_user,
                    title,
                    at,
                    "open",
                    "",
                    "",
                )
            )
        )
        return notes
