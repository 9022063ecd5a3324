"""Components as a portable definition writes them (fact sheet xo-platform 7.3)."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

from studio.dialogs.definitions import (
    BotAction,
    Component,
    Entity,
    Intent,
    Message,
    SampleResponse,
    Script,
    Service,
)
from studio.dialogs.portable.forms import (
    COMPONENT_FRAME,
    ENTITY_TYPES,
    LANGUAGE,
    OURS,
    Integration,
    encoded,
    named_id,
    path_encoded,
)
from studio.redaction import is_secret_name


def component(
    one: Component, dialog_id: str, shared: frozenset[str], integration: Integration
) -> dict[str, Any]:
    """A component as data.

    Args:
        dialog_id: The dialog task it is written for.
        shared: The ids of components that templates share.
        integration: Whose services they are.
    """
    data: dict[str, Any] = {
        "_id": one.component,
        "refId": named_id("", one.component),
        "name": one.name,
    }
    match one:
        case Intent():
            words = {"desc": one.description, "intent": one.display_name}
            data |= {"type": "intent", "dialogId": dialog_id, "localeData": {LANGUAGE: words}}
            return data | COMPONENT_FRAME
        case Entity():
            data |= _entity(one)
        case Service():
            data |= _service(one, integration)
        case Script():
            data |= {"type": "script", "script": encoded(one.script)}
        case Message():
            data |= {"type": "message", "message": _messages(one)}
    locale = data.setdefault("localeData", {LANGUAGE: {}})[LANGUAGE]
    locale["label"] = one.display_name
    if one.component in shared:
        data.setdefault(OURS, {})["shared"] = True
    return data | COMPONENT_FRAME


def action_component(
    dialog_id: str, node: BotAction, nodes: list[dict[str, Any]]
) -> dict[str, Any]:
    """The component of a Bot Action, with the nodes in it."""
    id = named_id("dc-", dialog_id, node.name)
    return {
        "_id": id,
        "refId": named_id("", id),
        "name": node.name,
        "type": "botAction",
        "localeData": {LANGUAGE: {"label": node.display_name}},
        "nodes": nodes,
        **COMPONENT_FRAME,
    }


def _entity(one: Entity) -> dict[str, Any]:
    data: dict[str, Any] = {
        "type": "entity",
        "entityType": ENTITY_TYPES[one.entity_type],
        "message": [_text(encoded(one.prompt), "basic")],
        "errorMessage": [_text(encoded(one.error_prompt), "basic")],
        "isSensitive": one.sensitive,
        OURS: {"pattern": one.pattern},
    }
    if one.regex_pattern:
        data["regexPattern"] = one.regex_pattern
    if one.items:
        values = [
            {"title": item.title, "value": item.value, "synonyms": list(item.synonyms)}
            for item in one.items
        ]
        data["localeData"] = {LANGUAGE: {"allowedValues": {"values": values}}}
    return data


def _service(one: Service, integration: Integration) -> dict[str, Any]:
    request = one.request
    host = urlsplit(integration.api)
    return {
        "type": "service",
        "serviceNodeType": "custom",
        "serviceType": "rest",
        "authRequired": one.auth,
        "idp": integration.profile if one.auth else "none",
        "endPoint": {
            "protocol": host.scheme,
            "host": host.netloc,
            "port": "",
            "path": path_encoded(request.path),
            "method": request.method.lower(),
            "connectorEnabled": False,
            "piiDataEnabled": False,
        },
        "payload": {"type": "raw", "value": encoded(request.body)},
        "headers": {"type": "raw", "value": json.dumps(_open(request.headers), ensure_ascii=False)},
        "sampleResponse": [_sample(sample) for sample in one.sample_responses],
        OURS: {"reads": request.reads, "description": one.description},
    }


def _open(headers: dict[str, str]) -> dict[str, str]:
    """The headers that may leave with a file: none that is named like a secret."""
    return {name: value for name, value in headers.items() if not is_secret_name(name)}


def _sample(one: SampleResponse) -> dict[str, Any]:
    answer: dict[str, Any] = {"statusCode": one.status}
    if one.body:
        try:
            answer["body"] = json.loads(one.body)
        except (ValueError, RecursionError):  # a RAW one
            answer["body"] = one.body
    response = json.dumps(answer, ensure_ascii=False)
    return {"name": one.name, "isDefault": one.default, "response": response}


def _messages(one: Message) -> list[dict[str, Any]]:
    if one.script or not one.texts:
        return [_text(encoded(one.script), "uxmap")]
    return [_text(encoded(text), "basic") for text in one.texts]


def _text(text: str, kind: str) -> dict[str, Any]:
    return {"channel": "default", "localeData": {LANGUAGE: {"text": text, "type": kind}}}
