"""Components out of a portable definition, or out of the platform's export of the XO 10 form."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any, cast

from studio.dialogs.checking import NODE_NAME, RESERVED
from studio.dialogs.definitions import (
    Component,
    Entity,
    EntityType,
    Intent,
    Item,
    Message,
    Request,
    SampleResponse,
    Script,
    Service,
)
from studio.dialogs.portable.fields import Fields
from studio.dialogs.portable.forms import (
    ENTITY_TYPES,
    LANGUAGE,
    OURS,
    broken,
    decoded,
    path_decoded,
    plain_or_decoded,
)
from studio.dialogs.requests import METHODS, check_body, check_header, read_url, reads
from studio.errors import StudioError

Note = Callable[[str, str], None]
"""Told the place of what was not understood, and what becomes of it."""
TYPES = {code: ours for ours, code in ENTITY_TYPES.items()}
KNOWN_KINDS = ("intent", "entity", "service", "script", "message", "botAction")


def node_name(text: str) -> str:
    """A name that a node can have, made of one that may hold spaces and other characters."""
    name = re.sub(r"\W+", "_", text.strip()).strip("_") or "node"
    if not NODE_NAME.fullmatch(name) or name in RESERVED:
        name = f"node_{name}"
    return name[:255]


def read_component(data: Fields, note: Note, api: str) -> Component | None:
    """The component, or None for a kind that there is nothing like here, which is noted.

    Args:
        api: The address that requests go to; one that goes elsewhere is left out.

    Raises:
        StudioError: a key is missing or wrong; it is named.
    """
    id, kind = data.need("_id", str), data.need("type", str)
    given = data.get("name", str, "")
    name = node_name(given)
    if given != name:
        note(data.at("name"), f"“{given}” is called {name} here")
    for language in data.inner("localeData").data:
        if language != LANGUAGE:
            note(data.at(f"localeData.{language}"), f"only {LANGUAGE} is taken over")
    label = data.locale(LANGUAGE).get("label", str, "")
    match kind:
        case "intent":
            words = data.locale(LANGUAGE)
            return Intent(
                name=given or "intent",
                display_name=words.get("intent", str, given),
                description=words.get("desc", str, ""),
                utterances=(),
                component=id,
            )
        case "entity":
            return _entity(data, note, {"name": name, "component": id, "display_name": label})
        case "service":
            common = {"name": name, "component": id, "display_name": label}
            return _service(data, note, api, common)
        case "script":
            script = decoded(data.get("script", str, ""), data.at("script"))
            return Script(name=name, component=id, display_name=label, script=script)
        case "message":
            return _message(data, note, {"name": name, "component": id, "display_name": label})
    note(data.at("type"), f"there is nothing like “{kind}” here: the node is left out")
    return None


def _entity(data: Fields, note: Note, common: dict[str, Any]) -> Entity | None:
    code = data.need("entityType", str)
    if code not in TYPES:
        note(data.at("entityType"), f"the type “{code}” is not known: it is read as String")
    ours = data.inner(OURS)
    items = tuple(
        Item(
            title=one.get("title", str, ""),
            value=one.need("value", str),
            synonyms=tuple(str(word) for word in one.get("synonyms", list, [])),
        )
        for one in data.locale(LANGUAGE).inner("allowedValues").each("values")
    )
    pattern = data.get("regexPattern", str, "")
    try:
        re.compile(pattern)
    except re.error as error:
        raise broken(data.at("regexPattern"), f"is no regular expression: {error}") from error
    return Entity(
        **common,
        entity_type=cast("EntityType", TYPES.get(code, "string")),
        prompt=_first_text(data, "message", note),
        error_prompt=_first_text(data, "errorMessage", note),
        items=items,
        pattern=ours.get("pattern", str, r".+"),
        regex_pattern=pattern,
        sensitive=data.get("isSensitive", bool, False),
    )


def _service(data: Fields, note: Note, api: str, common: dict[str, Any]) -> Service:
    if data.get("serviceType", str, "rest") != "rest":
        note(data.at("serviceType"), "only REST is known: the request is left out")
    ours = data.inner(OURS)
    request = _request(data, ours, note, api)
    for key in ("preProcessor", "postProcessor", "preProcessorScript", "postProcessorScript"):
        if data.data.get(key):
            note(data.at(key), "scripts before and after a request are left out")
    return Service(
        **common,
        request=request,
        auth=data.get("authRequired", bool, True),
        description=ours.get("description", str, ""),
        sample_responses=tuple(_samples(data)),
    )


def _request(data: Fields, ours: Fields, note: Note, api: str) -> Request:
    point = data.inner("endPoint")
    method = point.get("method", str, "get").upper()
    if method not in METHODS:
        raise broken(point.at("method"), f"is no method that is known: “{method}”")
    path = path_decoded(point.get("path", str, ""))
    protocol, host = point.get("protocol", str, "https"), point.get("host", str, "")
    if host and f"{protocol}://{host}" != api:
        note(point.at("host"), f"requests go to {api} alone: the request is left out")
        return Request(method="GET", path="")
    try:
        path = read_url(path, api) if path else ""
    except StudioError as error:
        note(point.at("path"), f"{error.message} The request is left out")
        return Request(method="GET", path="")
    payload = data.inner("payload")
    body = decoded(payload.get("value", str, ""), payload.at("value"))
    try:
        check_body(body)
    except StudioError as error:
        note(payload.at("value"), f"{error.message} The body is left out")
        body = ""
    return Request(
        method=cast("Any", method),
        path=path,
        headers=_headers(data, note),
        body=body,
        reads=ours.get("reads", bool, reads(method, path) and method != "GET"),
    )


def _headers(data: Fields, note: Note) -> dict[str, str]:
    headers = data.inner("headers")
    text = headers.get("value", str, "")
    try:
        found = json.loads(text) if text.strip() else {}
    except (ValueError, RecursionError) as error:
        raise broken(headers.at("value"), "is no JSON") from error
    kept: dict[str, str] = {}
    for name, value in Fields(found, headers.at("value")).data.items():
        try:
            check_header(name, str(value))
        except StudioError as error:
            note(headers.at("value"), f"{error.message} It is left out")
        else:
            kept[name] = str(value)
    return kept


def _samples(data: Fields) -> list[SampleResponse]:
    samples = []
    for number, one in enumerate(data.each("sampleResponse"), 1):
        text = one.get("response", str, "")
        try:
            answer = json.loads(text) if text.strip() else {}
        except (ValueError, RecursionError):
            answer = {"body": text}
        if not isinstance(answer, dict):
            answer = {"body": answer}
        status, body = answer.get("statusCode", 200), answer.get("body")
        if not isinstance(body, str):
            body = "" if body is None else json.dumps(body, ensure_ascii=False)
        samples.append(
            SampleResponse(
                name=one.get("name", str, f"sampleResponse{number}"),
                status=status if isinstance(status, int) and 100 <= status <= 599 else 200,
                body=body,
                default=one.get("isDefault", bool, False),
            )
        )
    return samples


def _message(data: Fields, note: Note, common: dict[str, Any]) -> Message:
    texts, scripts = [], []
    for one, words in _messages(data, "message", note):
        kind = words.get("type", str, "basic")
        if kind == "uxmap":
            scripts.append(decoded(words.get("text", str, ""), words.at("text")))
        elif kind == "basic":
            texts.append(plain_or_decoded(words.get("text", str, ""), words.at("text")))
        else:
            note(one.at("type"), f"the form “{kind}” is not known: it is left out")
    if scripts and texts:
        note(data.at("message"), "it has a script and texts: the texts are left out")
    if len(scripts) > 1:
        note(data.at("message"), "it has several scripts: the first is taken over")
    script = scripts[0] if scripts else ""
    return Message(**common, script=script, texts=() if script else tuple(texts))


def _messages(data: Fields, key: str, note: Note) -> list[tuple[Fields, Fields]]:
    """What is said on all channels, in our language."""
    found = []
    for one in data.each(key):
        channel = one.get("channel", str, "default")
        if channel != "default":
            note(one.at("channel"), f"only All Channels is known: “{channel}” is left out")
            continue
        found.append((one, one.locale(LANGUAGE)))
    return found


def _first_text(data: Fields, key: str, note: Note) -> str:
    found = _messages(data, key, note)
    if len(found) > 1:
        note(data.at(key), "it has several texts: the first is taken over")
    if not found:
        return ""
    words = found[0][1]
    if words.get("type", str, "basic") != "basic":
        note(words.at("type"), "only plain texts can ask: it is left out")
        return ""
    return plain_or_decoded(words.get("text", str, ""), words.at("text"))
