"""The bar at the top: name, where the person is, the environment, Talk to Bot."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QWidget

from ui.controls.button import Button, IconButton
from ui.theme.icons import IconLabel
from ui.theme.theme import Mode, Theme

HEIGHT = 52
BRAND_WIDTH = 204
"""The breadcrumb begins where the pages do."""
MODES: tuple[tuple[Mode, str], ...] = (
    ("system", "Follow the system"),
    ("light", "Light"),
    ("dark", "Dark"),
)
SANDBOX_TEXT = (
    "Everything here happens against the sandbox on board: a service of its own on this computer, "
    "with sign-in, deals and contacts. Nothing leaves this computer, and no account is needed."
)
LIVE_TEXT = (
    "Everything here happens at the service itself: people sign in to their own accounts, and "
    "what the bot creates, changes and deletes is real. The environment is chosen in Settings."
)
LIVE_TIP = "Works against the service itself. Click to read what that means."
PILL_TIP = "Works against the sandbox on board. Click to read what that means."


class TopBar(QWidget):
    """Signals: `theme_chosen` with the mode, `talk_to_bot` when its button was pressed,
    `faults_asked` when the pill was while faults are on."""

    theme_chosen = Signal(str)
    faults_asked = Signal()
    talk_to_bot = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setObjectName("window.top_bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(HEIGHT)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(10)
        self._brand = QWidget()
        brand = QHBoxLayout(self._brand)
        brand.setContentsMargins(0, 0, 0, 0)
        brand.setSpacing(8)
        brand.addWidget(IconLabel("mark", 20, QPalette.ColorRole.Highlight))
        name = QLabel("Action Studio")
        name.setObjectName("window.name")
        brand.addWidget(name)
        brand.addStretch(1)
        self._brand.setFixedWidth(BRAND_WIDTH)
        row.addWidget(self._brand)
        self.breadcrumb = QLabel()
        self.breadcrumb.setObjectName("window.breadcrumb")
        self.breadcrumb.setAccessibleName("Where you are")
        self.breadcrumb.setTextFormat(Qt.TextFormat.PlainText)
        self.breadcrumb.setProperty("role", "secondary")
        self.here = QLabel()
        self.here.setObjectName("window.here")
        self.here.setTextFormat(Qt.TextFormat.PlainText)
        self.here.setProperty("role", "label")
        crumbs = QHBoxLayout()
        crumbs.setSpacing(7)
        crumbs.addWidget(self.breadcrumb)
        crumbs.addWidget(self.here)
        row.addLayout(crumbs)
        row.addStretch(1)
        self._faults = 0
        self._live = False
        self.environment = self._environment_pill()
        row.addWidget(self.environment)
        self.theme_button = IconButton("Appearance", "window.theme", "system")
        self.theme_button.clicked.connect(self._show_modes)
        row.addWidget(self.theme_button)
        talk = Button("Talk to Bot", "talk_to_bot.open", kind="small", icon="chat")
        talk.clicked.connect(self.talk_to_bot)
        row.addWidget(talk)
        self.talk_button = talk
        theme.changed.connect(self._show_mode)
        self._show_mode()

    def show_breadcrumb(self, words: tuple[str, ...]) -> None:
        """Show where the person is; the last word is the place itself."""
        self.breadcrumb.setText("".join(f"{word}  ›  " for word in words[:-1]).rstrip())
        self.here.setText(words[-1] if words else "")
        self.breadcrumb.setAccessibleDescription(" > ".join(words))

    def show_faults(self, number: int) -> None:
        """Let the environment's pill say how many faults are on."""
        if number != self._faults:
            self._faults = number
            self._draw_pill()

    def show_environment(self, name: str) -> None:
        """Show whether the workspace is on "sandbox" or "live"."""
        if (name == "live") != self._live:
            self._live = name == "live"
            self._draw_pill()

    def _draw_pill(self) -> None:
        """Faults are the sandbox's: on Live there are none to speak of."""
        number = 0 if self._live else self._faults
        where = "Live" if self._live else "Sandbox"
        words = f"{number} fault{'' if number == 1 else 's'}" if number else where
        pill = self.environment
        pill.setText(f"●  {words}")
        pill.setProperty("pill", "error" if number else "warn" if self._live else "sandbox")
        pill.setAccessibleName(
            f"Environment: {where}, {words} on" if number else f"Environment: {where}"
        )
        tip = LIVE_TIP if self._live else PILL_TIP
        pill.setToolTip("Click to see what is on." if number else tip)
        pill.style().unpolish(pill)
        pill.style().polish(pill)

    def fold(self, folded: bool) -> None:
        """Give the room beside the name to the breadcrumb when the window is narrow."""
        self._brand.setFixedWidth(self._brand.sizeHint().width() + 8 if folded else BRAND_WIDTH)

    def _environment_pill(self) -> QPushButton:
        pill = QPushButton("●  Sandbox")
        pill.setObjectName("window.environment")
        pill.setAccessibleName("Environment: Sandbox")
        pill.setProperty("pill", "sandbox")
        pill.setCursor(Qt.CursorShape.PointingHandCursor)
        pill.setToolTip(PILL_TIP)
        pill.clicked.connect(self._explain_environment)
        return pill

    def _explain_environment(self) -> None:
        if self._faults and not self._live:
            self.faults_asked.emit()
            return
        from ui.popover import Popover

        title = "You work against Live" if self._live else "You work against the Sandbox"
        text = LIVE_TEXT if self._live else SANDBOX_TEXT
        sheet = Popover(self.environment, "window.environment.explanation", title, text)
        sheet.show_at(self.environment)

    def _show_modes(self) -> None:
        menu = QMenu(self)
        menu.setObjectName("window.theme.menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        group = QActionGroup(menu)
        for mode, words in MODES:
            action = QAction(words, menu, checkable=True, checked=mode == self._theme.mode)
            action.triggered.connect(lambda _, mode=mode: self.theme_chosen.emit(mode))
            group.addAction(action)
            menu.addAction(action)
        menu.popup(self.theme_button.mapToGlobal(self.theme_button.rect().bottomLeft()))

    def _show_mode(self) -> None:
        icons = {"system": "system", "light": "sun", "dark": "moon"}
        self.theme_button.set_icon(icons[self._theme.mode])
