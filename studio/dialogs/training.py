"""From what is said to the dialog task that is meant.

Training turns the utterances of every dialog task into patterns and plain forms. What is said is
first held against the patterns, which also fill entities; then the nearest utterance decides, and
where two dialog tasks are about as near, the person is asked which one was meant.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from studio.dialogs.definitions import Dialog, Entity
from studio.dialogs.entities import read_value

UTTERANCE_ENTITY = re.compile(r"\\?\{(\w+)\\?\}")
SURE = 82.0
"""Nearness (0 to 100) from which on a dialog task is taken without asking."""
POSSIBLE = 62.0
"""Nearness from which on it is offered."""
APART = 6.0
"""How much nearer than the second the first must be to be taken without asking."""
MOST_OFFERED = 4


@dataclass(frozen=True)
class Meaning:
    """What was meant: one dialog task with the entities found, or several to choose from."""

    dialog: Dialog | None
    entities: dict[str, str]
    candidates: tuple[Dialog, ...] = ()


@dataclass(frozen=True)
class _Pattern:
    dialog: Dialog
    regex: re.Pattern[str]
    weight: int


class Intents:
    """What the dialog tasks were trained with."""

    def __init__(self, dialogs: tuple[Dialog, ...]) -> None:
        self._patterns = sorted(
            (
                _Pattern(dialog, _regex(utterance, dialog), _weight(utterance))
                for dialog in dialogs
                for utterance in dialog.intent.utterances
                if "{" in utterance
            ),
            key=lambda pattern: -pattern.weight,
        )
        self._forms: list[str] = []
        self._owners: list[Dialog] = []
        for dialog in dialogs:
            for utterance in (dialog.name, *dialog.intent.utterances):
                self._forms.append(_plain(re.sub(r"\{\w+\}", "", utterance)))
                self._owners.append(dialog)

    def find(self, said: str) -> Meaning:
        """What `said` means. Everything empty when nothing fits."""
        plain = _plain(said)
        for number, form in enumerate(self._forms):
            if form == plain:
                return Meaning(self._owners[number], {})
        by_pattern = self._by_pattern(said)
        return by_pattern or self._by_nearness(plain)

    def _by_pattern(self, said: str) -> Meaning | None:
        text = said.strip()
        for pattern in self._patterns:
            match = pattern.regex.fullmatch(text)
            if not match:
                continue
            found = {}
            for name, raw in match.groupdict().items():
                entity = pattern.dialog.entity(name)
                value = read_value(entity, _unquoted(raw)) if entity else None
                if value is None:
                    break
                found[name] = value
            else:
                return Meaning(pattern.dialog, found)
        return None

    def _by_nearness(self, plain: str) -> Meaning:
        from rapidfuzz import process

        if not self._forms or not plain:
            return Meaning(None, {})
        scores = process.extract(
            plain, self._forms, scorer=_nearness, limit=30, score_cutoff=POSSIBLE
        )
        best: dict[str, tuple[float, Dialog]] = {}
        for _, score, number in scores:
            owner = self._owners[number]
            if owner.id not in best or best[owner.id][0] < score:
                best[owner.id] = (score, owner)
        ranked = sorted(best.values(), key=lambda pair: -pair[0])
        if not ranked:
            return Meaning(None, {})
        clear = len(ranked) == 1 or ranked[0][0] - ranked[1][0] >= APART
        if ranked[0][0] >= SURE and clear:
            return Meaning(ranked[0][1], {})
        return Meaning(None, {}, tuple(dialog for _, dialog in ranked[:MOST_OFFERED]))


def _nearness(said: str, form: str, **options: object) -> float:
    """Word order counts half: "deal create" is meant as "create deal"."""
    from rapidfuzz import fuzz

    return 0.5 * fuzz.ratio(said, form) + 0.5 * fuzz.token_sort_ratio(said, form)


def _regex(utterance: str, dialog: Dialog) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)\}", utterance)
    built = ""
    for number, part in enumerate(parts):
        if number % 2:
            entity = dialog.entity(part)
            built += f"(?P<{part}>{_inner(entity)})"
        else:
            built += r"\s+".join(map(re.escape, part.split(" "))) if part else ""
    return re.compile(rf"(?:please\s+)?{built}[.!?]*", re.IGNORECASE | re.DOTALL)


def _inner(entity: Entity | None) -> str:
    return entity.pattern.replace("(?P<", "(?:") if entity else ".+"


def _weight(utterance: str) -> int:
    """Patterns that fill more, then those with more words of their own, are tried first."""
    return 100 * utterance.count("{") + len(re.sub(r"\{\w+\}", "", utterance).split())


def _plain(text: str) -> str:
    return re.sub(r"[^\w\s]+", " ", text).strip().casefold().replace("  ", " ")


def _unquoted(text: str) -> str:
    text = text.strip()
    pairs = {'"': '"', "'": "'", "“": "”"}
    if len(text) > 2 and pairs.get(text[0]) == text[-1]:
        return text[1:-1]
    return text
