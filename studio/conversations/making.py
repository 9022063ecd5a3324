"""Make this a test: a conversation that was held becomes one that can be replayed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

from studio.conversations.format import ConversationTest, ExpectedTurn
from studio.dialogs.tracing import HIDDEN, TurnTrace
from studio.errors import StudioError
from studio.workspace.journal import Exchange

VARIES = re.compile(r"\d{4}-\d\d-\d\d(?:T[\d:.]+Z?)?|[0-9a-f]{8}-[0-9a-f-]{27}|\d{6,}")
"""Times and ids: they are others on each run."""


def make_test(
    name: str,
    turns: Iterable[TurnTrace],
    requests_of: Callable[[str], Iterable[Exchange]],
) -> ConversationTest:
    """A test of what was said and what came of it.

    Args:
        name: What to call it; made fit for a file.
        turns: The conversation from its beginning.
        requests_of: The exchanges of a turn, by its sequence.

    Raises:
        StudioError: nothing was said yet, or something that is not kept was.
    """
    found = tuple(turns)
    if not found:
        raise StudioError("Nothing was said yet.", "Talk to the bot first.", code="tests.nothing")
    if any(turn.said == HIDDEN for turn in found):
        raise StudioError(
            "Something sensitive was said, which is not kept.",
            "Start over, and leave it out.",
            code="tests.sensitive",
        )
    return ConversationTest(
        name=_file_name(name),
        title=next((turn.dialog for turn in found if turn.dialog), "Conversation"),
        turns=tuple(_turn(turn, requests_of(turn.sequence)) for turn in found),
    )


def request_line(exchange: Exchange) -> str:
    """Method, path and status of an exchange."""
    return f"{exchange.method} {urlsplit(exchange.url).path} {exchange.status or 'no answer'}"


def fits(pattern: str, text: str) -> bool:
    """Whether a text is as a pattern says, in which `*` stands for anything."""
    parts = map(re.escape, pattern.split("*"))
    return re.fullmatch(".*".join(parts), text, re.DOTALL) is not None


def _turn(turn: TurnTrace, exchanges: Iterable[Exchange]) -> ExpectedTurn:
    return ExpectedTurn(
        say=turn.said,
        dialog=turn.dialog,
        slots={name: _general(str(value), turn.said) for name, value in turn.slots.items()},
        requests=tuple(_general(request_line(one), turn.said) for one in exchanges),
        answers=tuple(_general(answer, turn.said) for answer in turn.answers),
    )


def _general(text: str, said: str) -> str:
    """With a `*` for each id and time, but for those that the person said themselves."""
    text = text.replace("*", "?")
    return VARIES.sub(lambda match: match[0] if match[0] in said else "*", text)


def _file_name(name: str) -> str:
    plain = re.sub(r"[^A-Za-z0-9_-]+", "-", name).strip("-_")[:80]
    return plain or "conversation"
