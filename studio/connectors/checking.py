"""What a template must hold to beyond its shape: names that lead somewhere, placeholders known."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator

from studio.connectors.manifest import Connector
from studio.connectors.reading import ConnectorError
from studio.connectors.templates import SharedComponent, Template
from studio.dialogs.definitions import (
    END,
    BotActionSpec,
    Entity,
    NodeSpec,
    Script,
    Service,
    UseComponent,
)

PLACEHOLDER = re.compile(r"\{\{\s*(.*?)\s*\}\}")
UTTERANCE_ENTITY = re.compile(r"\{(\w+)\}")
COMPONENT_NAME = re.compile(r"[A-Za-z]\w*")


def check_template(
    file: str, template: Template, connector: Connector, components: dict[str, SharedComponent]
) -> None:
    """Raise ConnectorError for the first thing in `template` that cannot work."""
    _check_id(file, template)
    _check_scopes(file, template.scopes, connector)
    _check_names(file, template, components)
    entities = {node.name for node in template.nodes if isinstance(node, Entity)}
    targets = {node.name for node in template.nodes} | {END}
    for key, node in _keyed(template.nodes):
        _check_transitions(file, key, node, targets, entities)
        if isinstance(node, Entity) and node.entity_type == "list_of_items" and not node.items:
            raise ConnectorError(file, f"{key}.items", "a list of items is empty", "Add items.")
    for key, service in _services(template.nodes):
        check_request(file, key, service, entities)
    for number, utterance in enumerate(template.intent.utterances):
        for name in UTTERANCE_ENTITY.findall(utterance):
            _known(file, f"intent.utterances[{number}]", name, entities, "entity")


def check_request(file: str, key: str, service: Service, entities: Collection[str]) -> None:
    """Raise ConnectorError when the request's body is no JSON or names an unknown entity."""
    request = service.request
    if not request.path.startswith("/"):
        raise ConnectorError(
            file, f"{key}.request.path", "does not begin with /", "Write the path without a host."
        )
    if request.body:
        try:
            json.loads(request.body)
        except ValueError as error:
            raise ConnectorError(
                file,
                f"{key}.request.body",
                f"not JSON ({error})",
                'Put each placeholder inside quotes: "{{context.entities.name}}".',
            ) from error
    for part, text in (("path", request.path), ("body", request.body)):
        for path in PLACEHOLDER.findall(text):
            if not path.startswith("context."):
                raise ConnectorError(
                    file,
                    f"{key}.request.{part}",
                    f"{{{{{path}}}}} does not begin with context.",
                    "Placeholders read the context, as {{context.entities.name}}.",
                )
            if path.startswith("context.entities."):
                name = path.removeprefix("context.entities.").partition(".")[0]
                _known(file, f"{key}.request.{part}", name, entities, "entity")


def _check_id(file: str, template: Template) -> None:
    expected = file.rpartition("/")[2].removesuffix(".toml")
    if template.id != expected:
        raise ConnectorError(
            file, "id", f"is {template.id!r} in a file of another name", f'Write "{expected}".'
        )


def _check_scopes(file: str, scopes: tuple[str, ...], connector: Connector) -> None:
    known = [scope.name for scope in connector.scopes]
    for number, scope in enumerate(scopes):
        _known(file, f"scopes[{number}]", scope, known, "scope of the manifest")


def _check_names(file: str, template: Template, components: dict[str, SharedComponent]) -> None:
    seen = {template.intent.name}
    for key, name in _names(template, components, file):
        if not COMPONENT_NAME.fullmatch(name):
            raise ConnectorError(
                file, key, f"{name!r} is no name", "Use letters, digits and _ without spaces."
            )
        if name in seen:
            raise ConnectorError(file, key, f"{name!r} stands there twice", "Rename one of them.")
        seen.add(name)


def _names(
    template: Template, components: dict[str, SharedComponent], file: str
) -> Iterator[tuple[str, str]]:
    for key, node in _keyed(template.nodes):
        yield f"{key}.name", node.name
        if isinstance(node, BotActionSpec):
            for number, child in enumerate(node.nodes):
                child_key = f"{key}.nodes[{number}]"
                if isinstance(child, UseComponent):
                    _known(file, f"{child_key}.component", child.component, components, "component")
                    yield f"{child_key}.component", components[child.component].name
                else:
                    yield f"{child_key}.name", child.name


def _check_transitions(
    file: str, key: str, node: NodeSpec, targets: Collection[str], entities: Collection[str]
) -> None:
    for number, transition in enumerate(node.transitions):
        here = f"{key}.transitions[{number}]"
        _known(file, f"{here}.then", transition.then, targets, "node")
        if not transition.tests and number + 1 < len(node.transitions):
            raise ConnectorError(
                file, here, "is a default before the end", "Put the one without if last."
            )
        for test in transition.tests:
            if (test.entity is None) == (test.context is None):
                raise ConnectorError(
                    file, f"{here}.if", "needs an entity or a context path", "Give one of the two."
                )
            if test.entity is not None:
                _known(file, f"{here}.if", test.entity, entities, "entity")


def _services(nodes: tuple[NodeSpec, ...]) -> Iterator[tuple[str, Service]]:
    for key, node in _keyed(nodes):
        if isinstance(node, Service):
            yield key, node
        elif isinstance(node, BotActionSpec):
            for number, child in enumerate(node.nodes):
                if isinstance(child, Service) and not isinstance(child, Script):
                    yield f"{key}.nodes[{number}]", child


def _keyed(nodes: tuple[NodeSpec, ...]) -> Iterator[tuple[str, NodeSpec]]:
    for number, node in enumerate(nodes):
        yield f"nodes[{number}]", node


def _known(file: str, key: str, name: str, known: Collection[str], what: str) -> None:
    if name in known:
        return
    import difflib

    near = difflib.get_close_matches(name, list(known), 1)
    hint = f"Did you mean {near[0]!r}?" if near else f"Known are: {', '.join(sorted(known))}."
    raise ConnectorError(file, key, f"{name!r} is no {what}", hint)
