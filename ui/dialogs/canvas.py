"""The canvas: a dialog task to look at, walk through, pan and zoom."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QWheelEvent
from PySide6.QtWidgets import QGraphicsScene, QGraphicsView

from studio.dialogs.definitions import END, BotAction, Dialog
from ui.dialogs.items import Connection, EndItem, NodeItem
from ui.dialogs.layout import (
    INSIDE_GAP,
    INSIDE_MARGIN,
    INSIDE_TOP,
    INTENT,
    NODE_HEIGHT,
    NODE_WIDTH,
    Placed,
    arrange,
)
from ui.dialogs.words import AnyNode
from ui.theme.theme import Theme

DOT_EVERY = 24
SMALLEST = 0.25
LARGEST = 2.5
STEP = 1.2


class Canvas(QGraphicsView):
    """Shows one dialog task. Arrow keys walk from node to node, Ctrl+wheel zooms.

    Signals:
        node_chosen: The node that is selected now, or None.
        zoomed: The zoom, 1.0 is full size.
    """

    node_chosen = Signal(object)
    zoomed = Signal(float)

    def __init__(self, dialog: Dialog, theme: Theme, *, integrated: bool = True) -> None:
        super().__init__()
        self._dialog = dialog
        self._integrated = integrated
        self._theme = theme
        self._open = frozenset(n.name for n in dialog.nodes if isinstance(n, BotAction))
        self.setObjectName("dialog.canvas")
        self.setAccessibleName(f"Canvas of {dialog.name}")
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.setDragMode(QGraphicsView.DragMode.ScrollHandDrag)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.AnchorUnderMouse)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.SmartViewportUpdate)
        self.setScene(QGraphicsScene(self))
        self.scene().selectionChanged.connect(self._selection_changed)
        theme.changed.connect(self.draw)
        self.draw()

    def draw(self) -> None:
        """Draw everything afresh, with the theme in force."""
        chosen = self.chosen_name()
        scene = self.scene()
        scene.blockSignals(True)
        scene.clear()
        tokens, family = self._theme.tokens, self._theme.family
        places = arrange(self._dialog, self._open)
        self._add(self._dialog.intent, places[INTENT])
        self._connect(places[INTENT], places[self._dialog.first])
        for node in self._dialog.nodes:
            self._add(node, places[node.name])
            for transition in node.transitions:
                self._connect(places[node.name], places[transition.then], transition.label)
            if isinstance(node, BotAction) and node.name in self._open:
                self._add_inside(node, places[node.name])
        scene.addItem(EndItem(places[END], tokens, family))
        scene.setSceneRect(scene.itemsBoundingRect().adjusted(-120, -60, 120, 60))
        scene.blockSignals(False)
        if chosen:
            self.choose(chosen)
        self.viewport().update()

    def nodes(self) -> list[NodeItem]:
        """The drawn nodes in reading order."""
        items = [item for item in self.scene().items() if isinstance(item, NodeItem)]
        return sorted(items, key=lambda item: (item.scenePos().y(), item.scenePos().x()))

    def chosen_name(self) -> str | None:
        """The name of the selected node, or None."""
        chosen = [i for i in self.scene().selectedItems() if isinstance(i, NodeItem)]
        return chosen[0].node.name if chosen else None

    def choose(self, name: str) -> None:
        """Select a node by its name and bring it into view."""
        for item in self.nodes():
            if item.node.name == name:
                self.scene().clearSelection()
                item.setSelected(True)
                self.ensureVisible(item, 40, 40)

    def fit(self) -> None:
        """Show the whole dialog task, never larger than full size."""
        self.fitInView(self.scene().sceneRect(), Qt.AspectRatioMode.KeepAspectRatio)
        if self.zoom() > 1:
            self.resetTransform()
        self.centerOn(self.scene().sceneRect().center())
        self.zoomed.emit(self.zoom())

    def show_top(self) -> None:
        """Full size, with the beginning of the dialog task at the top."""
        self.resetTransform()
        top = self.scene().sceneRect().top() + self.viewport().height() / 2
        self.centerOn(QPointF(0, top))
        self.zoomed.emit(self.zoom())

    def zoom(self) -> float:
        """The zoom in force; 1.0 is full size."""
        return self.transform().m11()

    def zoom_by(self, factor: float) -> None:
        """Zoom in (above 1) or out (below 1), within limits."""
        target = min(LARGEST, max(SMALLEST, self.zoom() * factor))
        self.scale(target / self.zoom(), target / self.zoom())
        self.zoomed.emit(self.zoom())

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(STEP if event.angleDelta().y() > 0 else 1 / STEP)
            event.accept()
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event) -> None:  # type: ignore[no-untyped-def]
        steps = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_Left: -1,
        }
        if event.key() in steps and not event.modifiers():
            self._walk(steps[event.key()])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Space) and self.chosen_name():
            self._toggle(self.chosen_name() or "")
        else:
            super().keyPressEvent(event)

    def drawBackground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        tokens = self._theme.tokens
        painter.fillRect(rect, QColor(tokens.bg))
        if self.zoom() < 0.5:
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.line))
        x = rect.left() - rect.left() % DOT_EVERY
        while x < rect.right():
            y = rect.top() - rect.top() % DOT_EVERY
            while y < rect.bottom():
                painter.drawEllipse(QPointF(x, y), 1, 1)
                y += DOT_EVERY
            x += DOT_EVERY

    def _add(self, node: AnyNode, place: Placed) -> None:
        is_open = node.name in self._open
        item = NodeItem(
            node,
            place,
            self._theme.tokens,
            self._theme.family,
            is_open,
            integrated=self._integrated,
        )
        item.toggled.connect(self._toggle)
        self.scene().addItem(item)

    def _add_inside(self, node: BotAction, place: Placed) -> None:
        left = place.x + INSIDE_MARGIN
        before: Placed | None = None
        for number, child in enumerate(node.nodes):
            top = place.y + INSIDE_TOP + number * (NODE_HEIGHT + INSIDE_GAP)
            inside = Placed(left, top, NODE_WIDTH, NODE_HEIGHT)
            if before is not None:
                self._connect(before, inside)
            self._add(child, inside)
            before = inside

    def _connect(self, start: Placed, end: Placed, label: str = "") -> None:
        tokens, family = self._theme.tokens, self._theme.family
        line = Connection(start, end, tokens, family, label)
        line.setZValue(0.5)
        self.scene().addItem(line)

    def _toggle(self, name: str) -> None:
        if any(node.name == name and isinstance(node, BotAction) for node in self._dialog.nodes):
            self._open = self._open ^ {name}
            self.draw()

    def _walk(self, step: int) -> None:
        nodes = self.nodes()
        names = [item.node.name for item in nodes]
        chosen = self.chosen_name()
        number = names.index(chosen) + step if chosen in names else 0
        self.choose(names[max(0, min(number, len(names) - 1))])

    def _selection_changed(self) -> None:
        name = self.chosen_name()
        found = next((item.node for item in self.nodes() if item.node.name == name), None)
        self.node_chosen.emit(found)
