"""A dialog task as a scene: what changes is changed, everything else stays as it is."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPointF, QRectF, Signal
from PySide6.QtGui import QTransform
from PySide6.QtWidgets import QGraphicsLineItem, QGraphicsScene

from studio.dialogs.definitions import END, BotAction, Dialog, Position
from studio.dialogs.edits import renames
from ui.dialogs.connections import Connection
from ui.dialogs.editable_item import EditableItem
from ui.dialogs.items import EndItem, NodeItem, Shown
from ui.dialogs.layout import INTENT, Arrangement, Placed, arrange
from ui.dialogs.look import Look
from ui.dialogs.words import AnyNode

FRAME = 24


class DialogScene(QGraphicsScene):
    """Nodes, connections and the end of one dialog task.

    Signals:
        arranged: Something stands elsewhere, came or went.
        node_moved: A node's name and the `Position` it was dragged to.
        node_linked: The names of two nodes; a connection was drawn from the one to the other.
    """

    arranged = Signal()
    node_moved = Signal(str, object)
    node_linked = Signal(str, str)

    def __init__(
        self,
        dialog: Dialog,
        look: Look,
        *,
        integrated: bool = True,
        open_actions: frozenset[str] | None = None,
        editable: bool = False,
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
        self._editable = editable
        self._moving: dict[str, Position] = {}
        self._rubber: QGraphicsLineItem | None = None
        self.content = QRectF()
        """Everything that is drawn, with a little room around."""
        self._draw()

    def show_dialog(self, dialog: Dialog) -> None:
        """Show another version of the dialog task. What was given another name stays selected."""
        for old, new in renames(self.dialog, dialog).items():
            if old in self.items_by_name:
                self.items_by_name[new] = self.items_by_name.pop(old)
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
        arrangement = arrange(self.dialog, self.open_actions, self._moving)
        self._draw_nodes(arrangement)
        self._draw_lines(arrangement)
        if self._end is None:
            self._end = EndItem(arrangement.places[END], self.look)
            self.addItem(self._end)
        else:
            self._end.show_place(arrangement.places[END])
        if self._moving:
            return  # the view stays where it is while the mouse holds something in it
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
            item = self._new_item(shown, arrangement.places[key])
            item.toggled.connect(self.toggle)
            self.items_by_name[name] = item
            self.addItem(item)

    def _new_item(self, shown: Shown, place: Placed) -> NodeItem:
        if not self._editable:
            return NodeItem(shown, place, self.look)
        inside = self.dialog.container_of(shown.node.name) is not None
        item = EditableItem(shown, place, self.look, free=not inside)
        item.dragged.connect(self._drag)
        item.linked.connect(self._link)
        return item

    def _drag(self, name: str, to: QPointF, let_go: bool) -> None:
        position = Position(left=to.x(), top=to.y())
        self._moving = {} if let_go else {name: position}
        if let_go:
            self.node_moved.emit(name, position)
        self._draw()

    def _link(self, name: str, to: QPointF, let_go: bool) -> None:
        target = self._under(to, name)
        for other, item in self.items_by_name.items():
            item.mark_found(other == target and not let_go)
        if let_go:
            if self._rubber is not None:
                self.removeItem(self._rubber)
                self._rubber = None
            if target is not None:
                self.node_linked.emit(name, target)
            return
        if self._rubber is None:
            self._rubber = QGraphicsLineItem()
            self._rubber.setPen(self.look.connection_of_chosen)
            self._rubber.setZValue(3)
            self.addItem(self._rubber)
        place = self.items_by_name[name].place
        self._rubber.setLine(place.x + place.width / 2, place.y + place.height, to.x(), to.y())

    def _under(self, point: QPointF, source: str) -> str | None:
        """The node, or the end, that a connection is dropped on."""
        if self._end is not None and self._end.sceneBoundingRect().contains(point):
            return END
        around = {node.name for node in self.dialog.nodes}
        for item in self.items(point, deviceTransform=QTransform()):
            if isinstance(item, NodeItem) and item.node.name in around - {source}:
                return item.node.name
        return None

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
