"""Dialog tasks between the workspace, where their parts lie, and those who use them whole."""

from __future__ import annotations

from typing import Any

import msgspec

from studio.dialogs import kept
from studio.dialogs.checking import check
from studio.dialogs.definitions import BotAction, Component, Dialog, Intent
from studio.dialogs.summaries import DialogSummary, ids_in, summary
from studio.errors import StudioError
from studio.ids import Ids
from studio.workspace import Workspace
from studio.workspace.changes import Changes
from studio.workspace.dialogs import DialogRow, DialogRows

MODULE = "Automation AI"
"""Where the Change Logs file what happens to dialog tasks (fact sheet xo-platform 1.12)."""


class Dialogs:
    """The dialog tasks of the workspace. Every method may block: call it on a worker thread."""

    def __init__(self, workspace: Workspace, rows: DialogRows, changes: Changes, ids: Ids) -> None:
        self._workspace = workspace
        self._rows = rows
        self._changes = changes
        self._ids = ids

    def list(self) -> tuple[DialogSummary, ...]:
        """Every dialog task, the oldest first."""
        return tuple(summary(row) for row in self._rows.list())

    def get(self, dialog_id: str) -> Dialog:
        """One dialog task, whole. Raises StudioError when there is none of that id."""
        return self._whole(self._row(dialog_id))

    def all(self) -> tuple[Dialog, ...]:
        """Every dialog task, whole."""
        return tuple(self._whole(row) for row in self._rows.list())

    def versions(self) -> tuple[tuple[str, str, int, bool], ...]:
        """Id, name, revision and training of every dialog task: cheap to ask, and another answer
        whenever one of them was changed."""
        return self._rows.versions()

    def new_id(self) -> str:
        """The id for a dialog task that is about to be made."""
        return f"dg-{self._ids.uuid()}"

    def new_component_id(self) -> str:
        """The id for a component that is about to be made."""
        return f"dc-{self._ids.uuid()}"

    def create(self, name: str, description: str, connector_id: str) -> Dialog:
        """A new dialog task that holds nothing but its intent.

        Its intent is named like the dialog task, and can be said at once: the platform trains by
        itself when a task gets its name (fact sheet xo-platform 6.4).

        Raises:
            StudioError: the name is empty, too long or taken; `field` is `name`.
        """
        name = name.strip()
        intent = Intent(
            name="_".join(name.split()),
            display_name=name,
            utterances=(),
            description=description.strip(),
            component=self.new_component_id(),
        )
        return self.add(
            Dialog(
                id=self.new_id(),
                name=name,
                description=description.strip(),
                connector_id=connector_id,
                template_id=None,
                intent=intent,
                nodes=(),
            ),
            "created",
        )

    def clone(self, dialog_id: str) -> Dialog:
        """A copy with components of its own, but for shared ones, and without the utterances: they
        are unique within the app, and the platform copies none (fact sheet xo-platform 1.8)."""
        original = self.get(dialog_id)
        shared = self._shared(original)
        with self._workspace.transaction():
            intent = msgspec.structs.replace(
                original.intent, utterances=(), component=self.new_component_id()
            )
            copy = msgspec.structs.replace(
                original,
                id=self.new_id(),
                name=self._free_name(original.name),
                template_id=None,
                intent=intent,
                nodes=tuple(self._copied(node, shared) for node in original.nodes),
                trained=True,
                trained_with=None,
                revision=0,
            )
            return self.add(copy, f"cloned from {original.name}")

    def add(self, dialog: Dialog, how: str) -> Dialog:
        """Keep a whole new dialog task, its components included: all of it or nothing.

        Args:
            dialog: Every component in it has its id; one that is kept already is left as it is.
            how: For the Change Logs, after the name: "created".

        Raises:
            StudioError: something in it cannot be kept; `field` says what.
        """
        with self._workspace.transaction():
            check(dialog, self._rows.list(), self.utterances(besides=dialog.id))
            self._keep_components(dialog, None)
            self._rows.add(
                id=dialog.id,
                name=dialog.name,
                description=dialog.description,
                connector_id=dialog.connector_id,
                template_id=dialog.template_id,
                definition=kept.kept_dialog(dialog.intent, dialog.nodes, dialog.start),
                status=dialog.status,
                trained=dialog.trained,
                trained_with=dialog.trained_with,
            )
            self._changes.add(MODULE, f"{dialog.name} {how}", after={"dialog": dialog.id})
        return self.get(dialog.id)

    def save(self, dialog: Dialog, before: Dialog) -> Dialog:
        """Keep a changed dialog task. Only what differs from `before` is written, so that what was
        changed elsewhere since in a shared component stays.

        Args:
            dialog: As it is to be; a component whose id is not kept yet is added.
            before: As it was read, or saved last.

        Returns:
            The dialog task as it is kept now.

        Raises:
            StudioError: something in it cannot be kept; `field` says what. Nothing was written.
        """
        with self._workspace.transaction():
            understood = self.get(dialog.id).understood
            check(dialog, self._rows.list(), self.utterances(besides=dialog.id))
            self._keep_components(dialog, before)
            trained = set(dialog.intent.utterances) == set(understood)
            self._rows.save(
                dialog.id,
                name=dialog.name,
                description=dialog.description,
                definition=kept.kept_dialog(dialog.intent, dialog.nodes, dialog.start),
                trained=trained,
                trained_with=None if trained else understood,
            )
        return self.get(dialog.id)

    def delete(self, dialog_id: str, how: str = "deleted") -> None:
        """Delete a dialog task with the components that no other one uses, but for shared ones."""
        with self._workspace.transaction():
            row = self._row(dialog_id)
            self._rows.delete(dialog_id)
            used = {id for other in self._rows.list() for id in ids_in(other)}
            components = self._rows.components(ids_in(row))
            for id, component in components.items():
                if id not in used and not component.shared:
                    self._rows.delete_component(id)
            self._changes.add(MODULE, f"{row.name} {how}", before={"dialog": dialog_id})

    def mark_trained(self) -> None:
        """From now on every utterance there is is understood."""
        self._rows.mark_trained()

    def _row(self, dialog_id: str) -> DialogRow:
        row = self._rows.get(dialog_id)
        if row is None:
            raise StudioError(
                "This dialog does not exist any more.",
                "Choose another one on the Dialogs page.",
                code="dialogs.unknown",
            )
        return row

    def _whole(self, row: DialogRow) -> Dialog:
        definition = row.definition
        components = {
            id: msgspec.convert(component.definition, Component)
            for id, component in self._rows.components(ids_in(row)).items()
        }
        return Dialog(
            id=row.id,
            name=row.name,
            description=row.description,
            connector_id=row.connector_id or "",
            template_id=row.template_id,
            intent=kept.read_intent(definition, components),
            nodes=tuple(kept.read_node(node, components) for node in definition["nodes"]),
            start=definition.get("start"),
            status=row.status,
            trained=row.trained,
            trained_with=row.trained_with,
            revision=row.revision,
        )

    def _keep_components(self, dialog: Dialog, before: Dialog | None) -> None:
        """Write the components that differ from those in `before`."""
        known = _by_id(before) if before else {}
        rows = self._rows.components(tuple(_by_id(dialog)))
        for id, component in _by_id(dialog).items():
            fields = kept.component_fields(component)
            row = rows.get(id)
            if row is None:
                self._rows.add_component(
                    id=id,
                    name=component.name,
                    type=fields["type"],
                    connector_id=dialog.connector_id,
                    shared=False,
                    definition=fields,
                )
            elif id in known and kept.component_fields(known[id]) != fields:
                self._rows.save_component(id, component.name, row.definition | fields)
                if row.name != component.name:
                    self._rename_elsewhere(dialog.id, id, row.name, component.name)

    def _rename_elsewhere(self, dialog_id: str, component: str, old: str, new: str) -> None:
        for row in self._rows.list():
            definition = kept.renamed(row.definition, component, old, new)
            if row.id != dialog_id and definition is not None:
                self._rows.set_definition(row.id, definition)

    def utterances(self, *, besides: str) -> dict[str, str]:
        """Every utterance of the other dialog tasks, in small letters, and whose it is."""
        rows = [row for row in self._rows.list() if row.id != besides]
        intents = self._rows.components(tuple(row.definition["intent"] for row in rows))
        return {
            utterance.casefold(): row.name
            for row in rows
            for utterance in intents[row.definition["intent"]].definition["utterances"]
        }

    def _shared(self, dialog: Dialog) -> set[str]:
        rows = self._rows.components(tuple(_by_id(dialog)))
        return {id for id, row in rows.items() if row.shared}

    def _copied(self, node: Any, shared: set[str]) -> Any:
        if isinstance(node, BotAction):
            children = tuple(self._copied(child, shared) for child in node.nodes)
            return msgspec.structs.replace(node, nodes=children)
        if node.component in shared:
            return node
        return msgspec.structs.replace(node, component=self.new_component_id())

    def _free_name(self, name: str) -> str:
        taken = {row.name.casefold() for row in self._rows.list()}
        number, free = 1, f"{name} (copy)"
        while free.casefold() in taken:
            number += 1
            free = f"{name} (copy {number})"
        return free


def _by_id(dialog: Dialog) -> dict[str, Component]:
    found = {dialog.intent.component: dialog.intent}
    return found | {one.component: one for one in kept.components_in(dialog.nodes)}
