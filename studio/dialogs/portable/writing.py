"""Dialog tasks as a portable definition. Only definitions are read: no vault, no account."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from studio.dialogs.definitions import (
    END,
    NOT_CONNECTED,
    BotAction,
    Dialog,
    DialogNode,
    Intent,
    Test,
    Transition,
)
from studio.dialogs.portable.component_writing import action_component, component
from studio.dialogs.portable.forms import (
    ASKING,
    DEFAULT_COLOUR,
    DIALOG_FRAME,
    EMPTY_LISTS,
    LANGUAGE,
    NODE_FRAME,
    NODE_PREFIX,
    OPERATORS,
    OURS,
    ROOT_NODE,
    Integration,
    named_id,
)
from studio.dialogs.training import ENTITY_MARK


def write(dialogs: Iterable[Dialog], shared: frozenset[str], integration: Integration) -> bytes:
    """The portable definition of these dialog tasks.

    Args:
        dialogs: In the order in which they are to stand there.
        shared: The ids of components that templates share.
        integration: Whose services they are.

    Returns:
        JSON in UTF-8; the same for the same dialog tasks.
    """
    dialogs = tuple(dialogs)
    components: dict[str, Any] = {}
    for dialog in dialogs:
        for one in _components(dialog, shared, integration):
            components.setdefault(one["_id"], one)
    data = {
        "_id": named_id("st-", "app"),
        "refId": named_id("", "app"),
        "purpose": "customer",
        "type": "default",
        "defaultLanguage": LANGUAGE,
        "supportedLanguages": [LANGUAGE],
        "languagePreferences": {},
        "localeData": {LANGUAGE: {"name": "Action Studio", "description": ""}},
        "isNLEnabled": True,
        "multiLingualConfigurations": {},
        "interruptOptions": {},
        "detectMultiIntent": False,
        "assignAllChildBots": False,
        "recentBotLimit": 0,
        "isCsMatchEnabled": False,
        "defaultDialogId": "",
        "botEvents": {},
        **{name: [] for name in EMPTY_LISTS},
        "dialogComponents": list(components.values()),
        "dialogs": [_dialog(dialog) for dialog in dialogs],
        "sentences": [one for dialog in dialogs for one in _sentences(dialog)],
        "exportOptions": {
            "tasks": ["botTask"],
            "nlpData": ["utterances"],
            "settings": [],
            "subTasks": {"dialogs": [dialog.id for dialog in dialogs]},
            "IncludeDependentTasks": True,
        },
        "environmentVersionInfo": "9.1.7",
    }
    return f"{json.dumps(data, indent=1, ensure_ascii=False)}\n".encode()


def _components(
    dialog: Dialog, shared: frozenset[str], integration: Integration
) -> Iterable[dict[str, Any]]:
    yield component(dialog.intent, dialog.id, shared, integration)
    for node in dialog.nodes:
        if isinstance(node, BotAction):
            yield action_component(dialog.id, node, [_inner(dialog, c) for c in node.nodes])
            for child in node.nodes:
                yield component(child, dialog.id, shared, integration)
        else:
            yield component(node, dialog.id, shared, integration)


def _dialog(dialog: Dialog) -> dict[str, Any]:
    ours = {"connector": dialog.connector_id, "template": dialog.template_id}
    return {
        "_id": dialog.id,
        "refId": named_id("", dialog.id),
        "lname": dialog.name.lower(),
        "localeData": {LANGUAGE: {"name": dialog.name, "shortDesc": dialog.description}},
        **DIALOG_FRAME,
        "nodes": [_root(dialog), *(_node(dialog, node) for node in dialog.nodes)],
        OURS: {key: value for key, value in ours.items() if value},
    }


def _root(dialog: Dialog) -> dict[str, Any]:
    default = _transition(dialog, 0, Transition(then=dialog.first))
    return _placed(
        {
            "type": "intent",
            "componentId": dialog.intent.component,
            "nodeId": ROOT_NODE,
            "transitions": [default],
            "nodeOptions": {"transitionType": "auto"},
            **NODE_FRAME,
        },
        dialog.intent,
    )


def _node(dialog: Dialog, node: DialogNode) -> dict[str, Any]:
    data: dict[str, Any] = {"type": _type(node), "nodeId": node_id(dialog, node)}
    if isinstance(node, BotAction):
        data["componentId"] = named_id("dc-", dialog.id, node.name)
        data["nodes"] = [_inner(dialog, child) for child in node.nodes]
    else:
        data["componentId"] = node.component
    data["transitions"] = [
        _transition(dialog, number, one) for number, one in enumerate(node.transitions)
    ]
    data["nodeOptions"] = {"transitionType": "auto", **_options(dialog, node)}
    return _placed(data | NODE_FRAME, node)


def _inner(dialog: Dialog, node: DialogNode) -> dict[str, Any]:
    """A node of a Bot Action: the first is the root, the last leads to the end of it."""
    around = dialog.container_of(node.name)
    assert around is not None
    names = [child.name for child in around.nodes]
    after = names.index(node.name) + 1
    following = node_id(dialog, around.nodes[after]) if after < len(names) else ""
    data: dict[str, Any] = {
        "type": _type(node),
        "nodeId": node_id(dialog, node),
        "componentId": getattr(node, "component", ""),
        **({"level": "root"} if after == 1 else {}),
        "transitions": [{"default": following}],
        "nodeOptions": _options(dialog, node),
    }
    return _placed(data, node)


def node_id(dialog: Dialog, node: DialogNode) -> str:
    """The id of a node in its dialog task."""
    return named_id(NODE_PREFIX[_kind(node)], dialog.id, node.name)


def _placed(data: dict[str, Any], node: Intent | DialogNode) -> dict[str, Any]:
    if node.position is not None:
        data["positionMeta"] = {"left": node.position.left, "top": node.position.top}
    return data


def _options(dialog: Dialog, node: DialogNode) -> dict[str, Any]:
    match _kind(node):
        case "entity":
            return _entity_options(dialog, node)
        case "service":
            node_any: Any = node
            error: dict[str, Any] = {"closeConversation": node_any.on_failure == "close_task"}
            if node_any.failure_to is not None:
                error["goTo"] = _target(dialog, node_any.failure_to)
            return {"serviceAPITimeout": node_any.timeout_seconds, "timeOutError": error}
    return {}


def _entity_options(dialog: Dialog, node: Any) -> dict[str, Any]:
    retry: dict[str, Any] = {"retry_limit": node.retries, "action": "endOfDialog"}
    if node.on_exceeding != END:
        retry |= {"action": "transition", "goTo": _target(dialog, node.on_exceeding)}
    options: dict[str, Any] = {
        "promptOptions": ASKING[node.asking],
        "precedence": "entityOverIntent",
        "eventOptions": {"defaultMaxRetry": retry},
    }
    if node.default_value is not None and not node.sensitive:
        options[OURS] = {"defaultValue": node.default_value}
    return options


def _transition(dialog: Dialog, number: int, one: Transition) -> dict[str, Any]:
    target = _target(dialog, one.then)
    data: dict[str, Any] = {"default": target}
    if len(one.tests) == 1:
        data = {"if": _test(dialog, one.tests[0]), "then": target}
    elif one.tests:
        tests = [_test(dialog, test) for test in one.tests]
        data = {"if": {"conjoin": one.conjoin, "tests": tests}, "then": target}
    data["metadata"] = {"color": DEFAULT_COLOUR, "connId": f"dummy{number}"}
    if one.label:
        data[OURS] = {"label": one.label}
    return data


def _test(dialog: Dialog, test: Test) -> dict[str, Any]:
    operator = OPERATORS[test.op]
    if test.entity is not None:
        entity = dialog.entity(test.entity)
        subject = {"field": node_id(dialog, entity) if entity else test.entity}
    else:
        subject = {"context": f"context.{(test.context or '').removeprefix('context.')}"}
    return {**subject, "op": operator, **({} if test.value is None else {"value": test.value})}


def _target(dialog: Dialog, name: str) -> str:
    if name in (END, NOT_CONNECTED):
        return name
    try:
        return node_id(dialog, dialog.node(name))
    except KeyError:  # it leads to a node that is not there; View Warnings says so
        return NOT_CONNECTED


def _kind(node: DialogNode) -> str:
    return str(type(node).__struct_config__.tag)


def _type(node: DialogNode) -> str:
    kind = _kind(node)
    return "botAction" if kind == "bot_action" else kind


def _sentences(dialog: Dialog) -> Iterable[dict[str, Any]]:
    """Each utterance with its entities as ranges, as the platform marks them."""
    intent = dialog.intent
    for utterance in intent.utterances:
        text, entities, end = "", [], 0
        for match in ENTITY_MARK.finditer(utterance):
            entity = dialog.entity(match[1])
            if entity is None:
                continue
            text += utterance[end : match.start()]
            start = len(text)
            text += match[1]
            entities.append(
                {"startIndex": start, "endIndex": len(text), "entityId": entity.component}
            )
            end = match.end()
        yield {
            "_id": named_id("sn-", intent.component, utterance),
            "taskId": intent.component,
            "taskName": re.sub(r"\s+", "_", intent.name),
            "type": "DialogIntent",
            "sentence": text + utterance[end:],
            "entities": entities,
            "language": LANGUAGE,
        }
