"""The line above the canvas: which dialog task this is, and what can be done with the view."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLayout, QMenu, QSizePolicy, QWidget

from studio.dialogs.definitions import Dialog
from ui.controls import Heading, IconButton, Pill
from ui.controls.scroll_column import let_go_all

ZOOMS = (25, 50, 75, 100, 150, 200)
ROOMY = 620
"""Pixels of width from which on the state of the dialog task stands beside its name."""


class Head(QWidget):
    """Signals are what the person asks for.

    Args:
        dialog: The dialog task.
        state: Answers with the zoom (1.0 is full size) and whether the mini map is wanted.

    Signals:
        back: The list of dialog tasks.
        find_asked: The search.
        fit: The whole dialog task in view.
        zoom: A zoom in percent.
        mini_map: The mini map to be seen or not.
        save: A file of a kind, `png` or `svg`.
        print_: Paper.
        export: A portable definition.
        settings: The dialog task's name and description.
    """

    back = Signal()
    find_asked = Signal()
    fit = Signal()
    zoom = Signal(int)
    mini_map = Signal(bool)
    save = Signal(str)
    print_ = Signal()
    export = Signal()
    settings = Signal()

    def __init__(self, dialog: Dialog, state: Callable[[], tuple[float, bool]]) -> None:
        super().__init__()
        self._state = state
        self.setProperty("role", "bg")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(self)
        row.setContentsMargins(18, 14, 14, 10)
        # What is too wide for a narrow view goes; it must not hold the view wide.
        row.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        row.setSpacing(6)
        back = IconButton("Back to Dialogs", "dialog.back", "chevron-left")
        back.clicked.connect(self.back)
        row.addWidget(back)
        self._name = Heading(dialog.name, 1, "dialog.name")
        self._name.setToolTip(dialog.description)
        row.addWidget(self._name)
        row.addSpacing(8)
        self._pills_row = QHBoxLayout()
        row.addLayout(self._pills_row)
        self._pills: tuple[Pill, ...] = ()
        self.show_dialog(dialog)
        row.addStretch(1)
        find = IconButton("Find (Ctrl+F)", "dialog.find.open", "search")
        find.clicked.connect(self.find_asked)
        row.addWidget(find)
        self._display = IconButton("Display Options", "dialog.display_options", "fit")
        self._display.clicked.connect(self._show_display)
        row.addWidget(self._display)
        self._more = IconButton("More options", "dialog.more", "more")
        self._more.clicked.connect(self._show_more)
        row.addWidget(self._more)

    def show_dialog(self, dialog: Dialog) -> None:
        """Show another version of the dialog task."""
        self._name.setText(dialog.name)
        self._name.setToolTip(dialog.description)
        self._status = dialog.status
        self.show_trained(dialog.trained)

    def show_trained(self, trained: bool) -> None:
        """Show whether every utterance is understood."""
        let_go_all(self._pills_row)
        self._pills = (
            Pill("●  Trained" if trained else "●  Not trained", "ok" if trained else "warn"),
            Pill(self._status),
        )
        for pill in self._pills:
            self._pills_row.addWidget(pill)
            pill.setVisible(self.width() >= ROOMY)

    def allow_saving(self, allowed: bool) -> None:
        """Offer what leaves the program, or not."""
        self._more.setVisible(allowed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for pill in self._pills:
            pill.setVisible(self.width() >= ROOMY)

    def _show_display(self) -> None:
        zoom, mini_map = self._state()
        menu = self._menu("dialog.display_options.menu")
        self._entry(menu, "Fit to Screen", self.fit.emit, "F")
        levels = menu.addMenu("Zoom Level")
        levels.setObjectName("dialog.zoom_level.menu")
        group = QActionGroup(levels)
        for percent in ZOOMS:
            entry = self._entry(levels, f"{percent} %", partial(self.zoom.emit, percent))
            entry.setCheckable(True)
            entry.setChecked(round(zoom * 100) == percent)
            group.addAction(entry)
        words = "Hide Mini Map" if mini_map else "Show Mini Map"
        self._entry(menu, words, lambda: self.mini_map.emit(not mini_map))
        self._popup(menu, self._display)

    def _show_more(self) -> None:
        menu = self._menu("dialog.more.menu")
        self._entry(menu, "Dialog Settings…", self.settings.emit)
        self._entry(menu, "Export…", self.export.emit)
        menu.addSeparator()
        self._entry(menu, "Print…", self.print_.emit, "Ctrl+P")
        menu.addSeparator()
        self._entry(menu, "Save as Picture…", lambda: self.save.emit("png"))
        self._entry(menu, "Save as SVG…", lambda: self.save.emit("svg"))
        self._popup(menu, self._more)

    def _menu(self, name: str) -> QMenu:
        menu = QMenu(self)
        menu.setObjectName(name)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return menu

    def _entry(self, menu: QMenu, words: str, act: Callable[[], object], keys: str = "") -> QAction:
        entry = menu.addAction(words)
        if keys:
            entry.setText(f"{words}\t{QKeySequence(keys).toString(_NATIVE)}")
        entry.triggered.connect(lambda: act())
        return entry

    def _popup(self, menu: QMenu, button: QWidget) -> None:
        width = menu.sizeHint().width()
        menu.popup(button.mapToGlobal(QPoint(button.width() - width, button.height() + 4)))


_NATIVE = QKeySequence.SequenceFormat.NativeText
