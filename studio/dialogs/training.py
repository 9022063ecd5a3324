"""From what is said to the dialog task that is meant.

Training turns the utterances of every dialog task into patterns and plain forms. What is said is
first held against the patterns, which also fill entities; then the nearest utterance decides, and
where two dialog tasks are about as near, the person is asked which one was meant.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from studio.dialogs.definitions import Dialog, Entity
from studio.dialogs.entities import read_value

ENTITY_MARK = re.compile(r"\{([^\W\d]\w*)\}")
SURE = 82.0
"""Nearness (0 to 100) from which on a dialog task is taken without asking."""
POSSIBLE = 62.0
"""Nearness from which on it is offered."""
APART = 6.0
"""How much nearer than the second the first must be to be taken without asking."""
MOST_OFFERED = 4
NEAREST = 30
"""Forms that are looked at more closely."""
TELL_EVERY = 250


@dataclass(frozen=True)
class Candidate:
    """A dialog task, and how near what was said comes to one of its utterances (0 to 100)."""

    dialog: Dialog
    score: float


@dataclass(frozen=True)
class Meaning:
    """What was meant: one dialog task with the entities found, or several to choose from."""

    dialog: Dialog | None
    entities: dict[str, str]
    candidates: tuple[Dialog, ...] = ()
    near: tuple[Candidate, ...] = ()
    """The nearest dialog tasks, where nearness decided."""


@dataclass(frozen=True)
class _Pattern:
    dialog: Dialog
    regex: re.Pattern[str]
    weight: int
    words: tuple[str, ...]
    """What stands between the entities: without it the pattern cannot fit."""


class Intents:
    """What the dialog tasks were trained with.

    Args:
        dialogs: Every dialog task.
        told: Called now and then with how many of how many utterances are done.
    """

    def __init__(
        self, dialogs: tuple[Dialog, ...], told: Callable[[int, int], None] = lambda n, of: None
    ) -> None:
        self.dialogs = dialogs
        self._patterns: list[_Pattern] = []
        self._forms: list[str] = []
        self._owners: list[Dialog] = []
        self._numbers: dict[str, int] = {}
        every = [(d, u) for d in dialogs for u in (d.name, *d.understood)]
        for number, (dialog, utterance) in enumerate(every):
            if number % TELL_EVERY == 0:
                told(number, len(every))
            self._learn(dialog, utterance)
        self._sorted = [_in_order(form) for form in self._forms]
        self._patterns.sort(key=lambda pattern: -pattern.weight)
        told(len(every), len(every))

    def _learn(self, dialog: Dialog, utterance: str) -> None:
        if "{" in utterance:
            self._patterns.append(_pattern(dialog, utterance))
        form = _plain(ENTITY_MARK.sub("", utterance))
        if form:
            self._numbers.setdefault(form, len(self._forms))
            self._forms.append(form)
            self._owners.append(dialog)

    def find(self, said: str) -> Meaning:
        """What `said` means. Everything empty when nothing fits."""
        plain = _plain(said)
        number = self._numbers.get(plain)
        if number is not None:
            return Meaning(self._owners[number], {})
        by_pattern = self._by_pattern(said)
        return by_pattern or self._by_nearness(plain)

    def _by_pattern(self, said: str) -> Meaning | None:
        text = said.strip()
        folded = " ".join(text.casefold().split())
        for pattern in self._patterns:
            if not all(words in folded for words in pattern.words):
                continue
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
        if not self._forms or not plain:
            return Meaning(None, {})
        best: dict[str, tuple[float, Dialog]] = {}
        for number, score in self._near(plain):
            owner = self._owners[number]
            if owner.id not in best or best[owner.id][0] < score:
                best[owner.id] = (score, owner)
        ranked = sorted(best.values(), key=lambda pair: -pair[0])
        near = tuple(Candidate(dialog, score) for score, dialog in ranked[:MOST_OFFERED])
        if not ranked:
            return Meaning(None, {})
        clear = len(ranked) == 1 or ranked[0][0] - ranked[1][0] >= APART
        if ranked[0][0] >= SURE and clear:
            return Meaning(ranked[0][1], {}, near=near)
        offered = tuple(dialog for _, dialog in ranked[:MOST_OFFERED])
        return Meaning(None, {}, offered, near=near)

    def _near(self, plain: str) -> list[tuple[int, float]]:
        """The nearest forms. Word order counts half: "deal create" is meant as "create deal"."""
        from rapidfuzz import fuzz, process

        ordered = _in_order(plain)
        numbers: set[int] = set()
        for wanted, forms in ((plain, self._forms), (ordered, self._sorted)):
            found = process.extract(wanted, forms, scorer=fuzz.ratio, limit=NEAREST)
            numbers.update(number for _, _, number in found)
        scores = [
            (
                number,
                0.5 * fuzz.ratio(plain, self._forms[number])
                + 0.5 * fuzz.ratio(ordered, self._sorted[number]),
            )
            for number in sorted(numbers)
        ]
        return [(number, score) for number, score in scores if score >= POSSIBLE]


def _pattern(dialog: Dialog, utterance: str) -> _Pattern:
    words = tuple(" ".join(part.casefold().split()) for part in ENTITY_MARK.split(utterance)[::2])
    return _Pattern(
        dialog, _regex(utterance, dialog), _weight(utterance), tuple(w for w in words if w)
    )


def _in_order(form: str) -> str:
    return " ".join(sorted(form.split()))


def _regex(utterance: str, dialog: Dialog) -> re.Pattern[str]:
    parts = ENTITY_MARK.split(utterance)
    built, seen = "", set()
    for number, part in enumerate(parts):
        if number % 2 and part not in seen:
            built += f"(?P<{part}>{_inner(dialog.entity(part))})"
            seen.add(part)
        elif number % 2:
            built += f"(?P={part})"
        else:
            built += r"\s+".join(map(re.escape, part.split(" "))) if part else ""
    return re.compile(rf"(?:please\s+)?{built}[.!?]*", re.IGNORECASE | re.DOTALL)


def _inner(entity: Entity | None) -> str:
    """What an utterance may carry for an entity; anything where its own pattern is none."""
    if entity is None:
        return ".+"
    pattern = re.sub(r"\(\?P<\w+>", "(?:", entity.pattern)
    try:
        re.compile(pattern)
    except re.error:
        return ".+"
    return pattern


def _weight(utterance: str) -> int:
    """Patterns that fill more, then those with more words of their own, are tried first."""
    return 100 * utterance.count("{") + len(ENTITY_MARK.sub("", utterance).split())


def _plain(text: str) -> str:
    return re.sub(r"[^\w\s]+", " ", text).strip().casefold().replace("  ", " ")


def _unquoted(text: str) -> str:
    text = text.strip()
    pairs = {'"': '"', "'": "'", "“": "”"}
    if len(text) > 2 and pairs.get(text[0]) == text[-1]:
        return text[1:-1]
    return text
