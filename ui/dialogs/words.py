"""How nodes and moments are put into words."""

from __future__ import annotations

from datetime import datetime

from studio.dialogs.definitions import (
    END,
    ENTITY_TYPE_LABELS,
    BotAction,
    Entity,
    Intent,
    Message,
    Script,
    Service,
    Test,
)

OPERATORS = {
    "exists": "exists",
    "does_not_exist": "does not exist",
    "equal_to": "equal to",
    "not_equal_to": "not equal to",
    "greater_than": "greater than",
    "less_than": "less than",
    "greater_than_or_equal_to": "greater than or equal to",
    "less_than_or_equal_to": "less than or equal to",
    "contains": "contains",
}
"""As the platform names them (fact sheet xo-platform 6.2, Conditions)."""

MOST_NAMES = 4

BREAK = "\u200b"
"""Where a line may go on in the next one; nothing can be seen of it."""

AnyNode = Intent | Entity | BotAction | Service | Script | Message


def caption(node: AnyNode, *, integrated: bool = True) -> str:
    """The line above a node's name: its type, and what matters most of it.

    Args:
        node: Which one.
        integrated: Whether the action that its service belongs to is set up and not disabled;
            without, the platform calls it a Custom Service (fact sheet xo-platform 4).
    """
    match node:
        case Intent():
            return "INTENT"
        case Entity():
            return f"ENTITY · {ENTITY_TYPE_LABELS[node.entity_type]}"
        case BotAction():
            return "BOT ACTION"
        case Service():
            kind = "INTEGRATION" if integrated else "CUSTOM"
            return f"{kind} SERVICE · {node.request.method}"
        case Script():
            return "SCRIPT"
        case Message():
            return "MESSAGE"


def icon(node: AnyNode) -> str:
    """The icon of a node's type."""
    match node:
        case Intent():
            return "intent"
        case Entity():
            return "key"
        case Script():
            return "script"
        case Message():
            return "chat"
        case _:
            return "service"


def kind_in_words(node: AnyNode, *, integrated: bool = True) -> str:
    """The type of a node, as it stands below its name."""
    words, _, detail = caption(node, integrated=integrated).partition(" · ")
    return f"{words.title()}{' · ' + detail if detail else ''}"


def criterion(test: Test) -> str:
    """What a comparison is about: "Entity", "Context"."""
    return "Entity" if test.entity else "Context"


def comparison(test: Test) -> str:
    """A comparison as it is read: `dealUpdate equal to dealName`."""
    subject = test.entity or test.context or ""
    value = "" if test.value is None else f" {test.value}"
    return f"{subject} {OPERATORS[test.op]}{value}"


def target(name: str) -> str:
    """Where a connection leads, in words."""
    return "End of Dialog" if name == END else name or "Not Connected"


def moment(at: datetime) -> str:
    """A date as a person writes it, in the person's own time zone."""
    local = at.astimezone()
    return f"{local.day} {local:%b %Y, %H:%M}"


def breakable(path: str) -> str:
    """A path that may go on in the next line after each slash and dot."""
    return path.replace("/", f"/{BREAK}").replace(".", f".{BREAK}")


def in_words(names: list[str]) -> str:
    """A few names as they are read: `one, two and three`; many are counted."""
    if len(names) > MOST_NAMES:
        return f"{', '.join(names[:MOST_NAMES])} and {len(names) - MOST_NAMES} more dialog tasks"
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last
