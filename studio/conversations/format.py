"""The file of a conversation that is a test.

    name = "a-deal-in-one-sentence"
    title = "Create a Deal"
    begin = "installed"

    [[turns]]
    say = "create a deal named Nike in closed won"
    dialog = "Create a Deal"
    slots = { dealName = "Nike", dealStage = "closedwon" }
    requests = ["POST /crm/v3/objects/deals 201", "GET /account-info/v3/details 200"]
    answers = ["Nike is created."]

In `requests` and `answers` a `*` stands for anything: for ids and times, which are others on each
run. What a turn leaves out is not looked at.
"""

from __future__ import annotations

import json
import re
import tomllib

import msgspec

from studio.errors import StudioError
from studio.journeys.format import Begin, FileName


class ExpectedTurn(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What is said, and what has to come of it."""

    say: str
    dialog: str | None = None
    """The dialog task that is meant, by its name; the empty text for none."""
    slots: dict[str, str] | None = None
    """The values of its entities after the turn."""
    requests: tuple[str, ...] | None = None
    """Method, path and status of each, in order."""
    answers: tuple[str, ...] | None = None
    """The words of each answer, in order."""


class ConversationTest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A conversation from its beginning to its end."""

    name: FileName
    title: str
    turns: tuple[ExpectedTurn, ...]
    begin: Begin = "installed"


def is_conversation(text: str) -> bool:
    """Whether a TOML text is a conversation, and not a journey."""
    return re.search(r"^\s*\[\[\s*turns\s*\]\]", text, re.MULTILINE) is not None


def read(file: str, text: str) -> ConversationTest:
    """The conversation that a TOML text holds.

    Raises:
        StudioError: it is not right; the message says where.
    """
    try:
        return msgspec.convert(tomllib.loads(text), ConversationTest)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise StudioError(
            f"{file}: {error}.", "Mend the file, then replay it again.", code="conversations.wrong"
        ) from error


def write(test: ConversationTest) -> str:
    """A conversation as TOML; reads back as the same."""
    lines = [
        f"name = {_text(test.name)}",
        f"title = {_text(test.title)}",
        f"begin = {_text(test.begin)}",
    ]
    for turn in test.turns:
        lines += ["", "[[turns]]", f"say = {_text(turn.say)}"]
        if turn.dialog is not None:
            lines.append(f"dialog = {_text(turn.dialog)}")
        if turn.slots is not None:
            inside = ", ".join(f"{_text(k)} = {_text(v)}" for k, v in turn.slots.items())
            lines.append(f"slots = {{ {inside} }}" if inside else "slots = {}")
        for key, values in (("requests", turn.requests), ("answers", turn.answers)):
            if values is not None:
                lines.append(f"{key} = [{', '.join(map(_text, values))}]")
    return "\n".join(lines) + "\n"


def _text(value: str) -> str:
    """A basic string: what JSON escapes is written alike in TOML, but for the delete character."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
