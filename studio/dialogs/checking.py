"""What a dialog task must be like to be kept. What is merely unfinished is a warning instead."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Protocol

from studio.dialogs.definitions import END, Dialog, Entity, Service
from studio.dialogs.requests import check_request
from studio.errors import StudioError

NODE_NAME = re.compile(r"[^\W\d]\w*")
"""Names stand in `context.…` and in scripts, and cannot contain spaces (xo-platform 6.2)."""
LONGEST_NAME = 255
LONGEST_UTTERANCE = 3000
"""Characters (fact sheet xo-platform 6.4)."""
RESERVED = frozenset({END, "context", "entities", "intent", "session", "history", "traits"})
RETRIES = range(1, 11)
TIMEOUT = range(1, 61)
"""Seconds (fact sheet xo-platform 6.2)."""


class Named(Protocol):
    """What has a dialog task's id and name."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...


def check(dialog: Dialog, others: Iterable[Named], utterances: Mapping[str, str]) -> None:
    """Raise StudioError when `dialog` cannot be kept; `field` is what is wrong.

    Args:
        dialog: The dialog task as it is to be.
        others: Every dialog task that is kept.
        utterances: What starts another one, in small letters, and the name of that one.
    """
    check_dialog_name(dialog.name, (o.name for o in others if o.id != dialog.id))
    check_utterances(dialog.intent.utterances, utterances)
    seen = {dialog.intent.name}
    for node in dialog.every_node:
        check_node_name(node.name, seen)
        seen.add(node.name)
        if isinstance(node, Entity) and node.retries not in RETRIES:
            raise _error(
                "retries", "Allowed Retries can be 1 to 10.", "Enter a number from 1 to 10."
            )
        if isinstance(node, Service):
            check_request(node.request)
        timeout = getattr(node, "timeout_seconds", TIMEOUT[0])
        if timeout not in TIMEOUT:
            raise _error(
                "timeout_seconds",
                "The time-out can be 1 to 60 seconds.",
                "Enter a number from 1 to 60.",
            )


def check_dialog_name(name: str, taken: Iterable[str]) -> None:
    """Raise StudioError when a dialog task cannot be called `name`."""
    name = name.strip()
    if not name:
        raise _error("name", "The dialog task has no name.", "Enter a name.")
    if len(name) > LONGEST_NAME:
        limit = f"A name can have {LONGEST_NAME} characters."
        raise _error("name", limit, "Enter a shorter one.")
    if any(not character.isprintable() for character in name):
        raise _error("name", "The name holds characters that cannot be shown.", "Take them out.")
    if name.casefold() in {other.strip().casefold() for other in taken}:
        raise _error("name", f"There is a dialog task named {name} already.", "Enter another name.")


def check_node_name(name: str, taken: Iterable[str]) -> None:
    """Raise StudioError when a node cannot be called `name` beside those that are `taken`."""
    if not name:
        raise _error("node_name", "The node has no name.", "Enter a name.")
    if not NODE_NAME.fullmatch(name) or len(name) > LONGEST_NAME:
        raise _error(
            "node_name",
            f"{name} cannot be the name of a node: letters, digits and _ only, no spaces, and "
            "not a digit first.",
            "Enter another name; the display name may hold anything.",
        )
    if name in RESERVED:
        raise _error("node_name", f"{name} is a word of the context.", "Enter another name.")
    if name in set(taken):
        raise _error("node_name", f"There is a node named {name} already.", "Enter another name.")


def check_utterances(utterances: tuple[str, ...], elsewhere: Mapping[str, str]) -> None:
    """Raise StudioError when one of them is empty, too long, or said twice within the app."""
    seen: set[str] = set()
    for utterance in utterances:
        plain = utterance.strip().casefold()
        if not plain:
            raise _error("utterances", "An utterance is empty.", "Enter what people say.")
        if len(utterance) > LONGEST_UTTERANCE:
            limit = f"An utterance can have {LONGEST_UTTERANCE:,} characters."
            raise _error("utterances", limit, "Enter a shorter one.")
        if plain in elsewhere:
            where = f'"{utterance}" starts {elsewhere[plain]} already.'
            raise _error("utterances", where, "Say it in other words, or take it out there first.")
        if plain in seen:
            raise _error("utterances", f'"{utterance}" is there already.', "Enter another one.")
        seen.add(plain)


def _error(field: str, message: str, next_step: str) -> StudioError:
    return StudioError(message, next_step, field=field, code=f"dialogs.{field}")
