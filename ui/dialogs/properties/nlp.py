"""NLP Properties: what a person says to start a dialog task, or to answer a question."""

from __future__ import annotations

from studio.dialogs.definitions import Dialog, Entity, Intent
from ui.controls import Text
from ui.dialogs.properties.page import PropertyPage
from ui.dialogs.words import AnyNode


def has_some(node: AnyNode) -> bool:
    """Whether a node has any."""
    return isinstance(node, Intent | Entity)


def fill(page: PropertyPage, node: AnyNode, dialog: Dialog) -> None:
    """Show the utterances of an intent, or those that carry an entity, and its synonyms."""
    match node:
        case Intent():
            page.section(f"Utterances ({len(node.utterances)})")
            _lines(page, node.utterances)
        case Entity():
            mark = f"{{{node.name}}}"
            carrying = [one for one in dialog.intent.utterances if mark in one]
            page.section(f"Utterances with {mark}")
            _lines(page, tuple(carrying))
            synonyms = [item for item in node.items if item.synonyms]
            if synonyms:
                page.section("Synonyms")
                for item in synonyms:
                    page.pair(
                        Text(item.title, "secondary"), Text(", ".join(item.synonyms), "value")
                    )


def _lines(page: PropertyPage, utterances: tuple[str, ...]) -> None:
    for utterance in utterances:
        page.add(Text(utterance, "value"))
    if not utterances:
        page.note("None")
