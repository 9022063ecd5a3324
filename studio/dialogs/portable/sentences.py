"""Training sentences: utterances whose entities are marked by their ranges."""

from __future__ import annotations

from studio.dialogs.checking import LONGEST_UTTERANCE
from studio.dialogs.portable.component_reading import Note
from studio.dialogs.portable.fields import Fields
from studio.dialogs.portable.forms import LANGUAGE, broken


def utterances_of(
    file: Fields, intent: str, entities: dict[str, str], note: Note
) -> tuple[str, ...]:
    """The utterances of an intent, each once, with `{name}` where an entity stands.

    Args:
        file: The whole file.
        intent: The id of the intent's component.
        entities: By the id of its component, the name of each entity of the dialog task.
        note: Told of what has no place.
    """
    found: dict[str, str] = {}
    for one in file.each("sentences"):
        if one.get("taskId", str, "") != intent:
            continue
        if one.get("language", str, LANGUAGE) != LANGUAGE:
            note(one.at("language"), f"only {LANGUAGE} is taken over")
            continue
        text = _with_entities(one, entities, note)
        if not text.strip() or len(text) > LONGEST_UTTERANCE:
            note(one.at("sentence"), "it is empty or too long: it is left out")
            continue
        found.setdefault(text.strip().casefold(), text)
    return tuple(found.values())


def _with_entities(data: Fields, entities: dict[str, str], note: Note) -> str:
    text = data.need("sentence", str)
    ranges = []
    for one in data.each("entities"):
        start, end = one.need("startIndex", int), one.need("endIndex", int)
        if not 0 <= start < end <= len(text):
            raise broken(one.at("endIndex"), "is not inside the sentence")
        name = entities.get(one.need("entityId", str))
        if name is None:
            note(one.at("entityId"), "the dialog task has no such entity: the word stays as it is")
            continue
        ranges.append((start, end, name))
    for start, end, name in sorted(ranges, reverse=True):
        text = f"{text[:start]}{{{name}}}{text[end:]}"
    return text
