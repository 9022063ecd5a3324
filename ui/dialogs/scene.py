"""A dialog task as a scene: what changes is changed, everything else stays as it is."""

from __future__ import annotations

from PySide6.QtCore import QObject, QRectF, Signal
from PySide6.QtWidgets import QGraphicsScene

from studio.dialogs.definitions import END, BotAction, Dialog
from ui.dialogs.connections import Connection
from ui.dialogs.items import EndItem, NodeItem, Shown
from ui.dialogs.layout import INTENT, Arrangement, arrange
from ui.dialogs.look import Look
from ui.dialogs.words import AnyNode

FRAME = 24


class DialogScene(QGraphicsScene):
    """Nodes, connections and the end of one dialog task.

    Signals:
        arranged: Something stands elsewhere, came or went.
    """

    arranged = Signal()

    def __init__(
        self,
        dialog: Dialog,
        look: Look,
        *,
        integrated: bool = True,
        open_actions: frozenset[str] | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.dialog = dialog
        self.look = look
        self.integrated = integrated
        every = frozenset(n.name for n in dialog.nodes if isinstance(n, BotAction))
        self.open_actions = every if open_actions is None else open_actions
        self.items_by_name: dict[str, NodeItem] = {}
        self._lines: dict[tuple[str, int], Connection] = {}
        self._end: EndItem | None = None
        self.content = QRectF()
        """Everything that is drawn, with a little room around."""
        self._draw()

    def show_dialog(self, dialog: Dialog) -> None:
        """Show another version of the dialog task."""
        self.dialog = dialog
        self._draw()

    def toggle(self, name: str) -> None:
        """Open a Bot Action, or close it."""
        if any(node.name == name and isinstance(node, BotAction) for node in self.dialog.nodes):
            self.open_actions = self.open_actions ^ {name}
            self._draw()

    def reveal(self, name: str) -> NodeItem | None:
        """The item of a node; the Bot Action around it is opened when it has to be."""
        if name not in self.items_by_name:
            around = self.dialog.container_of(name)
            if around is not None:
                self.toggle(around.name)
        return self.items_by_name.get(name)

    def redress(self, look: Look) -> None:
        """Take on another theme."""
        self.look = look
        for item in self.items_by_name.values():
            item.redress(look)
        for line in self._lines.values():
            line.redress(look)
        if self._end is not None:
            self._end.redress(look)
        self.update()

    def mark_connections(self, name: str | None) -> None:
        """Let the connections of one node stand out."""
        key = INTENT if name == self.dialog.intent.name else name
        for (source, _), line in self._lines.items():
            line.mark(source == key)

    def _draw(self) -> None:
        arrangement = arrange(self.dialog, self.open_actions)
        self._draw_nodes(arrangement)
        self._draw_lines(arrangement)
        if self._end is None:
            self._end = EndItem(arrangement.places[END], self.look)
            self.addItem(self._end)
        else:
            self._end.show_place(arrangement.places[END])
        around = self.itemsBoundingRect()
        self.content = around.adjusted(-FRAME, -FRAME, FRAME, FRAME)
        self.setSceneRect(self.content)
        self.arranged.emit()

    def _draw_nodes(self, arrangement: Arrangement) -> None:
        wanted = {node.name: node for node in reading_order(self.dialog, self.open_actions)}
        for name in [name for name in self.items_by_name if name not in wanted]:
            self.removeItem(self.items_by_name.pop(name))
        for name, node in wanted.items():
            key = INTENT if node is self.dialog.intent else name
            shown = Shown(node, name in self.open_actions, self.integrated)
            item = self.items_by_name.get(name)
            if item is not None:
                item.show_node(shown, arrangement.places[key])
                continue
            item = NodeItem(shown, arrangement.places[key], self.look)
            item.toggled.connect(self.toggle)
            self.items_by_name[name] = item
            self.addItem(item)

    def _draw_lines(self, arrangement: Arrangement) -> None:
        for key in [key for key in self._lines if key not in arrangement.ways]:
            self.removeItem(self._lines.pop(key))
        labels = {
            (node.name, number): transition.label
            for node in self.dialog.nodes
            for number, transition in enumerate(node.transitions)
        }
        for key, way in arrangement.ways.items():
            line = self._lines.get(key)
            if line is not None:
                line.show_way(way, labels.get(key, ""))
                continue
            line = Connection(way, labels.get(key, ""), self.look)
            self._lines[key] = line
            self.addItem(line)


def reading_order(dialog: Dialog, open_actions: frozenset[str] | None = None) -> list[AnyNode]:
    """The intent, the nodes, and after a Bot Action what is inside it.

    Args:
        open_actions: Only what these hold; what every one holds without.
    """
    nodes: list[AnyNode] = [dialog.intent]
    for node in dialog.nodes:
        nodes.append(node)
        if isinstance(node, BotAction) and (open_actions is None or node.name in open_actions):
            nodes.extend(node.nodes)
    return nodes
