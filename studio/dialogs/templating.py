"""Filling `{{context.…}}` in a request. What a person typed is always a value, never syntax."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from studio.dialogs.definitions import Request
from studio.errors import StudioError

PLACEHOLDER = re.compile(r"\{\{\s*context\.(.*?)\s*\}\}")
MISSING = object()


@dataclass(frozen=True)
class FilledRequest:
    """A request ready to be sent, but for host and token."""

    method: str
    path: str
    headers: dict[str, str]
    json: Any
    """The body as data; None when there is none."""


def fill(request: Request, context: dict[str, Any], node: str) -> FilledRequest:
    """`request` with every placeholder replaced by the value it names.

    In the path a value is percent-encoded whole, so it stays one segment. In the body a value
    lands inside the JSON string it stands in; a string that is nothing but one placeholder
    becomes the value itself, so objects and numbers stay what they are. Values are never
    searched for placeholders again.

    Raises:
        StudioError: a placeholder names something that the context does not hold.
    """
    path = _interpolate(request.path, context, node, lambda value: quote(value, safe=""))
    headers = {
        name: _one_line(_interpolate(value, context, node, str))
        for name, value in request.headers.items()
    }
    body = _walk(json.loads(request.body), context, node) if request.body else None
    return FilledRequest(request.method, path, headers, body)


def fill_text(text: str, context: dict[str, Any]) -> str:
    """A text with every `{{context.…}}` replaced by its value; what has none is left out."""

    def value(match: re.Match[str]) -> str:
        found = look_up(context, match[1])
        return "" if found is MISSING or found is None else _text(found)

    return PLACEHOLDER.sub(value, text)


def look_up(context: dict[str, Any], path: str) -> Any:
    """The value at a dotted path such as `entities.dealName`; `MISSING` when there is none."""
    value: Any = context
    for key in path.split("."):
        if isinstance(value, dict) and key in value:
            value = value[key]
        elif isinstance(value, list) and key.isdigit() and int(key) < len(value):
            value = value[int(key)]
        else:
            return MISSING
    return value


def _walk(data: Any, context: dict[str, Any], node: str) -> Any:
    match data:
        case dict():
            return {key: _walk(value, context, node) for key, value in data.items()}
        case list():
            return [_walk(value, context, node) for value in data]
        case str():
            whole = PLACEHOLDER.fullmatch(data)
            if whole:
                return _value(whole[1], context, node)
            return _interpolate(data, context, node, str)
        case _:
            return data


def _interpolate(
    text: str, context: dict[str, Any], node: str, encode: Callable[[str], str]
) -> str:
    return PLACEHOLDER.sub(lambda match: encode(_text(_value(match[1], context, node))), text)


def _value(path: str, context: dict[str, Any], node: str) -> Any:
    value = look_up(context, path)
    if value is MISSING:
        raise StudioError(
            f"The request of {node} needs context.{path}, which has no value.",
            "Open the dialog and check the request's placeholders.",
            field=node,
            code="dialogs.unknown_placeholder",
        )
    return value


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _one_line(text: str) -> str:
    """A header's value can hold no line break (RFC 9110 section 5.5)."""
    return " ".join(text.split())
