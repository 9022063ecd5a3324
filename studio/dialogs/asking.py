"""Asking for the entities of a dialog task (fact sheet xo-platform 6.2)."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from studio.dialogs.chat import QuickReply, Saying
from studio.dialogs.definitions import END, Entity
from studio.dialogs.entities import read_value
from studio.dialogs.steps import Ask, ConversationState, Say, Step

SKIP = QuickReply("Skip", "skip")
SKIP_WORDS = frozenset({"skip", "none", "no", "leave it", "-"})
GAVE_UP = "I could not understand that {tries} times, so I stopped here. {then}"


def ask(node: Entity, state: ConversationState) -> Generator[Step, Any, str | None]:
    """See that the entity has a value.

    Returns:
        None to go on as the connections say; else where the dialog task goes because the allowed
        tries are used up: a node's name, or END.
    """
    entities = state.context["entities"]
    if node.name in entities and not state.asked:
        return None
    if node.asking == "hidden":
        if node.default_value is not None:
            entities[node.name] = node.default_value
        return None
    saying = None if state.asked else question(node, node.prompt)
    state.asked = True
    typed = str((yield Ask(node, saying)))
    if node.asking == "optional":
        entities[node.name] = _optional(node, typed)
        return None
    while (value := read_value(node, typed)) is None:
        state.retries += 1
        if state.retries >= node.retries:
            then = "Ask me again when you like." if node.on_exceeding == END else ""
            yield Say(Saying("problem", GAVE_UP.format(tries=node.retries, then=then).strip()))
            return node.on_exceeding
        typed = str((yield Ask(node, question(node, node.error_prompt))))
    entities[node.name] = value
    return None


def question(node: Entity, words: str) -> Saying:
    """An entity's prompt, with its items as quick replies."""
    replies = tuple(QuickReply(item.title, item.value) for item in node.items)
    if node.asking == "optional":
        replies = (*replies, SKIP)
    words = words.strip() or f"What is the {node.display_name or node.name}?"
    return Saying("prompt", words, quick_replies=replies)


def _optional(node: Entity, typed: str) -> str:
    """Asked once: what does not fit, or is skipped, is the default value."""
    default = node.default_value or ""
    if typed.strip().casefold() in SKIP_WORDS:
        return default
    value = read_value(node, typed)
    return default if value is None else value
