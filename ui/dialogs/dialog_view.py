"""One dialog task: its head, its canvas, and what the selected node consists of."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from studio.dialogs.definitions import Dialog
from ui.controls import Button, Heading, IconButton, Pill
from ui.dialogs.canvas import STEP, Canvas
from ui.dialogs.properties import Properties
from ui.theme.theme import Theme


class DialogView(QWidget):
    """Signals: `back` when the person wants the list again."""

    back = Signal()

    def __init__(self, dialog: Dialog, theme: Theme, *, integrated: bool = True) -> None:
        super().__init__()
        self.setObjectName("dialog")
        self.setAccessibleName(dialog.name)
        self._first_show = True
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head(dialog))
        self.canvas = Canvas(dialog, theme, integrated=integrated)
        column.addWidget(self.canvas, 1)
        outer.addLayout(column, 1)
        self.properties = Properties(dialog, theme, integrated=integrated)
        outer.addWidget(self.properties)
        self.canvas.node_chosen.connect(self._show_properties)
        self._tools = self._build_tools()
        self.canvas.zoomed.connect(self._show_zoom)

    def focus_canvas(self) -> None:
        """Give the canvas the keyboard."""
        self.canvas.setFocus()

    def showEvent(self, event) -> None:  # type: ignore[no-untyped-def]
        super().showEvent(event)
        if self._first_show:
            self._first_show = False
            QTimer.singleShot(0, self.canvas, self.canvas.show_top)

    def resizeEvent(self, event) -> None:  # type: ignore[no-untyped-def]
        super().resizeEvent(event)
        self._place_tools()

    def _head(self, dialog: Dialog) -> QWidget:
        head = QWidget()
        head.setProperty("role", "bg")
        head.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(head)
        row.setContentsMargins(18, 16, 24, 12)
        row.setSpacing(10)
        back = IconButton("Back to Dialogs", "dialog.back", "chevron-left")
        back.clicked.connect(self.back)
        row.addWidget(back)
        row.addWidget(Heading(dialog.name, 1, "dialog.name"))
        row.addSpacing(6)
        trained = dialog.trained
        row.addWidget(
            Pill("●  Trained" if trained else "●  Not trained", "ok" if trained else "warn")
        )
        row.addWidget(Pill(dialog.status))
        row.addStretch(1)
        return head

    def _build_tools(self) -> QWidget:
        tools = QWidget(self.canvas)
        row = QHBoxLayout(tools)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        fit = Button("Fit", "dialog.fit", kind="small")
        fit.setToolTip("Fit to Screen")
        fit.clicked.connect(self.canvas.fit)
        out = Button("–", "dialog.zoom_out", kind="small")
        out.setAccessibleName("Zoom out")
        out.clicked.connect(lambda: self.canvas.zoom_by(1 / STEP))
        self._zoom = Button("100 %", "dialog.zoom", kind="small")
        self._zoom.setToolTip("Full size")
        self._zoom.clicked.connect(self.canvas.show_top)
        into = Button("+", "dialog.zoom_in", kind="small")
        into.setAccessibleName("Zoom in")
        into.clicked.connect(lambda: self.canvas.zoom_by(STEP))
        for button in (fit, out, self._zoom, into):
            row.addWidget(button)
        return tools

    def _place_tools(self) -> None:
        self._tools.adjustSize()
        self._tools.move(18, self.canvas.height() - self._tools.height() - 18)
        self._tools.raise_()

    def _show_zoom(self, zoom: float) -> None:
        self._zoom.setText(f"{zoom * 100:.0f} %")
        QTimer.singleShot(0, self, self._place_tools)

    def _show_properties(self, node: object) -> None:
        self.properties.show_node(node)  # type: ignore[arg-type]
        QTimer.singleShot(0, self, self._place_tools)
