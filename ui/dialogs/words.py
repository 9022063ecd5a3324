"""How nodes and moments are put into words."""

from __future__ import annotations

from datetime import datetime

from studio.dialogs.definitions import (
    ENTITY_TYPE_LABELS,
    BotAction,
    Entity,
    Intent,
    Message,
    Script,
    Service,
)

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


def moment(at: datetime) -> str:
    """A date as a person writes it, in the person's own time zone."""
    local = at.astimezone()
    return f"{local.day} {local:%b %Y, %H:%M}"
