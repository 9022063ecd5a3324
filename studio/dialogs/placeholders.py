"""What a request takes from the context, and where in a dialog task that comes from."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from studio.dialogs.definitions import (
    Dialog,
    Entity,
    Message,
    Request,
    Script,
    Service,
)
from studio.dialogs.templating import MISSING, PLACEHOLDER, look_up

GIVEN = frozenset({"intent", "entities", "traits", "history", "session", "currentLanguage"})
"""Keys of the context that the platform itself sets (fact sheet xo-platform 6.3)."""
SET_BY_SCRIPT = re.compile(r"\bcontext(?:\.(\w+)|\[\s*[\"'](\w+)[\"']\s*\])")


@dataclass(frozen=True)
class Placeholder:
    """One `{{context.…}}` of a request.

    Args:
        path: What stands after `context.`.
        in_address: It stands in the URL, where an empty value would name something else.
        known: Something in the dialog task gives it a value.
    """

    path: str
    known: bool
    in_address: bool = False


def placeholders(dialog: Dialog, request: Request) -> tuple[Placeholder, ...]:
    """Every placeholder of a request once, in the order in which they stand there.

    Known are the entities of the dialog task, the answers of its services, what its scripts name,
    and what the platform sets.
    """
    texts = (request.path, *request.headers.values(), request.body)
    paths = dict.fromkeys(match[1] for text in texts for match in PLACEHOLDER.finditer(text))
    address = {match[1] for match in PLACEHOLDER.finditer(request.path)}
    return tuple(Placeholder(path, _known(dialog, path), path in address) for path in paths)


def sample_context(dialog: Dialog, values: dict[str, str] | None = None) -> dict[str, Any]:
    """A context as it may be late in the dialog task, to try requests and scripts on.

    Args:
        dialog: The dialog task.
        values: By path what is to stand there; what looks like JSON becomes data, but for
            entities, which are texts.

    Returns:
        Entities with the first of their items, services with their default sample response.
    """
    context: dict[str, Any] = {"intent": dialog.intent.name, "entities": {}}
    for node in dialog.nodes:
        if isinstance(node, Entity):
            context["entities"][node.name] = node.items[0].value if node.items else ""
    for service in _services(dialog):
        default = next((one for one in service.sample_responses if one.default), None)
        if default is not None:
            response = {"statusCode": default.status, "body": service.sample}
            context[service.name] = {"response": response}
    for path, text in (values or {}).items():
        _put(context, path.split("."), text if path.startswith("entities.") else _data(text))
    return context


def sample_value(dialog: Dialog, path: str) -> str:
    """What `sample_context` holds at a path, as a person would type it; empty where nothing."""
    value = look_up(sample_context(dialog), path)
    if value is MISSING or value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _known(dialog: Dialog, path: str) -> bool:
    first, _, rest = path.partition(".")
    if first == "entities":
        return dialog.entity(rest.partition(".")[0]) is not None
    if first in GIVEN:
        return True
    if any(service.name == first for service in _services(dialog)):
        return rest.partition(".")[0] == "response"
    return any(first in match.groups() for match in _named_in_scripts(dialog))


def _named_in_scripts(dialog: Dialog) -> list[re.Match[str]]:
    scripts = [node.script for node in dialog.every_node if isinstance(node, Script | Message)]
    return [match for script in scripts for match in SET_BY_SCRIPT.finditer(script)]


def _services(dialog: Dialog) -> list[Service]:
    return [node for node in dialog.every_node if isinstance(node, Service)]


def _put(context: dict[str, Any], keys: list[str], value: Any) -> None:
    place = context
    for key in keys[:-1]:
        inner = place.get(key)
        if not isinstance(inner, dict):
            inner = place[key] = {}
        place = inner
    place[keys[-1]] = value


def _data(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text
