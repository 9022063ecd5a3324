"""Exporting dialog tasks to a file, and importing them from one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import msgspec

from studio.dialogs.definitions import BotAction, Component, Dialog, Service
from studio.dialogs.installing import free_name
from studio.dialogs.kept import component_fields, components_in
from studio.dialogs.portable.archive import definition_in
from studio.dialogs.portable.forms import Integration
from studio.dialogs.portable.reading import Read, Unread, read
from studio.dialogs.portable.writing import write
from studio.dialogs.store import Dialogs
from studio.errors import StudioError
from studio.redaction import is_secret_name
from studio.workspace import Workspace
from studio.workspace.dialogs import DialogRows

replace = msgspec.structs.replace


@dataclass(frozen=True)
class Exported:
    """A file, how many dialog tasks it holds, and what was left out of it on purpose."""

    data: bytes
    dialogs: int
    left_out: tuple[str, ...]


@dataclass(frozen=True)
class Incoming:
    """One dialog task of a file.

    Args:
        name: Its name in the file.
        nodes: How many nodes it has.
        replaces: The name of the dialog task that is here with the same id; empty without one.
        name_taken: Another dialog task has its name.
    """

    name: str
    nodes: int
    replaces: str
    name_taken: bool


@dataclass(frozen=True)
class Inspected:
    """What a file would bring."""

    dialogs: tuple[Incoming, ...]
    unread: tuple[Unread, ...]


@dataclass(frozen=True)
class Imported:
    """What an import brought: ids with names, and what had no place."""

    dialogs: tuple[tuple[str, str], ...]
    unread: tuple[Unread, ...]


class PortableDefinitions:
    """Files of dialog tasks. Every method may block: call it on a worker thread."""

    def __init__(
        self, workspace: Workspace, rows: DialogRows, dialogs: Dialogs, integration: Integration
    ) -> None:
        self._workspace = workspace
        self._rows = rows
        self._dialogs = dialogs
        self._integration = integration

    def export(self, dialog_ids: Iterable[str] | None = None) -> Exported:
        """A file of these dialog tasks, or of all.

        Raises:
            StudioError: one of them is not there, or there is none at all.
        """
        if dialog_ids is None:
            dialogs = self._dialogs.all()
        else:
            dialogs = tuple(self._dialogs.get(id) for id in dialog_ids)
        if not dialogs:
            raise StudioError(
                "There is no dialog task to export.",
                "Install a template, or create a dialog.",
                code="portable.nothing",
            )
        shared = frozenset(one.id for one in self._rows.all_components() if one.shared)
        left_out = tuple(_left_out(dialogs))
        return Exported(write(dialogs, shared, self._integration), len(dialogs), left_out)

    def inspect(self, data: bytes) -> Inspected:
        """What a file would bring; nothing is changed. Raises StudioError for a broken file."""
        found = read(definition_in(data), self._integration)
        here = {row.id: row.name for row in self._rows.list()}
        incoming = []
        for dialog in found.dialogs:
            others = {n.casefold() for id, n in here.items() if id != dialog.id}
            taken = dialog.name.strip().casefold() in others
            incoming.append(
                Incoming(dialog.name, dialog.node_count, here.get(dialog.id, ""), taken)
            )
        return Inspected(tuple(incoming), found.unread)

    def import_(self, data: bytes, *, replacing: bool) -> Imported:
        """Bring in what a file holds: all of it or nothing.

        Args:
            data: The file.
            replacing: A dialog task that is here with the same id is replaced, as the platform
                does it with the same Reference ID; without, the file's comes in beside it.

        Raises:
            StudioError: the file is broken; `field` is the key. Nothing was changed.
        """
        found = read(definition_in(data), self._integration)
        unread = list(found.unread)
        with self._workspace.transaction():
            names = [self._bring(d, found, replacing, unread) for d in found.dialogs]
        return Imported(tuple(names), tuple(unread))

    def _bring(
        self, dialog: Dialog, found: Read, replacing: bool, unread: list[Unread]
    ) -> tuple[str, str]:
        here = {row.id for row in self._rows.list()}
        if dialog.id in here and replacing:
            self._dialogs.delete(dialog.id, "replaced by an import")
        elif dialog.id in here:
            dialog = self._renewed(dialog, found.shared)
        dialog = self._fitted(dialog, unread)
        self._note_components_here(dialog, unread)
        self._keep_shared(dialog, found.shared)
        kept = self._dialogs.add(dialog, "imported")
        return kept.id, kept.name

    def _renewed(self, dialog: Dialog, shared: frozenset[str]) -> Dialog:
        """The same with ids of its own, but for components that are shared."""

        def fresh(node: Any) -> Any:
            if isinstance(node, BotAction):
                return replace(node, nodes=tuple(fresh(child) for child in node.nodes))
            if node.component in shared:
                return node
            return replace(node, component=self._dialogs.new_component_id())

        return replace(
            dialog,
            id=self._dialogs.new_id(),
            intent=fresh(dialog.intent),
            nodes=tuple(fresh(node) for node in dialog.nodes),
            template_id=None,
        )

    def _fitted(self, dialog: Dialog, unread: list[Unread]) -> Dialog:
        """With a name and utterances that nothing here has yet."""
        rows = self._rows.list()
        names = {row.name.casefold() for row in rows}
        name = dialog.name
        if name.casefold() in names:
            name = free_name(name, names)
            unread.append(Unread(dialog.name, f"the name is taken: it is called {name} here"))
        taken = self._dialogs.utterances(besides=dialog.id)
        kept = []
        for one in dialog.intent.utterances:
            other = taken.get(one.strip().casefold())
            if other is None:
                kept.append(one)
            else:
                unread.append(Unread(f"“{one}”", f"it starts {other} already: it is left out"))
        template = dialog.template_id
        if template and self._rows.of_template(dialog.connector_id, template) is not None:
            template = None
        return replace(
            dialog,
            name=name,
            intent=replace(dialog.intent, utterances=tuple(kept)),
            template_id=template,
            trained=not kept,
            trained_with=() if kept else None,
        )

    def _note_components_here(self, dialog: Dialog, unread: list[Unread]) -> None:
        """A component that is here already stays as it is, for those who use it."""
        components = {one.component: one for one in components_in(dialog.nodes)}
        rows = self._rows.components(tuple(components))
        for id, row in rows.items():
            here = msgspec.convert(row.definition, Component)
            if component_fields(here) != component_fields(components[id]):
                what = "other dialog tasks use it: it stays as it is here"
                unread.append(Unread(f"{dialog.name}: {row.name}", what))

    def _keep_shared(self, dialog: Dialog, shared: frozenset[str]) -> None:
        for one in components_in(dialog.nodes):
            known = self._rows.components((one.component,))
            if one.component not in shared or known:
                continue
            if self._rows.shared_component(dialog.connector_id, one.name) is None:
                self._rows.add_component(
                    id=one.component,
                    name=one.name,
                    type=component_fields(one)["type"],
                    connector_id=dialog.connector_id,
                    shared=True,
                    definition=component_fields(one),
                )


def _left_out(dialogs: tuple[Dialog, ...]) -> Iterable[str]:
    for dialog in dialogs:
        for node in dialog.every_node:
            if isinstance(node, Service):
                for name in node.request.headers:
                    if is_secret_name(name):
                        yield f"{dialog.name}: the header {name} of {node.name}"
            if getattr(node, "sensitive", False) and getattr(node, "default_value", None):
                yield f"{dialog.name}: the default value of {node.name}, which is sensitive"
