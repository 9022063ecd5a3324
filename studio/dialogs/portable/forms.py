"""The names and values of the platform's export, and what ours are called there (xo-platform 7)."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote

from studio.errors import StudioError

LANGUAGE = "en"
SPACE = uuid.UUID("5d0f3c0e-6f5b-4c0a-9a51-0d1f6f1f3b11")
"""Where names become ids: the same dialog task has the same ids in every file."""
OURS = "actionStudio"
"""The key for what the platform's form has no place for. Files from elsewhere do not have it."""
LARGEST = 20 * 1024 * 1024
"""Bytes of a file that is imported."""

ENTITY_TYPES = {
    "string": "label",
    "list_of_items": "list_of_values",
    "email": "email",
    "phone_number": "phone_number",
    "number": "number",
    "date": "date",
    "custom": "regex",
}
OPERATORS = {
    "equal_to": "eq",
    "not_equal_to": "neq",
    "greater_than": "gt",
    "greater_than_or_equal_to": "gte",
    "less_than": "lt",
    "less_than_or_equal_to": "lte",
    "contains": "cnt",
    "does_not_exist": "dne",
    "exists": "exists",
}
"""eq, neq, gt, gte, cnt and dne were seen; the others are ours (fact sheet xo-platform 7.3)."""
ASKING = {"mandatory": "required", "optional": "optional", "hidden": "hidden"}
NODE_PREFIX = {
    "entity": "nd-ent-",
    "bot_action": "nd-bac-",
    "service": "nd-srv-",
    "script": "nd-scr-",
    "message": "nd-msg-",
}
ROOT_NODE = "intent0"
COMPONENT_FRAME: dict[str, Any] = {
    "piiDataEnabled": False,
    "applyDefaultTemplate": True,
    "entityFields": {"cityAdvanced": []},
    "spellcorrectThreshold": 0,
    "preConditions": [],
    "vNameSpace": [],
    "useTaskLevelNs": True,
}
"""What every component of a real file carries besides what it is."""
NODE_FRAME: dict[str, Any] = {"vNameSpace": [], "preConditions": [], "useTaskLevelNs": True}
DIALOG_FRAME: dict[str, Any] = {
    "isHidden": False,
    "isFollowUp": False,
    "isAbandonment": False,
    "groups": [],
    "vNameSpace": [],
    "interruptOptions": {"priority": "bot"},
    "contextLifeTime": {"options": "close"},
    "amendConfig": {"priority": "bot"},
}
EMPTY_LISTS = (
    *("advancedNLSettings", "idpConfigurations", "actions", "alerts", "patterns"),
    *("scenes", "sceneComponents", "widgetThemes", "knowledgeTasks", "smallTalk", "widgets"),
    *("panels", "unexportedTasks", "customDashboards", "paramMaps", "taskDgParamMaps"),
    *("koraResponses", "customTemplates", "mlParams", "contentVariables", "namespaces", "traits"),
)
"""Keys of a tasks-only export that stay empty here (fact sheet xo-platform 7.2)."""
DEFAULT_COLOUR = "#676767"


@dataclass(frozen=True)
class Integration:
    """The integration whose services a file holds.

    Args:
        connector_id: Its id.
        profile: What services name as their authorization profile: a name, nothing behind it.
        api: The address of its API, whatever the environment; requests go nowhere else.
    """

    connector_id: str
    profile: str
    api: str


def named_id(prefix: str, *names: str) -> str:
    """An id that the same names always get: the prefix and a UUID (RFC 9562, version 5)."""
    return f"{prefix}{uuid.uuid5(SPACE, '/'.join(names))}"


def encoded(text: str) -> str:
    """As JavaScript's encodeURIComponent."""
    return quote(text, safe="-_.!~*'()")


def decoded(text: str, where: str) -> str:
    """What `encoded` made. Raises StudioError, which names the key, for a broken encoding."""
    if re.search(r"%(?![0-9A-Fa-f]{2})", text):
        raise broken(where, "is not percent-encoded as it should be")
    try:
        return unquote(text, errors="strict")
    except UnicodeDecodeError as error:
        raise broken(where, "does not decode to text") from error


def plain_or_decoded(text: str, where: str) -> str:
    """A text that may be percent-encoded or plain: default texts of real files are plain."""
    return text if re.search(r"[^\x21-\x7e]|%(?![0-9A-Fa-f]{2})", text) else decoded(text, where)


def path_encoded(path: str) -> str:
    """A path with its `{{…}}` encoded."""
    return re.sub(r"\{\{.*?\}\}", lambda match: encoded(match[0]), path)


def path_decoded(path: str) -> str:
    """What `path_encoded` made; everything else of the path stays encoded as it is."""
    return re.sub(r"%7B%7B.*?%7D%7D", lambda match: unquote(match[0]), path, flags=re.IGNORECASE)


def broken(where: str, what: str) -> StudioError:
    """The error for a file that cannot be read: it names the key."""
    return StudioError(
        f"{where or 'The file'} {what}.",
        "Nothing was imported. Mend the file, or export it again.",
        field=where,
        code="portable.broken",
    )
