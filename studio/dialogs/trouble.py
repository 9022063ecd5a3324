"""A service call that failed and may work later: whether it does, and what is said about it.

What was answered so far is kept, and the same request is sent again when the person says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from studio.dialogs.chat import QuickReply, Saying
from studio.dialogs.definitions import Service
from studio.errors import StudioError

PASSING = frozenset({401, 403, 408, 423, 429, 477})
"""Refusals that somebody can mend, or time does (fact sheet hubspot-api 5 and 6): a scope is
granted, somebody signs in again, a lock or limit ends. So does every 5xx."""
UNDONE_5XX = frozenset({503, 521, 522, 523, 525, 526})
"""The service or the edge before it did not take the request at all."""
REPEATABLE = frozenset({"GET", "PUT", "DELETE"})
"""Methods that may be sent again after a kill without doing a thing twice (RFC 9110 9.2.2)."""
OFFER = (QuickReply("Try again", "try_again"), QuickReply("Discard", "discard"))
TRY_AGAIN_WORDS = frozenset({"try again", "try it again", "again", "retry", "try_again"})
REMINDER = Saying(
    "prompt",
    "The task waits. Say Try again to send the request once more, Discard to drop it, or what "
    "else to do.",
    quick_replies=OFFER,
)


def may_pass(status: int) -> bool:
    """Whether the same request can be expected to work later."""
    return status in PASSING or 500 <= status < 600


def may_be_done(node: Service, status: int) -> bool:
    """Whether the service may have acted on a request that it answered with `status`."""
    return harmful(node) and 500 <= status < 600 and status not in UNDONE_5XX


def harmful(node: Service) -> bool:
    """Whether sending the request of `node` twice may do a thing twice."""
    return node.request.method not in REPEATABLE and not node.request.reads


def means_try_again(words: str) -> bool:
    """Whether the person wants the request sent again."""
    return re.sub(r"[^\w ]", "", words).strip().casefold() in TRY_AGAIN_WORDS


def explained(failure: StudioError, node: Service, *, unsure: bool) -> Saying:
    """What to say when there is no answer that can be used."""
    trace = f" (correlation ID {failure.correlation_id})" if failure.correlation_id else ""
    then = look_first(node) if unsure else failure.next_step
    return offering(f"Something went wrong. {failure.message}{trace} {then}".strip())


def refused(
    texts: Iterable[str], node: Service, status: int, correlation_id: str | None
) -> tuple[Saying, ...]:
    """What to say about an answer that is a refusal: the dialog's own words, and the offer.

    Args:
        texts: What the dialog task's message says about the answer; none when it says nothing.
        node: The service.
        status: Of the answer.
        correlation_id: The service's own id of the request; said unless the texts hold it.
    """
    said = list(texts) or [
        f"Something went wrong: the service answered with {status}. Try again in a few minutes."
    ]
    if correlation_id and not any(correlation_id in text for text in said):
        said[-1] += f" (correlation ID {correlation_id})"
    if may_be_done(node, status):
        said[-1] += f" {look_first(node)}"
    return (*(Saying("problem", text) for text in said[:-1]), offering(said[-1]))


def look_first(node: Service) -> str:
    """What to do before a request that may have been carried out is sent again."""
    if node.request.method == "PATCH":
        return "It may have been changed all the same; trying again does no harm."
    return "It may have been created all the same: look before you try again."


def cut_off(node: Service) -> Saying:
    """What to say about a request that was under way when the program ended."""
    return offering(
        "I was cut off while a request was under way, so I do not know whether it arrived. "
        f"{look_first(node)}"
    )


def offering(text: str) -> Saying:
    """A problem with the offer to try again."""
    return replace(REMINDER, kind="problem", text=text)
