"""What is said in Talk to Bot: plain values, shown as they are and kept as JSON."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Literal

from studio.clock import from_iso
from studio.workspace.conversations import MessageRow

HALF_A_CHARACTER = re.compile(r"[\ud800-\udfff]")
"""One of a pair of surrogates without the other (Unicode 3.9, D75): nothing can keep or send it."""

Author = Literal["user", "bot"]
Kind = Literal["text", "prompt", "card", "list", "problem"]


@dataclass(frozen=True)
class QuickReply:
    """An answer that can be clicked instead of typed."""

    title: str
    value: str


@dataclass(frozen=True)
class ChatButton:
    """A button in an answer: opens `url`, or says `postback` for the person."""

    title: str
    url: str | None = None
    postback: str | None = None


@dataclass(frozen=True)
class ListItem:
    """One row of a list in an answer."""

    title: str
    subtitle: str = ""
    button: ChatButton | None = None


@dataclass(frozen=True)
class Saying:
    """Something that is about to be said."""

    kind: Kind
    text: str
    quick_replies: tuple[QuickReply, ...] = ()
    fields: tuple[tuple[str, str], ...] = ()
    items: tuple[ListItem, ...] = ()
    buttons: tuple[ChatButton, ...] = ()

    def payload(self) -> dict[str, Any]:
        """As JSON data, for keeping."""
        data = asdict(self)
        del data["kind"]
        return data


@dataclass(frozen=True)
class ChatMessage:
    """Something that was said, as kept."""

    id: int
    author: Author
    kind: Kind
    text: str
    at: datetime
    quick_replies: tuple[QuickReply, ...] = ()
    fields: tuple[tuple[str, str], ...] = ()
    items: tuple[ListItem, ...] = ()
    buttons: tuple[ChatButton, ...] = ()
    exchange_id: str | None = field(default=None)
    """The exchange that brought this answer, in the journal."""


def message_from(row: MessageRow) -> ChatMessage:
    """The message that a row keeps."""
    data = row.payload
    return ChatMessage(
        id=row.id,
        author="user" if row.author == "user" else "bot",
        kind=row.kind,  # type: ignore[arg-type]
        text=str(data.get("text", "")),
        at=from_iso(row.at),
        quick_replies=tuple(QuickReply(**reply) for reply in data.get("quick_replies", ())),
        fields=tuple((str(a), str(b)) for a, b in data.get("fields", ())),
        items=tuple(_item(item) for item in data.get("items", ())),
        buttons=tuple(ChatButton(**button) for button in data.get("buttons", ())),
        exchange_id=row.exchange_id,
    )


def _item(data: dict[str, Any]) -> ListItem:
    button = data.get("button")
    return ListItem(data["title"], data["subtitle"], ChatButton(**button) if button else None)


def whole_characters(text: str) -> str:
    """`text` with the replacement character for each half of a character that came alone."""
    return HALF_A_CHARACTER.sub("\ufffd", text)
