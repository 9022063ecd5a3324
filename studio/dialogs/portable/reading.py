"""A portable definition as dialog tasks, with a list of what was not understood.

Reads its own files, and `botDefinition.json` of the platform's XO 10 form. What has no place here
is noted with its key; a file whose parts do not fit together is refused with the key named.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import msgspec

from studio.dialogs.definitions import (
    BotAction,
    Component,
    Dialog,
    DialogNode,
    Entity,
    Intent,
    Position,
    Script,
    Service,
)
from studio.dialogs.portable.component_reading import KNOWN_KINDS, node_name, read_component
from studio.dialogs.portable.connection_reading import Names, connections, target
from studio.dialogs.portable.fields import Fields
from studio.dialogs.portable.forms import (
    ASKING,
    LANGUAGE,
    LARGEST,
    OURS,
    Integration,
    broken,
    named_id,
)
from studio.dialogs.portable.sentences import utterances_of

replace = msgspec.structs.replace
ASKED = {code: ours for ours, code in ASKING.items()}


@dataclass(frozen=True)
class Unread:
    """Something in the file that has no place here.

    Args:
        where: Its key, as `dialogs[0].nodes[2].type`.
        what: What becomes of it.
    """

    where: str
    what: str


@dataclass(frozen=True)
class Read:
    """What a file holds.

    Args:
        dialogs: Whole dialog tasks, with the ids of the file.
        shared: The ids of components that templates share.
        unread: What has no place here.
    """

    dialogs: tuple[Dialog, ...]
    shared: frozenset[str]
    unread: tuple[Unread, ...]


def read(data: bytes, integration: Integration) -> Read:
    """Read a file.

    Args:
        data: Its bytes.
        integration: Whose account services use.

    Raises:
        StudioError: it cannot be read; `field` is the key that is wrong.
    """
    return _Reading(parsed(data), integration).read()


def parsed(data: bytes) -> Fields:
    """The file as data. Raises StudioError when it is no JSON object, or too large."""
    if len(data) > LARGEST:
        raise broken("", f"is larger than {LARGEST // 1024 // 1024} MB")
    try:
        return Fields(json.loads(data.decode("utf-8-sig")), "")
    except UnicodeDecodeError as error:
        raise broken("", "is not written in UTF-8") from error
    except json.JSONDecodeError as error:
        raise broken("", f"is no JSON: {error.msg} in line {error.lineno}") from error
    except RecursionError as error:
        raise broken("", "is nested too deeply") from error


class _Reading:
    """One file under way."""

    def __init__(self, file: Fields, integration: Integration) -> None:
        self._file = file
        self._integration = integration
        self._unread: dict[tuple[str, str], Unread] = {}
        self._components: dict[str, Component | None] = {}
        self._actions: dict[str, Fields] = {}
        self._shared: set[str] = set()

    def read(self) -> Read:
        if not self._file.has("dialogs") and self._file.has("components"):
            raise broken("components", "is of the platform's oldest form, which cannot be read")
        self._file.need("dialogs", list)
        self._file.need("dialogComponents", list)
        self._note_other_parts()
        self._read_components()
        seen: set[str] = set()
        dialogs = []
        for one in self._file.each("dialogs"):
            id = one.need("_id", str)
            if id in seen:
                raise broken(one.at("_id"), f"is there twice: {id}")
            seen.add(id)
            dialogs.append(self._dialog(one, id))
        return Read(tuple(dialogs), frozenset(self._shared), tuple(self._unread.values()))

    def note(self, where: str, what: str) -> None:
        self._unread.setdefault((where, what), Unread(where, what))

    def _note_other_parts(self) -> None:
        ours = ("dialogs", "dialogComponents", "sentences", "supportedLanguages")
        for key, value in self._file.data.items():
            if isinstance(value, list) and value and key not in ours:
                self.note(key, f"{len(value)} of them have no place here")
        for language in self._file.get("supportedLanguages", list, []):
            if language != LANGUAGE:
                self.note("supportedLanguages", f"only {LANGUAGE} is taken over, not {language}")

    def _read_components(self) -> None:
        for one in self._file.each("dialogComponents"):
            id = one.need("_id", str)
            if id in self._components:
                raise broken(one.at("_id"), f"is there twice: {id}")
            if one.need("type", str) == "botAction":
                self._components[id] = None
                self._actions[id] = one
                continue
            self._components[id] = read_component(one, self.note, self._integration.api)
            if one.inner(OURS).get("shared", bool, False):
                self._shared.add(id)

    def _dialog(self, data: Fields, id: str) -> Dialog:
        words, ours = data.locale(LANGUAGE), data.inner(OURS)
        name = words.get("name", str, "") or data.need("lname", str)
        nodes, intent, start = self._nodes(data)
        entities = {n.component: n.name for n in nodes if isinstance(n, Entity)}
        spoken = utterances_of(self._file, intent.component, entities, self.note)
        return Dialog(
            id=id if id.startswith("dg-") else named_id("dg-", id),
            name=name,
            description=words.get("shortDesc", str, ""),
            connector_id=ours.get("connector", str, self._integration.connector_id),
            template_id=ours.get("template", str, "") or None,
            intent=replace(intent, utterances=spoken),
            nodes=tuple(nodes),
            start=start,
            trained=not spoken,
            trained_with=() if spoken else None,
        )

    def _nodes(self, data: Fields) -> tuple[list[DialogNode], Intent, str]:
        """The nodes of a dialog task, its intent, and where that leads."""
        intent: Intent | None = None
        root: Fields | None = None
        places: list[tuple[Fields, DialogNode]] = []
        names: Names = {}
        for one in data.each("nodes"):
            kind, id = one.need("type", str), one.need("nodeId", str)
            if kind == "intent" and intent is None:
                root, found = one, self._component(one)
                if not isinstance(found, Intent):
                    raise broken(one.at("componentId"), "is no intent")
                intent = replace(found, position=_position(one))
                continue
            if id in names:
                raise broken(one.at("nodeId"), f"is there twice: {id}")
            node = self._node(one, kind, names)
            names[id] = node.name if node is not None else None
            if node is not None:
                places.append((one, node))
        if intent is None or root is None:
            raise broken(data.at("nodes"), "has no intent")
        ways = connections(root, names, self.note)
        start = ways[-1].then if ways else ""
        nodes = [self._connected(one, node, names) for one, node in places]
        return nodes, intent, start

    def _node(self, data: Fields, kind: str, names: Names) -> DialogNode | None:
        if kind not in KNOWN_KINDS or kind == "intent":
            self.note(data.at("type"), f"there is nothing like “{kind}” here: it is left out")
            return None
        if kind == "botAction":
            return self._action(data, names)
        component = self._component(data)
        if component is None or isinstance(component, Intent):
            return None
        node: DialogNode = self._named(self._placed(component, data), names)
        return node

    def _action(self, data: Fields, names: Names) -> BotAction:
        id = data.need("componentId", str)
        shown = self._actions.get(id)
        if shown is None:
            raise broken(data.at("componentId"), f"names no component: {id}")
        children: list[Service | Script] = []
        inner = data if data.has("nodes") else shown
        for one in inner.each("nodes"):
            child = self._component(one)
            if isinstance(child, Service | Script):
                named = self._named(self._placed(child, one), names)
                assert isinstance(named, Service | Script)
                children.append(named)
                names[one.need("nodeId", str)] = named.name
            elif child is not None:
                self.note(one.at("type"), "a Bot Action holds services and scripts alone")
        return BotAction(
            name=self._free(node_name(shown.get("name", str, "action")), names),
            display_name=shown.locale(LANGUAGE).get("label", str, ""),
            nodes=tuple(children),
            position=_position(data),
        )

    def _component(self, data: Fields) -> Component | None:
        id = data.need("componentId", str)
        if id not in self._components:
            raise broken(data.at("componentId"), f"names no component: {id}")
        return self._components[id]

    def _placed(self, node: Any, data: Fields) -> Any:
        """A component with what its dialog task sets for it alone."""
        fields: dict[str, Any] = {"position": _position(data)}
        options = data.inner("nodeOptions")
        if isinstance(node, Entity):
            retry = options.inner("eventOptions").inner("defaultMaxRetry")
            fields["asking"] = ASKED.get(options.get("promptOptions", str, ""), "mandatory")
            fields["retries"] = max(1, min(10, retry.get("retry_limit", int, 5)))
            fields["default_value"] = options.inner(OURS).get("defaultValue", str, "") or None
        if isinstance(node, Service):
            closes = options.inner("timeOutError").get("closeConversation", bool, True)
            fields["timeout_seconds"] = max(1, min(60, options.get("serviceAPITimeout", int, 20)))
            fields["on_failure"] = "close_task" if closes else "continue"
        return replace(node, **fields)

    def _connected(self, data: Fields, node: DialogNode, names: Names) -> DialogNode:
        """A node with its connections, whose targets are all known by now."""
        fields: dict[str, Any] = {"transitions": connections(data, names, self.note)}
        options = data.inner("nodeOptions")
        if isinstance(node, Entity):
            retry = options.inner("eventOptions").inner("defaultMaxRetry")
            if retry.has("goTo"):
                fields["on_exceeding"] = target(retry, "goTo", names, self.note)
        failed = options.inner("timeOutError")
        if isinstance(node, Service) and failed.has("goTo"):
            fields["failure_to"] = target(failed, "goTo", names, self.note)
        return replace(node, **fields)

    def _named(self, node: Any, names: Names) -> Any:
        return replace(node, name=self._free(node.name, names))

    def _free(self, name: str, names: Names) -> str:
        taken, free, number = set(names.values()), name, 1
        while free in taken:
            number += 1
            free = f"{name}{number}"
        return free


def _position(data: Fields) -> Position | None:
    place = data.inner("positionMeta")
    left, top = place.data.get("left"), place.data.get("top")
    if not isinstance(left, int | float) or not isinstance(top, int | float):
        return None
    return Position(left=float(left), top=float(top))
