"""Working on the canvas: what is asked for there becomes a change of the dialog task."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import cast

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QWidget

from studio.dialogs import edits
from studio.dialogs.definitions import (
    END,
    NOT_CONNECTED,
    BotAction,
    Position,
    Script,
    Service,
)
from studio.dialogs.warnings import DialogWarning, warnings_of
from ui.dialogs.canvas import Canvas
from ui.dialogs.editable_item import GRID
from ui.dialogs.editing import Editing
from ui.dialogs.toolbar import INSIDE, Toolbar
from ui.dialogs.warnings_list import WarningsList
from ui.dialogs.words import target

STEPS = {"Left": (-1, 0), "Right": (1, 0), "Up": (0, -1), "Down": (0, 1)}


class Working(QObject):
    """Connects a canvas and its toolbar to the editing of a dialog task.

    A adds a node, C connects the selected one, Del deletes it, Alt with an arrow moves it.
    """

    def __init__(self, canvas: Canvas, editing: Editing, toolbar: Toolbar, host: QWidget) -> None:
        super().__init__(host)
        self._canvas = canvas
        self._editing = editing
        self._toolbar = toolbar
        self._host = host
        self.warnings: tuple[DialogWarning, ...] = ()
        canvas.node_moved.connect(self._move)
        canvas.node_linked.connect(self.connect_nodes)
        canvas.redrawn.connect(self._mark)
        canvas.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        canvas.customContextMenuRequested.connect(self._open_menu)
        editing.changed.connect(lambda dialog: self._look())
        toolbar.add_asked.connect(lambda kind: self.add(cast("edits.Kind", kind)))
        toolbar.warnings_asked.connect(self.show_warnings)
        toolbar.save_asked.connect(editing.save)
        self._keys("A", toolbar.open_add)
        self._keys("C", self._open_targets)
        self._keys("Del", self.delete)
        self._keys("Backspace", self.delete)
        for key, step in STEPS.items():
            self._keys(f"Alt+{key}", partial(self._nudge, *step))
        for standard, act in (
            (QKeySequence.StandardKey.Undo, editing.stack.undo),
            (QKeySequence.StandardKey.Redo, editing.stack.redo),
        ):
            for sequence in QKeySequence.keyBindings(standard):
                self._shortcut(sequence, host, act)
        self._look()

    def add(self, kind: edits.Kind) -> None:
        """Add a node after the selected one, or into the Bot Action that is selected."""
        dialog, chosen = self._editing.dialog, self._canvas.chosen_name()
        node = edits.new_node(dialog, kind, self._editing.new_component_id())
        around = self._container(chosen)
        if around is not None and kind in INSIDE:
            after = edits.add_inside(dialog, cast("Service | Script", node), around.name)
        else:
            container = dialog.container_of(chosen or "")
            after = edits.add_node(dialog, node, after=container.name if container else chosen)
        self._editing.change(after, f"Add {node.name}")
        self._canvas.choose(node.name)

    def delete(self) -> None:
        """Delete the selected node. Its component stays for other dialog tasks, and for Undo."""
        dialog, name = self._editing.dialog, self._canvas.chosen_name()
        if name is None or name == dialog.intent.name:
            return
        self._editing.change(edits.remove_node(dialog, name), f"Delete {name}")

    def connect_nodes(self, source: str, to: str) -> None:
        """Lead the default connection of one node to another."""
        changed = edits.connect_default(self._editing.dialog, source, to)
        self._editing.change(changed, f"Connect {source} to {target(to)}")

    def arrange(self) -> None:
        """Give every node back to the automatic layout."""
        dialog = self._editing.dialog
        names = [dialog.intent.name, *(node.name for node in dialog.nodes)]
        everywhere: dict[str, Position | None] = dict.fromkeys(names)
        self._editing.change(edits.move_nodes(dialog, everywhere), "Arrange")

    def show_warnings(self) -> None:
        """The list of what is wrong."""
        shown = WarningsList(self._host, self._editing.dialog.name, self.warnings)
        shown.chosen.connect(self._canvas.choose)
        shown.open()

    def _look(self) -> None:
        self.warnings = warnings_of(self._editing.dialog)
        self._toolbar.show_warnings(len(self.warnings))
        self._mark()

    def _mark(self) -> None:
        words: dict[str, list[str]] = {}
        for one in self.warnings:
            words.setdefault(one.node, []).append(f"{one.message} {one.next_step}")
        self._canvas.warn({name: "\n".join(all_) for name, all_ in words.items()})

    def _move(self, name: str, position: Position) -> None:
        moved = edits.move_nodes(self._editing.dialog, {name: position})
        self._editing.change(moved, f"Move {name}")

    def _nudge(self, across: int, down: int) -> None:
        name = self._canvas.chosen_name()
        place = self._canvas.place_of(name or "")
        if name is None or place is None or self._editing.dialog.container_of(name) is not None:
            return
        to = Position(left=place.x() + across * GRID, top=place.y() + down * GRID)
        moved = edits.move_nodes(self._editing.dialog, {name: to})
        self._editing.change(moved, f"Move {name}", merge=f"move.{name}")

    def _container(self, chosen: str | None) -> BotAction | None:
        """The Bot Action that is selected, or in which the selected node is."""
        dialog = self._editing.dialog
        for node in dialog.nodes:
            if node.name == chosen and isinstance(node, BotAction):
                return node
        return dialog.container_of(chosen or "")

    def _open_targets(self) -> None:
        name = self._canvas.chosen_name()
        if name is not None and self._editing.dialog.container_of(name) is None:
            menu = self._menu("dialog.connect.menu")
            self._fill_targets(menu, name)
            menu.popup(self._beside(name))
            menu.setActiveAction(menu.actions()[0])

    def _open_menu(self, at: QPoint) -> None:
        self._canvas.choose_at(at)
        name, dialog = self._canvas.chosen_name(), self._editing.dialog
        menu = self._menu("dialog.node.menu")
        menu.addAction("Add node…\tA", self._toolbar.open_add)
        if name is not None:
            if dialog.container_of(name) is None:
                targets = menu.addMenu("Connect to")
                self._fill_targets(targets, name)
            if name != dialog.intent.name:
                menu.addAction("Delete\tDel", self.delete)
        menu.addSeparator()
        menu.addAction("Arrange", self.arrange)
        menu.popup(self._canvas.viewport().mapToGlobal(at))

    def _fill_targets(self, menu: QMenu, name: str) -> None:
        dialog = self._editing.dialog
        names = [node.name for node in dialog.nodes if node.name != name]
        for to in (*names, END, NOT_CONNECTED):
            menu.addAction(target(to), partial(self.connect_nodes, name, to))

    def _menu(self, name: str) -> QMenu:
        menu = QMenu(self._host)
        menu.setObjectName(name)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return menu

    def _beside(self, name: str) -> QPoint:
        place = self._canvas.place_of(name)
        assert place is not None
        at = self._canvas.mapFromScene(place) + QPoint(20, 40)
        return self._canvas.viewport().mapToGlobal(at)

    def _keys(self, keys: str, act: Callable[[], object]) -> None:
        self._shortcut(QKeySequence(keys), self._canvas, act)

    def _shortcut(self, keys: QKeySequence, on: QWidget, act: Callable[[], object]) -> None:
        shortcut = QShortcut(keys, on)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(act)
