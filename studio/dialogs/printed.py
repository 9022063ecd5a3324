"""What a message script printed, as something that can be said.

The platform's form: plain text, or `{type: "template", payload: {template_type, text, buttons}}`.
Ours beyond it: `payload.fields` (title and value), and the template type `list` with elements.
"""

from __future__ import annotations

import json
from typing import Any

from studio.dialogs.chat import ChatButton, ListItem, Saying

MOST_BUTTONS = 5
"""As many as the platform's button template takes (fact sheet xo-platform 6.2)."""


def read_printed(text: str) -> Saying:
    """The saying that a printed text stands for; text that is no template is said as it is."""
    payload = _template(text)
    if payload is None:
        return Saying("text", text)
    words = str(payload.get("text", ""))
    buttons = tuple(_buttons(payload.get("buttons")))
    if payload.get("template_type") == "list":
        return Saying("list", words, items=tuple(_items(payload.get("elements"))), buttons=buttons)
    fields = tuple(
        (str(field.get("title", "")), str(field.get("value", "")))
        for field in _objects(payload.get("fields"))
    )
    return Saying("card", words, fields=fields, buttons=buttons)


def _template(text: str) -> dict[str, Any] | None:
    if not text.lstrip().startswith("{"):
        return None
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(data, dict) or data.get("type") != "template":
        return None
    payload = data.get("payload")
    return payload if isinstance(payload, dict) else None


def _buttons(value: Any) -> list[ChatButton]:
    found = []
    for data in _objects(value)[:MOST_BUTTONS]:
        title = str(data.get("title", ""))
        if data.get("type") == "web_url" and data.get("url"):
            found.append(ChatButton(title, url=str(data["url"])))
        elif data.get("type") == "postback":
            found.append(ChatButton(title, postback=str(data.get("payload") or title)))
    return found


def _items(value: Any) -> list[ListItem]:
    found = []
    for data in _objects(value):
        buttons = _buttons(data.get("buttons"))
        found.append(
            ListItem(
                str(data.get("title", "")),
                str(data.get("subtitle", "")),
                buttons[0] if buttons else None,
            )
        )
    return found


def _objects(value: Any) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
