"""One dialog task: its head, its canvas, and what the selected node consists of."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from studio.dialogs.definitions import Dialog, Message, SampleResponse, Script, Service
from studio.errors import StudioError
from ui.background import Task
from ui.controls import Button, Notice
from ui.controls.notice import NoticeTone
from ui.controls.scroll_column import let_go
from ui.dialogs.canvas import Canvas
from ui.dialogs.editing import Editing
from ui.dialogs.find_bar import FindBar
from ui.dialogs.head import Head
from ui.dialogs.mini_map import MiniMap
from ui.dialogs.properties.component import Ways
from ui.dialogs.properties.panel import WIDTH, Properties
from ui.dialogs.saving_picture import SavingPicture
from ui.dialogs.toolbar import Toolbar
from ui.dialogs.train_banner import TrainBanner
from ui.dialogs.words import AnyNode
from ui.dialogs.working import Working
from ui.place import Context
from ui.theme.theme import Theme

if TYPE_CHECKING:
    from ui.dialogs.exchange import Exchange

LEAST_CANVAS = 340
"""Pixels left for the canvas beside the properties; with less they lie over it."""


class DialogView(QWidget):
    """A dialog task with everything around it.

    Args:
        context: For what leaves the view: files, requests. Without it, that is not offered.

    Signals:
        back: The person wants the list again.
    """

    back = Signal()

    def __init__(
        self,
        dialog: Dialog,
        theme: Theme,
        *,
        integrated: bool = True,
        context: Context | None = None,
    ) -> None:
        super().__init__()
        self._context = context
        self._theme = theme
        self._first_show = True
        self._notice: Notice | None = None
        self._failed = False
        self._exchange: Exchange | None = None
        self.setObjectName("dialog")
        self.setAccessibleName(dialog.name)
        self._outer = QHBoxLayout(self)
        self._outer.setContentsMargins(0, 0, 0, 0)
        self._column = QVBoxLayout()
        self._column.setSpacing(0)
        self.editing = Editing(dialog, context, self) if context is not None else None
        self.canvas = Canvas(
            dialog, theme, integrated=integrated, editable=self.editing is not None
        )
        self._head = Head(dialog, lambda: (self.canvas.zoom(), self._map.wanted))
        self._column.addWidget(self._head)
        self._build_editing()
        self._column.addWidget(self.canvas, 1)
        self._outer.addLayout(self._column, 1)
        self._map = MiniMap(self.canvas)
        self._find = FindBar(self.canvas)
        self._tools = self._build_tools()
        self.canvas.covers = self._covers
        self.properties = Properties(
            dialog, theme, self._ways(), integrated=integrated, editing=self.editing
        )
        self.properties.setParent(self)
        self._listen()

    def focus_canvas(self) -> None:
        """Give the canvas the keyboard."""
        self.canvas.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._first_show:
            self._first_show = False
            QTimer.singleShot(0, self.canvas, self.canvas.show_beginning)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()
        if self.properties.isVisible():
            QTimer.singleShot(0, self, self._keep_in_view)

    def _listen(self) -> None:
        canvas, head = self.canvas, self._head
        canvas.node_chosen.connect(self._show_properties)
        canvas.zoomed.connect(self._show_zoom)
        canvas.moved.connect(self._place_over_canvas)
        head.back.connect(self.back)
        head.find_asked.connect(self._find.open)
        head.fit.connect(canvas.fit)
        head.zoom.connect(lambda percent: canvas.zoom_to(percent / 100))
        head.mini_map.connect(self._map.set_wanted)
        self.properties.closed.connect(self._close_properties)
        self._shortcut("Ctrl+F", self._find.open)
        head.allow_saving(self._context is not None)
        if self._context is None:
            return
        saving = SavingPicture(canvas, self._context.background, self)
        saving.saved.connect(lambda path: self._tell("ok", f"Saved as {path}.", ""))
        saving.failed.connect(self._show_error)
        head.save.connect(saving.ask)
        head.print_.connect(saving.print_it)
        head.export.connect(self._export)
        head.settings.connect(self._open_settings)
        self._shortcut("Ctrl+P", saving.print_it)

    def _build_editing(self) -> None:
        editing = self.editing
        if editing is None:
            return
        toolbar = Toolbar(editing)
        self._column.addWidget(toolbar)
        editing.changed.connect(self._show_dialog)
        editing.state_changed.connect(self._show_state)
        self.working = Working(self.canvas, editing, toolbar, self)
        assert self._context is not None
        self._banner = TrainBanner(self._context)
        self._banner.trained.connect(lambda: self._show_trained(True))
        self._column.addWidget(self._banner)
        editing.saved_as.connect(lambda kept: self._show_trained(kept.trained))
        self._trained = True
        self._show_trained(editing.dialog.trained)

    def _show_trained(self, trained: bool) -> None:
        if trained != self._trained:
            self._trained = trained
            self._banner.look()
        self._head.show_trained(trained)

    def _show_dialog(self, dialog: Dialog) -> None:
        self.canvas.show_dialog(dialog)
        self._head.show_dialog(dialog)
        self._head.show_trained(self._trained)
        self.properties.show_dialog(dialog)

    def _show_state(self) -> None:
        assert self.editing is not None
        error = self.editing.error
        if error is not None:
            self._show_error(error)
        elif self._notice is not None and self._failed:
            self._notice.hide()
        self._failed = error is not None

    def leave(self) -> None:
        """The person goes elsewhere, or the window closes: keep what waits for more typing."""
        if self.editing is not None:
            self.properties.finish()
            self.editing.save()

    @property
    def exchange(self) -> Exchange:
        """Export of this dialog task; what comes of it is said above the canvas."""
        from ui.dialogs.exchange import Exchange

        assert self._context is not None
        if self._exchange is None:
            self._exchange = Exchange(self._context, self)
            self._exchange.told.connect(self._tell)
        return self._exchange

    def _export(self) -> None:
        self.leave()
        dialog = self.canvas.dialog
        self.exchange.export([dialog.id], dialog.name)

    def _open_settings(self) -> None:
        from ui.dialogs.settings_sheet import DialogSettings

        assert self.editing is not None
        DialogSettings(self, self.editing).open()

    def _shortcut(self, keys: str, act: Callable[[], object]) -> None:
        shortcut = QShortcut(QKeySequence(keys), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(act)

    def _ways(self) -> Ways:
        if self._context is None:
            return Ways(self.canvas.choose)
        return Ways(
            self.canvas.choose,
            self._show_request,
            self._show_script,
            self._add_response,
            self._ask_users,
        )

    def _ask_users(self, component: str, tell: Callable[[tuple[str, ...]], None]) -> None:
        assert self._context is not None
        studio = self._context.studio

        def work(task: Task[tuple[str, ...]]) -> tuple[str, ...]:
            return tuple(one.name for one in studio.components.used_by(component))

        self._context.background.run(work, done=tell, owner=self.properties)

    def _add_response(self, node: Service, sample: SampleResponse | None) -> None:
        from ui.dialogs.add_response import AddResponse

        assert self.editing is not None
        AddResponse(self, self.editing, node, sample, self._theme).open()

    def _show_request(self, node: Service) -> None:
        from ui.dialogs.define_request.sheet import DefineRequest

        assert self._context is not None
        assert self.editing is not None
        DefineRequest(self, self.editing, node, self._context).open()

    def _show_script(self, node: Script | Message) -> None:
        from ui.dialogs.script_sheet import DefineScript

        assert self._context is not None
        assert self.editing is not None
        DefineScript(self, self.editing, node, self._context).open()

    def _build_tools(self) -> QWidget:
        tools = QWidget(self.canvas)
        row = QHBoxLayout(tools)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        fit = Button("Fit", "dialog.fit", kind="small")
        fit.setToolTip("Fit to Screen (F)")
        fit.clicked.connect(self.canvas.fit)
        out = Button("–", "dialog.zoom_out", kind="small")
        out.setAccessibleName("Zoom out")
        out.clicked.connect(self.canvas.zoom_out)
        self._zoom = Button("100 %", "dialog.zoom", kind="small")
        self._zoom.setToolTip("Full size (0)")
        self._zoom.clicked.connect(self.canvas.show_top)
        into = Button("+", "dialog.zoom_in", kind="small")
        into.setAccessibleName("Zoom in")
        into.clicked.connect(self.canvas.zoom_in)
        for button in (fit, out, self._zoom, into):
            row.addWidget(button)
        return tools

    def _covers(self) -> list[QRect]:
        """What lies over the canvas, in its pixels."""
        covers = [w.geometry() for w in (self._find, self._map, self._tools) if w.isVisible()]
        if self.properties.isVisible():
            over = self.properties.geometry().translated(-self.canvas.pos())
            if over.left() < self.canvas.width():
                covers.append(over)
        return covers

    def _place_over_canvas(self) -> None:
        self._tools.adjustSize()
        bar = self.canvas.horizontalScrollBar()
        below = 18 + (bar.height() if bar.isVisible() else 0)
        self._tools.move(18, self.canvas.height() - self._tools.height() - below)
        self._map.place()
        if self._find.isVisible():
            self._find.place()

    def _arrange(self) -> None:
        """The properties beside the canvas, or over it where there is too little room."""
        width = min(WIDTH, self.width())
        beside = self.width() - width >= LEAST_CANVAS
        room = width if beside and not self.properties.isHidden() else 0
        self._outer.setContentsMargins(0, 0, room, 0)
        top = 0 if beside else self._head.sizeHint().height()
        self.properties.setGeometry(self.width() - width, top, width, self.height() - top)
        self.properties.raise_()
        QTimer.singleShot(0, self, self._place_over_canvas)

    def _show_zoom(self, zoom: float) -> None:
        self._zoom.setText(f"{zoom * 100:.0f} %")
        QTimer.singleShot(0, self, self._place_over_canvas)

    def _show_properties(self, node: AnyNode | None) -> None:
        self.properties.show_node(node)
        self._arrange()
        # What was chosen must not lie below the properties that have just come.
        QTimer.singleShot(0, self, self._keep_in_view)

    def _keep_in_view(self) -> None:
        name = self.canvas.chosen_name()
        if name is not None:
            self.canvas.choose(name)

    def _close_properties(self) -> None:
        self.canvas.scene().clearSelection()
        self.canvas.setFocus()

    def _show_error(self, error: StudioError) -> None:
        self._tell("error", error.message, error.next_step)

    def _tell(self, tone: NoticeTone, title: str, words: str) -> None:
        if self._notice is not None:
            let_go(self._notice)
        close = Button("Close", "dialog.notice.close", kind="small")
        self._notice = Notice(tone, title, words, name="dialog.notice", action=close)
        close.clicked.connect(self._notice.hide)
        self._column.insertWidget(1, self._notice)
