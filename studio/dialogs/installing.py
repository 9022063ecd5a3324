"""Installing templates: a template becomes a dialog task, wholly or not at all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import msgspec

from studio.connectors.catalogue import Catalogue
from studio.connectors.templates import SharedComponent, Template
from studio.dialogs.checking import check_dialog_name
from studio.dialogs.definitions import (
    END,
    BotAction,
    BotActionSpec,
    Component,
    DialogNode,
    Intent,
    Script,
    Service,
    Transition,
    UseComponent,
)
from studio.dialogs.summaries import DialogSummary, summary
from studio.ids import Ids
from studio.workspace import Workspace
from studio.workspace.changes import Changes
from studio.workspace.dialogs import DialogRow, DialogRows


@dataclass(frozen=True)
class TemplateSummary:
    """One row of the Integration Templates dialog."""

    id: str
    name: str
    description: str
    method: str
    documented_method: str | None
    installed: bool
    dialog_id: str | None
    category: str = ""
    """What its records are: Deals, Contacts."""


class Templates:
    """The templates of connectors. Every method may block: call it on a worker thread."""

    def __init__(
        self,
        catalogue: Catalogue,
        workspace: Workspace,
        rows: DialogRows,
        changes: Changes,
        ids: Ids,
    ) -> None:
        self._catalogue = catalogue
        self._workspace = workspace
        self._rows = rows
        self._changes = changes
        self._ids = ids

    def for_connector(self, connector_id: str) -> tuple[TemplateSummary, ...]:
        """The connector's templates, and which are installed."""
        found = []
        for template in self._catalogue.templates(connector_id):
            row = self._rows.of_template(connector_id, template.id)
            found.append(
                TemplateSummary(
                    template.id,
                    template.name,
                    template.description,
                    template.method,
                    template.documented_method,
                    row is not None,
                    row.id if row else None,
                    category_of(template),
                )
            )
        return tuple(found)

    def install(
        self, connector_id: str, template_id: str, *, name: str = "", again: bool = False
    ) -> DialogSummary:
        """Create the dialog task of a template, its components included, in one transaction.

        Installing what is installed changes nothing and answers with what is there.

        Args:
            name: What to call it; the template's own name by default.
            again: Create one more beside the one that is installed. It gets a free name, and no
                utterances: they are unique within the app.

        Raises:
            ConnectorError: the template file is wrong.
            StudioError: another dialog task has that name; `field` is `name`.
            WorkspaceError: the workspace cannot be written; nothing is left half done.
        """
        template = self._catalogue.template(connector_id, template_id)
        with self._workspace.transaction():
            row = self._rows.of_template(connector_id, template_id)
            if row is not None and not again:
                return summary(row)
            if row is not None:
                name = name or free_name(template.name, self._names())
            name = name or template.name
            check_dialog_name(name, self._names())
            row = self._create(connector_id, template, name, first=row is None)
            self._changes.add("Automation AI", f"{row.name} installed", after={"dialog": row.id})
        return summary(row)

    def name_for(self, connector_id: str, template_id: str) -> str:
        """A name that a template's dialog task can have: its own, or its own with a number."""
        template = self._catalogue.template(connector_id, template_id)
        names = self._names()
        taken = template.name.casefold() in {name.casefold() for name in names}
        return free_name(template.name, names) if taken else template.name

    def _names(self) -> list[str]:
        return [row.name for row in self._rows.list()]

    def _create(
        self, connector_id: str, template: Template, name: str, *, first: bool
    ) -> DialogRow:
        shared = self._catalogue.components(connector_id)
        nodes = nodes_of(template, shared)
        names = {component.name for component in shared.values()}
        definition = {
            "intent": self._keep(connector_id, self._intent(template.intent)),
            "nodes": [self._node(connector_id, node, names) for node in nodes],
        }
        return self._rows.add(
            id=f"dg-{self._ids.uuid()}",
            name=name,
            description=template.description,
            connector_id=connector_id,
            template_id=template.id if first else None,
            definition=definition,
        )

    def _intent(self, intent: Intent) -> Intent:
        """Without the utterances that start another dialog task already."""
        rows = self._rows.list()
        intents = self._rows.components(tuple(row.definition["intent"] for row in rows))
        taken = {
            utterance.casefold()
            for component in intents.values()
            for utterance in component.definition["utterances"]
        }
        own = tuple(one for one in intent.utterances if one.casefold() not in taken)
        return msgspec.structs.replace(intent, utterances=own)

    def _node(self, connector_id: str, node: DialogNode, shared: set[str]) -> dict[str, Any]:
        transitions = msgspec.to_builtins(node.transitions)
        if isinstance(node, BotAction):
            children = [self._child(connector_id, child, shared) for child in node.nodes]
            return {"name": node.name, "nodes": children, "transitions": transitions}
        return {"component": self._keep(connector_id, node), "transitions": transitions}

    def _child(self, connector_id: str, node: Service | Script, shared: set[str]) -> dict[str, Any]:
        if node.name not in shared or not isinstance(node, Service):
            return {"component": self._keep(connector_id, node)}
        kept = self._rows.shared_component(connector_id, node.name)
        component = kept.id if kept else self._keep(connector_id, node, shared=True)
        return {"component": component, "on_failure": node.on_failure}

    def _keep(self, connector_id: str, component: Component, *, shared: bool = False) -> str:
        if not isinstance(component, Intent):
            component = msgspec.structs.replace(component, transitions=())
        id = f"dc-{self._ids.uuid()}"
        definition = msgspec.to_builtins(component)
        self._rows.add_component(
            id=id,
            name=component.name,
            type=definition["type"],
            connector_id=connector_id,
            shared=shared,
            definition=definition,
        )
        return id


def free_name(name: str, taken: Iterable[str]) -> str:
    """`name` with the lowest number behind it that makes it unlike all that are taken."""
    known = {other.casefold() for other in taken}
    number = 2
    while f"{name} ({number})".casefold() in known:
        number += 1
    return f"{name} ({number})"


def category_of(template: Template) -> str:
    """What a template's records are, by the scopes it needs: Deals, Contacts."""
    objects = (scope.split(".") for scope in template.scopes)
    return next((parts[2].title() for parts in objects if len(parts) > 3), "")


def nodes_of(template: Template, shared: dict[str, SharedComponent]) -> tuple[DialogNode, ...]:
    """The nodes that a template stands for: shared components filled in, connections written out.

    Args:
        template: Read from its file.
        shared: The connector's shared components, by the id that templates name them by.
    """
    return connect(tuple(_filled(node, shared) for node in template.nodes))


def _filled(node: Any, shared: dict[str, SharedComponent]) -> DialogNode:
    """A template's node with its shared components filled in."""
    if not isinstance(node, BotActionSpec):
        filled: DialogNode = node
        return filled
    children = tuple(
        _service(shared[child.component], child) if isinstance(child, UseComponent) else child
        for child in node.nodes
    )
    return BotAction(name=node.name, nodes=children, transitions=node.transitions)


def _service(component: SharedComponent, use: UseComponent) -> Service:
    values = {name: getattr(component, name) for name in Service.__struct_fields__}
    return Service(**{**values, "on_failure": use.on_failure})


def connect(nodes: tuple[DialogNode, ...]) -> tuple[DialogNode, ...]:
    """The same nodes with every default connection written out."""
    connected = []
    for number, node in enumerate(nodes):
        if not any(not t.tests for t in node.transitions):
            following = nodes[number + 1].name if number + 1 < len(nodes) else END
            default = Transition(then=following)
            node = msgspec.structs.replace(node, transitions=(*node.transitions, default))
        connected.append(node)
    return tuple(connected)
