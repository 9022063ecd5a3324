"""The canvas: a dialog task to look at, walk through, pan and zoom."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QGestureEvent, QGraphicsView, QPinchGesture

from studio.dialogs.definitions import Dialog
from studio.dialogs.edits import renames
from ui.dialogs import walking
from ui.dialogs.editable_item import EditableItem
from ui.dialogs.items import NodeItem
from ui.dialogs.look import Look
from ui.dialogs.scene import DialogScene, reading_order
from ui.theme.theme import Theme

SMALLEST = 0.25
LARGEST = 2.5
STEP = 1.2
DOTS_FROM = 0.5
"""The zoom below which the dots of the ground are left out."""
READABLE_FROM = 0.7
"""The zoom from which on everything can be read without effort."""
PAN = 60
"""Pixels that a key pans by."""
BESIDE = 12
MARGIN_X = 240
MARGIN_TOP = 84
MARGIN_BOTTOM = 170
"""Pixels around, at whatever zoom: so much that the first node can be panned out from under the
search, and the last from under the mini map."""
KEYS = {
    Qt.Key.Key_Plus: "zoom_in",
    Qt.Key.Key_Equal: "zoom_in",
    Qt.Key.Key_Minus: "zoom_out",
    Qt.Key.Key_0: "show_top",
    Qt.Key.Key_F: "fit",
}
"""Alone; and with Ctrl, but for the F, which finds."""


class Canvas(QGraphicsView):
    """Shows one dialog task.

    Up and Down walk along the connections, Left and Right as one reads; Enter opens a Bot Action.
    The wheel pans, with Ctrl it zooms, as do two fingers.

    Signals:
        node_chosen: The node that is selected now, or None.
        zoomed: The zoom, 1.0 is full size.
        moved: Another part is in view.
        redrawn: Something stands elsewhere, or all looks different.
        node_moved: A node's name and the `Position` it was dragged to.
        node_linked: The names of two nodes; a connection was drawn from the one to the other.
    """

    node_chosen = Signal(object)
    zoomed = Signal(float)
    moved = Signal()
    redrawn = Signal()
    node_moved = Signal(str, object)
    node_linked = Signal(str, str)

    def __init__(
        self, dialog: Dialog, theme: Theme, *, integrated: bool = True, editable: bool = False
    ) -> None:
        super().__init__()
        self._theme = theme
        self._came_from: str | None = None
        self._lit: dict[str, str] = {}
        self._drag_from: QPoint | None = None
        self._fitted = False
        self.covers: Callable[[], list[QRect]] = list
        """Answers with what lies over the view, in its pixels: what is chosen goes elsewhere."""
        self.setObjectName("dialog.canvas")
        self.setAccessibleName(f"Canvas of {dialog.name}")
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.setDragMode(QGraphicsView.DragMode.ScrollHandDrag)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.AnchorUnderMouse)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.MinimalViewportUpdate)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.viewport().grabGesture(Qt.GestureType.PinchGesture)
        self._scene = DialogScene(
            dialog,
            Look(theme.tokens, theme.family),
            integrated=integrated,
            editable=editable,
            parent=self,
        )
        self.setScene(self._scene)
        self._leave_room(1.0)
        self._scene.selectionChanged.connect(self._selection_changed)
        self._scene.arranged.connect(self._arranged)
        self._scene.node_moved.connect(self.node_moved)
        self._scene.node_linked.connect(self.node_linked)
        theme.changed.connect(self._redress)
        self.horizontalScrollBar().valueChanged.connect(self.moved)
        self.verticalScrollBar().valueChanged.connect(self.moved)

    @property
    def dialog(self) -> Dialog:
        """The dialog task that is shown."""
        return self._scene.dialog

    @property
    def integrated(self) -> bool:
        """Whether the action of its services is set up."""
        return self._scene.integrated

    @property
    def look(self) -> Look:
        """How it looks."""
        return self._scene.look

    @property
    def content(self) -> QRectF:
        """Everything that is drawn, in the scene."""
        return self._scene.content

    @property
    def open_actions(self) -> frozenset[str]:
        """The Bot Actions that show what is inside."""
        return self._scene.open_actions

    def show_dialog(self, dialog: Dialog) -> None:
        """Show another version of the dialog task; what is selected stays so."""
        before = self.chosen_name()
        named = renames(self.dialog, dialog)
        self._scene.show_dialog(dialog)
        if self.chosen_name() != named.get(before or "", before):
            self._selection_changed()

    def place_of(self, name: str) -> QPointF | None:
        """Where the upper left corner of a node is in the scene; None while it cannot be seen."""
        item = self._scene.items_by_name.get(name)
        return QPointF(item.place.x, item.place.y) if item is not None else None

    def warn(self, words: dict[str, str]) -> None:
        """Mark these nodes, by name, with what is wrong with them; and no others."""
        for name, item in self._scene.items_by_name.items():
            if isinstance(item, EditableItem):
                item.warn(words.get(name, ""))

    def nodes(self) -> list[NodeItem]:
        """The drawn nodes in reading order."""
        order = reading_order(self.dialog, self.open_actions)
        return [self._scene.items_by_name[node.name] for node in order]

    def chosen_name(self) -> str | None:
        """The name of the selected node, or None."""
        chosen = [i for i in self._scene.selectedItems() if isinstance(i, NodeItem)]
        return chosen[0].node.name if chosen else None

    def choose(self, name: str) -> None:
        """Select a node by its name and bring it into view, out of a closed Bot Action too."""
        item = self._scene.reveal(name)
        if item is None:
            return
        before = self.chosen_name()
        if before != name:
            self._came_from = before
            self._scene.blockSignals(True)
            self._scene.clearSelection()
            self._scene.blockSignals(False)
            item.setSelected(True)
        self.bring_into_view(item)

    def choose_at(self, at: QPoint) -> None:
        """Select the node that lies there, in pixels of the view; nothing where none does."""
        item = next((i for i in self.items(at) if isinstance(i, NodeItem)), None)
        if item is not None:
            self.choose(item.node.name)
        else:
            self._scene.clearSelection()

    def bring_into_view(self, item: NodeItem) -> None:
        """Pan no further than it takes; the head of what is larger than the view comes first."""
        place = item.place
        height = max(1.0, min(place.height, self.viewport().height() / self.zoom() - 80))
        box = QRectF(place.x, place.y, place.width, height)
        self.ensureVisible(box, 40, 40)
        drawn = self.mapFromScene(box).boundingRect()
        for cover in self.covers():
            if cover.intersects(drawn):
                self._pan(_out_from_under(cover, drawn, self.viewport().height()))
                return

    def mark_found(self, names: frozenset[str]) -> None:
        """Let these nodes stand out, and no others."""
        for name, item in self._scene.items_by_name.items():
            item.mark_found(name in names)

    def light(self, node_name: str, status: str) -> None:
        """Light a node while it runs, for the debug panel.

        Args:
            node_name: Which one; inside a Bot Action that is closed, that one is lit.
            status: As the debug log spells it (`execution`, `waitingForUserInput`, `error`, …);
                the empty text puts the light out. A node that is lit comes into view.
        """
        self._lit[node_name] = status
        item = self._show_light(node_name)
        if item is not None and status:
            self.bring_into_view(item)

    def lights_out(self) -> None:
        """Put every light out."""
        self._lit.clear()
        for item in self._scene.items_by_name.values():
            item.light("")

    def fit(self) -> None:
        """Show the whole dialog task, never larger than full size."""
        self._zoom_to(min(1.0, self._fitting()))
        self.centerOn(self.content.center())
        self._fitted = True

    def show_beginning(self) -> None:
        """The beginning at the top, all of it across where that can still be read well."""
        across = self.viewport().width() / self.content.width()
        self._show_from_top(min(1.0, max(READABLE_FROM, across)))

    def show_top(self) -> None:
        """Full size, with the beginning of the dialog task at the top."""
        self._show_from_top(1.0)

    def zoom(self) -> float:
        """The zoom in force; 1.0 is full size."""
        return self.transform().m11()

    def zoom_by(self, factor: float) -> None:
        """Zoom in (above 1) or out (below 1), within limits: the whole can always be seen."""
        lowest = min(SMALLEST, self._fitting())
        self._zoom_to(min(LARGEST, max(lowest, self.zoom() * factor)))

    def zoom_in(self) -> None:
        """One step larger, about the middle of the view."""
        self._about_the_middle(STEP)

    def zoom_out(self) -> None:
        """One step smaller, about the middle of the view."""
        self._about_the_middle(1 / STEP)

    def zoom_to(self, zoom: float) -> None:
        """A certain zoom, about the middle of the view."""
        self._about_the_middle(zoom / self.zoom())

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(STEP ** (event.angleDelta().y() / 120))
            event.accept()
        else:
            super().wheelEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QNativeGestureEvent):
            if event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
                self.zoom_by(1 + event.value())
                return True
        elif isinstance(event, QGestureEvent):
            pinch = event.gesture(Qt.GestureType.PinchGesture)
            if isinstance(pinch, QPinchGesture):
                self.zoom_by(pinch.scaleFactor())
                return True
        return super().viewportEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.MiddleButton:
            self._drag_from = event.position().toPoint()
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
            event.accept()
            return
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._drag_from is None:
            super().mouseMoveEvent(event)
            return
        now = event.position().toPoint()
        self._pan(self._drag_from - now)
        self._drag_from = now

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._drag_from is not None and event.button() == Qt.MouseButton.MiddleButton:
            self._drag_from = None
            self.viewport().setCursor(Qt.CursorShape.OpenHandCursor)
            return
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._act_on(event):
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._fitted:
            self.fit()
        else:
            self._centre_across()
        self.moved.emit()

    def drawBackground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        look = self.look
        painter.fillRect(rect, look.dots if self.zoom() >= DOTS_FROM else look.bg)

    def _act_on(self, event: QKeyEvent) -> bool:
        key, held = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        ctrl = held == Qt.KeyboardModifier.ControlModifier
        shift = held == Qt.KeyboardModifier.ShiftModifier
        none = held == Qt.KeyboardModifier.NoModifier
        if key in KEYS and (none or shift or (ctrl and key != Qt.Key.Key_F)):
            getattr(self, KEYS[Qt.Key(key)])()
            return True
        if shift and key in _ARROWS:
            self._pan(_ARROWS[Qt.Key(key)] * PAN)
            return True
        return none and self._walk(key)

    def _walk(self, key: int) -> bool:
        dialog, opened, name = self.dialog, self.open_actions, self.chosen_name()
        match key:
            case Qt.Key.Key_Right | Qt.Key.Key_Left:
                step = 1 if key == Qt.Key.Key_Right else -1
                target: str | None = walking.beside(dialog, opened, name, step)
            case Qt.Key.Key_Home:
                target = dialog.intent.name
            case Qt.Key.Key_End:
                target = self.nodes()[-1].node.name
            case Qt.Key.Key_Down:
                target = walking.along(dialog, opened, name)
            case Qt.Key.Key_Up if name is not None:
                target = walking.against(dialog, opened, name, self._came_from)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Space if name is not None:
                self._scene.toggle(name)
                return True
            case Qt.Key.Key_Escape if name is not None:
                self._scene.clearSelection()
                return True
            case _:
                return key == Qt.Key.Key_Up
        if target is not None:
            self.choose(target)
        return True

    def _pan(self, by: QPoint) -> None:
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        across.setValue(across.value() + by.x())
        down.setValue(down.value() + by.y())

    def _centre_across(self) -> None:
        """What fits across stays in the middle when the properties come and go."""
        drawn = self.mapFromScene(self.content).boundingRect()
        if drawn.width() <= self.viewport().width():
            self._pan(QPoint(drawn.center().x() - self.viewport().rect().center().x(), 0))

    def _fitting(self) -> float:
        whole, view = self.content, self.viewport()
        return min(view.width() / whole.width(), view.height() / whole.height())

    def _show_from_top(self, zoom: float) -> None:
        self._zoom_to(zoom)
        top = self.sceneRect().top() + self.viewport().height() / 2 / zoom
        across = self.content.width() * zoom > self.viewport().width()
        self.centerOn(QPointF(0 if across else self.content.center().x(), top))

    def _about_the_middle(self, factor: float) -> None:
        anchor = self.transformationAnchor()
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.AnchorViewCenter)
        self.zoom_by(factor)
        self.setTransformationAnchor(anchor)

    def _zoom_to(self, zoom: float) -> None:
        self._fitted = False
        # What is too small for either zoom would move what is in the middle.
        self._leave_room(min(zoom, self.zoom()))
        self.scale(zoom / self.zoom(), zoom / self.zoom())
        self._leave_room(zoom)
        self.zoomed.emit(self.zoom())
        self.moved.emit()

    def _leave_room(self, zoom: float) -> None:
        across, top, bottom = (m / min(1.0, zoom) for m in (MARGIN_X, MARGIN_TOP, MARGIN_BOTTOM))
        self.setSceneRect(self.content.adjusted(-across, -top, across, bottom))

    def _redress(self) -> None:
        self._scene.redress(Look(self._theme.tokens, self._theme.family))
        self.redrawn.emit()

    def _arranged(self) -> None:
        """Lights go to what can be seen; a node that is not drawn any more is not selected."""
        self._leave_room(self.zoom())
        for item in self._scene.items_by_name.values():
            item.light("")
        for name in self._lit:
            self._show_light(name)
        self.redrawn.emit()

    def _show_light(self, name: str) -> NodeItem | None:
        item = self._scene.items_by_name.get(name)
        if item is None and (around := self.dialog.container_of(name)) is not None:
            item = self._scene.items_by_name.get(around.name)
        if item is not None:
            item.light(self._lit[name])
        return item

    def _selection_changed(self) -> None:
        name = self.chosen_name()
        self._scene.mark_connections(name)
        item = self._scene.items_by_name.get(name or "")
        words = item.words.replace("\n", ", ") if item is not None else ""
        self.setAccessibleDescription(f"Selected: {words}" if words else "")
        self.node_chosen.emit(item.node if item is not None else None)


_ARROWS = {
    Qt.Key.Key_Left: QPoint(-1, 0),
    Qt.Key.Key_Right: QPoint(1, 0),
    Qt.Key.Key_Up: QPoint(0, -1),
    Qt.Key.Key_Down: QPoint(0, 1),
}


def _out_from_under(cover: QRect, drawn: QRect, height: int) -> QPoint:
    """How far to pan so that what is drawn there lies beside its cover."""
    if cover.height() > height / 2:
        return QPoint(drawn.right() - cover.left() + BESIDE, 0)
    if cover.center().y() < height / 2:
        return QPoint(0, drawn.top() - cover.bottom() - BESIDE)
    return QPoint(0, drawn.bottom() - cover.top() + BESIDE)
