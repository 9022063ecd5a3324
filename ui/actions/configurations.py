"""The Configurations panel: what an action needs, beside the page it stands on."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui.actions.instructions import InstructionsTab
from ui.actions.tabs import AUTHORIZATION, INSTRUCTIONS
from ui.authorization.state import TabState
from ui.authorization.tab import AuthorizationTab
from ui.controls import Button, Heading, IconButton, SlideOver, Tabs, Text
from ui.theme.icons import svg_pixmap

WIDTH = 560
ICON = QSize(40, 40)


class Configurations(SlideOver):
    """Header, tabs *Instructions* and *Authorization*, and what can be done with it all.

    Signals:
        tab_chosen: The tab that came to the front.
        enable_asked, explore_asked: The buttons of those names.
    """

    tab_chosen = Signal(str)
    enable_asked = Signal()
    explore_asked = Signal()

    def __init__(self, host: QWidget) -> None:
        super().__init__(host, WIDTH, "configurations")
        self.setAccessibleName("Configurations")
        self.instructions = InstructionsTab()
        self.authorization = AuthorizationTab()
        self.tabs = Tabs("configurations")
        self.tabs.add(INSTRUCTIONS, "Instructions", self.instructions)
        self.tabs.add(AUTHORIZATION, "Authorization", self.authorization)
        self.tabs.chosen.connect(self._show_tab)
        self.column.addWidget(self._header())
        self.column.addWidget(self.tabs)
        self.column.addWidget(self.tabs.pages, 1)
        self.column.addWidget(self._footer())
        self._enabled = False

    def show_icon(self, svg: bytes) -> None:
        """Show the connector's icon."""
        self._icon.setPixmap(svg_pixmap(svg, ICON, self.devicePixelRatioF()))

    def show_state(self, state: TabState) -> None:
        """Draw everything from one value."""
        action = state.action
        self._name.setText(action.name)
        self.instructions.show_state(state)
        self.authorization.show_state(state)
        self._hint.setText(action.hint)
        self._enabled = action.enabled
        self._enable.set_busy(False)
        self._enable.setEnabled(action.can_enable and not state.busy)
        if state.enabling:
            self._enable.set_busy(True, "Enabling…")
        self._cancel.setText("Close" if action.enabled else "Cancel")
        self._show_tab(self.tabs.current, tell=False)

    def _header(self) -> QWidget:
        self._icon = QLabel()
        self._icon.setFixedSize(ICON)
        self._name = Heading("", name="configurations.name")
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(self._name)
        words.addWidget(Text("Configurations", "secondary"))
        close = IconButton("Close", "configurations.close", "close")
        close.clicked.connect(self.close_panel)
        header = QWidget()
        row = QHBoxLayout(header)
        row.setContentsMargins(24, 18, 16, 10)
        row.setSpacing(12)
        row.addWidget(self._icon)
        row.addLayout(words, 1)
        row.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        return header

    def _footer(self) -> QWidget:
        self._hint = Text("", "secondary", "configurations.hint")
        self._cancel = Button("Cancel", "configurations.cancel")
        self._cancel.clicked.connect(self.close_panel)
        self._next = Button("Go to Authorization", "configurations.next", kind="primary")
        self._next.clicked.connect(lambda: self.tabs.show_tab(AUTHORIZATION))
        self._enable = Button("Enable", "authorization.enable", kind="primary")
        self._enable.clicked.connect(self.enable_asked)
        self._explore = Button("Explore Templates", "configurations.explore", kind="primary")
        self._explore.clicked.connect(self.explore_asked)
        footer = QWidget()
        footer.setProperty("role", "footer")
        footer.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(footer)
        row.setContentsMargins(24, 14, 24, 14)
        row.setSpacing(10)
        row.addWidget(self._hint, 1)
        for button in (self._cancel, self._next, self._enable, self._explore):
            row.addWidget(button)
        return footer

    def _show_tab(self, key: str, *, tell: bool = True) -> None:
        """The footer belongs to the tab in front."""
        on_authorization = key == AUTHORIZATION
        self._next.setVisible(not on_authorization and not self._enabled)
        self._enable.setVisible(on_authorization and not self._enabled)
        self._explore.setVisible(self._enabled)
        if tell:
            self.tab_chosen.emit(key)
